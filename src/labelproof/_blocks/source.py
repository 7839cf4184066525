"""The protocol of a container of (N, K) probabilities that is read in blocks of rows."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["BlockSource"]


class BlockSource(Protocol):
    """N rows of K probabilities."""

    @property
    def num_rows(self) -> int:
        """N."""

    @property
    def num_classes(self) -> int:
        """K."""

    def read(self, start: int, stop: int) -> NDArray[np.floating]:
        """Return rows start..stop-1, float16, float32 or float64; safe to call from several threads."""
