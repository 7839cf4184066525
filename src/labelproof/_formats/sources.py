"""Which reader a path belongs to, and the errors for paths that belong to none."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path

from labelproof._base.errors import InputError
from labelproof._formats.delimited import read_delimited
from labelproof._formats.jsonlines import read_json_lines
from labelproof._formats.parquet import read_parquet
from labelproof._formats.table import Table
from labelproof._formats.tags.arff import read_arff
from labelproof._formats.tags.attributes import is_attribute_list, read_attribute_list

__all__ = ["TABLE_SUFFIXES", "existing", "read_table", "unknown_kind"]

_READERS: dict[str, Callable[..., Table]] = {
    **dict.fromkeys((".csv", ".tsv", ".tab", ".txt", ".data"), read_delimited),
    **dict.fromkeys((".jsonl", ".ndjson", ".json"), read_json_lines),
    **dict.fromkeys((".parquet", ".pq"), read_parquet),
    ".arff": read_arff,
}
TABLE_SUFFIXES = tuple(_READERS)
_COMPRESSED = {".gz": "gunzip", ".bz2": "bunzip2", ".xz": "unxz", ".zst": "unzstd"}
_SPREADSHEETS = frozenset({".xlsx", ".xls", ".xlsm", ".ods"})


def existing(path: Path) -> Path:
    """Return the path when it exists, else an error with the nearest file name of its folder."""
    if path.exists():
        return path
    if str(path) == "-":
        raise InputError("Standard input (`-`) is not supported as data. Save it as a file and pass the file's path.")
    folder = path.parent
    if not folder.is_dir():
        raise InputError(f"`{path}` does not exist, and neither does the folder `{folder}`. Check the path.")
    names = sorted(entry.name for entry in folder.iterdir())
    close = difflib.get_close_matches(path.name, names, n=1, cutoff=0.6)
    hint = f"Did you mean `{folder / close[0]}`?" if close else "Check the path."
    raise InputError(f"`{path}` does not exist. {hint}")


def unknown_kind(path: Path) -> InputError | None:
    """Return the error that names the way out for a compressed file or a spreadsheet, or None for other files."""
    suffix = path.suffix.lower()
    if suffix in _COMPRESSED:
        return InputError(
            f"`{path}` is compressed, which is not read. Unpack it first: {_COMPRESSED[suffix]} {path.name}"
        )
    if suffix in _SPREADSHEETS:
        return InputError(
            f"`{path}` is a spreadsheet, which is not read. Save the sheet as CSV, or pass "
            "pandas.read_excel(...) from Python."
        )
    return None


def read_table(path: Path, *, header: bool | None = None) -> Table:
    """Return the table of one file, by the ending of its name."""
    reader = _READERS.get(path.suffix.lower())
    if path.suffix.lower() == ".npy":
        raise InputError(f"`{path}` is a bare array. Pass labels and probabilities with `--labels` and `--pred-probs`.")
    if reader is None:
        raise unknown_kind(path) or InputError(
            f"`{path}` is no kind of file that can be read: {path.suffix or 'no ending'!r} was found. "
            f"Expected one of {', '.join(TABLE_SUFFIXES)}, an .npz, a .zip or a folder of images or recordings."
        )
    if path.suffix.lower() == ".txt" and is_attribute_list(path):
        return read_attribute_list(path)
    return reader(path, header=header)
