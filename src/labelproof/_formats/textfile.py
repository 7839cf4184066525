"""Bytes of a text file to characters: byte-order marks, encodings and NUL bytes, each said when it was met."""

from __future__ import annotations

import codecs
import hashlib
from pathlib import Path

from labelproof._base.dataset import InputFile, Note
from labelproof._base.errors import InputError

__all__ = ["decode_text", "read_bytes", "read_text"]

# Longest first: the UTF-32 mark starts with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_BINARY = (
    (b"PK\x03\x04", "a zip file (or a spreadsheet)"),
    (b"PAR1", "a Parquet file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"%PDF", "a PDF file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file"),
    (b"\x93NUMPY", "a NumPy array"),
    (b"SQLite format 3", "an SQLite database"),
)


def read_bytes(path: Path) -> tuple[bytes, InputFile]:
    """Return a file's bytes and the record of its digest; an empty or unreadable file is an InputError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"`{path}` cannot be read: {error.strerror or error}. Check the path and its permissions."
        ) from error
    if not content.strip():
        raise InputError(f"`{path}` is empty: a table with rows was expected. Pass a file with rows.")
    return content, InputFile(str(path), hashlib.sha256(content).hexdigest())


def read_text(path: Path) -> tuple[str, tuple[Note, ...], InputFile]:
    """Return a file's characters, what had to be said about them, and the record of its digest."""
    content, record = read_bytes(path)
    for magic, kind in _BINARY:
        if content.startswith(magic):
            raise InputError(
                f"`{path}` should be text but is {kind}. Save the table as CSV, TSV, JSON lines or Parquet, "
                "with the matching file ending."
            )
    text, notes = decode_text(content, path.name)
    if not text.strip():
        raise InputError(f"`{path}` is empty: a table with rows was expected. Pass a file with rows.")
    return text, notes, record


def decode_text(content: bytes, name: str) -> tuple[str, tuple[Note, ...]]:
    """Return the characters of a text file and the notes about its encoding."""
    notes: list[Note] = []
    text = _by_mark(content, name, notes)
    if text is None:
        text = _by_trial(content, name, notes)
    nulls = text.count("\0")
    if nulls:
        notes.append(Note("nul_bytes", f"{name}: {nulls} NUL byte(s) were removed.", nulls))
        text = text.replace("\0", "")
    return text, tuple(notes)


def _by_mark(content: bytes, name: str, notes: list[Note]) -> str | None:
    """Decode by the byte-order mark, or return None when there is none that holds."""
    for mark, codec, title in _MARKS:
        if not content.startswith(mark):
            continue
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            if codec == "utf-8-sig":
                return None
            raise InputError(
                f"{name} starts with a {title} byte-order mark but is not valid {title}. Save it again as UTF-8."
            ) from None
        notes.append(Note("bom", f"{name} starts with a {title} byte-order mark; it was read as {title}.", 1))
        return text
    return None


def _by_trial(content: bytes, name: str, notes: list[Note]) -> str:
    """Decode as UTF-8, else as Windows-1252, else as Latin-1, and say which was guessed and why."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    for codec, title in (("cp1252", "Windows-1252"), ("latin-1", "Latin-1")):
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        message = f"{name} is not valid UTF-8 (first at line {line}); it was read as {title}, which is a guess."
        notes.append(Note("guessed_encoding", message, 1))
        break
    return text
