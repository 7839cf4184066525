"""An export to the disk: whole or absent, with a manifest beside it, and a line in the workspace."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labelproof import __version__
from labelproof._base.files import sha256_file, write_whole
from labelproof._formats.media import digest_of_files
from labelproof._workspace.export.choice import Choice
from labelproof._workspace.export.decisions import Decisions, decisions_of
from labelproof._workspace.export.done import exported
from labelproof._workspace.export.folders import copy_tree, file_of, moves_needed
from labelproof._workspace.export.formats import format_of
from labelproof._workspace.export.made import corrected_files, write_content
from labelproof._workspace.export.patch import rows_of
from labelproof._workspace.export.source import Source, source_of
from labelproof._workspace.export.targets import MANIFEST, check_target, manifest_of, whole_folder
from labelproof._workspace.state import State
from labelproof._workspace.store.log import now
from labelproof._workspace.views import Exported

__all__ = ["write_export"]

_VERSIONS = ("numpy", "pandas", "pyarrow")
_INSERT = """
INSERT INTO export(user, at, format, path, rows, bytes, sha256, last_seq, last_hash)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


@dataclass(frozen=True)
class _Output:
    """One written file, or one folder of copied files."""

    name: str
    sha256: str
    size: int


def write_export(state: State, code: str, target: Path, choice: Choice, *, force: bool, user: int) -> Exported:
    """Write the result of a review, its manifest, and a line about it into the workspace.

    Parameters
    ----------
    state : State
        The workspace.
    code : str
        One of `formats.CODES`.
    target : Path
        The file to write; of several files, or of a copied folder, the folder.
    choice : Choice
        Whether labels are replaced, and excluded rows left out.
    force : bool
        Replace what an earlier export wrote. The source is never replaced.
    user : int
        Who exports.

    Returns
    -------
    Exported
        What was written.

    Raises
    ------
    InputError
        If the format cannot be used, the source changed since the audit, or the place is taken.
    """
    format_of(state, code)
    choice.check()
    decisions, source = decisions_of(state), source_of(state.folder, state.classes)
    folder = code == "source" and (source.kind == "folder" or len(source.files) > 1)
    check_target(target, source, folder=folder, force=force)
    if code != "patch":
        source.check()
    manifest = _manifest(decisions, source, choice, code)
    if folder:
        outputs = _write_folder(decisions, source, choice, target, manifest)
    else:
        with write_whole(target) as file:
            write_content(decisions, source, choice, code, file)
        outputs = [_Output(target.name, sha256_file(target), target.stat().st_size)]
        _write_json(manifest_of(target), {**manifest, "outputs": [vars(one) for one in outputs]})
    return _recorded(decisions, code, target, outputs, rows=manifest["counts"]["rows"], user=user)


def _write_folder(
    decisions: Decisions, source: Source, choice: Choice, target: Path, manifest: Mapping[str, Any]
) -> list[_Output]:
    """Write several files, or the copy of a folder, with the manifest among them."""
    with whole_folder(target) as building:
        if source.kind == "folder":
            size = copy_tree(source.files[0].path, building, moves_needed(decisions, source, choice))
            files = [path for path in building.rglob("*") if path.is_file()]
            outputs = [_Output(".", digest_of_files(building, building, files).sha256, size)]
        else:
            names = _file_names([file.path for file in source.files])
            made = (made.content for _, made in corrected_files(decisions, source, choice))
            outputs = [_written(building / name, content) for name, content in zip(names, made, strict=True)]
        _write_json(building / MANIFEST, {**manifest, "outputs": [vars(one) for one in outputs]})
    return outputs


def _written(path: Path, content: bytes) -> _Output:
    """Write one of several files."""
    with write_whole(path) as file:
        file.write(content)
    return _Output(path.name, hashlib.sha256(content).hexdigest(), len(content))


def _file_names(paths: list[Path]) -> list[str]:
    """Return a name for each of several files: its own, with its folder where names repeat."""
    names = [path.name for path in paths]
    if len(set(names)) == len(names):
        return names
    return [f"{place}-{path.parent.name}-{path.name}" for place, path in enumerate(paths)]


def _manifest(decisions: Decisions, source: Source, choice: Choice, code: str) -> dict[str, Any]:
    """Return what an export is made of: inputs, decisions, versions and counts."""
    folder = decisions.state.folder
    gone = decisions.excluded
    dropped = len(gone) if choice.excluded == "drop" else 0
    near = folder.path.absolute().parent
    return {
        "labelproof": "export",
        "version": 1,
        "created": now(),
        "format": code,
        "columns": choice.columns,
        "excluded": choice.excluded,
        "workspace": folder.path.absolute().name,
        "name": folder.about["name"],
        "run": decisions.state.run,
        "fingerprint": folder.fingerprint,
        "last_event": {"seq": decisions.last, "hash": decisions.last_hash},
        "counts": {
            "rows": rows_of(decisions, choice, code),
            "changed": len(decisions.changes) - len(gone),
            "left_out": dropped,
            "marked": len(gone) - dropped,
            **{what.replace(" ", "_"): count for what, count in decisions.open.items()},
        },
        "excluded_rows": gone,
        **({} if source.kind in ("table", "memory") else {"excluded_files": [file_of(folder, row) for row in gone]}),
        "versions": _versions(),
        "inputs": [{"path": _near(file.path, near), "sha256": file.sha256, "rows": file.rows} for file in source.files],
    }


def _versions() -> dict[str, str]:
    """Return the versions that wrote the export."""
    known = {"labelproof": __version__, "python": platform.python_version()}
    for name in _VERSIONS:
        try:
            known[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return known


def _near(path: Path, near: Path) -> str:
    return path.relative_to(near).as_posix() if path.is_relative_to(near) else str(path)


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    with write_whole(path) as file:
        file.write((json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace"))


def _recorded(
    decisions: Decisions, code: str, target: Path, outputs: list[_Output], *, rows: int, user: int
) -> Exported:
    """Store that an export was written, and return it."""
    size = sum(one.size for one in outputs)
    digest = outputs[0].sha256 if len(outputs) == 1 else sha256_file(target / MANIFEST)
    place = str(target.absolute())
    values = (user, now(), code, place, rows, size, digest, decisions.last, decisions.last_hash)
    with decisions.state.writing(of_any_run=True) as connection:
        number = connection.execute(_INSERT, values).lastrowid
    return next(one for one in exported(decisions.state) if one.id == number)
