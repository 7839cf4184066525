"""The images inside a zip file, by name. Nothing is ever unpacked to disk."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

from labelproof._base.errors import InputError
from labelproof._formats.paths import plain_path
from labelproof._formats.profile import IMAGE_SUFFIXES

__all__ = ["image_members", "is_image_name"]


def is_image_name(name: str) -> bool:
    """Tell whether a path ends like an image and is none of the hidden copies that some programs add."""
    *folders, base = name.split("/")
    hidden = any(part.startswith(".") and part not in {".", ".."} for part in (*folders, base))
    return not hidden and "__MACOSX" not in folders and base[base.rfind(".") :].lower() in IMAGE_SUFFIXES


def image_members(path: Path, *, refuse: bool) -> dict[str, str]:
    """Return {plain path: member name} of the images in a zip file.

    Names that lead out of the folder are an error when `refuse`, else left out.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = [info.filename for info in archive.infolist() if not info.is_dir()]
    except (OSError, ValueError, LookupError, RuntimeError, EOFError, struct.error, zipfile.BadZipFile) as error:
        raise InputError(f"`{path}` is no readable zip file ({error}). Pack it again.") from error
    members: dict[str, str] = {}
    for name in names:
        if not is_image_name(name):
            continue
        try:
            members[plain_path(name, f"`{path}`")] = name
        except InputError:
            if refuse:
                raise
    return members
