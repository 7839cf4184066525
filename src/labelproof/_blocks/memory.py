"""An array in memory, of any strides; blocks are views."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["MemorySource"]

_NATIVE = (np.float16, np.float32, np.float64)


@dataclass(frozen=True)
class MemorySource:
    """Views of an array; other number types are converted block by block."""

    array: NDArray[np.generic]

    @property
    def num_rows(self) -> int:
        """N."""
        return int(self.array.shape[0])

    @property
    def num_classes(self) -> int:
        """K."""
        return int(self.array.shape[1])

    def read(self, start: int, stop: int) -> NDArray[np.floating]:
        """Return rows start..stop-1."""
        block = self.array[start:stop]
        native = block.dtype.isnative and block.dtype.type in _NATIVE
        return np.asarray(block) if native else block.astype(np.float64)
