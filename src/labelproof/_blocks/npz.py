"""A ``.npz`` file: a stored member is memory-mapped where it lies, a compressed one is streamed. Never unpickles."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy_format
from numpy.typing import NDArray

from labelproof._blocks.chunks import chosen_array
from labelproof._blocks.damage import readable
from labelproof._blocks.memory import MemorySource
from labelproof._blocks.reader import ReaderSource, between
from labelproof._blocks.scratch import spooled
from labelproof._blocks.shape import checked_shape
from labelproof._blocks.source import BlockSource, block_dtype

__all__ = ["open_npz"]

_LOCAL_HEADER = 30
"""Bytes of a zip member's own header, before its name and its extra field."""
_READ_VALUES = 1 << 18


@dataclass(frozen=True)
class _Header:
    """What the header of an array says, and how many bytes it takes."""

    shape: tuple[int, ...]
    fortran: bool
    dtype: np.dtype[Any]
    length: int


def open_npz(path: Path) -> BlockSource:
    """Return the source of the right array of an ``.npz`` file."""
    with readable(path, "npz"), zipfile.ZipFile(path) as archive:
        members = {name[:-4]: name for name in archive.namelist() if name.endswith(".npy")}
        headers = {name: _header_of(archive, member) for name, member in members.items()}
        name = chosen_array({name: header.shape for name, header in headers.items()}, repr(str(path)))
        info, header = archive.getinfo(members[name]), headers[name]
        checked_shape(header.shape)
        block_dtype(header.dtype)
        if info.compress_type == zipfile.ZIP_STORED:
            return MemorySource(_mapped(path, info, header))
        if header.fortran:
            return MemorySource(_unpacked(archive, info, header))
    return _streamed(path, info, header)


def _header_of(archive: zipfile.ZipFile, member: str) -> _Header:
    with archive.open(member) as file:
        version = npy_format.read_magic(file)
        read = npy_format.read_array_header_1_0 if version == (1, 0) else npy_format.read_array_header_2_0
        shape, fortran, dtype = read(file)
        return _Header(shape, fortran, dtype, file.tell())


def _mapped(path: Path, info: zipfile.ZipInfo, header: _Header) -> NDArray[Any]:
    """Return a stored member, mapped where it lies in the file."""
    if 0 in header.shape:
        return np.empty(header.shape, header.dtype)
    with path.open("rb") as file:
        file.seek(info.header_offset)
        name_length, extra_length = struct.unpack("<26x2H", file.read(_LOCAL_HEADER))
    start = info.header_offset + _LOCAL_HEADER + name_length + extra_length + header.length
    return np.asarray(np.memmap(path, header.dtype, "r", start, header.shape, "F" if header.fortran else "C"))


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, header: _Header) -> NDArray[Any]:
    """Return a compressed member that holds column after column, through a temporary file."""
    with archive.open(info) as file:
        file.read(header.length)
        runs = (run[:, None] for run in _runs(file, header, header.shape[0] * header.shape[1]))
        return spooled(runs, 1, header.dtype).reshape(header.shape[::-1]).T


def _streamed(path: Path, info: zipfile.ZipInfo, header: _Header) -> BlockSource:
    """Return the source that unpacks a compressed member for every walk; a walk has to begin at its first row."""
    num_rows, num_classes = header.shape
    step = num_classes * max(1, _READ_VALUES // num_classes)

    def rows() -> Iterator[NDArray[Any]]:
        with readable(path, "npz"), zipfile.ZipFile(path) as archive, archive.open(info.filename) as file:
            file.read(header.length)
            for run in _runs(file, header, num_rows * num_classes, step):
                yield run.reshape(-1, num_classes)

    def read(first: int, last: int) -> Iterator[NDArray[Any]]:
        return between(rows(), first, last)

    return ReaderSource(read, num_rows, num_classes, block_dtype(header.dtype), cuts=np.zeros(1, np.int64))


def _runs(file: IO[bytes], header: _Header, count: int, step: int = _READ_VALUES) -> Iterator[NDArray[Any]]:
    """Yield the next `count` numbers of a file, at most `step` at a time."""
    for first in range(0, count, step):
        wanted = min(step, count - first) * header.dtype.itemsize
        data = file.read(wanted)
        if len(data) < wanted:
            raise EOFError("the array ends before its last row")
        yield np.frombuffer(data, header.dtype)
