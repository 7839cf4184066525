"""Exact bounds of shares, after Clopper and Pearson (1934): what a random sample allows to say."""

from __future__ import annotations

__all__ = ["highest_share", "share_interval"]


def highest_share(errors: int, judged: int, confidence: float = 0.95) -> float | None:
    """Return the highest share of errors that a random sample leaves possible, one-sided; None without a sample."""
    if judged <= 0:
        return None
    if errors >= judged:
        return 1.0
    from scipy.special import betaincinv  # noqa: PLC0415 - takes a while to load, and few sessions need it

    return float(betaincinv(errors + 1, judged - errors, confidence))


def share_interval(hits: int, judged: int, confidence: float = 0.95) -> tuple[float, float] | None:
    """Return the two-sided interval of a share; None without a sample."""
    if judged <= 0:
        return None
    side = (1 + confidence) / 2
    lower, upper = highest_share(judged - hits, judged, side), highest_share(hits, judged, side)
    return (1.0 - (lower or 0.0), upper or 0.0)
