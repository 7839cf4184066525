"""Latent estimates: the prior of the true classes and both noise matrices, from counts or from each other.

Works on K x K matrices only; counting rows and reading labels belong elsewhere. Given classes are `s`, true ones `y`:
the noise matrix is R[s, y] = P(given s | true y), the inverse noise matrix V[y, s] = P(true y | given s); the columns
of both sum to 1. `given_prior` is the share of each given class, `true_prior` that of each true class.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError, unknown_name

__all__ = [
    "Latent",
    "PriorMethod",
    "clip_prior",
    "clip_rates",
    "estimate_latent",
    "latent_from_inverse_noise_matrix",
    "latent_from_noise_matrix",
]

PriorMethod = Literal["cnt", "eqn", "marginal", "marginal_ps"]

_TINY = 1e-100
_MAX_RATE = 0.9999
_PRIOR_FLOOR = 1e-6
_CONVERGED_PRIOR_FLOOR = 1e-5
_OUTER_ROUNDS, _INNER_ROUNDS = 3, 5


@dataclass(frozen=True)
class Latent:
    """What label noise leaves unseen, estimated.

    Attributes
    ----------
    true_prior : (K,) float64
        Share of each true class; sums to 1.
    noise_matrix : (K, K) float64
        R[s, y] = P(given s | true y).
    inverse_noise_matrix : (K, K) float64
        V[y, s] = P(true y | given s).
    """

    true_prior: NDArray[np.float64]
    noise_matrix: NDArray[np.float64]
    inverse_noise_matrix: NDArray[np.float64]


def clip_rates(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the matrix with off-diagonal rates within [0, 0.9999] and columns that sum to 1.

    Parameters
    ----------
    matrix : (K, K) float
        A noise matrix or an inverse noise matrix; its diagonal is not clipped.

    Returns
    -------
    (K, K) float64
        A new matrix; a column of zeros (an absent class) stays zero.
    """
    clipped = np.clip(matrix, 0.0, _MAX_RATE).astype(np.float64, copy=False)
    np.fill_diagonal(clipped, np.diagonal(matrix))
    normalised: NDArray[np.float64] = clipped / np.maximum(clipped.sum(axis=0), _TINY)
    return normalised


def clip_prior(prior: NDArray[np.float64], *, floor: float = _PRIOR_FLOOR) -> NDArray[np.float64]:
    """Return the prior with entries of at least `floor`, summing to 1.

    Parameters
    ----------
    prior : (K,) float
        Class shares, possibly negative or above 1 after a matrix inversion.
    floor : float, default 1e-6
        Lower bound before the division by the sum.

    Returns
    -------
    (K,) float64
        A new vector.
    """
    clipped = np.clip(prior, floor, 1.0)
    normalised: NDArray[np.float64] = clipped / clipped.sum()
    return normalised


def estimate_latent(
    confident_joint: NDArray[np.generic],
    class_counts: NDArray[np.int64],
    *,
    method: PriorMethod = "cnt",
    converge: bool = False,
) -> Latent:
    """Return the prior of the true classes and both noise matrices, estimated from a confident joint.

    Parameters
    ----------
    confident_joint : (K, K) counts
        C[given, true].
    class_counts : (K,) int
        Number of examples of each given class.
    method : {"cnt", "eqn", "marginal", "marginal_ps"}, default "cnt"
        How the prior is found: ratio of the diagonals, solving R q = given prior, column sums of C, or V times the
        given prior.
    converge : bool, default False
        True makes the three estimates agree with each other, by 3 rounds of 5 steps.

    Returns
    -------
    Latent
        Prior, noise matrix and inverse noise matrix.

    Raises
    ------
    InputError
        If the method is unknown, or `method="eqn"` meets a noise matrix without an inverse.

    Notes
    -----
    R = C / column sums, V = transposed C / row sums. The prior is found from the unclipped matrices; they are clipped
    after it. Time O(K^2), for "eqn" O(K^3).

    Source
    ------
    Rank Pruning, arXiv 1705.01936, section 3, and Confident Learning, arXiv 1911.00068.

    Examples
    --------
    >>> import numpy as np
    >>> latent = estimate_latent(np.array([[45, 5], [10, 40]]), np.array([50, 50]))
    >>> latent.noise_matrix.round(3).tolist()
    [[0.818, 0.111], [0.182, 0.889]]
    """
    counts = np.asarray(confident_joint, dtype=np.float64)
    given_prior = np.asarray(class_counts, dtype=np.float64) / max(float(np.sum(class_counts)), 1.0)
    noise = counts / np.maximum(counts.sum(axis=0), _TINY)
    inverse = counts.T / np.maximum(counts.sum(axis=1), _TINY)
    prior = _prior(method, counts, given_prior, noise, inverse)
    latent = Latent(prior, clip_rates(noise), clip_rates(inverse))
    return _converged(latent, given_prior) if converge else latent


