"""Tables and arrays as numbers, column by column, with what is kept of each column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri
from sklearn.feature_extraction.text import HashingVectorizer

from labelproof._base.dataset import Dataset
from labelproof._base.errors import InputError, nearest
from labelproof._base.numbers import with_points
from labelproof._base.progress import Progress
from labelproof._learn.portable.parts import Arrays, Rows

__all__ = ["ArrayFeatures", "TableFeatures"]

_NUMERIC = 0.95
_MISSING = frozenset({"", "?", "-", "na", "n/a", "nan", "null", "none", "nat"})
_MAX_CATEGORIES, _PIECES = 60, 256
_GRID = 257
_FARTHEST = 5.0
_HEIGHT = float(np.sqrt(0.5))
"""Height of an indicator: two rows of different categories are at distance 1."""


@dataclass(frozen=True)
class ArrayFeatures:
    """Columns of an array, centred and in units of their deviation."""

    middle: NDArray[np.float32]
    scale: NDArray[np.float32]

    @classmethod
    def fitted(cls, dataset: Dataset) -> ArrayFeatures:
        """Return the features that suit this array."""
        values = _flat(dataset)
        count = np.maximum(np.isfinite(values).sum(axis=0), 1)
        middle = np.where(np.isfinite(values), values, 0).sum(axis=0) / count
        spread = np.sqrt((np.where(np.isfinite(values), values - middle, 0) ** 2).sum(axis=0) / count)
        return cls(middle.astype(np.float32), np.where(spread > 0, spread, 1).astype(np.float32))

    @classmethod
    def from_kept(cls, about: Mapping[str, Any], arrays: Arrays) -> ArrayFeatures:  # noqa: ARG003 - one shape for all
        """Return what `kept` has given."""
        return cls(arrays["middle"], arrays["scale"])

    def kept(self) -> tuple[dict[str, Any], Arrays]:
        """Return the moments."""
        return {}, {"middle": self.middle, "scale": self.scale}

    def rows(self, dataset: Dataset, progress: Progress) -> Rows:  # noqa: ARG002 - one shape for all
        """Return the standardised values, within 5; a missing one is average."""
        values = _flat(dataset)
        if values.shape[1] != self.middle.size:
            raise InputError(
                f"The array has {values.shape[1]:,} columns, and the model has learned from {self.middle.size:,}. "
                "Give the same features, in the same order."
            )
        places = np.where(np.isfinite(values), (values - self.middle) / self.scale, 0)
        return Rows.all(np.clip(places, -_FARTHEST, _FARTHEST).astype(np.float32))


def _flat(dataset: Dataset) -> NDArray[np.float64]:
    """Return the array of a data set with one row per example."""
    if dataset.arrays is None:
        raise InputError("The model has learned from an array of features. Give an .npz or .npy with such an array.")
    return np.asarray(dataset.arrays, dtype=np.float64).reshape(len(dataset.arrays), -1)


@dataclass(frozen=True)
class TableFeatures:
    """What is known of each column: its kind, and numbers or categories."""

    columns: Mapping[str, Mapping[str, Any]]

    @classmethod
    def fitted(cls, dataset: Dataset) -> TableFeatures:
        """Return the features that suit these columns."""
        return cls({name: _column(dataset.frame[name]) for name in dataset.feature_columns})

    @classmethod
    def from_kept(cls, about: Mapping[str, Any], arrays: Arrays) -> TableFeatures:  # noqa: ARG003 - one shape for all
        """Return what `kept` has given."""
        return cls(about["columns"])

    def kept(self) -> tuple[dict[str, Any], Arrays]:
        """Return the columns as they are."""
        return {"columns": {name: dict(column) for name, column in self.columns.items()}}, {}

    def rows(self, dataset: Dataset, progress: Progress) -> Rows:  # noqa: ARG002 - one shape for all
        """Return the columns side by side."""
        parts = []
        for name, column in self.columns.items():
            if name not in dataset.frame.columns:
                raise InputError(
                    f"The model has learned from the column {name!r}, and the data has none of that name. "
                    f"{nearest(name, [str(other) for other in dataset.frame.columns])}"
                )
            parts.append(_ENCODERS[column["kind"]](dataset.frame[name], column))
        return Rows.all(np.hstack(parts).astype(np.float32))


def _column(column: pd.Series[Any]) -> dict[str, Any]:
    """Return what is to be known of a column."""
    numbers = _numbers(column)
    present = ~_strings(column).isna()
    if np.isfinite(numbers).sum() >= _NUMERIC * max(int(present.sum()), 1):
        known = numbers[np.isfinite(numbers)]
        spread = float(known.std()) if known.size else 0.0
        return {
            "kind": "number",
            "middle": float(known.mean()) if known.size else 0.0,
            "scale": spread if spread > 0 else 1.0,
            "grid": np.quantile(known, np.linspace(0, 1, _GRID)).tolist() if known.size else [0.0],
        }
    counts = _strings(column).value_counts()
    if len(counts) <= _MAX_CATEGORIES:
        return {"kind": "category", "values": sorted(str(value) for value, count in counts.items() if count > 1)}
    return {"kind": "words"}


def _encode_number(column: pd.Series[Any], known: Mapping[str, Any]) -> NDArray[np.float64]:
    """Return the mean of the standardised value and of the normal score of its rank, and whether it is missing."""
    values = _numbers(column)
    missing = ~np.isfinite(values)
    standard = np.clip((values - known["middle"]) / known["scale"], -_FARTHEST, _FARTHEST)
    grid = np.array(known["grid"])
    left, right = np.searchsorted(grid, values, side="left"), np.searchsorted(grid, values, side="right")
    normal = ndtri((left + right + 1) / (2 * grid.size + 2))
    return np.column_stack([np.where(missing, 0, (standard + normal) / 2), missing * _HEIGHT])


def _encode_category(column: pd.Series[Any], known: Mapping[str, Any]) -> NDArray[np.float64]:
    """Return an indicator of each category, and one for a missing value."""
    strings = _strings(column)
    found = [(strings == value).to_numpy(dtype=bool) for value in known["values"]]
    return np.column_stack([*found, strings.isna().to_numpy()]) * _HEIGHT


def _encode_words(column: pd.Series[Any], known: Mapping[str, Any]) -> NDArray[np.float64]:  # noqa: ARG001 - one shape
    """Return counts of the characters that come together, folded into few numbers."""
    hashed = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 4), n_features=_PIECES)
    return np.asarray(hashed.transform(_strings(column).fillna("").tolist()).toarray())


_ENCODERS = {"number": _encode_number, "category": _encode_category, "words": _encode_words}


def _strings(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return the values as stripped strings, the usual words for "missing" as None."""
    texts = [
        None if missing else str(value).strip()
        for value, missing in zip(column.astype(object), column.isna(), strict=True)
    ]
    return pd.Series([None if text is None or text.casefold() in _MISSING else text for text in texts], dtype=object)


def _numbers(column: pd.Series[Any]) -> NDArray[np.float64]:
    """Return the values as numbers, NaN where they are none."""
    if pd.api.types.is_bool_dtype(column.dtype) or pd.api.types.is_numeric_dtype(column.dtype):
        return column.to_numpy(dtype=np.float64, na_value=np.nan)
    strings = _strings(column)
    numbers = pd.to_numeric(strings, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    present = strings.notna()
    if np.isfinite(numbers).sum() < _NUMERIC * present.sum():
        rewritten = with_points(strings[present])
        if rewritten is not None:
            numbers[present.to_numpy()] = [float(text) for text in rewritten]
    return numbers
