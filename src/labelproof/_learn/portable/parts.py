"""What every part of a model that is kept has in common: it becomes numbers and words, and comes back from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from labelproof._base.dataset import Dataset
from labelproof._base.progress import Progress
from labelproof._learn.near_pairs import Space

__all__ = ["Arrays", "Features", "Rows", "taken"]

Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Rows:
    """Examples as numbers; `readable` is False where an example could not be read."""

    values: Space
    readable: NDArray[np.bool_]

    @classmethod
    def all(cls, values: Space) -> Rows:
        """Return rows that could all be read."""
        return cls(values, np.ones(values.shape[0], dtype=np.bool_))


class Features(Protocol):
    """How examples become numbers, fitted once without looking at a label."""

    def rows(self, dataset: Dataset, progress: Progress) -> Rows:
        """Return the numbers of other examples of the same kind."""

    def kept(self) -> tuple[dict[str, Any], Arrays]:
        """Return what brings it back: words and numbers for JSON, and arrays."""


def taken(arrays: Mapping[str, NDArray[Any]], prefix: str) -> Arrays:
    """Return the arrays whose names start so, without the start."""
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}
