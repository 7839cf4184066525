"""Data that lies elsewhere by now: where each file is, checked by its hash, is written into the audit's description."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from labelproof._base.errors import InputError
from labelproof._base.files import write_whole
from labelproof._workspace.folder import Folder

__all__ = ["ELSEWHERE", "Data", "relocate"]

ELSEWHERE = "Put it back, or say where it lies now: --data PLACE (data=PLACE)."

Data = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]

_SPARE = ("pred_probs", "feature_array", "classes")
"""What a review can do without."""
_OTHER = "is not what was audited: its SHA-256 is another one"
_NAMED = ("data", "labels", *_SPARE)


def relocate(path: str | os.PathLike[str], data: Data) -> None:
    """Tell a workspace where its data lie now; every page and every later command finds them there.

    Parameters
    ----------
    path : path
        The folder of the workspace; it may be open elsewhere.
    data : path or paths
        Where the data are: as they were named for the audit, or the folder that holds files of these names.

    Raises
    ------
    InputError
        If there are no files to find, or one of them is missing or is not the one that was audited.
    """
    with contextlib.closing(Folder(Path(path).expanduser())) as folder:
        about = _about_now(folder, [Path(place).expanduser().absolute() for place in _listed(data)])
        if about != folder.about:
            with write_whole(folder.review / "review.json") as file:
                file.write(json.dumps(about, indent=1).encode("ascii"))


def _about_now(folder: Folder, new: Sequence[Path]) -> dict[str, Any]:
    """Return the description of an audit with the places of the data as they are now."""
    workspace = folder.path.absolute()
    near, source = workspace.parent, folder.about["source"]
    reading = source.get("reading", {})
    old = [near / name for name in reading.get("data") or reading.get("labels") or ()]
    if not old:
        raise InputError(
            f"The data of {folder.path} came from memory, so there is no file to find. Leave out `data` (--data)."
        )
    moves = _moves(old, new, is_folder=_is_folder(old[0], source, near))
    files = [{**file, "path": _new_place(near / file["path"], moves)} for file in source["files"]]
    spare = {_new_place(near / place, moves) for name in _SPARE for place in reading.get(name) or ()}
    for file in files:
        if file["path"].exists() or file["path"] not in spare:
            _check(file["path"], file["sha256"], folder)
    root = folder.about.get("root")
    return {
        **folder.about,
        "root": None if root is None else _written(_new_place(workspace / root, moves), workspace, start=workspace),
        "source": {
            **source,
            "files": [{**file, "path": _written(file["path"], workspace)} for file in files],
            "labels": source.get("labels") and _written(_new_place(near / source["labels"], moves), workspace),
            "reading": {name: _reread(name, value, moves, workspace) for name, value in reading.items()},
        },
    }


def _listed(data: Data) -> list[str | os.PathLike[str]]:
    """Return one place or several as a list."""
    return [data] if isinstance(data, (str, os.PathLike)) else list(data)


def _moves(old: Sequence[Path], new: Sequence[Path], *, is_folder: bool) -> dict[Path, Path]:
    """Return where each place of the data went."""
    if len(new) == 1 and (len(old) > 1 or (new[0].is_dir() and not is_folder)):
        new = [new[0] / place.name for place in old]
    if len(new) != len(old):
        raise InputError(
            f"`data` must be where {_names(old)} lie now: got {len(new)} places for {len(old)}. "
            "Name as many, in the order of the audit, or the one folder that holds them all."
        )
    return dict(zip(old, new, strict=True))


def _is_folder(place: Path, source: Mapping[str, Any], near: Path) -> bool:
    """Tell whether data was a folder rather than a file; it may not be there any more, and its name may have a dot."""
    if place.is_dir() or not place.suffix or source["kind"] == "folder":
        return True
    return any(place in (near / file["path"]).parents for file in source["files"])


def _new_place(place: Path, moves: Mapping[Path, Path]) -> Path:
    """Return where a file of the audit lies now: in data that moved, or as it lay beside them, or where it was."""
    place = Path(os.path.normpath(place))
    for old, new in moves.items():
        if place.is_relative_to(old):
            return new / place.relative_to(old)
    for old, new in moves.items():
        beside = Path(os.path.normpath(new.parent / os.path.relpath(place, old.parent)))
        if beside.exists() or not place.exists():
            return beside
    return place


def _check(place: Path, sha256: str, folder: Folder) -> None:
    """Refuse a file that is missing, or is not the one that was audited."""
    from labelproof._workspace.export.source import SourceFile  # noqa: PLC0415 - loads the readers

    if not place.exists():
        reason = "does not exist"
    elif place.is_dir() and folder.about["source"]["kind"] not in ("folder", "zip"):
        reason = "" if _digest_of_listed(place, folder) == sha256 else _OTHER
    else:
        reason = "" if SourceFile(place, sha256, 0).changed() is None else _OTHER
    if reason:
        raise InputError(
            f"`data`: {place} {reason}. Name the place of the data that were audited (--data PLACE); or audit other "
            "data into the same folder (labelproof audit DATA -o WORKSPACE --force): decisions move over."
        )


def _digest_of_listed(place: Path, folder: Folder) -> str:
    """Return the digest of the images or recordings in a folder that rows of a table name."""
    from labelproof._formats.media import digest_of_files  # noqa: PLC0415 - loads pandas

    base = place.resolve()
    media = (folder.payload(row).get("media") for row in range(folder.rows))
    listed = [base / name for name in media if isinstance(name, str) and (base / name).is_file()]
    return digest_of_files(place, base, listed).sha256


def _reread(name: str, value: Any, moves: Mapping[Path, Path], workspace: Path) -> Any:
    """Return an argument of the audit, with its paths as they are now."""
    if name not in _NAMED or value is None:
        return value
    return [_written(_new_place(workspace.parent / place, moves), workspace) for place in value]


def _written(place: Path, workspace: Path, *, start: Path | None = None) -> str:
    """Return a path as the description says it: relative when it lies beside or below the workspace, else whole."""
    near = workspace.parent
    if place != near and not place.is_relative_to(near):
        return str(place)
    return Path(os.path.relpath(place, start or near)).as_posix()


def _names(places: Sequence[Path]) -> str:
    """Return the names of places in one phrase."""
    return ", ".join(f"`{place.name}`" for place in places[:4]) + (", ..." if len(places) > 4 else "")
