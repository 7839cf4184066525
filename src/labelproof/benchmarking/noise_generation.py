"""Noise matrices and noisy labels for benchmarks, under the names and with the draws that published numbers rest on.

The five functions draw from NumPy's global generator unless `rng` is given, and `generate_noise_matrix_from_trace`
seeds it, because seeded results of the field depend on it. Nothing else in labelproof does. The algorithms live in
`_core.noise`.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelproof._base.errors import InputError
from labelproof._core import noise as _noise

__all__ = [
    "generate_n_rand_probabilities_that_sum_to_m",
    "generate_noise_matrix_from_trace",
    "generate_noisy_labels",
    "noise_matrix_is_valid",
    "randomly_distribute_N_balls_into_K_bins",
]


def noise_matrix_is_valid(noise_matrix: ArrayLike, py: ArrayLike, *, verbose: bool = False) -> bool:  # noqa: ARG001
    """Return whether a classifier can learn from labels with this noise.

    Parameters
    ----------
    noise_matrix : (K, K) float, columns sum to 1
        P(given class = row | true class = column).
    py : (K,) float, sums to 1
        Share of each true class.
    verbose : bool, default False
        Accepted for compatibility; nothing is printed.

    Returns
    -------
    bool
        True when the implied joint sums to 1 within 1e-6 and ``P(given k) P(true k) < P(given k, true k)`` for every k.

    Raises
    ------
    InputError
        If the shapes do not fit each other.

    Notes
    -----
    Time and memory O(K^2).

    Source
    ------
    Confident Learning, arXiv 1911.00068, learnability condition.

    Examples
    --------
    >>> noise_matrix_is_valid([[0.9, 0.2], [0.1, 0.8]], [0.5, 0.5])
    True
    >>> noise_matrix_is_valid([[0.3, 0.8], [0.7, 0.2]], [0.5, 0.5])
    False
    """
    matrix = _square(noise_matrix)
    return _noise.is_valid(matrix, _prior(py, len(matrix)))


def generate_noisy_labels(
    true_labels: ArrayLike, noise_matrix: ArrayLike, *, rng: np.random.Generator | np.random.RandomState | None = None
) -> NDArray[Any]:
    """Return labels of which exact shares are flipped as a noise matrix says.

    Parameters
    ----------
    true_labels : (N,) integers 0..K-1
        The labels to corrupt; classes of the matrix may be missing from them.
    noise_matrix : (K, K) float, columns sum to 1
        P(given class = row | true class = column).
    rng : Generator or RandomState, optional
        What to draw from. Default: NumPy's global generator.

    Returns
    -------
    (N,) array
        A new array of the labels' dtype; ``floor(R[s, y] n_y)`` members of each class y carry s.

    Raises
    ------
    InputError
        If labels are not integers that fit the matrix.

    Notes
    -----
    One choice without replacement per class that has flips, in class order. Time O(N K), memory O(N + K^2).

    Source
    ------
    The benchmarks of Confident Learning, arXiv 1911.00068.

    Examples
    --------
    >>> import numpy as np
    >>> noisy = generate_noisy_labels([0] * 10 + [1] * 10, [[0.8, 0.3], [0.2, 0.7]], rng=np.random.default_rng(0))
    >>> int(noisy[:10].sum()), int(noisy[10:].sum())
    (2, 7)
    """
    matrix = _square(noise_matrix)
    labels = np.asarray(true_labels)
    _check_labels(labels, len(matrix))
    return _noise.flip_labels(labels, matrix, _draws(rng))


def generate_noise_matrix_from_trace(
    K: int,
    trace: float,
    *,
    max_trace_prob: float = 1.0,
    min_trace_prob: float = 1e-5,
    max_noise_rate: float = 1 - 1e-5,
    min_noise_rate: float = 0.0,
    valid_noise_matrix: bool = True,
    py: ArrayLike | None = None,
    frac_zero_noise_rates: float = 0.0,
    seed: int | None = 0,
    max_iter: int = 10000,
    rng: np.random.Generator | np.random.RandomState | None = None,
) -> NDArray[np.float64] | None:
    """Return a random noise matrix whose diagonal sums to a given trace.

    Parameters
    ----------
    K : int
        Number of classes, at least 2.
    trace : float
        Sum of the diagonal: K means no noise. Above 1 for a valid matrix.
    max_trace_prob, min_trace_prob : float
        Bounds of the diagonal (K > 2).
    max_noise_rate, min_noise_rate : float
        Bounds of the rates off the diagonal (K > 2).
    valid_noise_matrix : bool, default True
        Whether matrices are drawn until `noise_matrix_is_valid` for `py`.
    py : (K,) float, optional
        Share of each true class; needed for a valid matrix when K > 2.
    frac_zero_noise_rates : float in [0, 1], default 0
        Share of the rates off the diagonal that are zero.
    seed : int or None, default 0
        Seeds NumPy's global generator first, unless None or `rng` is given.
    max_iter : int, default 10000
        How many matrices are drawn before giving up.
    rng : Generator or RandomState, optional
        What to draw from; `seed` is then not used. Default: NumPy's global generator.

    Returns
    -------
    (K, K) float64, or None
        P(given class = row | true class = column), columns sum to 1; None when no try was valid.

    Raises
    ------
    InputError
        If `trace` is at most 1 or `py` is missing for a valid matrix, if K < 2, or if the bounds leave no matrix.

    Notes
    -----
    Time O(K^2) per try, memory O(K^2).

    Source
    ------
    The benchmarks of Confident Learning, arXiv 1911.00068.

    Examples
    --------
    >>> import numpy as np
    >>> matrix = generate_noise_matrix_from_trace(3, 2.4, py=[0.3, 0.3, 0.4], rng=np.random.default_rng(0))
    >>> float(matrix.trace().round(6)), matrix.sum(axis=0).round(6).tolist()
    (2.4, [1.0, 1.0, 1.0])
    """
    _check_request(K, trace, valid_noise_matrix, py)
    if rng is None and seed is not None:
        np.random.seed(seed)  # noqa: NPY002 - published noise matrices are named by this seed (design decision 3)
    draws = _draws(rng)
    prior = None if py is None or not valid_noise_matrix else _prior(py, K)
    for _ in range(1 if K == 2 else max_iter):
        matrix = _noise.draw_noise_matrix(
            K,
            trace,
            draws,
            max_trace_prob=max_trace_prob,
            min_trace_prob=min_trace_prob,
            max_noise_rate=max_noise_rate,
            min_noise_rate=min_noise_rate,
            frac_zero=frac_zero_noise_rates,
        )
        if K == 2 or prior is None or _noise.is_valid(matrix, prior):
            return matrix
    return None


def generate_n_rand_probabilities_that_sum_to_m(
    n: int,
    m: float,
    *,
    max_prob: float = 1.0,
    min_prob: float = 0.0,
    rng: np.random.Generator | np.random.RandomState | None = None,
) -> NDArray[np.float64]:
    """Return n random numbers within bounds that sum to m.

    Parameters
    ----------
    n : int
        How many numbers; 0 gives an empty array.
    m : float
        Their sum.
    max_prob, min_prob : float
        The bounds, held within 1e-6.
    rng : Generator or RandomState, optional
        What to draw from. Default: NumPy's global generator.

    Returns
    -------
    (n,) float64
        The numbers.

    Raises
    ------
    InputError
        If no such numbers exist.

    Notes
    -----
    A Dirichlet draw, then numbers outside the bounds pass their excess on. Time O(n) per repair, memory O(n).

    Source
    ------
    The benchmarks of Confident Learning, arXiv 1911.00068.

    Examples
    --------
    >>> import numpy as np
    >>> parts = generate_n_rand_probabilities_that_sum_to_m(4, 2.0, max_prob=0.7, rng=np.random.default_rng(0))
    >>> float(parts.sum().round(6)), bool(parts.max() <= 0.7 + 1e-6)
    (2.0, True)
    """
    return _noise.split_mass(n, m, _draws(rng), max_prob=max_prob, min_prob=min_prob)


def randomly_distribute_N_balls_into_K_bins(  # noqa: N802 - the field's own name
    N: int,
    K: int,
    *,
    max_balls_per_bin: int | None = None,
    min_balls_per_bin: int | None = None,
    rng: np.random.Generator | np.random.RandomState | None = None,
) -> NDArray[np.int64]:
    """Return how many of N balls fall into each of K bins.

    Parameters
    ----------
    N, K : int
        Balls and bins; balls that do not fit are left out.
    max_balls_per_bin, min_balls_per_bin : int, optional
        Bounds per bin. Default: N, and 0.
    rng : Generator or RandomState, optional
        What to draw from. Default: NumPy's global generator.

    Returns
    -------
    (K,) int64
        Sums to N, or to ``K * max_balls_per_bin`` where that is less.

    Raises
    ------
    InputError
        If there is no bin.

    Notes
    -----
    Random shares of N, rounded, then corrected one ball at a time. Time O(K^2), memory O(K).

    Source
    ------
    The benchmarks of Confident Learning, arXiv 1911.00068.

    Examples
    --------
    >>> import numpy as np
    >>> int(randomly_distribute_N_balls_into_K_bins(10, 4, rng=np.random.default_rng(0)).sum())
    10
    """
    if K < 1:
        raise InputError(f"`K` must be at least 1: got {K}. Pass the number of bins.")
    return _noise.balls_into_bins(N, K, _draws(rng), max_balls=max_balls_per_bin, min_balls=min_balls_per_bin)


def _draws(rng: np.random.Generator | np.random.RandomState | None) -> _noise.Draws:
    """Return what to draw from: `rng`, or the module whose functions are NumPy's global generator."""
    return cast("_noise.Draws", np.random if rng is None else rng)


