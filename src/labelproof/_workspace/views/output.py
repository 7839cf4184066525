"""What an export would write, and what it wrote."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Difference", "ExportFormat", "ExportPreview", "Exported"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportFormat:
    """A way to write the result; `why` says why it cannot be used here."""

    code: str
    title: str
    file: str
    faithful: bool
    why: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One changed place: `before` and `after` are lines of the file; `after` is None where a row is left out."""

    place: str
    before: str
    after: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportPreview:
    """What an export would write."""

    rows: int
    changed: int
    left_out: int
    unresolved: int
    bytes: int
    differences: list[Difference]
    files: list[str]
    note: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Exported:
    """A file that was written, or a folder of several. `rows`: of a patch, how many decisions it holds."""

    id: int
    at: str
    user_name: str
    format: str
    path: str
    rows: int
    bytes: int
    sha256: str
    last_seq: int
    folder: bool
