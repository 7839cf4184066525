"""Results of finished folds and of other long work on disk: what was interrupted goes on where it stopped.

A file is whole or absent, and one that was damaged is noticed: what it holds is an npy file with its own digest behind
it. Nothing is ever unpickled. What a key stands for is `content_key`'s business.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError
from labelproof._base.files import write_whole
from labelproof._base.warnings import warn

__all__ = ["NOTHING_KEPT", "FoldCache"]

_DIGEST = 32


@dataclass(frozen=True)
class FoldCache:
    """A folder of results; without a folder nothing is kept and nothing found."""

    folder: Path | None

    def __post_init__(self) -> None:
        if self.folder is None:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(
                f"`cache_dir` must be a folder that can be written: `{self.folder}` cannot be made ({error.strerror}). "
                "Name another one."
            ) from error

    def path(self, key: str, ending: str = ".npy", kind: str = "fold") -> Path | None:
        """Return the file of a key."""
        return None if self.folder is None else self.folder / f"{kind}-{key}{ending}"

    def read(
        self, key: str, shape: tuple[int, ...], dtype: type[np.generic] = np.float32, *, kind: str = "fold"
    ) -> NDArray[Any] | None:
        """Return the result of a key, or None when there is none; a damaged one is named, and counts as none."""
        path = self.path(key, kind=kind)
        if path is None or not path.is_file():
            return None
        try:
            content = path.read_bytes()
        except OSError:  # no leave to read it, or the disk fails
            content = b""
        payload, digest = content[:-_DIGEST], content[-_DIGEST:]
        found = _parsed(payload) if hashlib.blake2b(payload, digest_size=_DIGEST).digest() == digest else None
        if found is None or found.shape != shape or found.dtype != dtype:
            warn(f"The file `{path}` in `cache_dir` is damaged: what it held is computed again.")
            return None
        return found

    def write(self, key: str, result: NDArray[Any], *, kind: str = "fold") -> None:
        """Keep a result; two processes that write the same one do not disturb each other."""
        path = self.path(key, kind=kind)
        if path is None:
            return
        buffer = io.BytesIO()
        np.save(buffer, np.ascontiguousarray(result), allow_pickle=False)
        try:
            with write_whole(path) as file:
                file.write(buffer.getbuffer())
                file.write(hashlib.blake2b(buffer.getbuffer(), digest_size=_DIGEST).digest())
        except OSError as error:
            warn(f"A result cannot be kept in `cache_dir` (`{path}`: {error.strerror}). Free some space there.")


NOTHING_KEPT = FoldCache(None)


def _parsed(payload: bytes) -> NDArray[Any] | None:
    """Return the array of an npy file, or None where there is none."""
    try:
        found: NDArray[Any] = np.load(io.BytesIO(payload), allow_pickle=False)
    except (ValueError, EOFError):
        return None
    return found
