"""Examples as tensors, in batches, from whatever container they are in."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import TruncatedSVD

from labelproof._base.errors import InputTypeError
from labelproof._base.optional import require
from labelproof._learn.examples import is_torch_dataset, take

__all__ = ["Reader", "fitted_reader"]

_CHANNELS = (1, 3, 4)
_WIDE = 4096
_COMPONENTS = 256


class Reader:
    """Batches of examples as tensors; standardised where `fitted_reader` found out how."""

    def __init__(self, mean: NDArray[np.float32] | None, spread: NDArray[np.float32] | None, reduce: Any) -> None:
        self.mean = mean
        self.spread = spread
        self.reduce = reduce

    def batch(self, X: Any, rows: NDArray[np.int64]) -> Any:
        """Return some examples as one tensor on the processor.

        Bytes become numbers from 0 to 1, other integers stay as they are, all floats are single precision; images
        with their channels last get them first.
        """
        torch = require("torch", extra="torch", purpose="The network")
        part = take(X, rows)
        if self.reduce is not None:
            part = self.reduce.transform(part)
        values = _stacked(part, torch)
        if values.dtype == torch.uint8:
            values = values.float() / 255
        elif values.dtype == torch.bool or values.is_floating_point():
            values = values.float()
        if values.ndim == 4 and values.shape[-1] in _CHANNELS and values.shape[1] not in _CHANNELS:
            values = values.permute(0, 3, 1, 2)
        if self.mean is not None and self.spread is not None:
            standard = (values.float() - torch.from_numpy(self.mean)) / torch.from_numpy(self.spread)
            values = torch.nan_to_num(standard, nan=0.0, posinf=0.0, neginf=0.0)
        return values


def fitted_reader(X: Any, rows: NDArray[np.int64], *, standardise: bool, seed: int) -> Reader:
    """Return a reader that standardises columns, and reduces wide sparse ones, as the given rows suggest.

    Parameters
    ----------
    X : examples
        Only tables, arrays (N, D) and sparse matrices are changed at all.
    rows : (n,) int64
        The rows to learn from.
    standardise : bool
        False for networks of the user's own, which get the examples as they are.
    seed : int
        Seed of the reduction.

    Returns
    -------
    Reader
        Remembers what it learned.
    """
    if not standardise or len(getattr(X, "shape", ())) != 2:
        return Reader(None, None, None)
    part = take(X, rows)
    reduce = None
    if hasattr(part, "tocsr") and part.shape[1] > _WIDE:
        reduce = TruncatedSVD(min(_COMPONENTS, len(rows) - 1), n_iter=3, random_state=seed)
        part = reduce.fit_transform(part)
    given = _numbers(_dense(part))
    values = given.astype(np.float64) / (255 if given.dtype == np.uint8 else 1)
    values[~np.isfinite(values)] = np.nan
    known = ~np.isnan(values)
    count = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, values, 0).sum(axis=0) / count
    spread = np.sqrt((np.where(known, values - mean, 0) ** 2).sum(axis=0) / count)
    return Reader(mean.astype(np.float32), np.where(spread > 0, spread, 1).astype(np.float32), reduce)


def _dense(part: Any) -> NDArray[Any]:
    """Return a table, a sparse matrix or an array as an array."""
    part = part.toarray() if hasattr(part, "toarray") else part
    return np.asarray(part.to_numpy() if hasattr(part, "to_numpy") else part)


def _numbers(values: NDArray[Any]) -> NDArray[Any]:
    """Return an array of numbers, or refuse it."""
    if values.dtype.kind not in "biuf":
        raise InputTypeError(
            f"`X` must hold numbers for a network: got {values.dtype}. Pass features, pixels or token numbers."
        )
    return values


def _stacked(part: Any, torch: Any) -> Any:
    """Return examples as one tensor that nobody else holds."""
    if isinstance(part, torch.Tensor):
        return part.detach().cpu()
    if is_torch_dataset(part):
        part = [part[place] for place in range(len(part))]
        part = [item[0] if isinstance(item, (tuple, list)) else item for item in part]
    if isinstance(part, list) and part and isinstance(part[0], torch.Tensor):
        return torch.stack(part)
    values = _numbers(np.stack([np.asarray(item) for item in part]) if isinstance(part, list) else _dense(part))
    if values.dtype.kind == "u" and values.dtype != np.uint8:
        values = values.astype(np.int64)
    return torch.from_numpy(np.require(values, requirements=["C", "W"]))  # torch warns of memory that is read-only
