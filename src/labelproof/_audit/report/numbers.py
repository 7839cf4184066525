"""How numbers, dates and times are written for people: one place, so that every page and line says them alike."""

from __future__ import annotations

import datetime
import math

__all__ = [
    "NBSP",
    "axis_count",
    "count",
    "day",
    "decimal",
    "decimal_span",
    "duration",
    "percent",
    "percent_span",
    "plural",
    "share",
]

NBSP = "\u00a0"
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def count(number: int) -> str:
    """Return an exact count: thousands with a comma."""
    return f"{int(number):,}"


def plural(number: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun, as in "1 class" and "2 classes"."""
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def percent(value: float | None) -> str:
    """Return an estimated chance or share; never 0 or 100, because an estimate is never that sure."""
    if value is None or not math.isfinite(value):
        return "unknown"
    if value < 0.01:
        return f"< 1{NBSP}%"
    if value > 0.99:
        return f"> 99{NBSP}%"
    return f"{_half_up(100 * value)}{NBSP}%"


def share(part: int, whole: int) -> str:
    """Return an exact share of counted things; 0 and 100 only where they are exact."""
    if whole <= 0:
        return "none"
    if 0 < part < whole:
        return percent(part / whole)
    return f"{100 * part // whole}{NBSP}%"


def decimal(value: float, *, digits: int = 1) -> str:
    """Return a percentage with decimals, as in "90.3 %"; it is cut so that it never claims 100 for less."""
    step = 10**digits
    scaled = min(max(_half_up(100 * value * step), 0), 100 * step)
    if value < 1 and scaled == 100 * step:
        scaled -= 1
    if value > 0 and scaled == 0:
        scaled = 1
    return f"{scaled / step:.{digits}f}{NBSP}%"


def percent_span(low: float, high: float, *, digits: int = 0) -> str:
    """Return the ends of an interval in percent, rounded outwards, as in "8–20"."""
    step = 10**digits
    start = max(math.floor(100 * low * step + 1e-9), 0) / step
    end = min(math.ceil(100 * high * step - 1e-9), 100 * step) / step
    return f"{start:.{digits}f}–{end:.{digits}f}"


def decimal_span(low: float, high: float) -> str:
    """Return the ends of an interval in words, as in "88.6 to 89.7"."""
    return percent_span(low, high, digits=1).replace("–", " to ")


def duration(seconds: float) -> str:
    """Return how long something took, as in "0.8 s", "12 s", "2 min 01 s", "1 h 50 min"."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = _half_up(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    hours, minutes = divmod(_half_up(seconds / 60), 60)
    return f"{hours} h {minutes:02d} min"


def day(iso: str) -> str:
    """Return an ISO date as people write it, as in "21 November 2026"; anything else as it is."""
    try:
        date = datetime.date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def axis_count(number: int) -> str:
    """Return a count short enough for an axis, as in "1,500" and "2.5 M"."""
    if number < 1_000_000:
        return count(number)
    return f"{number / 1_000_000:g} M"


def _half_up(value: float) -> int:
    """Round halves up, as readers do."""
    return math.floor(value + 0.5)