def _square(noise_matrix: ArrayLike) -> NDArray[np.float64]:
    """Return the noise matrix as a square float array."""
    matrix = np.asarray(noise_matrix, dtype=np.float64)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or matrix.size == 0:
        raise InputError(
            f"`noise_matrix` must be square, one row and one column per class: got shape {matrix.shape}. "
            "Pass P(given class = row | true class = column)."
        )
    return matrix


def _prior(py: ArrayLike, num_classes: int) -> NDArray[np.float64]:
    """Return the prior as a vector of the right length."""
    prior = np.asarray(py, dtype=np.float64)
    if prior.shape != (num_classes,):
        raise InputError(
            f"`py` must hold one share per class: got shape {prior.shape} for {num_classes} classes. "
            "Pass the share of each true class."
        )
    return prior


def _check_labels(labels: NDArray[Any], num_classes: int) -> None:
    """Refuse labels that are not class numbers of the matrix."""
    if labels.ndim != 1 or labels.dtype.kind not in "iufb" or not np.array_equal(labels, np.floor(labels)):
        raise InputError(
            f"`true_labels` must be a 1-D array of class numbers: got shape {labels.shape}, dtype {labels.dtype}. "
            "Map the classes to 0..K-1 first."
        )
    bad = np.flatnonzero((labels < 0) | (labels >= num_classes))
    if bad.size:
        raise InputError(
            f"`true_labels` must lie in 0..{num_classes - 1}, the classes of `noise_matrix`: got {labels[bad[0]]} "
            f"at position {bad[0]}. Pass a matrix with one row and column per class."
        )


def _check_request(K: int, trace: float, valid: bool, py: ArrayLike | None) -> None:
    """Refuse a noise matrix that cannot be drawn."""
    if valid and trace <= 1:
        raise InputError(
            f"`trace` must be above 1 for a valid noise matrix: got {trace}. "
            "Raise it (K means no noise), or pass valid_noise_matrix=False."
        )
    if valid and py is None and K > 2:
        raise InputError(
            "`py` is missing: a valid noise matrix of more than two classes depends on the class shares. "
            "Pass them, or valid_noise_matrix=False."
        )
    if K < 2:
        raise InputError(f"`K` must be at least 2: got {K}. Noise needs two classes.")
