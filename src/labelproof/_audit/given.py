"""Given probabilities in a container that is read in blocks: held as one array, because the report needs them all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from labelproof._base.dataset import InputFile
from labelproof._base.files import sha256_file
from labelproof._base.optional import require
from labelproof._blocks import open_source, read_all
from labelproof._formats import GivenArray

__all__ = ["given_pred_probs"]

_CONTAINERS = frozenset({".arrow", ".feather", ".h5", ".hdf5", ".zarr"})
_PACKAGES = frozenset({"datasets", "h5py", "zarr"})


def given_pred_probs(pred_probs: Any) -> Any:
    """Return the array of a container that only blocks can read, with its names and files; anything else as it is.

    Parameters
    ----------
    pred_probs : path, table, array-like or other container
        What the user gave.

    Returns
    -------
    GivenArray or the value itself
        The whole array, for what `read_given` does not read by itself.
    """
    if isinstance(pred_probs, (str, Path)):
        path = Path(pred_probs)
        return _read(path, _records(path)) if path.exists() and _is_container(path) else pred_probs
    return _read(pred_probs, ()) if _is_stream(pred_probs) else pred_probs


def _read(pred_probs: Any, records: tuple[InputFile, ...]) -> GivenArray:
    source = open_source(pred_probs)
    names = None if source.class_names is None else tuple(str(name).strip() for name in source.class_names)
    return GivenArray(read_all(source), names, (), records)


def _is_container(path: Path) -> bool:
    """Tell whether a file is no table of columns, nor an array that is read as it is."""
    suffix = path.suffix.lower()
    if suffix in {".parquet", ".pq"} and path.is_file():
        parquet = require("pyarrow.parquet", extra="parquet", purpose="Reading Parquet files")
        try:
            return _has_lists(parquet.read_schema(path))
        except (OSError, ValueError):
            return False
    return suffix in _CONTAINERS or path.is_dir()


def _has_lists(schema: Any) -> bool:
    return any("list<" in str(field.type) for field in schema)


def _is_stream(value: Any) -> bool:
    """Tell whether a value is no array and no table of columns: a lazy one, lists in a column, or blocks."""
    package = type(value).__module__.partition(".")[0]
    if package in _PACKAGES or hasattr(value, "get_fragments") or hasattr(value, "sink_ipc"):
        return True
    if package == "pyarrow":
        return not hasattr(value, "schema") or _has_lists(value.schema)
    if hasattr(value, "columns"):
        return bool(value.shape[1] == 1)
    known = isinstance(value, (list, tuple, set, Mapping)) or hasattr(value, "__array__")
    return not known and (callable(value) or hasattr(value, "__iter__"))


def _records(path: Path) -> tuple[InputFile, ...]:
    """Return the record of a file; of a folder, the digest of the names and digests of its files."""
    if path.is_file():
        return (InputFile(str(path), sha256_file(path)),)
    digest = hashlib.sha256()
    for file in sorted(item for item in path.rglob("*") if item.is_file()):
        digest.update(f"{file.relative_to(path).as_posix()}\0{sha256_file(file)}\n".encode())
    return (InputFile(str(path), digest.hexdigest()),)
