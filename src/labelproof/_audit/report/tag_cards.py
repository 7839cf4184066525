"""What the report shows of one example that may carry several tags. Plain containers: no drawing, no reading."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from labelproof._audit.report.cards import Content, NoContent

__all__ = ["Chip", "TagCard"]


@dataclass(frozen=True)
class Chip:
    """One tag of an example: given and kept, in doubt because it is missing, or in doubt because it is there.

    `probability` is what the model says of the tag, `error_probability` the chance that its given state is wrong.
    """

    name: str
    state: Literal["kept", "missing", "extra"]
    probability: float
    error_probability: float


@dataclass(frozen=True)
class TagCard:
    """One of the worst examples.

    Attributes
    ----------
    rank : int
        1 is the most suspect.
    row : int
        0-based position in the data.
    id : str or None
        The user's own name of the row.
    chips : tuple of Chip
        The doubtful tags, most doubtful first, then those that were given and are kept.
    error_probability : float
        Of the most doubtful tag, 0 to 1.
    content : TextContent, ImageContent, RowContent or NoContent
        What there is to look at.
    """

    rank: int
    row: int
    id: str | None
    chips: tuple[Chip, ...]
    error_probability: float
    content: Content = field(default_factory=NoContent)
