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

__all__ = ["TABLE_SUFFIXES", "existing", "read_table"]

_READERS: dict[str, Callable[..., Table]] = {
    **dict.fromkeys((".csv", ".tsv", ".tab", ".txt", ".data"), read_delimited),
    **dict.fromkeys((".jsonl", ".ndjson", ".json"), read_json_lines),
    **dict.fromkeys((".parquet", ".pq"), read_parquet),
}
TABLE_SUFFIXES = tuple(_READERS)


def existing(path: Path) -> Path:
    """Return the path when it exists, else an error with the nearest file name of its folder."""
    if path.exists():
        return path
    folder = path.parent
    if not folder.is_dir():
        raise InputError(f"`{path}` does not exist, and neither does the folder `{folder}`. Check the path.")
    names = sorted(entry.name for entry in folder.iterdir())
    close = difflib.get_close_matches(path.name, names, n=1, cutoff=0.6)
    hint = f"Did you mean `{folder / close[0]}`?" if close else "Check the path."
    raise InputError(f"`{path}` does not exist. {hint}")


def read_table(path: Path, *, header: bool | None = None) -> Table:
    """Return the table of one file, by the ending of its name."""
    reader = _READERS.get(path.suffix.lower())
    if path.suffix.lower() == ".npy":
        raise InputError(f"`{path}` is a bare array. Pass labels and probabilities with `--labels` and `--pred-probs`.")
    if reader is None:
        raise InputError(
            f"`{path}` is no kind of file that can be read: {path.suffix or 'no ending'!r} was found. "
            f"Expected one of {', '.join(TABLE_SUFFIXES)}, an .npz, a .zip or a folder of images."
        )
    return reader(path, header=header)
