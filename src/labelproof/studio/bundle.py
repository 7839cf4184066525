"""The files of the page, as they were built; nothing but what lies in their folder has a name here."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from starlette.responses import Response

__all__ = ["Bundle", "bundle_answer"]

STATIC = Path(__file__).parent / "static"
_NAME = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+")
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True)
class _File:
    """One file and what it was when it was read."""

    stamp: tuple[int, int]
    content: bytes
    kind: str
    etag: str


class Bundle:
    """A folder of built files, read when they are asked for and kept until they change."""

    def __init__(self, folder: Path = STATIC) -> None:
        self._folder = folder
        self._kept: dict[str, _File] = {}

    @property
    def is_built(self) -> bool:
        """Whether there is a page to show."""
        return (self._folder / "index.html").is_file()

    def find(self, name: str) -> _File | None:
        """Return a file by its plain name, None where there is none."""
        kind = _TYPES.get(Path(name).suffix)
        path = self._folder / name
        if kind is None or _NAME.fullmatch(name) is None or path.is_symlink() or not path.is_file():
            return None
        status = path.stat()
        stamp = (status.st_mtime_ns, status.st_size)
        kept = self._kept.get(name)
        if kept is None or kept.stamp != stamp:
            content = path.read_bytes()
            etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
            kept = self._kept[name] = _File(stamp, content, kind, etag)
        return kept


def bundle_answer(file: _File, seen: str | None) -> Response:
    """Return a file, or only that it has not changed since the browser saw it."""
    headers = {"etag": file.etag, "cache-control": "no-cache"}
    if seen is not None and file.etag in {part.strip().removeprefix("W/") for part in seen.split(",")}:
        return Response(status_code=304, headers=headers)
    return Response(file.content, headers=headers, media_type=file.kind)
