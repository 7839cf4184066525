"""Columns of any kind made into numbers, without looking at a label: what tables are learned from.

Only the encoding; the models over it are in `table`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import rankdata
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import HashingVectorizer

from labelproof._base.numbers import with_points

__all__ = ["Encoded", "encode_array", "encode_columns"]

_MISSING = frozenset({"", "?", "-", "na", "n/a", "nan", "null", "none", "nat"})
_PARSED = 0.95
"""A column of strings is numeric, or holds dates, when at least this share of its values reads so."""
_DATE_FORMATS = ("ISO8601", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%Y/%m/%d", "%d-%m-%Y", "%d %b %Y", "%b %d, %Y")
_MAX_CATEGORIES = 60
"""Columns with more distinct strings are read by their characters instead of one by one."""
_PIECES = 2**12
_COMPONENTS = 16
_PEAK = 1e100
"""Values beyond it, or below its inverse, are scaled before they are squared."""
_TOLD_APART = 0.9
"""Values stay as they are for trees when single precision keeps this share of the distinct ones apart."""
_MISMATCH = np.float32(np.sqrt(0.5))
"""Height of an indicator: two rows of different categories are at distance 1."""


@dataclass(frozen=True)
class Encoded:
    """Rows as numbers, for each kind of model.

    Attributes
    ----------
    trees : (N, A) float32
        For trees: raw numbers, category codes, missing as NaN.
    categorical : tuple of bool
        Which columns of `trees` are category codes.
    smooth : (N, B) float32
        For linear models and neighbours: centred numbers, indicators, no missing values.
    space : (N, C) float32
        For distances between near copies: as `smooth`, but no value is pulled from its neighbours.
    keys : (N,) int64
        Rows of one key have equal values.
    """

    trees: NDArray[np.float32]
    categorical: tuple[bool, ...]
    smooth: NDArray[np.float32]
    space: NDArray[np.float32]
    keys: NDArray[np.int64]


@dataclass(frozen=True)
class _Column:
    """One column, encoded: for trees and which of them are codes, for smooth models, for distances; its codes."""

    trees: Sequence[NDArray[np.floating]]
    categorical: bool
    smooth: Sequence[NDArray[np.floating]]
    space: Sequence[NDArray[np.floating]]
    codes: NDArray[np.int64]


def encode_columns(columns: Sequence[pd.Series[Any]], *, seed: int) -> Encoded:
    """Return columns of mixed kinds as numbers.

    Parameters
    ----------
    columns : sequence of Series
        Numbers, truth values, dates, durations, strings (also of numbers or dates), categories; any may be missing.
    seed : int
        Seed of the reduction of strings with many values.

    Returns
    -------
    Encoded
        Columns without any value are left out.
    """
    return _together([_encoded(column, seed) for column in columns])


def encode_array(values: NDArray[np.generic]) -> Encoded:
    """Return an array of numeric features, encoded.

    Parameters
    ----------
    values : (N, ...) array of numbers
        Further axes are flattened.

    Returns
    -------
    Encoded
        Without categories.
    """
    flat = np.asarray(values).reshape(len(values), -1)
    # What float32 cannot hold is compared, centred and scaled in float64.
    exact = np.float32 if np.can_cast(flat.dtype, np.float32) else np.float64
    trees = np.empty(flat.shape, dtype=np.float32)
    smooth = np.empty(flat.shape, dtype=np.float32)
    kept = np.empty(flat.shape, dtype=exact)
    for number in range(flat.shape[1]):
        column = np.asarray(flat[:, number], dtype=np.float64)
        # Adding 0 makes -0 and 0 one key.
        column = np.where(np.isfinite(column), column, np.nan) + 0.0
        kept[:, number] = column
        trees[:, number] = column if exact is np.float32 else _narrowed(column)
        smooth[:, number] = _standardised(column)
    return Encoded(trees, (False,) * flat.shape[1], smooth, smooth, _row_keys(kept))


def _standardised(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the values with mean 0 and deviation 1; 0 when missing, and where nothing varies."""
    missing = np.isnan(values)
    peak = float(np.max(np.abs(values), initial=0.0, where=~missing))
    if not peak:
        return np.zeros(values.size)
    scaled = values if 1 / _PEAK < peak < _PEAK else values / peak
    count = np.count_nonzero(~missing)
    centred = np.where(missing, 0.0, scaled - scaled[~missing].sum() / count)
    deviation = float(np.sqrt((centred**2).sum() / count))
    # Less than this is the rounding of the mean.
    rounding = 1e-14 * (peak if scaled is values else 1.0)
    return centred / deviation if deviation > rounding else np.zeros(values.size)


