"""What a reader hands on: the rows as they were read, the labels, and everything that had to be said about them.

Plain containers only. Reading lives in `_formats`, decoding in `_media`, learning in `_learn`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Dataset", "FileRef", "ImageRef", "InputFile", "Modality", "Note", "TagMatrix"]

Modality = Literal["text", "image", "audio", "table", "given"]


@dataclass(frozen=True)
class Note:
    """Something that was handled and must be reported: on stderr, in summary.json and in the report.

    `code` is a stable short name ("null_labels"), `message` one sentence for people, `count` how many rows or
    files it touches, `rows` the first few 0-based row numbers.
    """

    code: str
    message: str
    count: int = 0
    rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class InputFile:
    """A file that was read, with the SHA-256 of its bytes."""

    path: str
    sha256: str


@dataclass(frozen=True)
class FileRef:
    """Where the recording or the image of one example is: a file (`path`), or a `member` of the zip file at `path`.

    `name` is what to show.
    """

    name: str
    path: Path | None = None
    member: str | None = None


@dataclass(frozen=True)
class ImageRef(FileRef):
    """Where the pixels of one example are: as a file, or in place of one an array in memory.

    `array` has shape (H, W), (H, W, 1), (H, W, 3) or (H, W, 4), dtype uint8 or float in [0, 1].
    """

    array: NDArray[np.generic] | None = None


@dataclass(frozen=True)
class TagMatrix:
    """Which tags each example was given, when an example may carry several, one or none.

    `names` are the K tags, `given` is (N, K) uint8 of 0 and 1, its columns in the order of `names`.
    """

    names: tuple[str, ...]
    given: NDArray[np.uint8]


@dataclass(frozen=True)
class Dataset:
    """One data set, read and checked, before anything is learned from it.

    Attributes
    ----------
    name : str
        A short name for titles and for the default output folder, for example "banking77".
    frame : DataFrame
        One row per example, in input order, index 0..N-1, every column as it was read (strings unstripped).
    labels : (N,) object array
        The given label of each row as a stripped string, or None where the label is missing; all None beside `tags`.
    modality : {"text", "image", "audio", "table", "given"}
        What there is to learn from; "given" means that only labels and pred_probs exist.
    label_column : str or None
        Name of the column of `frame` that holds the labels; None when they came from a folder or an array.
    id_column : str or None
        Name of the column that identifies rows, when the user named one.
    text_columns, feature_columns : tuple of str
        The columns of `frame` to learn from.
    images : tuple of ImageRef
        One per row when `modality` is "image", else empty.
    audio : tuple of FileRef
        One recording per row when `modality` is "audio", else empty.
    arrays : (N, D) array or None
        Numeric features that came as an array (`X` of an npz) instead of columns.
    notes : tuple of Note
        Guesses and defects that were handled.
    inputs : tuple of InputFile
        The files that were read.
    tags : TagMatrix or None
        What each example was given when it may carry several tags; None where each has one label.
    """

    name: str
    frame: pd.DataFrame
    labels: NDArray[np.object_]
    modality: Modality
    label_column: str | None = None
    id_column: str | None = None
    text_columns: tuple[str, ...] = ()
    feature_columns: tuple[str, ...] = ()
    images: tuple[ImageRef, ...] = ()
    arrays: NDArray[np.generic] | None = None
    notes: tuple[Note, ...] = ()
    inputs: tuple[InputFile, ...] = field(default=())
    tags: TagMatrix | None = None
    audio: tuple[FileRef, ...] = ()
