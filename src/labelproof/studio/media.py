"""Pictures and recordings as the page gets them: always encoded anew, within limits, never the bytes of a file.

What cannot be decoded as a raster picture or a recording is refused, so no script, page or drawing gets through.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from labelproof._base.dataset import FileRef, ImageRef
from labelproof._media import audio, images, spectrum
from labelproof._media.content import UnreadableFile, content_of

__all__ = ["LARGEST_SIDE", "Media", "Shown", "cache_folder"]

LARGEST_SIDE = 4096
_SMALL = 64 * 64
"""Pixels of a picture that is made faster than it is found in a cache."""
_MOST_CACHED = 1 << 29
_TYPES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "audio/wav"}


@dataclass(frozen=True)
class Shown:
    """What is sent: bytes that we made, and what they are."""

    content: bytes
    kind: str


def cache_folder() -> Path:
    """Return the user's own folder for what can be made again."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "labelproof" / "cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "labelproof"


class Media:
    """Makes what is shown, and keeps it in a folder under the digest of what it was made from."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = (cache_folder() if folder is None else folder) / "pictures"

    def picture(self, ref: ImageRef, *, side: int) -> Shown:
        """Return a picture of at most `side` pixels a side."""
        if ref.array is not None and ref.array.size <= _SMALL:
            return _typed(images.thumbnail(ref, side=side))
        return self._kept(ref, f"side {side}", lambda: images.thumbnail(ref, side=side))

    def sound(self, ref: FileRef) -> Shown:
        """Return a recording as a plain WAV file of one channel."""
        return self._kept(ref, "sound", lambda: _wav(audio.decode(ref)))

    def sight(self, ref: FileRef) -> Shown:
        """Return what a recording looks like: its wave, and the loudness of its bands."""
        return self._kept(ref, "sight", lambda: spectrum.picture(audio.decode(ref)))

    def tidy(self) -> None:
        """Remove the oldest of what was kept, where it is more than half a GiB."""
        with suppress(OSError):
            files = [(path.stat().st_mtime, path.stat().st_size, path) for path in self._folder.glob("*/*")]
            total = sum(size for _, size, _ in files)
            for _, size, path in sorted(files):
                if total <= _MOST_CACHED:
                    return
                path.unlink(missing_ok=True)
                total -= size

    def _kept(self, ref: FileRef, what: str, make: Callable[[], bytes]) -> Shown:
        """Return what was kept of a file, or make it and keep it, where that is possible."""
        path = self._folder / _name(_source(ref), what)
        found = _read(path)
        if found is None:
            found = make()
            with suppress(OSError):
                _write(path, found)
        return _typed(found)


def _source(ref: FileRef) -> bytes:
    """Return what a picture or a recording is made from."""
    if isinstance(ref, ImageRef) and ref.array is not None:
        return f"{ref.array.dtype} {ref.array.shape} ".encode() + np.ascontiguousarray(ref.array).tobytes()
    return content_of(ref, most=max(images.MAX_BYTES, audio.MAX_BYTES))


def _name(content: bytes, what: str) -> str:
    """Return the name under which something is kept."""
    digest = hashlib.blake2b(content, digest_size=20, person=what.encode()).hexdigest()
    return f"{digest[:2]}/{digest[2:]}"


def _read(path: Path) -> bytes | None:
    """Return a kept file that is one of ours, None where there is none."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    return content if any(content.startswith(magic) for magic in _TYPES) else None


def _write(path: Path, content: bytes) -> None:
    """Write a file that appears at once; it can be made again, so nothing waits for the disk."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{secrets.token_hex(4)}.tmp")
    draft.write_bytes(content)
    draft.replace(path)


def _typed(content: bytes) -> Shown:
    for magic, kind in _TYPES.items():
        if content.startswith(magic):
            return Shown(content, kind)
    raise UnreadableFile("it is neither a picture nor a recording")


def _wav(sound: audio.Sound) -> bytes:
    """Return a sound as the bytes of a WAV file of 16 bits."""
    samples = np.round(np.clip(sound.samples, -1, 1) * 32767).astype("<i2").tobytes()
    form = struct.pack("<HHIIHH", 1, 1, sound.rate, 2 * sound.rate, 2, 16)
    head = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(samples))
    return b"RIFF" + struct.pack("<I", len(head) + len(samples)) + head + samples
