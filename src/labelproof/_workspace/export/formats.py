"""Which ways there are to write the result of a review, and which of them cannot be used here."""

from __future__ import annotations

import importlib.util

from labelproof._base.errors import InputError, legal_name
from labelproof._workspace.export.place import Place, place_of
from labelproof._workspace.relocating import ELSEWHERE
from labelproof._workspace.state import State
from labelproof._workspace.views import ExportFormat

__all__ = ["CODES", "format_of", "formats_of"]

CODES = ("source", "csv", "jsonl", "parquet", "patch", "moves")
_TITLES = {
    "csv": "CSV",
    "tsv": "TSV",
    "jsonl": "JSON lines",
    "parquet": "Parquet",
    "arff": "ARFF",
    "npz": ".npz",
    "npy": ".npy",
}
_MEMORY = "The data came from memory, so there is no file to write again."
_NO_FOLDERS = "The labels are not the names of folders."


def formats_of(state: State) -> list[ExportFormat]:
    """Return the ways to write the result of a review; those that cannot be used say why."""
    place = place_of(state.folder)
    name = _safe(str(state.folder.about.get("name") or "data"))
    no_arrow = (
        None if importlib.util.find_spec("pyarrow") else "Parquet needs pyarrow: pip install 'labelproof[parquet]'"
    )
    return [
        ExportFormat(code="source", title=_title(state), file=_file(place, name), faithful=True, why=_why(place)),
        ExportFormat(code="csv", title="CSV table", file=f"{name}.corrected.csv", faithful=False),
        ExportFormat(code="jsonl", title="JSON lines", file=f"{name}.corrected.jsonl", faithful=False),
        ExportFormat(code="parquet", title="Parquet", file=f"{name}.corrected.parquet", faithful=False, why=no_arrow),
        ExportFormat(code="patch", title="Decisions as a patch", file=f"{name}.patch.jsonl", faithful=False),
        ExportFormat(
            code="moves",
            title="Plan of moves",
            file=f"{name}.moves.json",
            faithful=False,
            why=None if place.kind == "folder" else _NO_FOLDERS,
        ),
    ]


def format_of(state: State, code: str) -> ExportFormat:
    """Return one of the formats, refused when it does not exist or cannot be used here."""
    legal_name("format", "be a way to write the result", code, CODES)
    found = next(one for one in formats_of(state) if one.code == code)
    if found.why is not None:
        usable = ", ".join(one.code for one in formats_of(state) if one.why is None)
        raise InputError(f"The format {code!r} cannot be used here. {found.why} Use one of: {usable}.")
    return found


def _title(state: State) -> str:
    """Return what the format of the data is called."""
    kind = str(state.folder.about["source"]["kind"])
    if kind in {"folder", "zip"}:
        return f"Copy of the folder of {state.folder.about['noun']}" + (" in its zip file" if kind == "zip" else "")
    return f"As the data: {_TITLES.get(kind, 'a table')}"


def _file(place: Place, name: str) -> str:
    """Return a name for what is written in the format of the data: a file, or a folder for several."""
    if len(place.files) == 1 and place.kind != "folder":
        path = place.paths[0]
        return f"{path.stem}.corrected{path.suffix}"
    return f"{name}.corrected"


def _why(place: Place) -> str | None:
    """Return why the data cannot be written in their own format, None where they can."""
    if place.kind == "memory":
        return _MEMORY
    missing = next((path for path in place.paths if not path.exists()), None)
    return None if missing is None else f"{missing} is no longer there. {ELSEWHERE}"


def _safe(name: str) -> str:
    """Return a name that can be that of a file."""
    kept = "".join("_" if sign in '<>:"/\\|?*' or ord(sign) < 32 else sign for sign in name)
    return kept.strip(" .") or "data"
