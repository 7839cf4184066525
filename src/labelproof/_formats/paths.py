"""Paths that data names, which stay under the folder of the data or are refused; and names that paths give data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from labelproof._base.errors import InputError

__all__ = ["common_name", "contained", "plain_path"]

_FIX = "Image paths must be relative and stay under the folder of the data; move the image there or correct the path."


def plain_path(value: str, where: str) -> str:
    """Return a path with forward slashes, refused when it is absolute or climbs out with `..`."""
    path = value.replace("\\", "/")
    if path.startswith("/") or re.match(r"[A-Za-z]:", path) or "\0" in path:
        raise InputError(f"{where}: the path {value!r} is absolute. {_FIX}")
    parts = PurePosixPath(path).parts
    if ".." in parts:
        raise InputError(f"{where}: the path {value!r} leads out of the folder. {_FIX}")
    return "/".join(parts)


def contained(folder: Path, relative: str, where: str) -> Path:
    """Return the file below `folder`, refused when a symbolic link on the way leads out of it.

    `folder` must be resolved; `relative` comes from `plain_path`.
    """
    path = folder / relative
    try:
        resolved = path.resolve()
    except (OSError, RuntimeError) as error:
        raise InputError(f"{where}: the path {relative!r} cannot be followed ({error}). {_FIX}") from error
    if not resolved.is_relative_to(folder):
        raise InputError(f"{where}: the path {relative!r} is a link that leads out of the folder. {_FIX}")
    return path


def common_name(paths: Sequence[Path]) -> str:
    """Return a name for files: of the one folder that holds them, unless it is the current one; else the first stem."""
    folders = {path.resolve().parent for path in paths}
    folder = folders.pop()
    if folders or folder == Path.cwd() or not folder.name:
        return paths[0].stem
    return folder.name