def _narrowed(values: NDArray[np.float64]) -> NDArray[np.floating]:
    """Return the values, or their ranks where single precision could not tell them apart: for trees that is the same.

    Moments in seconds are such values: neighbours are 128 s apart in single precision.
    """
    known = np.sort(values[~np.isnan(values)])
    with np.errstate(over="ignore", under="ignore"):
        single = known.astype(np.float32)
    told_apart, distinct = (np.count_nonzero(some[1:] != some[:-1]) for some in (single, known))
    if np.isfinite(single).all() and told_apart >= _TOLD_APART * distinct:
        return values
    ranks = np.full(values.size, np.nan)
    ranks[~np.isnan(values)] = np.unique(values[~np.isnan(values)], return_inverse=True)[1]
    return ranks


def _together(columns: Sequence[_Column]) -> Encoded:
    """Return the encoded columns side by side."""
    trees = [part for column in columns for part in column.trees]
    smooth = [part for column in columns for part in column.smooth]
    space = [part for column in columns for part in column.space]
    categorical = tuple(column.categorical for column in columns for _ in column.trees)
    keys = _row_keys(np.column_stack([column.codes for column in columns]))
    return Encoded(
        np.column_stack(trees).astype(np.float32),
        categorical,
        np.column_stack(smooth).astype(np.float32),
        np.column_stack(space).astype(np.float32),
        keys,
    )


def _row_keys(values: NDArray[Any]) -> NDArray[np.int64]:
    """Return one number per distinct row."""
    rows = np.ascontiguousarray(values)
    as_bytes = rows.view(np.dtype((np.void, rows.dtype.itemsize * rows.shape[1]))).ravel()
    keys: NDArray[np.int64] = np.unique(as_bytes, return_inverse=True)[1].astype(np.int64)
    return keys


def _encoded(column: pd.Series[Any], seed: int) -> _Column:
    """Return one column, encoded by what it holds."""
    if pd.api.types.is_bool_dtype(column.dtype) or pd.api.types.is_numeric_dtype(column.dtype):
        return _numbers(column.to_numpy(dtype=np.float64, na_value=np.nan))
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return _dates(column)
    if pd.api.types.is_timedelta64_dtype(column.dtype):
        return _numbers(column.dt.total_seconds().to_numpy(dtype=np.float64, na_value=np.nan))
    strings = _strings(column)
    present = strings.notna()
    if not present.any():
        return _numbers(np.full(len(strings), np.nan))
    numbers = pd.to_numeric(strings, errors="coerce")
    if numbers.notna().sum() >= _PARSED * max(present.sum(), 1):
        return _numbers(numbers.to_numpy(dtype=np.float64, na_value=np.nan))
    rewritten = with_points(strings[present])
    if rewritten is not None:
        numbers[present] = pd.to_numeric(pd.Series(rewritten, index=strings.index[present], dtype=object))
        return _numbers(numbers.to_numpy(dtype=np.float64, na_value=np.nan))
    dates = _parsed_dates(strings, present)
    if dates is not None:
        return _dates(dates)
    return _categories(strings, seed)


