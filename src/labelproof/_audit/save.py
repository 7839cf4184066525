"""What an audit writes: the table of issues, the probabilities, the summary, how it was run, and the report."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from labelproof._audit.output import REVIEW_FOLDER, RUN_FILE, Output
from labelproof._audit.review.write import write_review
from labelproof._audit.tables import write_csv, write_parquet
from labelproof._audit.view import page_of
from labelproof._base.errors import InputError, MissingExtraError
from labelproof._base.files import write_whole

if TYPE_CHECKING:
    import pandas as pd

    from labelproof._audit.result import AuditResult

__all__ = ["Saved", "default_output", "write_audit", "write_report"]

_ROWS = 4096


@dataclass(frozen=True)
class Saved:
    """What was written: the folder, the summary as it stands there, and how many cells of `issues.csv` got a ``'``."""

    path: Path
    summary: dict[str, Any]
    disarmed: int


def default_output(name: str) -> Path:
    """Return the folder in the current one that an audit of this name is written to."""
    safe = re.sub(r'[\x00-\x1f<>:"/\\|?*]+', "_", name).strip(" .") or "data"
    return Path(f"{safe}.labelproof")


def write_audit(result: AuditResult, output: Output, *, raw: bool = False) -> Saved:
    """Write everything into a reserved folder, and return what was written.

    Parameters
    ----------
    result : AuditResult
        The audit.
    output : Output
        Where to write; see `output.reserved`.
    raw : bool, default False
        Keep cells that a spreadsheet would run as a formula.

    Returns
    -------
    Saved
        The folder is complete.
    """
    with output.building() as folder:
        disarmed, skipped = 0, []
        for name, table in _tables(result).items():
            with (folder / f"{name}.csv").open("xb") as file:
                disarmed += write_csv(table, file, raw=raw)
            skipped += _write_parquet(table, folder / f"{name}.parquet")
        with (folder / "pred_probs.npy").open("xb") as file:
            _write_float64(file, result.pred_probs)
        summary = {**result.summary, "skipped": [*result.summary["skipped"], *skipped]}
        _write_json(folder / "summary.json", summary)
        _write_text(folder / "report.html", page_of(result, summary))
        write_review(result, folder / REVIEW_FOLDER, output.path, summary)
        _write_json(folder / RUN_FILE, {**result.run, "formula_cells_prefixed": disarmed})
    return Saved(output.path, summary, disarmed)


def write_report(result: AuditResult, path: Path) -> Path:
    """Write the report alone, and return its path."""
    if path.is_dir():
        raise InputError(f"The report {str(path)!r} would replace a folder. Name a file, such as report.html.")
    path.parent.mkdir(parents=True, exist_ok=True)
    page = page_of(result, result.summary)
    with write_whole(path) as file:
        file.write(page.encode("utf-8", "backslashreplace"))
    return path


def _write_float64(file: IO[bytes], array: NDArray[np.floating]) -> None:
    """Write an array as `numpy.save` writes its float64 copy, without making one."""
    header = {"descr": "<f8", "fortran_order": False, "shape": array.shape}
    np.lib.format.write_array_header_1_0(file, header)
    for start in range(0, len(array), _ROWS):
        file.write(np.ascontiguousarray(array[start : start + _ROWS], dtype="<f8").data)


def _tables(result: AuditResult) -> dict[str, pd.DataFrame]:
    """Return the tables to write by the names of their files."""
    tables = {"issues": result.issues}
    return tables if result.tag_issues is None else {**tables, "tag_issues": result.tag_issues}


def _write_parquet(table: pd.DataFrame, path: Path) -> list[dict[str, str]]:
    """Write the table as Parquet, or return why it was left out."""
    try:
        with path.open("xb") as file:
            write_parquet(table, file)
    except MissingExtraError as error:
        path.unlink()
        return [{"what": path.name, "why": str(error)}]
    return []


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write a mapping as readable JSON."""
    _write_text(path, json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def _write_text(path: Path, text: str) -> None:
    """Write text as UTF-8; what UTF-8 cannot hold is written as an escape."""
    with path.open("xb") as file:
        _write(file, text)


def _write(file: IO[bytes], text: str) -> None:
    file.write(text.encode("utf-8", "backslashreplace"))
