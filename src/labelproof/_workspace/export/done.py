"""What was exported before."""

from __future__ import annotations

from pathlib import Path

from labelproof._workspace.state import State
from labelproof._workspace.views import Exported

__all__ = ["exported"]

_EXPORTS = """
SELECT export.id, export.at, user.name, format, path, rows, bytes, sha256, last_seq
FROM export JOIN user ON user.id = export.user ORDER BY export.id DESC
"""


def exported(state: State) -> list[Exported]:
    """Return what was exported, newest first."""
    with state.reading() as connection:
        rows = connection.execute(_EXPORTS).fetchall()
    names = ("id", "at", "user_name", "format", "path", "rows", "bytes", "sha256", "last_seq")
    return [Exported(**dict(zip(names, row, strict=True)), folder=Path(row[4]).is_dir()) for row in rows]
