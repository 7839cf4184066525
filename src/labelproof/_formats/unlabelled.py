"""Examples without labels, for a model that was fitted before: tables, loose files, zip files and arrays."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from labelproof._base.dataset import Dataset, Modality
from labelproof._base.errors import InputError
from labelproof._formats.archive import members_of
from labelproof._formats.arrays import array_keys, choose_key, load_array, load_npy
from labelproof._formats.folder import metadata_table
from labelproof._formats.kinds import KINDS, Kind
from labelproof._formats.media import loose_files
from labelproof._formats.npz import DATA_KEYS, ArraySource, check_examples, dataset_of_examples, holds_arrays
from labelproof._formats.reading import read
from labelproof._formats.sources import existing

__all__ = ["read_unlabelled"]


def read_unlabelled(data: Any, modality: Modality, roles: Mapping[str, Any]) -> Dataset:
    """Return examples as one checked `Dataset` whose labels are all None.

    Parameters
    ----------
    data : path, sequence of paths, or table
        As for `read`; a folder or zip file of images or recordings needs no class folders, and an array may be alone
        in an ``.npy`` file.
    modality : {"text", "image", "audio", "table", "given"}
        What the examples must be.
    roles : mapping
        `text`, `image`, `audio`, `features`, `id` and `header`, as for `read`.

    Raises
    ------
    InputError
        If the data cannot be used, or holds other columns.
    """
    paths = [data] if isinstance(data, (str, os.PathLike)) else data
    only = Path(paths[0]) if isinstance(paths, list) and len(paths) == 1 else None
    kind = next((kind for kind in KINDS if kind.modality == modality), None)
    if holds_arrays(data):
        key = _array_name(list(data), "`data`", roles)
        return _of_array(np.asarray(data[key]), key, ArraySource("`data`", "data", guessed=False))
    if only is not None and existing(only).suffix.lower() in {".npz", ".npy"}:
        return _of_array_file(only, roles)
    if only is not None and kind is not None and (only.is_dir() or only.suffix.lower() == ".zip"):
        found = _of_files(only, kind)
        if found is not None:
            return found
    if only is not None and kind is None and only.is_dir():
        raise InputError(f"`{only}` is a folder, and the model has learned from {modality}s. Pass a table.")
    return read(data, **roles, need_label=False)


def _array_name(keys: list[str], origin: str, roles: Mapping[str, Any]) -> str:
    """Return the name of the array of the examples."""
    wanted = roles["image"] or next(iter(roles["features"]), None)
    return choose_key(keys, origin, DATA_KEYS, "images or features", wanted=wanted)


def _of_array_file(path: Path, roles: Mapping[str, Any]) -> Dataset:
    """Return the examples of a file of arrays."""
    source = ArraySource(f"`{path}`", path.stem, guessed=False)
    if path.suffix.lower() == ".npy":
        return _of_array(load_npy(path)[0], "array", source)
    key = _array_name(array_keys(path), f"`{path}`", roles)
    return _of_array(load_array(path, key), key, source)


def _of_array(values: Any, key: str, source: ArraySource) -> Dataset:
    """Return the examples of an array."""
    check_examples(values, key, source, len(values))
    return dataset_of_examples(np.full(len(values), None, dtype=object), values, key, source)


def _of_files(path: Path, kind: Kind) -> Dataset | None:
    """Return the files of a folder or zip file in the order of their names; None where a table lists them."""
    if path.is_dir() and metadata_table(path) is not None:
        return None
    if path.is_dir():
        base = path.resolve()
        refs = [kind.ref(file.relative_to(base).as_posix(), file, None) for file in loose_files(base, kind)]
    else:
        refs = [kind.ref(name, path, member) for name, member in sorted(members_of(path, kind, refuse=True).items())]
    if not refs:
        raise InputError(f"`{path}` holds no {kind.plural}, which the model was trained on. Check the path.")
    frame = pd.DataFrame({"file_name": pd.Series([ref.name for ref in refs], dtype=object)})
    labels = np.full(len(refs), None, dtype=object)
    return kind.put(Dataset(path.stem, frame, labels, kind.modality), refs)
