"""Read the labels of several annotators, dense or sparse, into triples; nothing of size N x M is made from sparse ones.

A frame is known by its attribute `columns` and a sparse matrix by `tocoo`, so neither package is imported to look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError
from labelproof._base.warnings import warn
from labelproof._core.annotators.annotations import Annotations
from labelproof._tasks.multiclass.labels import encode_labels

__all__ = ["Reading", "read_annotations", "required_columns"]

_EXAMPLE_NAMES = ("task", "example")
"""The names that the column of examples of a long frame may have."""
_NAME = "`labels_multiannotator`"
_MOST = 1 << 30


@dataclass(frozen=True)
class Reading:
    """Annotations, and what their container calls things.

    `examples` (N,) and `annotators` (M,) are names, None for plain numbers. `order` (A,) is the place of each label
    among the rows of a long frame or the entries of a sparse matrix, and None for a wide container. `names` are those
    of the classes where labels are names, and `index` those of the rows of a long frame.
    """

    annotations: Annotations
    examples: Any = None
    annotators: Any = None
    order: NDArray[np.int64] | None = None
    names: NDArray[np.generic] | None = None
    example_column: str = "example"
    index: Any = None

    def as_given(self, classes: NDArray[np.int64]) -> NDArray[Any]:
        """Return classes in the words of the input: names where labels are names."""
        return classes if self.names is None else self.names[classes]


@dataclass(frozen=True)
class _Triples:
    """Labels as given, those of an example together: how many it has (N,), whose they are and what they say (A,)."""

    counts: NDArray[np.int64]
    annotators: NDArray[np.int32]
    values: NDArray[Any]
    num_annotators: int

    def row(self, place: int) -> int:
        """Return the example of a label."""
        return int(np.searchsorted(np.cumsum(self.counts), place, side="right"))


def read_annotations(
    labels: Any, *, num_classes: int | None = None, class_names: Sequence[Any] | None = None
) -> Reading:
    """Return the annotations in a container.

    Parameters
    ----------
    labels : (N, M) array or frame, long frame, or sparse matrix (N, M)
        Labels 0..K-1 or names. NaN (or None) in a wide container, and what a sparse one does not store, is no label; a
        stored 0 is class 0. A long frame has the columns task (or example), annotator, label.
    num_classes : int, optional
        K; without it one more than the highest label, or the number of distinct names.
    class_names : sequence of length K, optional
        Which name is which class.

    Returns
    -------
    Reading
        Examples of a long frame are numbered in sorted order, and so are its annotators.

    Raises
    ------
    InputError
        If the container or a label cannot be used, or an example or annotator has no label.
    """
    if num_classes is None and class_names is not None:
        num_classes = len(class_names)
    if hasattr(labels, "columns") and not hasattr(labels, "tocoo"):
        names = _long_columns(labels)
        if names is not None:
            return _long(labels, names, num_classes, class_names)
        if len({*_EXAMPLE_NAMES, "annotator", "label"} & set(labels.columns)) > 1:
            raise _no_long_frame(labels, _NAME)
        triples = _wide(_frame_values(labels))
        annotators = list(labels.columns)
        examples = getattr(labels, "index", None)
        return _reading(triples, num_classes, class_names, examples=examples, annotators=annotators)
    if hasattr(labels, "tocoo"):
        return _sparse(labels, num_classes, class_names)
    if isinstance(labels, (list, tuple, str, bytes, dict)) or not hasattr(labels, "__array__"):
        raise InputError(
            f"{_NAME} must be an array or a frame with one column per annotator, a long frame (task, annotator, label) "
            f"or a sparse matrix: got {type(labels).__name__}. Convert it with numpy.asarray."
        )
    return _reading(_wide(np.asarray(labels)), num_classes, class_names)


def required_columns(frame: Any) -> tuple[str, str, str]:
    """Return the names of the columns of a long frame, refusing any other and labels that were given twice."""
    names = _long_columns(frame) if hasattr(frame, "columns") else None
    if names is None:
        raise _no_long_frame(frame, "`labels_multiannotator_long`")
    (rows, examples), (places, annotators) = (_numbered(frame[name].to_numpy(), name) for name in names[:2])
    keys = rows.astype(np.int64) * len(annotators) + places
    _sorted_keys(keys, np.arange(len(keys)), {"examples": examples, "annotators": annotators}, len(annotators))
    return names


def _no_long_frame(frame: Any, name: str) -> InputError:
    """Return the error about a frame that lacks a column of a long one."""
    got = ", ".join(map(repr, list(getattr(frame, "columns", []))[:8])) or type(frame).__name__
    return InputError(
        f"{name} must have the columns 'task' (or 'example'), 'annotator' and 'label', one row per label: got {got}. "
        "Rename them."
    )


def _long_columns(frame: Any) -> tuple[str, str, str] | None:
    """Return the names of the columns of a long frame, or None if the frame is not one."""
    columns = set(frame.columns)
    example = next((name for name in _EXAMPLE_NAMES if name in columns), None)
    return None if example is None or not {"annotator", "label"} <= columns else (example, "annotator", "label")


def _frame_values(frame: Any) -> NDArray[Any]:
    """Return a wide frame as an array, of floats where every column holds numbers."""
    kinds = {getattr(dtype, "kind", "?") for dtype in frame.dtypes}
    if hasattr(frame, "isna") and kinds <= set("iufb"):
        return np.asarray(frame.to_numpy(dtype=np.float64, na_value=np.nan))
    return np.asarray(frame.to_numpy())


def _wide(values: NDArray[Any]) -> _Triples:
    if values.ndim != 2:
        raise InputError(
            f"{_NAME} must be 2-D, one row per example and one column per annotator: got shape {values.shape}. "
            "For one label per example use labelproof.rank, or reshape(-1, 1)."
        )
    given = _is_given(values)
    size, width = values.shape
    counts = np.count_nonzero(given, axis=1)
    if counts.sum() == values.size:
        return _Triples(counts, np.tile(np.arange(width, dtype=np.int32), size), values.ravel(), width)
    return _Triples(counts, np.nonzero(given)[1].astype(np.int32), values[given], width)


def _sparse(labels: Any, num_classes: int | None, class_names: Sequence[Any] | None) -> Reading:
    found = labels.tocoo()
    values = np.asarray(found.data)
    if values.dtype.kind in "iuf" and len(values) and not (values == 0).any():
        warn(
            f"{_NAME} stores no 0, so nobody gave class 0. A sparse matrix that was made from a dense array has lost "
            "its zeros: make it from (labels, (examples, annotators))."
        )
    rows, annotators = np.asarray(found.row), np.asarray(found.col)
    triples, order = _sorted(rows, annotators, values, found.shape, {})
    return _reading(triples, num_classes, class_names, order=order)


def _long(
    frame: Any, columns: tuple[str, str, str], num_classes: int | None, class_names: Sequence[Any] | None
) -> Reading:
    (rows, examples), (places, annotators) = (_numbered(frame[name].to_numpy(), name) for name in columns[:2])
    names: dict[str, Any] = {"examples": examples, "annotators": annotators}
    shape = len(examples), len(annotators)
    triples, order = _sorted(rows, places, frame[columns[2]].to_numpy(), shape, names)
    names |= {"example_column": columns[0], "index": getattr(frame, "index", None)}
    return _reading(triples, num_classes, class_names, order=order, **names)


def _numbered(values: NDArray[Any], column: str) -> tuple[NDArray[np.int32], NDArray[Any]]:
    """Return the number of each value among the sorted distinct ones, and these."""
    if values.dtype.kind in "fO" and not _is_given(values).all():
        raise InputError(
            f"The column {column!r} of {_NAME} has no value in row {int(np.argmin(_is_given(values)))}. "
            "Drop the rows without one."
        )
    if values.dtype.kind != "O":
        distinct, numbers = np.unique(values, return_inverse=True)
        return numbers.reshape(-1).astype(np.int32), distinct
    listed = values.tolist()
    try:
        names = sorted(set(listed))
    except TypeError:
        raise InputError(
            f"The column {column!r} of {_NAME} mixes values that cannot be sorted, such as numbers and strings. "
            "Convert it with .astype(str)."
        ) from None
    places = {name: place for place, name in enumerate(names)}
    distinct = np.empty(len(names), object)
    distinct[:] = names
    return np.fromiter((places[name] for name in listed), np.int32, len(listed)), distinct


def _sorted(
    rows: NDArray[np.integer],
    annotators: NDArray[np.integer],
    values: NDArray[Any],
    shape: tuple[int, int],
    names: dict[str, Any],
) -> tuple[_Triples, NDArray[np.int64]]:
    """Return triples that came in any order, without those that have no label, and the place of each."""
    given = np.flatnonzero(_is_given(values))
    order = _sorted_keys(rows[given].astype(np.int64) * shape[1] + annotators[given], given, names, shape[1])
    counts = np.bincount(rows[order], minlength=shape[0])
    return _Triples(counts, annotators[order].astype(np.int32, copy=False), values[order], shape[1]), order


def _sorted_keys(
    keys: NDArray[np.int64], order: NDArray[np.int64], names: dict[str, Any], width: int
) -> NDArray[np.int64]:
    """Return places in the order of their keys, example * M + annotator, refusing equal ones."""
    if (np.diff(keys) <= 0).any():
        by_key = np.argsort(keys, kind="stable")
        order, keys = order[by_key], keys[by_key]
    twice = np.flatnonzero(np.diff(keys) == 0)
    if len(twice):
        row, place = divmod(int(keys[twice[0]]), width)
        raise InputError(
            f"{_NAME} must have at most one label per example and annotator: annotator {_called(names, place)} gave "
            f"several to example {_called(names, row, 'examples')}. Keep one of them."
        )
    return order


def _reading(triples: _Triples, num_classes: int | None, class_names: Sequence[Any] | None, **names: Any) -> Reading:
    """Return the reading of triples in the order of examples."""
    size, width = len(triples.counts), triples.num_annotators
    if size == 0 or width == 0:
        raise InputError(f"{_NAME} is empty: got {size} examples and {width} annotators. Pass one row per example.")
    _refuse_empty(triples.counts, "example", lambda place: _called(names, place, "examples"))
    by_annotator = np.bincount(triples.annotators, minlength=width)
    _refuse_empty(by_annotator, "annotator", lambda place: _called(names, place))
    codes, distinct = _codes(triples, num_classes, class_names, names)
    annotations = Annotations(
        np.concatenate([np.zeros(1, np.int64), np.cumsum(triples.counts)]),
        triples.annotators,
        codes.astype(np.int32, copy=False),
        width,
        int(codes.max()) + 1 if num_classes is None else num_classes,
    )
    return Reading(annotations, names=distinct, **names)


def _refuse_empty(counts: NDArray[np.int64], what: str, called: Any) -> None:
    """Refuse examples and annotators without any label."""
    empty = np.flatnonzero(counts == 0)
    if len(empty):
        side = "row" if what == "example" else "column"
        raise InputError(
            f"{_NAME} must have a label for every {what}: {len(empty)} of {len(counts)} have none, the first is {what} "
            f"{called(int(empty[0]))}. Drop {'its' if len(empty) == 1 else 'their'} {side}"
            + (" (and its row of `pred_probs`)." if what == "example" else ".")
        )


def _codes(
    triples: _Triples, num_classes: int | None, class_names: Sequence[Any] | None, names: dict[str, Any]
) -> tuple[NDArray[np.integer], NDArray[np.generic] | None]:
    """Return the class number of each label, and the names of the classes where labels are names."""
    values = _plain(triples.values)
    if values.dtype.kind in "iuf" and not _are_names(values, class_names):
        return _whole(triples, values, num_classes, names), None
    if values.dtype.kind == "f":
        values = values.astype(np.int64)  # whole, or they would not be names
    codes = encode_labels(values, num_classes, class_names)
    return codes, np.unique(values) if class_names is None else _as_array(class_names)


def _plain(values: NDArray[Any]) -> NDArray[Any]:
    """Return labels as numbers where all are, and as strings where all are."""
    if values.dtype.kind == "b" or (values.dtype.kind == "O" and _all_are(values, (int, float, np.number))):
        return values.astype(np.float64)
    return values.astype(str) if values.dtype.kind == "O" and _all_are(values, str) else values


def _all_are(values: NDArray[Any], kinds: Any) -> bool:
    return all(isinstance(item, kinds) for item in values)


def _are_names(values: NDArray[Any], class_names: Sequence[Any] | None) -> bool:
    """Return whether numbers are names of classes: 10, 20 and 30, rather than the places 0, 1 and 2 of these."""
    if class_names is None:
        return False
    distinct = np.unique(values)
    whole = distinct.astype(np.int64) if np.isfinite(distinct).all() else distinct
    if (whole != distinct).any():
        return False
    return {str(value) for value in whole.tolist()} <= {str(name) for name in class_names}


def _as_array(class_names: Sequence[Any]) -> NDArray[Any]:
    """Return names as they are: numbers among strings do not become strings."""
    found = np.asarray(class_names)
    return found if found.dtype.kind not in "US" else np.asarray(class_names, object)


def _whole(
    triples: _Triples, values: NDArray[Any], num_classes: int | None, names: dict[str, Any]
) -> NDArray[np.integer]:
    """Return labels as whole numbers from 0, below K where that is known."""
    bound = _MOST if num_classes is None else num_classes
    if values.min() >= 0 and values.max() < bound:
        whole = values.astype(np.int32)
        if values.dtype.kind != "f" or np.array_equal(whole, values):
            return whole
    wrong, expected = values != np.trunc(values), "whole numbers, or names"
    if not wrong.any():
        wrong, expected = values < 0, "0 or more"
    if not wrong.any():
        wrong, expected = values >= bound, f"at most {bound - 1}, because there are {bound} classes"
    place = int(np.argmax(wrong))
    raise InputError(
        f"{_NAME} must be {expected}: annotator {_called(names, int(triples.annotators[place]))} gave "
        f"{values[place].item()!r} to example {_called(names, triples.row(place), 'examples')}. "
        "Number your classes 0..K-1, write NaN where there is no label, and pass the probabilities of all classes."
    )


def _called(names: dict[str, Any], place: int, what: str = "annotators") -> str:
    """Return what the input calls an annotator or an example."""
    known = names.get(what)
    name = place if known is None else known[place]
    return repr(name.item() if isinstance(name, np.generic) else name)


def _is_given(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Return where there is a label: not NaN, not None."""
    if values.dtype.kind in "fc":
        return np.asarray(~np.isnan(values))
    if values.dtype.kind != "O":
        return np.ones(values.shape, np.bool_)
    flags = (item is not None and type(item).__name__ != "NAType" and item == item for item in values.ravel())  # noqa: PLR0124
    return np.asarray(np.fromiter(flags, np.bool_, values.size).reshape(values.shape))
