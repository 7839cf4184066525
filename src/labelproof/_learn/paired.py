"""The interval of a mean difference that was measured on the same test examples by several pairs of trained models."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

__all__ = ["Change", "paired_change"]


@dataclass(frozen=True)
class Change:
    """A mean before and after, and the interval of the difference.

    Attributes
    ----------
    before, after : float
        The mean over test examples and trainings.
    difference : float
        After minus before.
    low, high : float
        The confidence interval of the difference; NaN where there are too few examples for one.
    """

    before: float
    after: float
    difference: float
    low: float
    high: float


def paired_change(
    before: NDArray[np.floating], after: NDArray[np.floating], *, confidence: float, shares: bool
) -> Change:
    """Return the change of a mean with its confidence interval.

    Parameters
    ----------
    before, after : (R, n) float
        One value per training and test example; row r of both comes from one pair of trainings.
    confidence : float
        For example 0.95.
    shares : bool
        Whether the values are 0 or 1. Then, so that an interval of few or equal values is not too short, it is that of
        two more examples, whose differences have mean 0 and squares that sum to 1.

    Returns
    -------
    Change
        Means and interval.

    Notes
    -----
    Trainings and test examples are crossed random effects. With b_i the mean difference of example i, a_r that of
    training r, and e what is left of the differences d_ri without both, the variance of the mean is estimated by
    var(b) / n + max(0, var(a) / R - var(e) / (R n)). The interval is that of Student's t; its degrees of freedom are
    Satterthwaite's for the two terms. Time O(R n).

    Source
    ------
    Crossed effects: Searle, Casella and McCulloch, "Variance Components", 1992, chapter 4. Degrees of freedom:
    Satterthwaite, Biometrics Bulletin 2, 1946. Two more examples: Agresti and Min, Statistics in Medicine 24, 2005.
    """
    differences = after.astype(np.float64) - before
    means = float(before.mean(dtype=np.float64)), float(after.mean(dtype=np.float64))
    if shares:
        extra = np.full((len(differences), 1), np.sqrt(0.5))
        differences = np.hstack([differences, extra, -extra])
    low, high = _interval(differences, confidence) if differences.shape[1] > 1 else (np.nan, np.nan)
    return Change(*means, means[1] - means[0], low, high)


def _interval(differences: NDArray[np.float64], confidence: float) -> tuple[float, float]:
    """Return the interval of the mean of crossed differences (R, n), n at least 2."""
    trainings, examples = differences.shape
    mean = float(differences.mean())
    by_example, by_training = differences.mean(axis=0), differences.mean(axis=1)
    of_examples = float(by_example.var(ddof=1)) / examples
    of_trainings = 0.0
    if trainings > 1:
        left = differences - by_example - by_training[:, None] + mean
        rest = float(np.square(left).sum()) / ((trainings - 1) * (examples - 1))
        of_trainings = max(0.0, float(by_training.var(ddof=1)) / trainings - rest / (trainings * examples))
    variance = of_examples + of_trainings
    if variance == 0:
        return mean, mean
    spread = of_examples**2 / (examples - 1) + of_trainings**2 / max(trainings - 1, 1)
    reach = float(stdtrit(variance**2 / spread, (1 + confidence) / 2)) * np.sqrt(variance)
    return mean - reach, mean + reach
