"""The images or recordings inside a zip file, by name. Nothing is ever unpacked to disk."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

from labelproof._base.errors import InputError
from labelproof._formats.kinds import Kind
from labelproof._formats.paths import plain_path

__all__ = ["members_of"]


def members_of(path: Path, kind: Kind, *, refuse: bool) -> dict[str, str]:
    """Return {plain path: member name} of the files of one kind in a zip file.

    Names that lead out of the folder are an error when `refuse`, else left out.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = [info.filename for info in archive.infolist() if not info.is_dir()]
    except (OSError, ValueError, LookupError, RuntimeError, EOFError, struct.error, zipfile.BadZipFile) as error:
        raise InputError(f"`{path}` is no readable zip file ({error}). Pack it again.") from error
    members: dict[str, str] = {}
    for name in names:
        if not kind.holds(name):
            continue
        try:
            members[plain_path(name, f"`{path}`")] = name
        except InputError:
            if refuse:
                raise
    return members
