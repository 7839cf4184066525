"""The low-memory rule of the field: flag the M rows with the lowest scores, M counted from confident predictions.

This is another rule than the default filter and gives other flags; it is kept because people have pipelines on it.
Whatever the batch size, the result is the same: the class means are exact sums. Data at hand are read once; what is
left open by the two facts kept of each row is looked up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import legal_name, refuse_unknown_keys
from labelproof._core.order import lowest
from labelproof._core.passes import Block
from labelproof._core.thresholds import MARGIN, thresholds_from_means
from labelproof._kernels.joint_counts import row_guesses
from labelproof._kernels.scan import ClassSums
from labelproof._tasks.multiclass.counts import untied_rows
from labelproof._tasks.multiclass.inputs import Inputs, map_inputs
from labelproof._tasks.multiclass.scores import check_method, quality_scores

__all__ = ["BatchedRule", "CountMethod", "flag_in_batches", "lowest_untied"]

CountMethod = Literal["off_diagonal", "off_diagonal_calibrated"]
_RIGHT, _WRONG = 1, 2


@dataclass(frozen=True)
class _Confidence:
    """Of each row, whether its most likely class reaches its threshold, and is the label (1) or another class (2).

    The most likely class reaches its threshold where it is also the most likely one among those that reach theirs.
    """

    thresholds: NDArray[np.float64]

    def __call__(self, block: Block) -> NDArray[np.signedinteger[Any]]:
        """Return 0, 1 or 2 per row."""
        bounds, facts = self.thresholds - MARGIN, block.facts
        low = np.full(len(bounds), bounds.min())  # a row that reaches none of these reaches no threshold
        best = row_guesses(block.pred_probs, block.labels, low, facts)
        reached = row_guesses(block.pred_probs, block.labels, bounds, facts, collisions="paper")
        confident = (reached >= 0) & (reached == best)
        found: NDArray[np.signedinteger[Any]] = confident * _RIGHT + (confident & (best != block.labels))
        return found


class BatchedRule:
    """The state of the two passes: first all batches through `add_means`, then all through `score`."""

    def __init__(
        self,
        num_classes: int,
        *,
        score: dict[str, Any] | None = None,
        count: dict[str, Any] | None = None,
        n_jobs: int | None = None,
    ) -> None:
        chosen = {"method": "self_confidence", "adjust_pred_probs": False, **(score or {})}
        self.method = check_method(chosen.pop("method"), adjusted=bool(chosen["adjust_pred_probs"]))
        self.adjusted = bool(chosen.pop("adjust_pred_probs"))
        self.count_method = _count_method(dict(count or {}))
        refuse_unknown_keys("quality_score_kwargs", chosen, ("method", "adjust_pred_probs"))
        self.n_jobs = n_jobs
        self.sums = ClassSums.empty(num_classes)
        self.confident = np.zeros((2, num_classes), np.int64)  # rows: the argmax is the label, it is another class
        self.scored = np.zeros(num_classes, np.int64)

    @property
    def num_classes(self) -> int:
        """K."""
        return len(self.scored)

    def add_means(self, inputs: Inputs) -> None:
        """First pass: add a batch to the class means; nothing is read again."""
        self.sums = self.sums + inputs.sums

    def thresholds(self) -> NDArray[np.float64]:
        """Return the mean probability of each class so far; 2 for a class without examples."""
        return thresholds_from_means(self.sums)

    def score(self, inputs: Inputs, *, update_count: bool = True) -> NDArray[np.float64]:
        """Second pass: return the scores of a batch, and count its confident predictions."""
        thresholds = self.thresholds()
        if update_count:
            self._count(inputs, thresholds)
        return quality_scores(
            inputs, method=self.method, adjust_pred_probs=self.adjusted, thresholds=thresholds, n_jobs=self.n_jobs
        )

    def _count(self, inputs: Inputs, thresholds: NDArray[np.float64]) -> None:
        found: NDArray[np.signedinteger[Any]] = np.empty(len(inputs.labels), np.int8)
        what = _Confidence(thresholds)
        map_inputs(what, inputs, out=found, n_jobs=self.n_jobs)
        for row, kind in enumerate((_RIGHT, _WRONG)):
            self.confident[row] += np.bincount(inputs.labels[found == kind], minlength=self.num_classes)
        self.scored += inputs.class_counts

    def num_issues(self) -> int:
        """Return M, the number of rows to flag among those scored so far."""
        right, wrong = self.confident
        if self.count_method == "off_diagonal":
            return int(wrong.sum())
        return int(np.rint((wrong * self.scored / np.maximum(right + wrong, 1e-6)).sum()))


def flag_in_batches(inputs: Inputs, rule: BatchedRule) -> NDArray[np.int64]:
    """Return the flagged rows, ascending, of data that are all at hand."""
    rule.add_means(inputs)
    scores = rule.score(inputs)
    return lowest_untied(scores, untied_rows(inputs, n_jobs=rule.n_jobs), rule.num_issues())


def lowest_untied(scores: NDArray[np.float64], untied: NDArray[np.bool_], count: int) -> NDArray[np.int64]:
    """Return the rows of the `count` lowest scores whose label is not the most likely class, ascending."""
    return np.flatnonzero(lowest(scores, count) & untied)


def _count_method(options: dict[str, Any]) -> CountMethod:
    method = options.pop("estimation_method", "off_diagonal")
    refuse_unknown_keys("num_issue_kwargs", options, ("estimation_method",))
    chosen: CountMethod = legal_name("estimation_method", "be a known method", method, get_args(CountMethod))
    return chosen
