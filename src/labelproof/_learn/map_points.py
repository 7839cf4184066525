"""A place in the plane for each example, for the map of a review."""

from __future__ import annotations

import importlib
import importlib.util
import warnings

import numpy as np
from numpy.typing import NDArray

__all__ = ["map_points"]

_HIGHEST = 65535
_TAIL = 0.02
"""Share of the rows at each end of an axis that is squeezed, and so cannot squeeze the others."""
_ROOM = 0.05
_MOST_ROWS, _FEWEST_ROWS = 200_000, 50


def map_points(vectors: NDArray[np.float16], *, seed: int) -> NDArray[np.uint16]:
    """Return a place for each row.

    Parameters
    ----------
    vectors : (N, D) float16
        From `vectors`.
    seed : int
        Seed of UMAP.

    Returns
    -------
    (N, 2) uint16
        The first two principal components, or UMAP where umap-learn is installed and N is 50 to 200,000. Each axis
        keeps the order of the rows; the middle 96 % of them fill nine tenths of it evenly.
    """
    if not len(vectors):
        return np.zeros((0, 2), dtype=np.uint16)
    mapped = _FEWEST_ROWS <= len(vectors) <= _MOST_ROWS and importlib.util.find_spec("umap") is not None
    places = _neighborly(vectors, seed) if mapped else _leading(vectors)
    return np.column_stack([_scaled(places[:, axis]) for axis in range(2)])


def _leading(vectors: NDArray[np.float16]) -> NDArray[np.float64]:
    """Return the first two principal components; a component's largest coefficient is positive."""
    width = vectors.shape[1]
    step = max(1, 2**22 // max(width, 1))
    blocks = [slice(start, start + step) for start in range(0, len(vectors), step)]
    middle = sum(vectors[part].sum(axis=0, dtype=np.float64) for part in blocks) / len(vectors)
    spread = np.zeros((width, width))
    for part in blocks:
        rows = vectors[part].astype(np.float64) - middle
        spread += rows.T @ rows
    directions = np.linalg.eigh(spread)[1][:, ::-1][:, :2]
    directions = directions * np.where(
        directions[np.abs(directions).argmax(axis=0), [0, 1][: directions.shape[1]]] < 0, -1, 1
    )
    places = np.zeros((len(vectors), 2))
    for part in blocks:
        places[part, : directions.shape[1]] = (vectors[part].astype(np.float64) - middle) @ directions
    return places


def _neighborly(vectors: NDArray[np.float16], seed: int) -> NDArray[np.float64]:
    """Return the places that UMAP gives."""
    umap = importlib.import_module("umap")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return np.asarray(umap.UMAP(random_state=seed).fit_transform(vectors.astype(np.float32)), dtype=np.float64)


def _scaled(values: NDArray[np.float64]) -> NDArray[np.uint16]:
    """Return values as 0..65535, in the same order; far ones are moved towards the others."""
    low, high = np.quantile(values, [_TAIL, 1 - _TAIL])
    if high <= low:
        low, high = float(values.min()), float(values.max())
    width = max(float(high - low), 1e-12)
    place = (values - low) / width
    below, above = np.maximum(-place, 0), np.maximum(place - 1, 0)
    inner = _ROOM + (1 - 2 * _ROOM) * np.clip(place, 0, 1)
    bend = _ROOM / (1 - 2 * _ROOM)  # As steep at the edge of the middle as inside, so that no line of points shows.
    squeezed = inner - _ROOM * below / (bend + below) + _ROOM * above / (bend + above)
    return np.asarray(np.clip(squeezed * _HIGHEST, 0, _HIGHEST).round(), dtype=np.uint16)
