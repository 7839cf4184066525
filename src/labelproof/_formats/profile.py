"""What the values of one column look like: numbers, dates, repeated names, running text, image paths.

Guessing (`columns`) and label reading (`labels`) ask here, so that both mean the same by "numeric".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import pandas as pd

from labelproof._base.numbers import with_points
from labelproof._formats.kinds import KINDS

__all__ = ["Profile", "missing_mask", "profile", "stripped"]

_MARKERS = frozenset({"", "?", "NA", "N/A", "nan", "NaN", "<NA>"})
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T]\d{1,2}:\d{2}.*)?")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_CODE = re.compile(r"\S*\d\S*")
_SAMPLE = 2000


@dataclass(frozen=True)
class Profile:
    """A column in numbers; `present` counts the rows with a value, `distinct` the different stripped values.

    `shares` tells for each kind of files how many values end like their names.
    """

    kind: Literal["number", "date", "string", "bool", "nested", "empty"]
    rows: int
    present: int
    distinct: int
    integral: bool = False
    contiguous: bool = False
    words: float = 0.0
    unspaced: bool = False
    coded: float = 0.0
    shares: Mapping[str, float] = field(default_factory=dict)
    decimal_comma: bool = False

    @property
    def repeats(self) -> bool:
        """Whether the values come back often enough to be names of classes."""
        return 2 <= self.distinct <= max(2, self.present // 2)

    @property
    def continuous(self) -> bool:
        """Whether the column measures something: too many numbers to be names of classes."""
        if self.kind != "number":
            return False
        if self.distinct > max(20, self.present // 2):
            return True
        if not self.integral:
            return self.distinct > min(20, self.present // 2)
        return self.distinct > 100 and not self.contiguous and self.distinct * 50 > self.present

    @property
    def wordy(self) -> bool:
        """Whether the column holds varied words that are neither codes nor paths: text, if nothing else is."""
        varied = self.kind == "string" and self.distinct >= 0.3 * max(self.present, 1)
        return varied and self.coded < 0.5 and max(self.shares.values(), default=0.0) < 0.5

    @property
    def prose(self) -> bool:
        """Whether the column holds running text: several words, seldom repeated."""
        return self.wordy and (self.words >= 3 or self.unspaced)


def stripped(series: pd.Series) -> pd.Series:
    """Return the values as stripped strings in an object column; missing values become ""."""
    missing = series.isna().to_numpy()
    text = [("" if absent else str(value).strip()) for value, absent in zip(series, missing, strict=True)]
    return pd.Series(text, dtype=object)


def missing_mask(text: pd.Series) -> pd.Series:
    """Return which stripped strings stand for a missing value in a feature column."""
    return text.isin(_MARKERS)


def profile(series: pd.Series) -> Profile:
    """Return what the values of a column look like."""
    if pd.api.types.is_bool_dtype(series.dtype):
        return Profile("bool", len(series), int(series.notna().sum()), series.nunique())
    if pd.api.types.is_timedelta64_dtype(series.dtype):
        series = series.dt.total_seconds()
    if pd.api.types.is_datetime64_any_dtype(series.dtype) or isinstance(series.dtype, pd.PeriodDtype):
        return Profile("date", len(series), int(series.notna().sum()), series.nunique())
    if any(isinstance(value, (list, dict, set, tuple, np.ndarray)) for value in series.head(_SAMPLE)):
        return Profile("nested", len(series), int(series.notna().sum()), 0)
    if pd.api.types.is_numeric_dtype(series.dtype):
        finite = series.dropna().to_numpy(dtype=np.float64)
        finite = finite[np.isfinite(finite)]
        return _numeric(finite, len(series)) if len(finite) else Profile("empty", len(series), 0, 0)
    text = stripped(series)
    text = text[~missing_mask(text)]
    rows, present = len(series), len(text)
    if not present:
        return Profile("empty", rows, 0, 0)
    numbers = _numbers_of(text)
    if numbers is not None:
        return _numeric(numbers, rows)
    rewritten = with_points(text)
    numbers = None if rewritten is None else _numbers_of(pd.Series(rewritten, dtype=object))
    if numbers is not None:
        return replace(_numeric(numbers, rows), decimal_comma=True)
    return _strings(text, rows)


def _numbers_of(text: pd.Series) -> np.ndarray | None:
    """Return the values of stripped strings as floats, or None when one of them is no finite number."""
    numbers = pd.to_numeric(text, errors="coerce").to_numpy(dtype=np.float64)
    return numbers if np.isfinite(numbers).all() else None


def _numeric(numbers: np.ndarray, rows: int) -> Profile:
    values = np.unique(numbers)
    integral = bool((values == np.floor(values)).all())
    contiguous = integral and values[-1] - values[0] + 1 == len(values)
    return Profile("number", rows, len(numbers), len(values), integral, bool(contiguous))


def _strings(text: pd.Series, rows: int) -> Profile:
    sample = list(text.head(_SAMPLE)) if len(text) <= _SAMPLE else list(text.iloc[:: len(text) // _SAMPLE])
    dates = sum(_DATE.fullmatch(value) is not None for value in sample)
    unspaced = sum(len(value) >= 6 and _UNSPACED.search(value) is not None for value in sample) > 0.5 * len(sample)
    return Profile(
        "date" if dates >= 0.95 * len(sample) else "string",
        rows,
        len(text),
        text.nunique(),
        words=sum(len(value.split()) for value in sample) / len(sample),
        unspaced=unspaced,
        coded=sum(_CODE.fullmatch(value) is not None for value in sample) / len(sample),
        shares={kind.modality: sum(map(kind.ends, sample)) / len(sample) for kind in KINDS},
    )
