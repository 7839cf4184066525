"""`.npz` files with `X` and `y`, or `images` and `labels`; never unpickled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from labelproof._base.dataset import Dataset, ImageRef, InputFile, Note
from labelproof._base.errors import InputError
from labelproof._base.files import sha256_file
from labelproof._formats.arrays import choose_key, load_array
from labelproof._formats.labels import check_classes, label_strings

__all__ = ["LABEL_KEYS", "read_npz"]

LABEL_KEYS = ("labels", "y", "label", "given_labels", "given_label", "targets", "target")
_DATA_KEYS = ("images", "X", "x", "features", "data")


def read_npz(path: Path, *, label: str | int | None = None, data: str | int | None = None) -> Dataset:
    """Return the data set of an `.npz` file; `label` and `data` name its arrays when they have unusual names."""
    label_key = choose_key(path, LABEL_KEYS, "labels", wanted=label)
    data_key = choose_key(path, _DATA_KEYS, "images or features", wanted=data)
    values, examples = load_array(path, label_key), load_array(path, data_key)
    values = values.reshape(-1) if values.ndim == 2 and values.shape[1] == 1 else values
    if values.ndim != 1:
        raise InputError(
            f"`{label_key}` in `{path}` must hold one label per example: got shape {values.shape}. "
            "If it is one-hot, save y.argmax(axis=1) instead."
        )
    if examples.ndim < 2 or len(examples) != len(values):
        raise InputError(
            f"`{data_key}` in `{path}` must have one row per label: got shape {examples.shape} and {len(values)} "
            "labels. Save both in the same order."
        )
    guesses = (
        f"Using `{label_key}` as the label and `{data_key}` as the examples (guessed; name them with --label and "
        "--feature)."
    )
    origin = f"`{label_key}` in `{path}`"
    if not len(values):
        raise InputError(f"{origin} is empty: at least two classes were expected. Save the examples first.")
    labels, notes = label_strings(values.tolist(), origin)
    check_classes(labels, origin)
    if label is None or data is None:
        notes = (Note("guessed_columns", guesses, 2), *notes)
    return _dataset(path, labels, examples, data_key, notes)


def _dataset(
    path: Path, labels: NDArray[np.object_], examples: NDArray[Any], key: str, notes: tuple[Note, ...]
) -> Dataset:
    """Return the data set; pictures by their shape, numbers otherwise."""
    frame = pd.DataFrame(index=pd.RangeIndex(len(labels)))
    inputs = (InputFile(str(path), sha256_file(path)),)
    if examples.dtype.kind not in "buif":
        raise InputError(f"`{key}` in `{path}` must hold numbers: got dtype {examples.dtype}. Save numbers.")
    if examples.ndim == 2:
        return Dataset(path.stem, frame, labels, "table", arrays=examples, notes=notes, inputs=inputs)
    if examples.ndim > 4:
        raise InputError(
            f"`{key}` in `{path}` must have shape (N, D), (N, H, W) or (N, H, W, C): got {examples.shape}. Reshape it."
        )
    channels_last = _channels_last(examples, f"`{key}` in `{path}`")
    if channels_last is not examples:
        notes += (Note("channels_first", f"`{key}` has its colour channels first; they were moved last."),)
    refs = tuple(ImageRef(f"{key}[{row}]", array=array) for row, array in enumerate(_scaled(channels_last)))
    return Dataset(path.stem, frame, labels, "image", images=refs, notes=notes, inputs=inputs)


def _channels_last(images: NDArray[Any], origin: str) -> NDArray[Any]:
    """Return (N, H, W) or (N, H, W, C) images, from (N, C, H, W) if need be."""
    if images.ndim == 3 or images.shape[3] in {1, 3, 4}:
        return images
    if images.shape[1] in {1, 3, 4}:
        return np.moveaxis(images, 1, 3)
    raise InputError(
        f"{origin} must have 1, 3 or 4 colour channels: got shape {images.shape}. Save (N, H, W) or (N, H, W, C)."
    )


def _scaled(images: NDArray[Any]) -> NDArray[Any]:
    """Return float images in [0, 1]: as they are, or from 0..255, or from any other range by its ends."""
    if images.dtype.kind != "f" or not images.size:
        return images
    low, high = float(np.nanmin(images)), float(np.nanmax(images))
    if low >= 0 and high <= 1:
        return images
    shift, scale = (0.0, 255.0) if low >= 0 and high <= 255 else (low, max(high - low, 1e-12))
    return np.asarray((images - images.dtype.type(shift)) / images.dtype.type(scale))