def latent_from_noise_matrix(noise_matrix: NDArray[np.float64], given_prior: NDArray[np.float64]) -> Latent:
    """Return prior and inverse noise matrix that follow from a known noise matrix.

    Parameters
    ----------
    noise_matrix : (K, K) float, columns sum to 1
        R[s, y] = P(given s | true y); returned as it is.
    given_prior : (K,) float
        Share of each given class.

    Returns
    -------
    Latent
        With the noise matrix given.

    Raises
    ------
    InputError
        If the matrix has no inverse.
    """
    noise = np.asarray(noise_matrix, dtype=np.float64)
    prior = clip_prior(_solve(noise, given_prior))
    return Latent(prior, noise, _inverse_of(noise, prior, given_prior))


def latent_from_inverse_noise_matrix(
    inverse_noise_matrix: NDArray[np.float64], given_prior: NDArray[np.float64]
) -> Latent:
    """Return prior and noise matrix that follow from a known inverse noise matrix.

    Parameters
    ----------
    inverse_noise_matrix : (K, K) float, columns sum to 1
        V[y, s] = P(true y | given s); returned as it is.
    given_prior : (K,) float
        Share of each given class.

    Returns
    -------
    Latent
        With the inverse noise matrix given and true prior V times the given prior.
    """
    inverse = np.asarray(inverse_noise_matrix, dtype=np.float64)
    prior = inverse @ given_prior
    return Latent(prior, _noise_of(inverse, prior, given_prior), inverse)


def _prior(
    method: PriorMethod,
    counts: NDArray[np.float64],
    given_prior: NDArray[np.float64],
    noise: NDArray[np.float64],
    inverse: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the clipped prior of the true classes by one of the four methods."""
    if method == "cnt":
        return _prior_by_diagonals(noise, inverse, given_prior)
    if method == "eqn":
        return clip_prior(_solve(noise, given_prior))
    if method == "marginal":
        return clip_prior(counts.sum(axis=0) / max(float(counts.sum()), _TINY))
    if method == "marginal_ps":
        return clip_prior(inverse @ given_prior)
    raise unknown_name(
        "py_method", "name a way to find the class prior", method, ("cnt", "eqn", "marginal", "marginal_ps")
    )


def _prior_by_diagonals(
    noise: NDArray[np.float64], inverse: NDArray[np.float64], given_prior: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return q_k = V[k,k] / R[k,k] * given_prior_k, clipped."""
    return clip_prior(np.diagonal(inverse) / np.maximum(np.diagonal(noise), _TINY) * given_prior)


def _solve(noise: NDArray[np.float64], given_prior: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the unclipped true prior q with R q = given prior."""
    empty = np.flatnonzero(~noise.any(axis=0)).tolist()
    cause = f"class {empty[0]} has no counts" if empty else "some of its columns depend on each other"
    if not empty:
        try:
            solution = np.linalg.solve(noise, given_prior)
        except np.linalg.LinAlgError:
            pass
        else:
            return np.asarray(solution, dtype=np.float64)
    raise InputError(
        f"The noise matrix has no inverse: {cause}. "
        "Use another `py_method` ('cnt' needs no inverse), or leave out the class."
    )


def _inverse_of(
    noise: NDArray[np.float64], prior: NDArray[np.float64], given_prior: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return V[y, s] = R[s, y] q_y / given_prior_s, clipped."""
    return clip_rates(noise.T * prior[:, None] / np.maximum(given_prior, _TINY))


def _noise_of(
    inverse: NDArray[np.float64], prior: NDArray[np.float64], given_prior: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return R[s, y] = V[y, s] given_prior_s / q_y, clipped."""
    return clip_rates(inverse.T * given_prior[:, None] / np.maximum(prior, _TINY))


def _converged(latent: Latent, given_prior: NDArray[np.float64]) -> Latent:
    """Return the estimates after they were made to agree with each other."""
    prior, noise, inverse = latent.true_prior, latent.noise_matrix, latent.inverse_noise_matrix
    for _ in range(_OUTER_ROUNDS):
        for _ in range(_INNER_ROUNDS):
            inverse = _inverse_of(noise, prior, given_prior)
            prior = _prior_by_diagonals(noise, inverse, given_prior)
        noise = _noise_of(inverse, prior, given_prior)
    return Latent(clip_prior(prior, floor=_CONVERGED_PRIOR_FLOOR), clip_rates(noise), clip_rates(inverse))
