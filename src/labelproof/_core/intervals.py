"""Confidence intervals of shares. Estimates that need sampling plans live higher up."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelproof._base.errors import InputError

__all__ = ["wilson_interval"]


def wilson_interval(
    successes: ArrayLike, total: ArrayLike, confidence: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the lower and upper ends of Wilson's score interval of a share.

    Parameters
    ----------
    successes, total : int or array of int, broadcast against each other
        How many of how many.
    confidence : float in (0, 1), default 0.95
        Nominal coverage.

    Returns
    -------
    lower, upper : float64 arrays of the broadcast shape (0-d for scalars)
        Within [0, 1]; exactly 0 for no success, 1 for successes only, and (0, 1) where `total` is 0.

    Raises
    ------
    InputError
        If `confidence` is not between 0 and 1, or a count is negative or above its total.

    Notes
    -----
    With z the normal quantile and p = successes / total: centre ``(p + z^2 / 2n) / (1 + z^2 / n)``, half width
    ``z sqrt(p (1 - p) / n + z^2 / 4n^2) / (1 + z^2 / n)``. Time and memory linear in the input.

    Source
    ------
    Wilson (1927), Probable inference, the law of succession, and statistical inference.

    Examples
    --------
    >>> lower, upper = wilson_interval(8, 10)
    >>> round(float(lower), 4), round(float(upper), 4)
    (0.4902, 0.9433)
    """
    if not 0 < confidence < 1:
        raise InputError(f"`confidence` must lie between 0 and 1: got {confidence}. Pass for example 0.95.")
    hits, size = np.broadcast_arrays(np.asarray(successes, dtype=np.float64), np.asarray(total, dtype=np.float64))
    if not bool(np.all((hits >= 0) & (hits <= size))):
        raise InputError("`successes` must lie between 0 and `total`: got a count outside. Pass counts, not shares.")
    z_squared = NormalDist().inv_cdf(0.5 + confidence / 2) ** 2
    # n p (1 - p) written without a division, so that an empty total needs no special case but its ends.
    safe = np.maximum(size, 1.0)
    centre = (hits + z_squared / 2) / (size + z_squared)
    half = np.sqrt(z_squared * (hits * (size - hits) / safe + z_squared / 4)) / (size + z_squared)
    lower = np.where(hits == 0, 0.0, np.clip(centre - half, 0.0, 1.0))
    upper = np.where(hits == size, 1.0, np.clip(centre + half, 0.0, 1.0))
    return lower, upper
