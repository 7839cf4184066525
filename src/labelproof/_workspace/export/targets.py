"""Where an export goes: a file or a folder that is whole or absent, and never the source."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from labelproof._base.errors import InputError
from labelproof._workspace.export.source import Source

__all__ = ["MANIFEST", "check_target", "manifest_of", "whole_folder"]

MANIFEST = "manifest.json"


def manifest_of(target: Path) -> Path:
    """Return where the manifest of an export goes: into its folder, or beside its file."""
    return target / MANIFEST if target.is_dir() else target.with_name(f"{target.name}.{MANIFEST}")


def check_target(target: Path, source: Source, *, folder: bool, force: bool) -> None:
    """Refuse to overwrite the source, ever; and anything else, unless it is wanted and of the same kind."""
    here = target.resolve()
    for file in source.files:
        there = file.path.resolve()
        inside = file.path.is_dir() and (here.is_relative_to(there) or there.is_relative_to(here))
        if here == there or inside or (target.is_dir() and here == there.parent):
            raise InputError(
                f"`{target}` is the source, or would mix with it, and that is never written. Name another."
            )
    if target.exists() and target.is_dir() != folder:
        old, new = ("a folder", "one file") if target.is_dir() else ("a file", "a folder")
        raise InputError(f"`{target}` is {old}, which {new} does not replace. Name another place.")
    if target.exists() and not force:
        raise InputError(f"`{target}` exists already. Name another place, or replace it with --force (force=True).")
    if target.is_dir() and not _is_export(target):
        raise InputError(f"`{target}` is a folder that no export wrote, so it is not replaced. Name another place.")
    if not target.absolute().parent.is_dir():
        raise InputError(f"The folder `{target.parent}` does not exist. Make it, or name another place.")


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Make a folder that appears under its name only when the block ends without an error."""
    building = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    building.mkdir()
    try:
        yield building
        old = building.with_suffix(".old")
        if target.exists():
            target.rename(old)
        building.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise


def _is_export(folder: Path) -> bool:
    """Tell whether an export wrote a folder."""
    try:
        return bool(json.loads((folder / MANIFEST).read_text(encoding="utf-8")).get("labelproof") == "export")
    except (OSError, ValueError, AttributeError):
        return False
