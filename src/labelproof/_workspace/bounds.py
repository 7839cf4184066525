"""Exact bounds of shares, after Clopper and Pearson (1934): what a random sample allows to say."""

from __future__ import annotations

from bisect import bisect_left

__all__ = ["allowed_error", "highest_share", "share_interval", "smallest_sample"]


def allowed_error(looks: int) -> float:
    """Return the chance that the next look at a growing sample may have of stating too low a bound.

    The first look has 0.05, and each further one half of the one before: 0.025, 0.0125, ... By the union bound, the
    chance that any of all looks goes wrong is at most their sum, 0.1, however often somebody enlarges the sample.
    """
    return 0.05 * 0.5**looks


def highest_share(errors: int, judged: int, confidence: float = 0.95) -> float | None:
    """Return the highest share of errors that a random sample leaves possible, one-sided; None without a sample."""
    if judged <= 0:
        return None
    if errors >= judged:
        return 1.0
    from scipy.special import betaincinv  # noqa: PLC0415 - takes a while to load, and few sessions need it

    return float(betaincinv(errors + 1, judged - errors, confidence))


def smallest_sample(errors: int, gate: float, confidence: float, most: int) -> int | None:
    """Return the size of the smallest sample that so many errors leave within a gate; None above `most`."""
    sizes = range(errors + 1, most + 1)
    place = bisect_left(sizes, True, key=lambda size: (highest_share(errors, size, confidence) or 0.0) <= gate)
    return sizes[place] if place < len(sizes) else None


def share_interval(hits: int, judged: int, confidence: float = 0.95) -> tuple[float, float] | None:
    """Return the two-sided interval of a share; None without a sample."""
    if judged <= 0:
        return None
    side = (1 + confidence) / 2
    lower, upper = highest_share(judged - hits, judged, side), highest_share(hits, judged, side)
    return (1.0 - (lower or 0.0), upper or 0.0)
