"""A column of paths to references of images or recordings: loose files first, then the zip files of the folder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from labelproof._base.dataset import FileRef, InputFile, Note
from labelproof._base.errors import InputError
from labelproof._base.files import sha256_file
from labelproof._formats.archive import members_of
from labelproof._formats.kinds import Kind
from labelproof._formats.paths import contained, plain_path
from labelproof._formats.profile import stripped

__all__ = ["Files", "digest_of_files", "files_of_column", "loose_files"]


@dataclass(frozen=True)
class Files:
    """One reference per row, what had to be said, and the files that hold what is referred to."""

    refs: tuple[FileRef, ...]
    notes: tuple[Note, ...]
    inputs: tuple[InputFile, ...]


def files_of_column(column: pd.Series, folder: Path | None, name: str, kind: Kind, *, whole: bool = False) -> Files:
    """Return the files of one kind that a column names, relative to `folder`.

    A few missing files are reported and left to the decoder to refuse one by one; when all are missing, the
    column or the folder is wrong, and that is an error. `whole` says that the folder is the data set, so that loose
    files which no row names are worth a note.
    """
    if folder is None:
        raise InputError(
            f"The {kind.modality} column {name!r} holds paths, but the tables lie in different folders. "
            "Audit the tables one by one, or put them into one folder."
        )
    base = folder.resolve()
    values = stripped(column)
    plain = [plain_path(value, f"Column {name!r}, row {row}") if value else "" for row, value in enumerate(values)]
    archives = _Archives(base, kind)
    refs = [_find(base, path, f"Column {name!r}, row {row}", archives) for row, path in enumerate(plain)]
    missing = [row for row, ref in enumerate(refs) if ref is None]
    if len(missing) == len(refs):
        raise InputError(
            f"None of the {len(refs)} {kind.plural} of column {name!r} exists: the first is {values.iloc[0]!r}, "
            f"looked for in `{folder}` and its zip files. Paths must be relative to the folder of the table."
        )
    found = tuple(
        ref or kind.ref(path or "(no path)", base / path if path else None, None)
        for ref, path in zip(refs, plain, strict=True)
    )
    notes = _missing_note(missing, plain, kind) + _unlisted_note(base, found, archives, whole=whole)
    loose = [ref.path for ref in found if ref.path is not None and ref.member is None and ref.path.is_file()]
    zips = {ref.path for ref in found if ref.member is not None and ref.path is not None}
    inputs = [InputFile(str(folder / path.name), sha256_file(path)) for path in sorted(zips)]
    if loose:
        inputs.insert(0, digest_of_files(folder, base, loose))
    return Files(found, notes, tuple(inputs))


class _Archives:
    """The zip files of a folder, opened when the first loose file is missing."""

    def __init__(self, folder: Path, kind: Kind) -> None:
        self._folder = folder
        self.kind = kind
        self._members: dict[str, tuple[Path, str]] | None = None

    def members(self) -> dict[str, tuple[Path, str]]:
        """Return {plain path: (zip file, member)}; a member is also found below its zip's name or without it."""
        if self._members is None:
            self._members = {}
            inside = (
                path for path in sorted(self._folder.glob("*.zip")) if path.resolve().is_relative_to(self._folder)
            )
            for path in inside:
                self._add(path, self._members)
        return self._members

    def _add(self, path: Path, members: dict[str, tuple[Path, str]]) -> None:
        for name, member in members_of(path, self.kind, refuse=False).items():
            top, _, rest = name.partition("/")
            for alias in (name, f"{path.stem}/{name}", *([rest] if top == path.stem and rest else [])):
                members.setdefault(alias, (path, member))


def _find(base: Path, path: str, where: str, archives: _Archives) -> FileRef | None:
    """Return where one file is, or None when it is nowhere."""
    if not path:
        return None
    loose = contained(base, path, where)
    if loose.is_file():
        return archives.kind.ref(path, loose, None)
    member = archives.members().get(path)
    return archives.kind.ref(path, member[0], member[1]) if member else None


def _missing_note(missing: Sequence[int], plain: Sequence[str], kind: Kind) -> tuple[Note, ...]:
    if not missing:
        return ()
    first = plain[missing[0]] or "(no path)"
    message = f"{len(missing)} of {len(plain)} {kind.plural} do not exist (first: row {missing[0]}, `{first}`)."
    return (Note(f"missing_{kind.plural}", message, len(missing), tuple(missing[:100])),)


def _unlisted_note(base: Path, refs: Sequence[FileRef], archives: _Archives, *, whole: bool) -> tuple[Note, ...]:
    """Return the note about files that lie beside the listed ones but are in no row."""
    loose = {ref.path for ref in refs if ref.member is None and ref.path is not None}
    members = {(ref.path, ref.member) for ref in refs if ref.member is not None}
    used = {path for path, _ in members}
    extra = len(set(loose_files(base, archives.kind)) - loose) if whole and not members else 0
    if used:
        extra += len({place for place in archives.members().values() if place[0] in used} - members)
    if not extra:
        return ()
    plural = archives.kind.plural
    message = f"{extra} {plural[:-1]}(s) beside the table are in none of its rows; left out."
    return (Note(f"unlisted_{plural}", message, extra),)


def loose_files(folder: Path, kind: Kind) -> list[Path]:
    """Return the files of one kind below a folder, sorted by relative path, without following links to folders."""
    found: dict[str, Path] = {}
    for top, _, names in os.walk(folder, followlinks=False):
        for name in names:
            path = Path(top, name)
            relative = path.relative_to(folder).as_posix()
            if kind.holds(relative) and path.is_file():
                found[relative] = path
    return [found[relative] for relative in sorted(found)]


def digest_of_files(shown: Path, base: Path, paths: Iterable[Path]) -> InputFile:
    """Return one record for many files: the SHA-256 of their sorted relative paths, sizes and digests."""
    digest = hashlib.sha256()
    for path in sorted(set(paths), key=lambda path: path.relative_to(base).as_posix()):
        line = f"{path.relative_to(base).as_posix()}\t{path.stat().st_size}\t{sha256_file(path)}\n"
        digest.update(line.encode("utf-8", "surrogateescape"))
    return InputFile(str(shown), digest.hexdigest())
