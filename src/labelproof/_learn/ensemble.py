"""Several models' probabilities as one set, mixed so that the given labels are likeliest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError, InputTypeError
from labelproof._core.ensemble import likelihood_weights
from labelproof._tasks.multiclass.labels import encode_labels, label_values

__all__ = ["Ensemble"]

_ROUNDING = 1e-6


class Ensemble:
    """A weighted mean of the probabilities of several models, with the weights under which the labels are likeliest.

    Parameters
    ----------
    labels : (N,) array-like
        The given labels: column numbers, or as many distinct names as there are columns, which stand in sorted order.
    pred_probs_list : sequence of M (N, K) arrays
        Out-of-sample probabilities of each model for the same examples and classes.

    Attributes
    ----------
    weights : (M,) float64
        Sum to 1; a model that adds nothing to the others gets next to none.

    Raises
    ------
    InputError
        If the sets of probabilities differ in shape, or do not fit the labels.

    Notes
    -----
    The weights are few numbers that all examples share, so an example's own label moves them by O(1/N) only. Weights by
    accuracy or log loss (`labelproof.rank.get_label_quality_ensemble_scores`) look at each model alone; these look at
    what it adds to the others. Time O(M N) for 50 steps of expectation maximisation, and O(M N K) for the mean.

    Source
    ------
    Dempster, Laird and Rubin, "Maximum Likelihood from Incomplete Data via the EM Algorithm", 1977.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.learn import Ensemble
    >>> labels = np.array([0, 1, 0, 1])
    >>> good, blind = np.eye(2)[labels] * 0.8 + 0.1, np.full((4, 2), 0.5)
    >>> ensemble = Ensemble(labels, [good, blind])
    >>> ensemble.weights.round(2).tolist()
    [1.0, 0.0]
    >>> ensemble.pred_probs.shape
    (4, 2)
    """

    def __init__(self, labels: Any, pred_probs_list: Sequence[Any]) -> None:
        values = label_values(labels)
        self._members = _checked(pred_probs_list)
        shape = self._members[0].shape
        if shape[0] != len(values):
            raise InputError(
                f"`pred_probs_list` must have one row per label: got {shape[0]} rows and {len(values)} labels. "
                "Pass the probabilities of all examples, in the same order."
            )
        codes = encode_labels(values, shape[1])
        rows = np.arange(len(values))
        self.weights = likelihood_weights(np.column_stack([probs[rows, codes] for probs in self._members]))

    @property
    def pred_probs(self) -> NDArray[np.float32]:
        """The pooled probabilities of the examples, (N, K)."""
        return self._pooled(self._members)

    def pool(self, pred_probs_list: Sequence[Any]) -> NDArray[np.float32]:
        """Return the pooled probabilities of other examples by the same models.

        Parameters
        ----------
        pred_probs_list : sequence of M (n, K) arrays
            Of the same models, in the same order.

        Returns
        -------
        (n, K) float32
            Rows sum to 1 where those of all members do.
        """
        members = _checked(pred_probs_list)
        if len(members) != self.weights.size or members[0].shape[1] != self._members[0].shape[1]:
            raise InputError(
                f"`pred_probs_list` must hold {self.weights.size} sets of probabilities of "
                f"{self._members[0].shape[1]} classes: got {len(members)} of {members[0].shape[1]}. "
                "Pass those of the same models, in the same order."
            )
        return self._pooled(members)

    def _pooled(self, members: Sequence[NDArray[np.floating]]) -> NDArray[np.float32]:
        """Return the weighted mean."""
        total = np.zeros(members[0].shape, dtype=np.float32)
        for weight, probs in zip(self.weights, members, strict=True):
            total += np.float32(weight) * probs
        return total


def _checked(pred_probs_list: Sequence[Any]) -> list[NDArray[np.floating]]:
    """Return the sets of probabilities as arrays of one shape."""
    if not hasattr(pred_probs_list, "__len__"):
        raise InputTypeError(
            f"`pred_probs_list` must hold one (N, K) array per model: got {type(pred_probs_list).__name__}. "
            "Pass a list of arrays."
        )
    members = [np.asarray(probs) for probs in pred_probs_list]
    if not members:
        raise InputError("`pred_probs_list` must hold at least one set of probabilities: got none. Pass one per model.")
    for number, probs in enumerate(members):
        if probs.ndim != 2 or probs.shape != members[0].shape:
            raise InputError(
                f"`pred_probs_list` must hold arrays of one shape (N, K): got {members[0].shape} and, at position "
                f"{number}, {probs.shape}. Pass probabilities of the same examples and classes."
            )
        if probs.size and not (probs.min() >= -_ROUNDING and probs.max() <= 1 + _ROUNDING):
            raise InputError(
                f"`pred_probs_list` must hold numbers from 0 to 1: got {probs.min()} to {probs.max()} at position "
                f"{number}. Pass probabilities, and none that is not a number."
            )
    return members
