"""Tags in any container to one compact form that gives 0/1 blocks of rows.

Lists of tags per example become row starts and tag numbers (as in a sparse matrix); 0/1 matrices stay as they are. How
text and names turn into numbers is told in `names`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError, InputTypeError, nearest
from labelproof._blocks import read_labels
from labelproof._tasks.multilabel.names import Expected, split_texts, tag_numbers

__all__ = ["Tags", "read_tags"]

_CHECKED_VALUES, _CHECKED_ROWS = 1 << 20, 1 << 14


@dataclass(frozen=True)
class Tags:
    """The tags of N examples: a 0/1 matrix (N, K), or row starts (N+1,) and tag numbers."""

    num_rows: int
    num_tags: int
    class_names: tuple[Any, ...] | None
    matrix: NDArray[Any] | None = None
    starts: NDArray[np.int64] | None = None
    numbers: NDArray[np.int64] | None = None

    def dense(self, start: int, stop: int) -> NDArray[np.uint8]:
        """Return rows start..stop-1 as 0/1, (n, K)."""
        if self.matrix is not None:
            rows = self.matrix[start:stop]
            if rows.dtype == np.bool_:
                rows = rows.view(np.uint8)
            return np.ascontiguousarray(rows, np.uint8)
        assert self.starts is not None and self.numbers is not None  # noqa: S101, PT018 - one of the two forms
        out = np.zeros((stop - start, self.num_tags), np.uint8)
        bounds = self.starts[start : stop + 1]
        places = np.repeat(np.arange(stop - start) * self.num_tags, np.diff(bounds))
        places += self.numbers[bounds[0] : bounds[-1]]
        out.reshape(-1)[places] = 1
        return out

    def lists(self) -> list[list[int]]:
        """Return the tag numbers of each row, ascending."""
        rows = max(1, _CHECKED_VALUES // self.num_tags)
        found: list[list[int]] = []
        for first in range(0, self.num_rows, rows):
            block = self.dense(first, min(first + rows, self.num_rows))
            found += [np.flatnonzero(row).tolist() for row in block]
        return found


def read_tags(
    labels: Any,
    *,
    num_tags: int | None = None,
    class_names: Sequence[Any] | None = None,
    argument: str = "labels",
) -> Tags:
    """Return the tags of examples.

    Parameters
    ----------
    labels : container of N rows
        A list (array, series, column of Arrow or polars) with the tags of each example: numbers 0..K-1 or names; an
        example without tags has an empty list. Or texts with the tags of each example, such as "a,b", "a|b" or
        "[0, 1]" (which is said); an empty text means none. Or a 0/1 matrix (N, K): an array, a sparse matrix of SciPy,
        a frame. Or the path of a ``.npy`` or Parquet file of these.
    num_tags : int, optional
        K; without it, the columns of a matrix, the class names, or what occurs.
    class_names : sequence of length K, optional
        Names of the tags, in the order of the columns. By default those of a frame, else sorted names that occur.
    argument : str, default "labels"
        What the caller calls `labels`, for messages.

    Returns
    -------
    Tags
        What the examples are tagged with.

    Raises
    ------
    InputTypeError
        If `labels` is no container of tags.
    InputError
        If tags are unknown, missing, repeated or out of range, or rows are ragged.
    """
    names = None if class_names is None else _distinct(tuple(class_names))
    expected = Expected(num_tags, names, f"`{argument}`")
    values = _contents(labels, expected.argument)
    if hasattr(values, "tocsr"):
        return _of_sparse(values, expected)
    if hasattr(values, "columns"):
        return _of_frame(values, expected)
    if isinstance(values, np.ndarray) and values.ndim == 2:
        return _of_matrix(values, expected)
    return _of_rows(_rows(values, expected.argument), expected)


def _contents(labels: Any, argument: str) -> Any:
    """Return a matrix, a frame, an array, or a list of rows."""
    labels = read_labels(labels)
    if labels is None or isinstance(labels, (str, bytes, dict, int, float)) or not hasattr(labels, "__len__"):
        if not hasattr(labels, "tocsr"):  # a sparse matrix has no length
            raise InputTypeError(
                f"{argument} must hold the tags of each example: got {type(labels).__name__}. "
                "Pass a list of lists such as [[0, 2], []], or a 0/1 matrix with one column per tag."
            )
        return labels
    if hasattr(labels, "to_pylist") and not hasattr(labels, "column_names"):
        return labels.to_pylist()
    if hasattr(labels, "column_names") and hasattr(labels, "to_pandas"):  # a table of Arrow
        if len(labels.column_names) == 1:
            return labels.column(0).to_pylist()
        return labels.to_pandas()
    if hasattr(labels, "to_list") and not hasattr(labels, "columns"):  # a series
        return labels.to_list()
    return labels


def _rows(values: Any, argument: str) -> list[Any]:
    if isinstance(values, np.ndarray) and values.ndim != 1:
        raise InputError(
            f"{argument} must be a list of tags per example or a matrix of two dimensions: got shape {values.shape}. "
            "Pass one row per example and one column per tag."
        )
    rows = values.tolist() if isinstance(values, np.ndarray) else list(values)
    if not rows:
        raise InputError(f"{argument} is empty. Pass the tags of each example; [] where there are none.")
    kinds = set(map(type, rows))
    if kinds <= {list, tuple, set}:
        return rows
    if any(issubclass(kind, str) for kind in kinds):
        return split_texts(rows, argument)
    for position, row in enumerate(rows):
        if isinstance(row, (bytes, dict)) or not hasattr(row, "__len__") or getattr(row, "ndim", 1) != 1:
            raise InputError(
                f"{argument} must hold a list of tags for each example: got {row!r:.60} at position {position}. "
                "Write [2] for a single tag and [] for none."
            )
    return rows


def _of_rows(rows: list[Any], expected: Expected) -> Tags:
    lengths = np.fromiter(map(len, rows), np.int64, len(rows))
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    numbers, found = tag_numbers(rows, starts, expected)
    size = expected.num_tags
    if size is None:
        size = len(found) if found is not None else int(numbers.max()) + 1 if len(numbers) else 0
    if size < 1:
        raise InputError(
            f"{expected.argument} must hold at least one tag: no example has any, so their number is unknown. "
            "Pass a 0/1 matrix with one column per tag."
        )
    _refuse_repeats(numbers, starts, size, expected.argument)
    return Tags(len(rows), size, found, starts=starts, numbers=numbers)


def _refuse_repeats(numbers: NDArray[np.int64], starts: NDArray[np.int64], size: int, argument: str) -> None:
    """Refuse an example that has a tag twice, and lists that look like rows of zeros and ones."""
    lengths = np.diff(starts)
    either = size == 2 and bool((lengths == 2).all())  # [0, 1] and [1, 0]: two sets, or two rows of a matrix
    for first in range(0, len(lengths), _CHECKED_ROWS):
        part = lengths[first : first + _CHECKED_ROWS]
        places = np.repeat(np.arange(len(part)) * size, part) + numbers[starts[first] : starts[first + len(part)]]
        if (np.diff(places) > 0).all():
            continue
        ordered = np.sort(places)
        again = np.flatnonzero(ordered[1:] == ordered[:-1])
        row, tag = divmod(int(ordered[again[0]]), size) if len(again) else (0, 0)
        row += first
        if numbers.max() <= 1 and (either or len(again)):
            raise InputError(
                f"{argument} look like rows of zeros and ones: got "
                f"{numbers[starts[row] : starts[row + 1]].tolist()!s:.60} at position {row}. Pass "
                f"numpy.asarray({argument[1:-1]}), with {size} values in every row, or the list of the tag numbers of "
                "each example, ascending."
            )
        if len(again):
            raise InputError(
                f"{argument} must name every tag of an example once: got tag {tag} twice at position {row}. "
                "Pass set(row) for each row, or a 0/1 matrix as an array."
            )


def _of_matrix(matrix: NDArray[Any], expected: Expected) -> Tags:
    (rows, columns), argument = matrix.shape, expected.argument
    if rows == 0:
        raise InputError(f"{argument} is empty. Pass one row per example.")
    _check_columns(columns, expected)
    if matrix.dtype == object:
        try:
            matrix = matrix.astype(np.float64)
        except (TypeError, ValueError):
            raise InputError(
                f"{argument} must hold 0 or 1 in every column: got text or objects in the matrix."
            ) from None
    if matrix.dtype.kind not in "biuf":
        raise InputError(f"{argument} must be a matrix of 0 and 1: got dtype {matrix.dtype}. Convert it to integers.")
    step = max(1, _CHECKED_VALUES // columns)
    for first in range(0, rows if matrix.dtype != np.bool_ else 0, step):
        part = matrix[first : first + step]
        _refuse_others(part, first, argument)
    return Tags(rows, columns, expected.names, matrix=matrix)


def _refuse_others(part: NDArray[Any], first: int, argument: str) -> None:
    if part.dtype == np.uint8 and part.max() <= 1:
        return
    wrong = (part != 0) & (part != 1)
    if wrong.any():
        row, column = (int(place) for place in np.argwhere(wrong)[0])
        value = part[row, column]
        hint = f"For -1 and 1 pass {argument[1:-1]} > 0." if value == -1 else "Pass 1 where a tag applies, else 0."
        raise InputError(
            f"{argument} must be a matrix of 0 and 1: got {value} in row {first + row}, column {column}. {hint}"
        )


def _of_sparse(matrix: Any, expected: Expected) -> Tags:
    rows, argument = matrix.tocsr(), expected.argument
    _check_columns(rows.shape[1], expected)
    if rows.shape[0] == 0:
        raise InputError(f"{argument} is empty. Pass one row per example.")
    data = np.asarray(rows.data)
    if not ((data == 0) | (data == 1)).all():
        raise InputError(f"{argument} must be a matrix of 0 and 1: got another value in the sparse matrix.")
    starts, numbers = np.asarray(rows.indptr, np.int64), np.asarray(rows.indices, np.int64)
    if not data.all():
        kept = data != 0
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(kept)])[starts]
        numbers = numbers[kept]
    return Tags(rows.shape[0], rows.shape[1], expected.names, starts=starts, numbers=numbers)


def _of_frame(frame: Any, expected: Expected) -> Tags:
    columns, names = tuple(frame.columns), expected.names
    by_name = {str(column): column for column in columns}
    if names is not None and names != columns and by_name.keys() == {str(name) for name in names}:
        columns = tuple(by_name[str(name)] for name in names)
        frame = frame[list(columns)]
    _refuse_half_known(columns, expected)
    values = np.asarray(frame.to_numpy())
    if len(columns) == 1 and values.dtype == object:
        return _of_rows(_rows(values[:, 0], expected.argument), expected)
    return _of_matrix(values, expected if names is not None else replace(expected, names=columns))


def _refuse_half_known(columns: tuple[Any, ...], expected: Expected) -> None:
    """Refuse columns of which some bear the names of tags and others do not: the wrong ones would be compared."""
    known = {str(name) for name in expected.names or ()}
    unknown = [column for column in columns if str(column) not in known]
    if len(columns) == len(known) and 0 < len(unknown) < len(columns):
        raise InputError(
            f"{expected.argument} have the column {unknown[0]!r}, which is not one of the class names, though others "
            f"are. {nearest(unknown[0], expected.names or ())}"
        )


def _check_columns(columns: int, expected: Expected) -> None:
    num_tags, names, argument = expected.num_tags, expected.names, expected.argument
    if columns == 0:
        raise InputError(f"{argument} have no columns. Pass one column per tag.")
    if num_tags is not None and columns != num_tags:
        raise InputError(
            f"{argument} must have one column per tag: got {columns} columns and {num_tags} columns of `pred_probs`. "
            "Pass both for the same tags, in the same order."
        )
    if names is not None and len(names) != columns:
        raise InputError(
            f"`class_names` must have one name per tag: got {len(names)} names and {columns} columns. "
            "Pass them in the order of the columns."
        )


def _distinct(names: Iterable[Any]) -> tuple[Any, ...]:
    found = tuple(names)
    if len({str(name) for name in found}) != len(found):
        raise InputError("`class_names` must be distinct: got the same name twice. Rename one of the tags.")
    return found
