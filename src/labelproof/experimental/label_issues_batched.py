"""Find label errors in batches, by the low-memory rule of the field.

This is another rule than `labelproof.filter.find_label_issues`: it flags the M examples with the lowest scores, M being
the number of confident predictions of another class. The default filter streams from the same sources with the same
flags as from memory; prefer it. The arithmetic lives in `_tasks.multiclass.batched`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError
from labelproof._tasks.multiclass.batched import BatchedRule, flag_in_batches, lowest_untied
from labelproof._tasks.multiclass.counts import untied_rows
from labelproof._tasks.multiclass.inputs import Inputs, prepare

__all__ = ["LabelInspector", "find_label_issues_batched", "split_arr"]


def find_label_issues_batched(
    labels: Any = None,
    pred_probs: Any = None,
    *,
    labels_file: str | PathLike[str] | None = None,
    pred_probs_file: str | PathLike[str] | None = None,
    batch_size: int = 10_000,
    n_jobs: int | None = None,
    verbose: bool = True,  # noqa: ARG001  accepted for callers of the reference package; nothing prints here
    quality_score_kwargs: Mapping[str, Any] | None = None,
    num_issue_kwargs: Mapping[str, Any] | None = None,
    return_mask: bool = False,
) -> NDArray[np.int64] | NDArray[np.bool_]:
    """Return the rows with label issues by the low-memory rule, ascending, or a mask of them.

    This is another rule than that of `labelproof.filter.find_label_issues`, and flags other rows: it compares scores
    over all classes at once, so that hard classes take the places of easy ones, and it knows nothing of which classes
    are confused. The default filter reads the same files in blocks, with the same flags as from memory: prefer it.

    Parameters
    ----------
    labels : (N,) array-like, optional
        Given labels; or `labels_file`.
    pred_probs : (N, K) array-like, optional
        Out-of-sample probability of each class: whatever `filter.find_label_issues` accepts, or nested lists; or
        `pred_probs_file`.
    labels_file : path, optional
        A ``.npy`` file, memory-mapped.
    pred_probs_file : path, optional
        Any file that `filter.find_label_issues` reads; ``.npy`` is memory-mapped.
    batch_size : int, default 10000
        Accepted for compatibility: never changes the result, and blocks are chosen to fit the cache.
    n_jobs : int, optional
        Number of threads, all processors by default. Never changes the result.
    verbose : bool, default True
        Has no effect.
    quality_score_kwargs : mapping, optional
        Options of `rank.get_label_quality_scores`: method, adjust_pred_probs.
    num_issue_kwargs : mapping, optional
        ``{"estimation_method": "off_diagonal" or "off_diagonal_calibrated"}``.
    return_mask : bool, default False
        Whether to return a mask instead of row numbers.

    Returns
    -------
    (M,) int64 or (N,) bool
        Row numbers in ascending order (not ranked), or True for flagged rows.

    Raises
    ------
    InputTypeError, InputError
        If an input is missing, given twice or cannot be used.

    Notes
    -----
    The probabilities are read once, and then the rows whose label is not the most likely class once more. Memory is
    about 40 bytes an example. Classes without examples have no threshold.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.experimental.label_issues_batched import find_label_issues_batched
    >>> pred_probs = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.2, 0.8]])
    >>> find_label_issues_batched([0, 0, 0, 1], pred_probs)
    array([2])
    """
    if batch_size < 1:
        raise InputError(f"`batch_size` must be at least 1: got {batch_size}. Leave it out for the default.")
    values = _one_of(labels, labels_file, "labels")
    inputs = _prepared(values, _one_of(pred_probs, pred_probs_file, "pred_probs"), n_jobs)
    rule = BatchedRule(
        inputs.num_classes, score=dict(quality_score_kwargs or {}), count=dict(num_issue_kwargs or {}), n_jobs=n_jobs
    )
    rows = flag_in_batches(inputs, rule)
    if not return_mask:
        return rows
    mask = np.zeros(len(inputs.labels), np.bool_)
    mask[rows] = True
    return mask


def _one_of(value: Any, file: str | PathLike[str] | None, name: str) -> Any:
    if (value is None) == (file is None):
        got = "both" if file is not None else "neither"
        raise InputError(f"Pass exactly one of `{name}` and `{name}_file`: got {got}.")
    return value if file is None else Path(file)


def _prepared(labels: Any, pred_probs: Any, n_jobs: int | None, *, one_class: bool = False) -> Inputs:
    values = np.asarray(pred_probs) if isinstance(pred_probs, (list, tuple)) else pred_probs
    return prepare(labels, values, one_class=one_class, keep_facts=True, n_jobs=n_jobs)


class LabelInspector:
    """The two passes of the low-memory rule, batch by batch, for data that never are in one place.

    This is another rule than that of `labelproof.filter.find_label_issues`, and flags other rows: it compares scores
    over all classes at once and knows nothing of which classes are confused. The default filter streams too, from files
    and from iterators of blocks, with the same flags as from memory: prefer it.

    Call `update_confident_thresholds` on every batch, then `score_label_quality` on every batch in the same order.

    Parameters
    ----------
    num_class : int
        K.
    store_results : bool, default True
        Whether to keep scores, so that `get_label_issues` works; without it only the count is kept.
    verbose : bool, default True
        Has no effect.
    quality_score_kwargs, num_issue_kwargs, n_jobs
        As in `find_label_issues_batched`.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.experimental.label_issues_batched import LabelInspector
    >>> pred_probs = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.2, 0.8]])
    >>> inspector = LabelInspector(num_class=2)
    >>> inspector.update_confident_thresholds([0, 0, 0, 1], pred_probs)
    >>> scores = inspector.score_label_quality([0, 0, 0, 1], pred_probs)
    >>> inspector.get_label_issues()
    array([2])
    """

    def __init__(
        self,
        *,
        num_class: int,
        store_results: bool = True,
        verbose: bool = True,  # noqa: ARG002
        quality_score_kwargs: Mapping[str, Any] | None = None,
        num_issue_kwargs: Mapping[str, Any] | None = None,
        n_jobs: int | None = None,
    ) -> None:
        self.num_class = num_class
        self.store_results = store_results
        self._rule = BatchedRule(
            num_class, score=dict(quality_score_kwargs or {}), count=dict(num_issue_kwargs or {}), n_jobs=n_jobs
        )
        self._scores: list[NDArray[np.float64]] = []
        self._untied: list[NDArray[np.bool_]] = []

    def update_confident_thresholds(self, labels: Any, pred_probs: Any) -> None:
        """Add a batch to the class thresholds (first pass).

        Parameters
        ----------
        labels : (n,) array-like
            Given labels of the batch.
        pred_probs : (n, K) array
            Its probabilities.
        """
        self._rule.add_means(self._batch(labels, pred_probs))

    def score_label_quality(
        self, labels: Any, pred_probs: Any, *, update_num_issues: bool = True
    ) -> NDArray[np.float64]:
        """Return the label quality scores of a batch (second pass).

        Parameters
        ----------
        labels : (n,) array-like
            Given labels of the batch.
        pred_probs : (n, K) array
            Its probabilities.
        update_num_issues : bool, default True
            Whether the batch counts towards the number of issues.

        Returns
        -------
        (n,) float64
            In [0, 1], low = suspect.
        """
        self._require(self._rule.sums.counts.any(), "score_label_quality", "update_confident_thresholds on every batch")
        batch = self._batch(labels, pred_probs)
        scores = self._rule.score(batch, update_count=update_num_issues)
        if self.store_results:
            self._scores.append(scores)
            self._untied.append(untied_rows(batch, n_jobs=self._rule.n_jobs))
        return scores

    def get_confident_thresholds(self, silent: bool = False) -> NDArray[np.float64]:
        """Return the thresholds (K,) over all batches so far.

        Parameters
        ----------
        silent : bool, default False
            Has no effect.

        Returns
        -------
        (K,) float64
            2 for a class without examples.
        """
        del silent
        self._require(self._rule.sums.counts.any(), "get_confident_thresholds", "update_confident_thresholds")
        return self._rule.thresholds()

    def get_num_issues(self, silent: bool = False) -> int:
        """Return the estimated number of issues among the batches scored so far.

        Parameters
        ----------
        silent : bool, default False
            Has no effect.

        Returns
        -------
        int
            The number of rows that `get_label_issues` considers.
        """
        del silent
        self._require(self._rule.scored.any(), "get_num_issues", "score_label_quality")
        return self._rule.num_issues()

    def get_quality_scores(self) -> NDArray[np.float64]:
        """Return the scores of all batches, in the order they were scored.

        Returns
        -------
        (N,) float64
            In [0, 1], low = suspect.
        """
        self._require_stored("get_quality_scores")
        return np.concatenate(self._scores)

    def get_label_issues(self) -> NDArray[np.int64]:
        """Return the flagged rows, ascending, counted over all batches in the order they were scored.

        Returns
        -------
        (M,) int64
            Row numbers.
        """
        self._require_stored("get_label_issues")
        return lowest_untied(np.concatenate(self._scores), np.concatenate(self._untied), self._rule.num_issues())

    def _batch(self, labels: Any, pred_probs: Any) -> Inputs:
        batch = _prepared(labels, pred_probs, self._rule.n_jobs, one_class=True)
        if batch.num_classes != self.num_class:
            raise InputError(f"`pred_probs` must have {self.num_class} columns (num_class): got {batch.num_classes}.")
        return batch

    def _require(self, done: Any, call: str, first: str) -> None:
        if not done:
            raise InputError(f"{call} was called too early. Call {first} first.")

    def _require_stored(self, call: str) -> None:
        if not self.store_results:
            raise InputError(
                f"{call} needs the scores, which store_results=False does not keep. Pass store_results=True."
            )
        self._require(bool(self._scores), call, "score_label_quality")


def split_arr(arr: Sequence[Any] | NDArray[Any], chunksize: int) -> Iterator[Any]:
    """Yield consecutive pieces of an array.

    Parameters
    ----------
    arr : sequence
        Anything that can be sliced.
    chunksize : int
        Length of every piece but the last.

    Yields
    ------
    sequence
        A slice of `arr`.

    Examples
    --------
    >>> from labelproof.experimental.label_issues_batched import split_arr
    >>> [piece.tolist() for piece in split_arr(np.arange(3), 2)]
    [[0, 1], [2]]
    """
    for start in range(0, len(arr), chunksize):
        yield arr[start : start + chunksize]
