"""Small files written by hand, for the tests of readers."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from labelproof._base.dataset import Dataset, Note

Write = Callable[[str, "str | bytes"], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A function that writes one file below the test's folder and returns its path."""

    def write_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_file


@pytest.fixture
def note() -> Callable[[Dataset, str], Note]:
    """A function that returns the one note of a code."""

    def find(dataset: Dataset, code: str) -> Note:
        found = [note for note in dataset.notes if note.code == code]
        assert len(found) == 1, [note.code for note in dataset.notes]
        return found[0]

    return find


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def make_png(width: int = 2, height: int = 2, grey: int = 0, *, rows: int | None = None) -> bytes:
    """A grey PNG of one shade; `rows` writes fewer rows of pixels than the header promises."""
    lines = b"".join(b"\0" + bytes([grey]) * width for _ in range(height if rows is None else rows))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = [_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(lines)), _chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.fixture
def png() -> Callable[..., bytes]:
    return make_png


@pytest.fixture
def pack(tmp_path: Path) -> Callable[[str, Mapping[str, bytes]], Path]:
    """A function that writes a zip file of the given members."""

    def pack_file(name: str, members: Mapping[str, bytes]) -> Path:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for member, content in members.items():
                archive.writestr(member, content)
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(out.getvalue())
        return path

    return pack_file
