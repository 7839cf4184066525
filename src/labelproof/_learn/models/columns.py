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

__all__ = ["Encoded", "encode_array", "encode_columns"]

_MISSING = frozenset({"", "?", "-", "na", "n/a", "nan", "null", "none", "nat"})
_PARSED = 0.95
"""A column of strings is numeric, or holds dates, when at least this share of its values reads so."""
_DATE_FORMATS = ("ISO8601", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%Y/%m/%d", "%d-%m-%Y", "%d %b %Y", "%b %d, %Y")
_MAX_CATEGORIES = 60
"""Columns with more distinct strings are read by their characters instead of one by one."""
_PIECES = 2**12
_COMPONENTS = 16
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
        For linear models and distances: centred numbers, indicators, no missing values.
    keys : (N,) int64
        Rows of one key have equal values.
    """

    trees: NDArray[np.float32]
    categorical: tuple[bool, ...]
    smooth: NDArray[np.float32]
    keys: NDArray[np.int64]


@dataclass(frozen=True)
class _Column:
    """One column, encoded: columns for trees and which of them are codes, columns for smooth models, and its codes."""

    trees: Sequence[NDArray[np.floating]]
    categorical: bool
    smooth: Sequence[NDArray[np.floating]]
    codes: NDArray[np.int64]


def encode_columns(columns: Sequence[pd.Series[Any]], *, seed: int) -> Encoded:
    """Return columns of mixed kinds as numbers.

    Parameters
    ----------
    columns : sequence of Series
        Numbers, truth values, dates, strings (also of numbers or dates), categories; missing values anywhere.
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
    numbers = np.asarray(values, dtype=np.float32).reshape(len(values), -1)
    numbers = np.where(np.isfinite(numbers), numbers, np.float32(np.nan))
    missing = np.isnan(numbers)
    filled = np.where(missing, 0, numbers)
    counts = np.maximum(np.count_nonzero(~missing, axis=0), 1)
    centred = np.where(missing, 0, numbers - filled.sum(axis=0, dtype=np.float64) / counts).astype(np.float32)
    deviation = np.sqrt((centred.astype(np.float64) ** 2).sum(axis=0) / counts)
    centred /= np.where(deviation > 0, deviation, 1).astype(np.float32)
    # Adding 0 makes -0 and 0 one key.
    return Encoded(numbers, (False,) * numbers.shape[1], centred, _row_keys(filled + np.float32(0)))


def _together(columns: Sequence[_Column]) -> Encoded:
    """Return the encoded columns side by side."""
    trees = [part for column in columns for part in column.trees]
    smooth = [part for column in columns for part in column.smooth]
    categorical = tuple(column.categorical for column in columns for _ in column.trees)
    keys = _row_keys(np.column_stack([column.codes for column in columns]))
    return Encoded(
        np.column_stack(trees).astype(np.float32), categorical, np.column_stack(smooth).astype(np.float32), keys
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
    strings = _strings(column)
    present = strings.notna()
    if not present.any():
        return _numbers(np.full(len(strings), np.nan))
    numbers = pd.to_numeric(strings, errors="coerce")
    if numbers.notna().sum() >= _PARSED * max(present.sum(), 1):
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
    smooth: list[NDArray[np.floating]] = [_normal_scores(values)]
    if missing.any():
        smooth.append(missing * _MISMATCH)
    codes = np.unique(np.where(missing, np.inf, values), return_inverse=True)[1].astype(np.int64)
    return _Column([values], False, smooth, codes)


def _normal_scores(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean of the standardised value, kept within 5, and the normal score of its rank; 0 when missing."""
    scores = np.zeros(values.size)
    present = ~np.isnan(values)
    known = values[present]
    if not known.size or known.min() == known.max():
        return scores
    standard = np.clip((known - known.mean()) / known.std(), -5, 5)
    ranked = ndtri((rankdata(known) - 0.5) / known.size)
    scores[present] = (standard + ranked / max(ranked.std(), 1e-9)) / 2
    return scores


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
        return _Column([np.where(codes < 0, np.nan, codes)], True, shown, codes)
    often = np.where(codes < 0, 0.0, np.log1p(counts[codes]))
    embedded = _characters([str(value) for value in values], seed)
    parts = np.where((codes < 0)[:, None], 0.0, embedded[codes])
    columns = [often, *parts.T]
    smooth = [_normal_scores(often), *(parts / max(float(parts.std()), 1e-9) / np.sqrt(parts.shape[1])).T]
    return _Column(columns, False, smooth, codes)


def _characters(values: Sequence[str], seed: int) -> NDArray[np.float64]:
    """Return a few numbers per distinct string in which strings of alike characters are close."""
    hashed = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 4), n_features=_PIECES).transform(values)
    size = min(_COMPONENTS, len(values) - 1)
    found: NDArray[np.float64] = TruncatedSVD(size, n_iter=3, random_state=seed).fit_transform(hashed)
    return found
