"""The middle and the spread of the numeric columns, so that a review can mark the cells that lie far out."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from labelproof._audit.review.content import shown_columns
from labelproof._base.dataset import Dataset

__all__ = ["middles_of"]

_NUMERIC = 0.95
"""Share of the values present that must be numbers."""


def middles_of(dataset: Dataset) -> dict[str, dict[str, float]]:
    """Return `median` and `mad` (median absolute deviation) of each numeric column that a table shows, by name."""
    if dataset.modality != "table":
        return {}
    if dataset.arrays is not None:
        flat = dataset.arrays.reshape(len(dataset.arrays), -1)[:, : shown_columns(dataset.arrays)]
        values = {f"x{column}": flat[:, column].astype(np.float64) for column in range(flat.shape[1])}
    else:
        values = {str(name): _numbers(dataset.frame[name]) for name in dataset.feature_columns}
    found = {name: _middle(column) for name, column in values.items()}
    return {name: middle for name, middle in found.items() if middle is not None}


def _numbers(column: pd.Series) -> NDArray[np.float64]:
    """Return the numbers of a column, none when it mostly holds something else."""
    text = column.map(lambda value: value.strip() if isinstance(value, str) else value)
    present = text.notna() & (text != "")
    numbers = pd.to_numeric(text.where(present), errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    enough = np.isfinite(numbers).sum() >= _NUMERIC * max(int(present.sum()), 1)
    return numbers if enough else np.empty(0)


def _middle(values: NDArray[np.float64]) -> dict[str, float] | None:
    """Return the median and the median absolute deviation of the finite values."""
    known = values[np.isfinite(values)]
    if not known.size:
        return None
    median = float(np.median(known))
    return {"median": median, "mad": float(np.median(np.abs(known - median)))}
