"""What an audit keeps for its review beside what it found: how to read the data again, copies, and similarity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["ReviewParts"]


@dataclass(frozen=True)
class ReviewParts:
    """What only a review needs.

    Attributes
    ----------
    reading : mapping
        The arguments that read the data again; see `AuditRequest.reading`.
    groups : (N,) int64 or None
        Rows of one group are copies or near copies of each other; None where nobody has looked.
    vectors : (N, D) float16 or None
        Of unit length: what is alike lies close together; None where nothing was learned.
    columns : mapping or None
        Where people have corrected labels: what the review says of those of the source; see `revision`.
    """

    reading: Mapping[str, Any] = field(default_factory=dict)
    groups: NDArray[np.int64] | None = None
    vectors: NDArray[np.float16] | None = None
    columns: Mapping[str, NDArray[Any]] | None = None
