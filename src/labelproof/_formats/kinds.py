"""The kinds of files that hold one example each, images and recordings: how they are told apart and called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from labelproof._base.dataset import Dataset, FileRef, ImageRef

__all__ = ["IMAGES", "KINDS", "RECORDINGS", "Kind", "named_by"]


@dataclass(frozen=True)
class Kind:
    """One kind of files.

    Attributes
    ----------
    modality : {"image", "audio"}
        What a data set of them is called.
    field : {"images", "audio"}
        Where a `Dataset` keeps them.
    plural : str
        What they are called, in notes and in the codes of notes.
    suffixes : frozenset of str
        The endings of their names.
    ref : callable
        Makes a reference of name, path and member.
    """

    modality: Literal["image", "audio"]
    field: Literal["images", "audio"]
    plural: str
    suffixes: frozenset[str]
    ref: Callable[[str, Path | None, str | None], FileRef]

    def ends(self, name: str) -> bool:
        """Tell whether a name ends like such a file."""
        return "." in name and name[name.rfind(".") :].lower() in self.suffixes

    def holds(self, path: str) -> bool:
        """Tell whether a relative path is such a file and none of the hidden copies that some programs add."""
        *folders, base = path.split("/")
        hidden = any(part.startswith(".") and part not in {".", ".."} for part in (*folders, base))
        return not hidden and "__MACOSX" not in folders and self.ends(base)

    def put(self, dataset: Dataset, refs: Sequence[FileRef]) -> Dataset:
        """Return the data set with references to files of this kind."""
        changes: dict[str, Any] = {self.field: tuple(refs)}
        return replace(dataset, **changes)


IMAGES = Kind(
    "image",
    "images",
    "images",
    frozenset({".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".ppm", ".pgm"}),
    ImageRef,
)
RECORDINGS = Kind(
    "audio",
    "audio",
    "recordings",
    frozenset({".wav", ".wave", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".aif", ".aiff"}),
    FileRef,
)
KINDS = (IMAGES, RECORDINGS)


def named_by(values: Any) -> Kind:
    """Return the kind of most of the file names; images where there are as many of both."""
    names = [str(value).strip() for value in values]
    return max(KINDS, key=lambda kind: sum(map(kind.ends, names)))
