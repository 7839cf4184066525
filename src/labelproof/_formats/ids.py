"""Whether a column tells rows apart and nothing else: ids, row numbers, file names.

Such a column is no feature. Where rows are sorted by class, their ids would give the labels away.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from labelproof._formats.profile import Profile, missing_mask, stripped

__all__ = ["identifies"]

_DISTINCT = 0.98
"""Share of the values of each file that must be distinct, of the steps that go one way, of a range that is filled."""
_ODD_ROWS = 20
"""From so many rows on, one exception is allowed whatever its share."""
_EXACT = 2**53
_NAMES = frozenset(
    {"id", "ids", "idx", "index", "row", "rowid", "uid", "uuid", "guid", "key", "number", "nr", "unnamed: 0"}
)
_LAST_WORDS = frozenset({"id", "ids", "idx", "uid", "uuid", "guid", "key", "number", "nr"})
# English words that end in "id" and measure or describe something.
_NO_IDS = re.compile(r".*(paid|bid|aid|acid|grid|void|olid|luid|quid|umid|ovid|apid|ipid|brid|roid|mid|lid|kid)")
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_DIGITS = re.compile(r"[+-]?\d+(\.0*)?")


def identifies(column: pd.Series, name: str, seen: Profile, origin: pd.Series | None = None) -> bool:
    """Return whether nearly every row of each file has its own value, and the values look like ids.

    Integers do when the name says so, or when they fill a range or go one way down the rows, in each file or in all
    of them together. Strings do when they are single words, or shorter than three words and numbered.
    """
    if not _possible(column, seen, 1 if origin is None else origin.nunique()):
        return False
    text = stripped(column)
    present = text[~missing_mask(text)]
    files = [present] if origin is None else [part for _, part in present.groupby(origin[present.index], sort=False)]
    if not all(_enough(part.nunique(), len(part)) for part in files):
        return False
    if seen.kind == "string":
        return not seen.unspaced and _coded(present)
    return _numbers_rows(present, files, name)


def _possible(column: pd.Series, seen: Profile, files: int) -> bool:
    """Tell whether a closer look at the values could find ids; most columns are spared it."""
    if seen.kind not in {"string", "number"} or (seen.kind == "number" and not seen.integral):
        return False
    if seen.present < max(2, seen.rows / 2):
        return False
    # A profile counts floats, of which large integers share one.
    distinct = column.nunique() if seen.kind == "number" else seen.distinct
    return 2 * files * int(distinct) >= seen.present


def _enough(count: int, total: int) -> bool:
    """Tell whether the count is all of the total, but for a few."""
    return count >= min(_DISTINCT * total, total - (total >= _ODD_ROWS))


def _coded(text: pd.Series) -> bool:
    """Tell whether the strings are single words, or two with a number."""
    counts = [value.count(" ") for value in text]
    if _enough(sum(count == 0 for count in counts), len(counts)):
        return True
    short = [count <= 1 and re.search(r"\d", value) is not None for count, value in zip(counts, text, strict=True)]
    return _enough(sum(short), len(short))


def _numbers_rows(present: pd.Series, files: Sequence[pd.Series], name: str) -> bool:
    """Tell whether distinct numbers are whole and are ids by their name, their range or their order."""
    if any(_DIGITS.fullmatch(value) is None for value in present):
        return False
    numbers = [_integers(part) for part in files]
    if any(part is None for part in numbers):
        return False
    known = [part for part in numbers if part is not None and part.size > 1]
    together = [np.concatenate(known)] if known else []
    return (
        _named_like_ids(name)
        or (bool(known) and all(map(_one_way, known)))
        or any(bool(some) and all(map(_fills_a_range, some)) for some in (known, together))
    )


def _integers(text: pd.Series) -> NDArray[Any] | None:
    """Return whole numbers, or None when one is a float so large that it only looks whole."""
    values = [int(value.partition(".")[0]) for value in text]
    if any(abs(value) > _EXACT and "." in each for value, each in zip(values, text, strict=True)):
        return None
    return np.array(values, dtype=np.int64 if max(map(abs, values), default=0) < 2**62 else object)


def _named_like_ids(name: str) -> bool:
    """Tell whether a column's name says that it holds ids."""
    plain = name.strip().casefold()
    words = [word.casefold() for word in _WORDS.findall(name)]
    if plain in _NAMES or not words:
        return plain in _NAMES
    return words[-1] in _LAST_WORDS or (words[-1].endswith("id") and _NO_IDS.fullmatch(words[-1]) is None)


def _one_way(numbers: NDArray[Any]) -> bool:
    """Tell whether the numbers grow, or shrink, down the rows."""
    before, after = numbers[:-1], numbers[1:]
    return any(_enough(int(kept.sum()), kept.size) for kept in (after >= before, after <= before))


def _fills_a_range(numbers: NDArray[Any]) -> bool:
    """Tell whether the numbers leave next to nothing out between the smallest and the largest."""
    return _enough(np.unique(numbers).size, int(numbers.max() - numbers.min()) + 1)
