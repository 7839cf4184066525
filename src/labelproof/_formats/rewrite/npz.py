"""`.npz` and `.npy` files with other labels: the other arrays keep their bytes, the labels their dtype and shape."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError
from labelproof._formats.rewrite.plan import DROPPED, Changed, Plan, Rewritten, check_rows, free_names, unwritable
from labelproof._formats.rewrite.values import label_values

__all__ = ["rewrite_npy", "rewrite_npz"]


def rewrite_npz(content: bytes, name: str, plan: Plan) -> Rewritten:
    """Return an `.npz` file with the changes of a plan; every array with one entry per row loses the dropped rows."""
    if plan.idle:
        return Rewritten(content)
    key, target = f"{plan.columns[0]}.npy", io.BytesIO()
    keep = np.array([plan.changes.get(row) is not DROPPED for row in range(plan.rows)], dtype=bool)
    shown: tuple[Changed, ...] = ()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        if key not in old.namelist():
            raise InputError(f"`{name}` no longer has an array {plan.columns[0]!r}. Audit the file again.")
        if plan.limit is not None:
            return Rewritten(b"", _relabelled(_array_of(old.read(key)), plan, f"`{name}`")[1])
        for info in old.infolist():
            data = old.read(info)
            if info.filename == key:
                array, shown = _relabelled(_array_of(data), plan, f"`{name}`")
                data = _bytes_of(array[keep])
            elif not keep.all() and info.filename.endswith(".npy"):
                data = _shortened(data, keep)
            new.writestr(_same(info), data)
        method = old.infolist()[0].compress_type
        keys = [file.removesuffix(".npy") for file in old.namelist()]
        for title, values in zip(free_names(plan.added, keys), plan.added.values(), strict=True):
            new.writestr(f"{title}.npy", _bytes_of(_column(values)[keep]), compress_type=method)
    return Rewritten(target.getvalue(), shown)


def rewrite_npy(content: bytes, name: str, plan: Plan) -> Rewritten:
    """Return an `.npy` file of labels with the changes of a plan."""
    if plan.idle:
        return Rewritten(content)
    if plan.added:
        raise InputError(f"`{name}` is one array, so no columns can be added to it. Export as CSV instead.")
    array, shown = _relabelled(_array_of(content), plan, f"`{name}`")
    keep = np.array([plan.changes.get(row) is not DROPPED for row in range(plan.rows)], dtype=bool)
    return Rewritten(_bytes_of(array[keep]), shown)


def _relabelled(array: NDArray[Any], plan: Plan, origin: str) -> tuple[NDArray[Any], tuple[Changed, ...]]:
    """Return labels, or a matrix of tags, with the changes made, and the first of them."""
    check_rows(plan, len(array), origin)
    wanted = {row: change for row, change in plan.changes.items() if change is not DROPPED}
    new = _matrix(array, wanted, plan, origin) if plan.tags is not None else _labels(array, wanted, origin)
    shown = (
        Changed(place=f"row {row}", before=str(array[row]), after=str(new[row]) if row in wanted else None)
        for row in sorted(plan.changes)
    )
    return new, tuple(islice(shown, plan.shown))


def _labels(array: NDArray[Any], wanted: Mapping[int, Any], origin: str) -> NDArray[Any]:
    """Return labels with other values; texts get room for the longest."""
    values = array.reshape(-1).tolist()
    made = label_values(values, {row: str(label) for row, label in wanted.items()}, origin)
    merged = [made.get(row, value) for row, value in enumerate(values)]
    if array.dtype.kind in "US":
        new = np.array(merged)
        dtype = (
            array.dtype if new.dtype.itemsize <= array.dtype.itemsize else new.dtype.newbyteorder(array.dtype.byteorder)
        )
        return new.astype(dtype).reshape(array.shape)
    result = array.copy()
    for row, value in made.items():
        _put(result, row, value, origin)
    return result


def _put(array: NDArray[Any], row: int, value: Any, origin: str) -> None:
    """Set one label, refused when the dtype cannot hold it."""
    try:
        with np.errstate(all="ignore"):
            new = np.asarray(value).astype(array.dtype)
        fits = new.item() == value
    except OverflowError:
        fits = False
    if not fits:
        raise unwritable(str(value), origin, f"its labels are of type {array.dtype}")
    array[row] = new


def _matrix(array: NDArray[Any], wanted: Mapping[int, Any], plan: Plan, origin: str) -> NDArray[Any]:
    """Return a matrix of 0 and 1 with other values."""
    result, place = array.copy(), {tag: column for column, tag in enumerate(plan.tags or ())}
    for row, change in wanted.items():
        for tag, present in change.items():
            if tag not in place or place[tag] >= array.shape[1]:
                raise unwritable(tag, origin, "its matrix has one column for each of the old tags")
            result[row, place[tag]] = present
    return result


def _shortened(data: bytes, keep: NDArray[np.bool_]) -> bytes:
    """Return an array without the dropped rows, where it has one entry per row."""
    array = _array_of(data)
    return _bytes_of(array[keep]) if array.ndim and len(array) == len(keep) else data


def _array_of(data: bytes) -> NDArray[Any]:
    array: NDArray[Any] = np.lib.format.read_array(io.BytesIO(data), allow_pickle=False)
    return array


def _bytes_of(array: NDArray[Any]) -> bytes:
    target = io.BytesIO()
    np.lib.format.write_array(target, array, allow_pickle=False)
    return target.getvalue()


def _column(values: Sequence[Any]) -> NDArray[Any]:
    """Return the values of an added column as an array; a missing text is empty, a missing number is NaN."""
    present = [value for value in values if value is not None]
    if present and all(isinstance(value, bool) for value in present) and len(present) == len(values):
        return np.array(values, dtype=bool)
    if present and all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in present):
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    return np.array(["" if value is None else str(value) for value in values], dtype=str)


def _same(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """Return the entry of a member in a new zip file: its name, date, rights and way of compression."""
    new = zipfile.ZipInfo(info.filename, info.date_time)
    new.compress_type, new.external_attr, new.comment = info.compress_type, info.external_attr, info.comment
    return new
