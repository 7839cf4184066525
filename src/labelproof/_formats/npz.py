"""`.npz` files, and dicts of arrays, with `X` and `y`, or `images` and `labels`; never unpickled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from labelproof._base.dataset import Dataset, ImageRef, InputFile, Note
from labelproof._base.errors import InputError
from labelproof._base.files import sha256_file
from labelproof._formats.arrays import array_keys, choose_key, load_array
from labelproof._formats.labels import check_classes, label_strings

__all__ = [
    "DATA_KEYS",
    "LABEL_KEYS",
    "ArraySource",
    "check_examples",
    "dataset_of_examples",
    "holds_arrays",
    "read_arrays",
    "read_npz",
]

LABEL_KEYS = ("labels", "y", "label", "given_labels", "given_label", "targets", "target")
DATA_KEYS = ("images", "X", "x", "features", "data")


@dataclass(frozen=True)
class ArraySource:
    """Where arrays came from, for messages and for the record; `guessed` when a name was."""

    origin: str
    name: str
    guessed: bool
    notes: tuple[Note, ...] = ()
    inputs: tuple[InputFile, ...] = ()


def read_npz(path: Path, *, label: str | int | None = None, data: str | int | None = None) -> Dataset:
    """Return the data set of an `.npz` file; `label` and `data` name its arrays when they have unusual names."""
    keys, origin = array_keys(path), f"`{path}`"
    label_key = choose_key(keys, origin, LABEL_KEYS, "labels", wanted=label)
    data_key = choose_key(keys, origin, DATA_KEYS, "images or features", wanted=data)
    inputs = (InputFile(str(path), sha256_file(path)),)
    source = ArraySource(origin, path.stem, label is None or data is None, inputs=inputs)
    return _of_arrays(label_key, load_array(path, label_key), data_key, load_array(path, data_key), source)


def holds_arrays(data: object) -> bool:
    """Tell whether the object is a dict with an array of several dimensions."""
    return isinstance(data, Mapping) and any(getattr(value, "ndim", 1) > 1 for value in data.values())


def read_arrays(arrays: Mapping[Any, Any], *, label: str | int | None = None, data: str | int | None = None) -> Dataset:
    """Return the data set of a dict of arrays, named as in an `.npz` file; one of several dimensions needs no name."""
    named = {str(key): value for key, value in arrays.items()}
    label_key = choose_key(list(named), "`data`", LABEL_KEYS, "labels", wanted=label)
    rest = [key for key in named if key != label_key]
    large = [key for key in rest if getattr(named[key], "ndim", 1) > 1]
    wanted = large[0] if data is None and len(large) == 1 else data
    data_key = choose_key(rest, "`data`", DATA_KEYS, "images or features", wanted=wanted)
    unused = [f"`{key}`" for key in rest if key != data_key]
    message = f"Not used beside the array `{data_key}`: {', '.join(unused)}."
    notes = (Note("unused_columns", message, len(unused)),) if unused else ()
    values = named[label_key]
    labels = np.asarray(values if hasattr(values, "ndim") else pd.Series(values, dtype=object))
    source = ArraySource("`data`", "data", label is None or data is None, notes)
    return _of_arrays(label_key, labels, data_key, np.asarray(named[data_key]), source)


def _of_arrays(
    label_key: str, values: NDArray[Any], data_key: str, examples: NDArray[Any], source: ArraySource
) -> Dataset:
    """Return the data set of labels and examples, refused unless they belong together."""
    values = values.reshape(-1) if values.ndim == 2 and values.shape[1] == 1 else values
    origin = f"`{label_key}` in {source.origin}"
    if values.ndim != 1:
        raise InputError(
            f"{origin} must hold one label per example: got shape {values.shape}. "
            "If it is one-hot, give y.argmax(axis=1) instead."
        )
    check_examples(examples, data_key, source, len(values))
    if not len(values):
        raise InputError(f"{origin} is empty: at least two classes were expected. Give the examples first.")
    labels, notes = label_strings(values.tolist(), origin)
    check_classes(labels, origin)
    if source.guessed:
        guesses = (
            f"Using `{label_key}` as the label and `{data_key}` as the examples (guessed; name them with --label and "
            "--feature)."
        )
        notes = (Note("guessed_columns", guesses, 2), *notes)
    return dataset_of_examples(labels, examples, data_key, replace(source, notes=notes + source.notes))


def check_examples(examples: NDArray[Any], key: str, source: ArraySource, count: int) -> None:
    """Refuse examples that are not as many as their labels."""
    if examples.ndim < 2 or len(examples) != count:
        raise InputError(
            f"`{key}` in {source.origin} must have one row per label: got shape {examples.shape} and {count} labels. "
            "Give both in the same order."
        )


def dataset_of_examples(labels: NDArray[np.object_], examples: NDArray[Any], key: str, source: ArraySource) -> Dataset:
    """Return the data set; pictures by their shape, numbers otherwise."""
    frame = pd.DataFrame(index=pd.RangeIndex(len(labels)))
    origin, notes, inputs = f"`{key}` in {source.origin}", source.notes, source.inputs
    if examples.dtype.kind not in "buif":
        raise InputError(f"{origin} must hold numbers: got dtype {examples.dtype}. Give numbers.")
    if examples.ndim == 2:
        return Dataset(source.name, frame, labels, "table", arrays=examples, notes=notes, inputs=inputs)
    if examples.ndim > 4:
        raise InputError(
            f"{origin} must have shape (N, D), (N, H, W) or (N, H, W, C): got {examples.shape}. Reshape it."
        )
    channels_last = _channels_last(examples, origin)
    if channels_last is not examples:
        notes += (Note("channels_first", f"`{key}` has its colour channels first; they were moved last."),)
    refs = tuple(ImageRef(f"{key}[{row}]", array=array) for row, array in enumerate(_scaled(channels_last)))
    return Dataset(source.name, frame, labels, "image", images=refs, notes=notes, inputs=inputs)


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
