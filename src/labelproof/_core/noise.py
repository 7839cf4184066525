"""Label noise on purpose: noise matrices with a wanted trace, and labels flipped after a noise matrix.

Draws come from a source that the caller hands in, so this file touches no global state. The order of the draws is part
of the contract: published noise matrices and labels depend on it. R[s, y] = P(given s | true y), q = true prior.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError

__all__ = ["Draws", "balls_into_bins", "draw_noise_matrix", "flip_labels", "is_valid", "split_mass"]

_MARGIN = 1e-6


class Draws(Protocol):
    """What is drawn from: `numpy.random` itself, a RandomState or a Generator."""

    def uniform(self) -> float:
        """Return a number of [0, 1)."""

    def dirichlet(self, alpha: Any) -> NDArray[np.float64]:
        """Return one draw from a Dirichlet distribution."""

    def choice(self, a: Any, size: int, *, replace: bool) -> NDArray[Any]:
        """Return `size` members of `a`."""


def is_valid(noise_matrix: NDArray[np.float64], prior: NDArray[np.float64]) -> bool:
    """Return whether a classifier can learn from labels with this noise.

    Parameters
    ----------
    noise_matrix : (K, K) float
        R[s, y].
    prior : (K,) float
        q, the share of each true class.

    Returns
    -------
    bool
        True when R q sums to 1 within 1e-6 and for every class ``P(given k) P(true k) < P(given k, true k)``.

    Source
    ------
    Confident Learning, arXiv 1911.00068, learnability condition.
    """
    joint = noise_matrix * prior
    if abs(float(joint.sum()) - 1) >= _MARGIN:
        return False
    return bool(np.all(joint.sum(axis=1) * prior < np.diagonal(joint)))


def flip_labels(true_labels: NDArray[Any], noise_matrix: NDArray[np.float64], draws: Draws) -> NDArray[Any]:
    """Return a copy of the labels in which ``floor(R[s, y] q_y N)`` members of each class y carry s.

    Parameters
    ----------
    true_labels : (N,) integers 0..K-1
        Classes of the matrix may be missing from them.
    noise_matrix : (K, K) float
        R[s, y].
    draws : Draws
        One choice per class that has flips, in class order.

    Returns
    -------
    (N,) array, dtype of the labels
        A class with fewer members than flips stays as it is.
    """
    num_classes = len(noise_matrix)
    codes = true_labels.astype(np.int64)
    prior = np.bincount(codes, minlength=num_classes) / max(codes.size, 1)
    flips = (noise_matrix * prior * codes.size).astype(np.int64)
    np.fill_diagonal(flips, 0)
    noisy = true_labels.copy()
    for true_class in range(num_classes):
        members = np.flatnonzero(codes == true_class)
        new = np.repeat(np.arange(num_classes), flips[:, true_class])
        if 0 < new.size <= members.size:
            noisy[draws.choice(members, new.size, replace=False)] = new
    return noisy


def split_mass(
    parts: int, mass: float, draws: Draws, *, max_prob: float = 1.0, min_prob: float = 0.0
) -> NDArray[np.float64]:
    """Return random numbers within bounds that sum to a mass.

    Parameters
    ----------
    parts : int
        How many numbers; 0 gives an empty array.
    mass : float
        Their sum.
    draws : Draws
        One Dirichlet draw, then one uniform draw per repair.
    max_prob, min_prob : float
        The bounds, held within 1e-6.

    Returns
    -------
    (parts,) float64
        In random order.

    Raises
    ------
    InputError
        If no such numbers exist.

    Notes
    -----
    A number above the upper bound gives its excess to the smallest one, by a random amount more than needed; then
    the same from below.
    """
    if parts == 0:
        return np.zeros(0)
    if max_prob + _MARGIN < mass / parts:
        raise InputError(
            f"`max_prob` must be at least m / n: got {max_prob} for m = {mass} and n = {parts}. "
            f"Raise it to {mass / parts} or more."
        )
    if min_prob > (mass + _MARGIN) / parts:
        raise InputError(
            f"`min_prob` must be at most m / n: got {min_prob} for m = {mass} and n = {parts}. "
            f"Lower it to {mass / parts} or less."
        )
    numbers: NDArray[np.float64] = mass * draws.dirichlet(np.ones(parts))
    while numbers.max() > max_prob + _MARGIN:
        least = numbers.min() + (numbers.max() - max_prob)
        extra = (max_prob - least) * draws.uniform()
        numbers[numbers.argmin()] = least + extra
        numbers[numbers.argmax()] = max_prob - extra
    while numbers.min() < min_prob - _MARGIN:
        most = numbers.max() - (min_prob - numbers.min())
        extra = (most - min_prob) * draws.uniform()
        numbers[numbers.argmax()] = most - extra
        numbers[numbers.argmin()] = min_prob + extra
    return numbers


def balls_into_bins(
    balls: int, bins: int, draws: Draws, *, max_balls: int | None = None, min_balls: int | None = None
) -> NDArray[np.int64]:
    """Return how many balls fall into each bin, within bounds.

    Parameters
    ----------
    balls, bins : int
        How many balls are spread over how many bins; more balls than fit are left out.
    draws : Draws
        As `split_mass` draws.
    max_balls, min_balls : int, optional
        Bounds per bin. Default: none, and 0.

    Returns
    -------
    (bins,) int64
        Sums to the number of balls that fit.
    """
    if balls == 0:
        return np.zeros(bins, dtype=np.int64)
    most = balls if max_balls is None else min(max_balls, balls)
    least = 0 if min_balls is None else min(min_balls, balls / bins)
    if balls / bins > most:
        balls = most * bins
    shares = split_mass(bins, 1.0, draws, max_prob=most / balls, min_prob=least / balls)
    counts = np.round(balls * shares).astype(np.int64)
    while counts.sum() > balls:
        counts[counts.argmax()] -= 1
    while counts.sum() < balls:
        counts[counts.argmin()] += 1
    return counts


def draw_noise_matrix(
    num_classes: int,
    trace: float,
    draws: Draws,
    *,
    max_trace_prob: float,
    min_trace_prob: float,
    max_noise_rate: float,
    min_noise_rate: float,
    frac_zero: float,
) -> NDArray[np.float64]:
    """Return one random noise matrix of a given trace; whether it is valid is for the caller to ask.

    Parameters
    ----------
    num_classes : int
        K, at least 2. For K = 2 the bounds are not used.
    trace : float
        Sum of the diagonal.
    draws : Draws
        Source of the draws.
    max_trace_prob, min_trace_prob : float
        Bounds of the diagonal.
    max_noise_rate, min_noise_rate : float
        Bounds of the rates off the diagonal.
    frac_zero : float in [0, 1]
        Share of the rates off the diagonal that are zero; for K = 2 one half or more means one zero.

    Returns
    -------
    (K, K) float64
        R[s, y]; columns sum to 1.

    Raises
    ------
    InputError
        If the bounds leave no such matrix.
    """
    if num_classes == 2:
        return _draw_two_classes(trace, draws, frac_zero)
    diagonal = split_mass(num_classes, trace, draws, max_prob=max_trace_prob, min_prob=min_trace_prob)
    matrix = np.diag(diagonal)
    noisy = np.flatnonzero(diagonal != 1)
    clean_zeros = (num_classes - noisy.size) * (num_classes - 1)
    zeros = max(int(num_classes * (num_classes - 1) * frac_zero) - clean_zeros, 0)
    zeros_of = balls_into_bins(zeros, noisy.size, draws, max_balls=num_classes - 2, min_balls=0)
    for column, zero_rates in zip(noisy, zeros_of, strict=True):
        size = num_classes - 1 - int(zero_rates)
        rates = split_mass(size, 1 - float(diagonal[column]), draws, max_prob=max_noise_rate, min_prob=min_noise_rate)
        others = np.delete(np.arange(num_classes), column)
        rows = draws.choice(others, size, replace=False)
        matrix[rows, column] = rates[::-1]
    return matrix


def _draw_two_classes(trace: float, draws: Draws, frac_zero: float) -> NDArray[np.float64]:
    """Return a 2 x 2 noise matrix of a given trace."""
    if frac_zero >= 0.5:
        matrix = np.array([[1.0, 2 - trace], [0.0, trace - 1]])
        return matrix if draws.uniform() > 0.5 else np.rot90(matrix, 2).copy()
    first, second = split_mass(2, trace, draws)
    return np.array([[first, 1 - second], [1 - first, second]])
