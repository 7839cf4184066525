"""Every container of probabilities: name -> function(array, folder) -> what a user passes to the public functions.

A function skips the test where its package is not installed, or cannot hold the array's number type.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

__all__ = ["SOURCES"]

Array = NDArray[Any]
CLASS_NAME = "class {}".format


def _package(name: str) -> Any:
    return pytest.importorskip(name, reason=f"{name} is not installed")


def _memory(array: Array, folder: Path) -> Any:
    return array


def _fortran(array: Array, folder: Path) -> Any:
    return np.asfortranarray(array)


def _column_slice(array: Array, folder: Path) -> Any:
    wide = np.zeros((len(array), array.shape[1] * 2 + 1), array.dtype)
    wide[:, 1::2] = array
    return wide[:, 1::2]


def _reversed_rows(array: Array, folder: Path) -> Any:
    return array[::-1].copy()[::-1]


def _npy(array: Array, folder: Path) -> Any:
    np.save(folder / "pred_probs.npy", array)
    return folder / "pred_probs.npy"


def _npz(array: Array, folder: Path) -> Any:
    np.savez(folder / "stored.npz", pred_probs=array, labels=np.zeros(3))
    return str(folder / "stored.npz")


def _npz_compressed(array: Array, folder: Path) -> Any:
    np.savez_compressed(folder / "compressed.npz", probabilities=array)
    return folder / "compressed.npz"


def _npz_fortran(array: Array, folder: Path) -> Any:
    np.savez_compressed(folder / "fortran.npz", np.asfortranarray(array))
    return folder / "fortran.npz"


def _columns(array: Array) -> dict[str, Array]:
    return {CLASS_NAME(number): np.ascontiguousarray(column) for number, column in enumerate(array.T)}


def _lists(array: Array, *, fixed: bool) -> Any:
    arrow = _package("pyarrow")
    values = arrow.array(np.ascontiguousarray(array).reshape(-1))
    if fixed:
        return arrow.table({"pred_probs": arrow.FixedSizeListArray.from_arrays(values, array.shape[1])})
    offsets = arrow.array(np.arange(0, array.size + 1, array.shape[1], dtype=np.int32))
    return arrow.table({"text": ["x"] * len(array), "pred_probs": arrow.ListArray.from_arrays(offsets, values)})


def _arrow_columns(array: Array, folder: Path) -> Any:
    return _package("pyarrow").table(_columns(array))


def _arrow_lists(array: Array, folder: Path) -> Any:
    return _lists(array, fixed=False)


def _arrow_chunked(array: Array, folder: Path) -> Any:
    parts = [_lists(part, fixed=True) for part in np.array_split(array, 3) if len(part)]
    return _package("pyarrow").concat_tables(parts).column(0)


def _parquet(table: Any, path: Path, rows: int) -> Path:
    arrow = _package("pyarrow")
    try:
        _package("pyarrow.parquet").write_table(table, path, row_group_size=max(rows, 1))
    except arrow.ArrowNotImplementedError:
        pytest.skip("this release of pyarrow writes no half precision")
    return path


def _no_halves(array: Array) -> None:
    if array.dtype == np.float16:
        pytest.skip("this container has no half precision")


def _parquet_columns(array: Array, folder: Path) -> Any:
    return _parquet(_arrow_columns(array, folder), folder / "columns.parquet", len(array))


def _parquet_groups(array: Array, folder: Path) -> Any:
    return str(_parquet(_arrow_columns(array, folder), folder / "groups.parquet", len(array) // 5))


def _parquet_lists(array: Array, folder: Path) -> Any:
    return _parquet(_lists(array, fixed=False), folder / "lists.parquet", len(array) // 3)


def _parquet_fixed(array: Array, folder: Path) -> Any:
    return _parquet(_lists(array, fixed=True), folder / "fixed.parquet", len(array))


def _parquet_folder(array: Array, folder: Path) -> Any:
    (folder / "parts").mkdir(exist_ok=True)
    for number, part in enumerate(np.array_split(array, 3)):
        _parquet(_arrow_columns(part, folder), folder / "parts" / f"part-{number}.parquet", len(part))
    return folder / "parts"


def _arrow_dataset(array: Array, folder: Path) -> Any:
    return _package("pyarrow.dataset").dataset(_parquet_columns(array, folder))


def _feather(array: Array, folder: Path) -> Any:
    _no_halves(array)
    feather = _package("pyarrow.feather")
    feather.write_feather(_arrow_columns(array, folder), folder / "rows.feather", chunksize=max(len(array) // 4, 1))
    return folder / "rows.feather"


def _arrow_stream(array: Array, folder: Path) -> Any:
    table, ipc = _arrow_lists(array, folder), _package("pyarrow.ipc")
    with ipc.new_stream(str(folder / "stream.arrow"), table.schema) as writer:
        writer.write_table(table)
    return folder / "stream.arrow"


def _zarr(array: Array, folder: Path) -> Any:
    chunks = (max(len(array) // 4, 1), max(array.shape[1] // 2, 1))
    _package("zarr")
    return _write_zarr(array, folder / "rows.zarr", 2, chunks)


def _zarr_3(array: Array, folder: Path) -> Any:
    if not hasattr(_package("zarr"), "create_array"):
        pytest.skip("this release of zarr does not know format 3")
    _write_zarr(array, folder / "rows3.zarr", 3, (max(len(array) // 3, 1), array.shape[1]))
    return _package("zarr").open_array(str(folder / "rows3.zarr"), mode="r")


def _write_zarr(array: Array, path: Path, version: int, chunks: tuple[int, int]) -> Path:
    zarr = _package("zarr")
    options = {"shape": array.shape, "chunks": chunks, "dtype": array.dtype}
    if hasattr(zarr, "create_array"):
        zarr.create_array(str(path), zarr_format=version, **options)[:] = array
    else:
        zarr.open(str(path), mode="w", **options)[:] = array
    return path


def _hdf5(array: Array, folder: Path) -> Any:
    with _package("h5py").File(folder / "rows.h5", "w") as file:
        file["pred_probs"] = array
        file["labels"] = np.zeros(3)
    return folder / "rows.h5"


def _hdf5_chunks(array: Array, folder: Path) -> Any:
    chunks = (max(len(array) // 4, 1), max(array.shape[1] // 3, 1))
    with _package("h5py").File(folder / "chunks.hdf5", "w") as file:
        file.create_dataset("model/probabilities", data=array, chunks=chunks, compression="gzip")
    return folder / "chunks.hdf5"


def _hdf5_dataset(array: Array, folder: Path) -> Any:
    return _package("h5py").File(_hdf5_chunks(array, folder), "r")["model/probabilities"]


def _hugging_face(array: Array, folder: Path) -> Any:
    _no_halves(array)
    datasets = _package("datasets")
    return datasets.Dataset(_lists(array, fixed=False))


def _hugging_face_columns(array: Array, folder: Path) -> Any:
    _no_halves(array)
    return _package("datasets").Dataset(_package("pyarrow").table(_columns(array)))


def _pandas(array: Array, folder: Path) -> Any:
    return _package("pandas").DataFrame(array)


def _pandas_columns(array: Array, folder: Path) -> Any:
    frame = _package("pandas").DataFrame(array.astype(np.float64))
    return frame.astype(dict.fromkeys(range(0, array.shape[1], 2), array.dtype))


def _pandas_lists(array: Array, folder: Path) -> Any:
    return _package("pandas").DataFrame({"pred_probs": list(array)})


def _polars(array: Array, folder: Path) -> Any:
    _no_halves(array)
    return _package("polars").DataFrame(_columns(array))


def _polars_lists(array: Array, folder: Path) -> Any:
    _no_halves(array)
    polars = _package("polars")
    inner = polars.Float32 if array.dtype == np.float32 else polars.Float64
    return polars.DataFrame({"pred_probs": array.tolist()}, schema={"pred_probs": polars.List(inner)})


def _polars_lazy(array: Array, folder: Path) -> Any:
    return _polars(array, folder).lazy()


def _tensor(array: Array, folder: Path) -> Any:
    return _package("torch").tensor(array)


def _function(array: Array, folder: Path) -> Any:
    return lambda: iter(np.array_split(array, 7))


class _Again:
    """Arrays that can be iterated again, as a loader gives them."""

    def __init__(self, array: Array) -> None:
        self.array = array

    def __iter__(self) -> Iterator[Array]:
        for first in range(0, len(self.array), 13):
            yield self.array[first : first + 13]


def _loader(array: Array, folder: Path) -> Any:
    return _Again(array)


def _generator(array: Array, folder: Path) -> Any:
    return (array[first : first + 11] for first in range(0, len(array), 11))


SOURCES: dict[str, Callable[[Array, Path], Any]] = {
    function.__name__.strip("_").replace("_", " "): function
    for function in (
        *(_memory, _fortran, _column_slice, _reversed_rows, _npy, _npz, _npz_compressed, _npz_fortran),
        *(_arrow_columns, _arrow_lists, _arrow_chunked, _arrow_dataset, _feather, _arrow_stream),
        *(_parquet_columns, _parquet_groups, _parquet_lists, _parquet_fixed, _parquet_folder),
        *(_zarr, _zarr_3, _hdf5, _hdf5_chunks, _hdf5_dataset, _hugging_face, _hugging_face_columns),
        *(_pandas, _pandas_columns, _pandas_lists, _polars, _polars_lists, _polars_lazy),
        *(_tensor, _function, _loader, _generator),
    )
}
