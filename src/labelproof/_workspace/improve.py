"""Audit again with what people have corrected: new suggestions in the same workspace, every decision kept.

The data is read again, a model learns from the corrected labels, and the folder of the audit is replaced at the end,
at once; whoever has the workspace open meanwhile goes on deciding, and opens it again afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labelproof._audit.output import reserved
from labelproof._audit.result import AuditResult
from labelproof._audit.run import analyse
from labelproof._audit.save import Saved, write_audit
from labelproof._base.progress import SILENT, Progress
from labelproof._workspace.rereading import corrected_data

__all__ = ["Improved", "improve"]


@dataclass(frozen=True)
class Improved:
    """What an audit of corrected labels has found, and what was written."""

    result: AuditResult
    saved: Saved


def improve(
    path: str | Path,
    *,
    model: Any = None,
    called: str | None = None,
    progress: Progress = SILENT,
    raw: bool = False,
) -> Improved:
    """Audit a workspace again with what people have corrected, into the same folder.

    Parameters
    ----------
    path : path
        The folder of the workspace. It may be open elsewhere; open it again afterwards.
    model : name or model, optional
        What to train. Default: what was trained before.
    called : str, optional
        What the user calls the model.
    progress : Progress, optional
        Where to report progress. Default: nowhere.
    raw : bool, default False
        Keep cells of `issues.csv` that a spreadsheet would run as a formula.

    Returns
    -------
    Improved
        The audit, and what was written.

    Raises
    ------
    InputError
        If the data cannot be read again, or another audit writes the folder.

    Notes
    -----
    Labels are learned from as they were corrected or kept; from rows that were excluded or left open (unsure, both fit,
    people differ) nothing is learned, but they stay in the list and get suggestions. What was fixed, kept or excluded
    is no issue of the table and the report any more. Decisions find their rows by key and content, so the data may have
    grown meanwhile. After an interruption the same call goes on where it was.
    """
    prepared = corrected_data(path, model=model, called=called, progress=progress)
    with reserved(path, force=True, sources=prepared.request.sources) as output:
        result = analyse(prepared, progress=progress, cache_dir=output.cache)
        return Improved(result, write_audit(result, output, raw=raw))
