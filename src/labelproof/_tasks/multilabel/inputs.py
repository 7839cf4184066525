"""Check tags and probabilities once, so that everything below can trust them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError, InputTypeError
from labelproof._blocks import BlockSource, open_source
from labelproof._core.passes import Pass, RowFunction
from labelproof._core.scan import RowOutput
from labelproof._core.tag_passes import TagScanPass
from labelproof._core.tag_pruning import num_bins
from labelproof._core.thresholds import thresholds_from_means
from labelproof._engines import map_rows, run_pass
from labelproof._kernels.scan import ClassSums, ValueRange
from labelproof._tasks.multiclass.inputs import check_range
from labelproof._tasks.multilabel.labels import Tags, read_tags

__all__ = ["TagInputs", "prepare_tags"]

State = TypeVar("State")
Result = TypeVar("Result")
Scalar = TypeVar("Scalar", bound=np.generic)

_SMALL = 1 << 24
"""Values up to which tags are kept as a matrix, rather than written out block by block in every pass."""


@dataclass(frozen=True)
class TagInputs:
    """Checked inputs: tags of N examples, (N, K) probabilities, and what one reading of them found.

    `sums` are those of 2 K classes (the rows whose tag k is t), and `histogram` counts where they disagree.
    """

    tags: Tags
    source: BlockSource
    value_range: ValueRange
    sums: ClassSums | None
    histogram: NDArray[np.int64] | None
    n_jobs: int | None = None
    output: NDArray[np.float64] | None = None

    @property
    def num_rows(self) -> int:
        """N."""
        return self.tags.num_rows

    @property
    def num_tags(self) -> int:
        """K."""
        return self.tags.num_tags

    @property
    def class_names(self) -> tuple[Any, ...] | None:
        """The name of each tag, if known."""
        return self.tags.class_names

    @property
    def counts(self) -> NDArray[np.int64]:
        """Rows per tag and given value, (K, 2)."""
        return self._known_sums().counts.reshape(-1, 2)

    def thresholds(self) -> NDArray[np.float64]:
        """Return the mean probability of each tag and value over the rows given so, (K, 2); 2 where there are none."""
        return thresholds_from_means(self._known_sums()).reshape(-1, 2)

    def run(self, what: Pass[State, Result]) -> Result:
        """Return the result of a pass over all rows."""
        return run_pass(what, self.source, self._rows(), n_jobs=self.n_jobs)

    def map(self, function: RowFunction[Scalar], out: NDArray[Scalar]) -> NDArray[Scalar]:
        """Return `out`, (N,) or (N, K), filled with what a row function gives."""
        return map_rows(function, self.source, self._rows(), out=out, n_jobs=self.n_jobs)

    def _known_sums(self) -> ClassSums:
        assert self.sums is not None  # noqa: S101 - who asks has had them summed
        return self.sums

    def _rows(self) -> NDArray[np.int8]:
        """Return what stands in for labels: passes over tags read them by row number."""
        return np.zeros(self.num_rows, np.int8)


def prepare_tags(
    labels: Any,
    pred_probs: Any,
    *,
    class_names: Sequence[Any] | None = None,
    summed: bool = True,
    counted: bool = False,
    function: Callable[[Tags], RowFunction[np.float64]] | None = None,
    n_jobs: int | None = None,
) -> TagInputs:
    """Return checked inputs.

    Parameters
    ----------
    labels : container of N rows
        The tags of each example, see `read_tags`.
    pred_probs : (N, K) array, frame, tensor, path or iterable of blocks
        Probability of each tag; rows need not sum to one.
    class_names : sequence of length K, optional
        Names of the columns; the column names of a frame by default.
    summed : bool, default True
        Whether thresholds or counts will be asked for.
    counted : bool, default False
        Whether rows will be selected, which takes a histogram of those that disagree.
    function : callable, optional
        Gives for the tags something of each example, float64, that is computed in the same reading.
    n_jobs : int, optional
        Number of threads.

    Returns
    -------
    TagInputs
        The checked inputs. Probabilities are not copied.

    Raises
    ------
    InputTypeError
        If `labels` or `pred_probs` is no container.
    InputError
        If shapes, values or tags do not fit.
    """
    _refuse_shape(pred_probs)
    source = open_source(pred_probs, num_rows=_length(labels))
    names = source.class_names if class_names is None else class_names
    tags = _compact(read_tags(labels, num_tags=source.num_classes, class_names=names))
    if tags.num_rows != source.num_rows:
        raise InputError(
            f"`pred_probs` must have one row per example: got {source.num_rows} rows and the tags of {tags.num_rows} "
            "examples. Pass the probabilities of all examples, in the same order."
        )
    inputs = TagInputs(tags, source, ValueRange(0.0, 0.0, -1, -1), None, None, n_jobs)
    bins = num_bins(tags.num_tags) if counted else 0
    output = None if function is None else RowOutput(function(tags), np.empty(tags.num_rows, np.float64))
    scan = inputs.run(TagScanPass(tags, tags.num_tags, summed, bins, output))
    check_range(scan.value_range, logits="the logistic function of the logits")
    found = None if output is None else output.out
    return replace(inputs, value_range=scan.value_range, sums=scan.sums, histogram=scan.histogram, output=found)


def _refuse_shape(pred_probs: Any) -> None:
    """Refuse what classifiers of several outputs give: a list of one array per tag, or one with three dimensions."""
    shape = getattr(pred_probs, "shape", (0, 0))
    listed = isinstance(pred_probs, (list, tuple))
    if listed or len(shape) != 2:
        raise (InputTypeError if listed else InputError)(
            "`pred_probs` must be an array with one row per example and one column per tag: got "
            f"{type(pred_probs).__name__ if listed else f'shape {tuple(shape)}'}. For one array (N, 2) per tag pass "
            "numpy.column_stack([p[:, 1] for p in pred_probs]), for a single tag p[:, None]."
        )


def _length(labels: Any) -> int | None:
    """Return the number of examples, if it can be told without reading the labels."""
    if hasattr(labels, "shape"):
        return int(labels.shape[0]) if labels.shape else None
    return len(labels) if hasattr(labels, "__len__") and not isinstance(labels, (str, PathLike)) else None


def _compact(tags: Tags) -> Tags:
    """Return tags that are cheap to read again and again."""
    if tags.matrix is None and tags.num_rows * tags.num_tags <= _SMALL:
        return Tags(tags.num_rows, tags.num_tags, tags.class_names, matrix=tags.dense(0, tags.num_rows))
    return tags
