"""What the report shows of one example. Plain containers: no drawing, no reading."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Card", "Content", "ImageContent", "NoContent", "RowContent", "TextContent"]


@dataclass(frozen=True)
class TextContent:
    """A text, whole; the report cuts it."""

    text: str


@dataclass(frozen=True)
class ImageContent:
    """A re-encoded thumbnail as a ``data:image/...;base64,`` URI, and the name of the image."""

    data_uri: str
    name: str


@dataclass(frozen=True)
class RowContent:
    """The first cells of a table row as (column name, value), and how many columns are left out."""

    cells: tuple[tuple[str, str], ...]
    left: int = 0


@dataclass(frozen=True)
class NoContent:
    """Nothing to show; `reason` says why when it is not that there was no data, for example an unreadable image."""

    reason: str = ""


Content = TextContent | ImageContent | RowContent | NoContent


@dataclass(frozen=True)
class Card:
    """One of the worst examples.

    Attributes
    ----------
    rank : int
        1 is the most suspect.
    row : int
        0-based position in the data.
    id : str or None
        The user's own name of the row.
    given, suggested : str
        Class names.
    error_probability : float
        Chance that the given label is wrong, 0 to 1.
    classes : tuple of (str, float)
        Most likely classes with their probability, most likely first; the given one is always among them.
    content : TextContent, ImageContent, RowContent or NoContent
        What there is to look at.
    """

    rank: int
    row: int
    id: str | None
    given: str
    suggested: str
    error_probability: float
    classes: tuple[tuple[str, float], ...]
    content: Content = field(default_factory=NoContent)
