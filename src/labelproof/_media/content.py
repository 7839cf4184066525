"""The bytes of the file that holds one example, loose or in a zip file, up to a limit that no hostile file breaks.

Whether a path may be read at all is decided where paths are read; what the bytes mean is the business of the siblings.
"""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from functools import lru_cache
from pathlib import Path
from typing import IO

from labelproof._base.dataset import FileRef
from labelproof._base.errors import InputError

__all__ = ["DAMAGE", "UnreadableFile", "content_of", "reason_of"]

# What decoders raise on damaged files; Pillow promises no narrower family. It also warns about some damage, and
# where the caller has made warnings errors they arrive here.
DAMAGE: tuple[type[Exception], ...] = (
    *(OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError, EOFError),
    *(MemoryError, RuntimeError, struct.error, zlib.error, zipfile.BadZipFile, Warning),
)


class UnreadableFile(InputError):  # noqa: N818 - the name says what the file is, as the notes do
    """A file that cannot be read; its message is the reason alone."""


def content_of(ref: FileRef, *, most: int) -> bytes:
    """Return the bytes of a file or zip member.

    Parameters
    ----------
    ref : FileRef
        Where it is.
    most : int
        More bytes than this are refused, without reading them.

    Returns
    -------
    bytes
        All of it.

    Raises
    ------
    UnreadableFile
        If it is missing, encrypted, too large, or its zip file is damaged.
    """
    if ref.path is None:
        raise UnreadableFile("nothing says where it is")
    try:
        if ref.member is not None:
            return _member(ref.path, ref.member, most)
        with ref.path.open("rb") as file:
            return _limited(file, most)
    except FileNotFoundError:
        raise UnreadableFile("the file does not exist") from None
    except KeyError:
        raise UnreadableFile(f"`{ref.path.name}` holds no such file") from None
    except UnreadableFile:
        raise
    except DAMAGE as error:
        raise UnreadableFile(reason_of(error)) from error


def reason_of(error: BaseException) -> str:
    """Return why reading failed, in words for people."""
    if isinstance(error, MemoryError):
        return "there is not enough memory for it"
    return f"it is damaged or cut off ({str(error).rstrip('.') or type(error).__name__})"


def _limited(file: IO[bytes], most: int) -> bytes:
    """Return all bytes of an open file, reading no more than one byte over the limit."""
    content = file.read(most + 1)
    if len(content) > most:
        raise _too_large(most)
    return content


def _too_large(most: int) -> UnreadableFile:
    return UnreadableFile(f"it is larger than {most >> 20} MiB")


def _member(path: Path, member: str, most: int) -> bytes:
    """Return the bytes of a zip member; its stated size is checked first, its true one while reading."""
    status = path.stat()
    archive = _archive(str(path), status.st_mtime_ns, status.st_size, os.getpid())
    info = archive.getinfo(member)
    if info.flag_bits & 0x1:
        raise UnreadableFile("it is encrypted")
    if info.file_size > most:
        raise _too_large(most)
    with archive.open(info) as file:
        return _limited(file, most)


@lru_cache(maxsize=2)
def _archive(path: str, modified: int, size: int, process: int) -> zipfile.ZipFile:  # noqa: ARG001 - parts of the key
    """Return an open zip file, kept because reading its table of contents for each of many files takes long.

    The process is part of the key because a forked copy would share, and move, the position in the file.
    """
    return zipfile.ZipFile(path)
