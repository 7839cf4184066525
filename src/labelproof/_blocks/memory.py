"""An array in memory, or mapped into it, of any strides; blocks are views."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._blocks.source import block_dtype, dealt

__all__ = ["MemorySource"]


@dataclass(frozen=True)
class MemorySource:
    """Views of an array; other number types are converted block by block."""

    array: NDArray[Any]
    class_names: tuple[Any, ...] | None = None
    cuts: None = None

    @property
    def num_rows(self) -> int:
        """N."""
        return int(self.array.shape[0])

    @property
    def num_classes(self) -> int:
        """K."""
        return int(self.array.shape[1])

    @property
    def dtype(self) -> np.dtype[Any]:
        """What blocks hold."""
        return block_dtype(self.array.dtype)

    def blocks(self, start: int, stop: int, rows: int) -> Iterator[NDArray[np.floating]]:
        """Yield rows start..stop-1, at most `rows` at a time."""
        return dealt(self.array[start:stop], self.dtype, rows)