def _strings(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return the values as stripped strings, the usual words for "missing" as None."""
    values = column.astype(object)
    plain = [None if missing else str(value).strip() for value, missing in zip(values, column.isna(), strict=True)]
    kept = [None if text is None or text.casefold() in _MISSING else text for text in plain]
    return pd.Series(kept, dtype=object)


def _parsed_dates(strings: pd.Series[Any], present: pd.Series[bool]) -> pd.Series[Any] | None:
    """Return the column as dates if nearly all of its values are dates of one format."""
    needed = _PARSED * present.sum()
    some = strings[present].iloc[:50]
    for layout in _DATE_FORMATS:
        if pd.to_datetime(some, format=layout, errors="coerce", utc=True).notna().mean() < _PARSED:
            continue
        dates = pd.to_datetime(strings, format=layout, errors="coerce", utc=True)
        if dates.notna().sum() >= needed:
            return dates
    return None


def _numbers(values: NDArray[np.float64]) -> _Column:
    """Return a numeric column: as it is for trees; its normal score, and whether it is missing, for smooth models."""
    values = np.where(np.isfinite(values), values, np.nan)
    missing = np.isnan(values)
    marks = [missing * _MISMATCH] if missing.any() else []
    codes = np.unique(np.where(missing, np.inf, values), return_inverse=True)[1].astype(np.int64)
    normal, even = _scores(values)
    return _Column([_narrowed(values)], False, [normal, *marks], [even, *marks], codes)


def _scores(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the mean of the standardised value, kept within 5, and the score of its rank; 0 when missing.

    First with normal scores. Then with even ones: normal scores are far apart at both ends, where a value and its
    slightly changed copy would be no neighbours.
    """
    normal, even = np.zeros(values.size), np.zeros(values.size)
    present = ~np.isnan(values)
    known = values[present]
    if known.size and known.min() < known.max():
        standard = np.clip(_standardised(known), -5, 5)
        share = (rankdata(known) - 0.5) / known.size
        for scores, ranked in ((normal, ndtri(share)), (even, share - 0.5)):
            scores[present] = (standard + ranked / max(ranked.std(), 1e-9)) / 2
    return normal, even


def _dates(column: pd.Series[Any]) -> _Column:
    """Return dates as days since the first, month, weekday and hour."""
    moments = pd.to_datetime(column, utc=True)
    days = (moments - moments.min()) / pd.Timedelta(days=1)
    parts: list[pd.Series[Any]] = [days, moments.dt.month, moments.dt.day_of_week, moments.dt.hour]
    numbers = [_numbers(part.to_numpy(dtype=np.float64, na_value=np.nan)) for part in parts]
    varied = [part for part in numbers if part.codes.any()] or numbers[:1]
    return _Column(
        [tree for part in varied for tree in part.trees],
        False,
        [part.smooth[0] for part in varied],
        [part.space[0] for part in varied],
        numbers[0].codes,
    )


def _categories(strings: pd.Series[Any], seed: int) -> _Column:
    """Return strings as codes and indicators when there are few; else as how often they come, and their characters."""
    codes, values = pd.factorize(strings, sort=False)
    codes = codes.astype(np.int64)
    counts = np.bincount(codes[codes >= 0], minlength=len(values))
    if len(values) <= _MAX_CATEGORIES:
        indicators = [(codes == code) * _MISMATCH for code in range(len(values)) if counts[code] > 1]
        missing = [(codes < 0) * _MISMATCH] if (codes < 0).any() else []
        shown = indicators + missing or [np.zeros(codes.size)]
        return _Column([np.where(codes < 0, np.nan, codes)], True, shown, shown, codes)
    often = np.where(codes < 0, 0.0, np.log1p(counts[codes]))
    embedded = _characters([str(value) for value in values], seed)
    parts = np.where((codes < 0)[:, None], 0.0, embedded[codes])
    columns = [often, *parts.T]
    smooth = [_scores(often)[0], *(parts / max(float(parts.std()), 1e-9) / np.sqrt(parts.shape[1])).T]
    return _Column(columns, False, smooth, smooth, codes)


def _characters(values: Sequence[str], seed: int) -> NDArray[np.float64]:
    """Return a few numbers per distinct string in which strings of alike characters are close."""
    hashed = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 4), n_features=_PIECES).transform(values)
    size = min(_COMPONENTS, len(values) - 1)
    found: NDArray[np.float64] = TruncatedSVD(size, n_iter=3, random_state=seed).fit_transform(hashed)
    return found
