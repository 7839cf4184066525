"""The decisions alone, as JSON lines: who changed what into what, when and why; and the way to make them again."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from labelproof._audit.review.content import digests_of, keys_of
from labelproof._base.dataset import Dataset
from labelproof._base.errors import InputError
from labelproof._base.files import write_whole
from labelproof._formats import read, read_tagged
from labelproof._formats.rewrite.files import rewritten
from labelproof._formats.rewrite.plan import DROPPED, Change, Plan
from labelproof._workspace.export.choice import Choice
from labelproof._workspace.export.decisions import Decision, Decisions

__all__ = ["PATCH_VERSION", "apply_patch", "patch_lines", "rows_of"]

PATCH_VERSION = 1
_READING = ("label", "text", "image", "audio", "features", "id", "header", "tags")
_ACTIVE = {"relabel", "exclude"}


def patch_lines(decisions: Decisions) -> Iterator[str]:
    """Yield the lines of a patch: first what it belongs to, then one decision each."""
    state, folder = decisions.state, decisions.state.folder
    reading = {**folder.about["source"].get("reading", {}), **folder.about["columns"]}
    about = {
        "labelproof": "patch",
        "version": PATCH_VERSION,
        "name": folder.about["name"],
        "task": folder.task,
        "classes": state.classes,
        "fingerprint": folder.fingerprint,
        "last_event": decisions.last,
        "reading": {name: reading[name] for name in _READING if reading.get(name) not in (None, [], ())},
    }
    yield _line(about)
    for one in decisions.listed:
        yield _line(_entry(decisions, one))


def rows_of(decisions: Decisions, choice: Choice, code: str) -> int:
    """Return how many rows an export has; of a patch, how many decisions."""
    if code == "patch":
        return len(decisions.listed)
    return decisions.state.folder.rows - (len(decisions.excluded) if choice.excluded == "drop" else 0)


def _line(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"


def _entry(decisions: Decisions, one: Decision) -> dict[str, Any]:
    """Return one decision for people and for `apply_patch`."""
    folder = decisions.state.folder
    old = folder.label_name(int(folder.given[one.target]), folder.classes)
    entry: dict[str, Any] = {"key": folder.key(one.row), "row": one.row}
    if one.tag is not None:
        entry["tag"] = folder.classes[one.tag]
    new = one.label if one.status == "fixed" else None if one.status == "excluded" else old
    entry.update(old=old, new=new, action=one.action, who=one.reviewer, when=one.at, why=one.comment)
    return {**entry, "hash": folder.content(one.row).hex()}


def apply_patch(
    patch: str | os.PathLike[str], data: str | os.PathLike[str], output: str | os.PathLike[str], *, force: bool = False
) -> int:
    """Write a table again with the decisions of a patch, and return how many rows changed.

    Parameters
    ----------
    patch : path
        What `labelproof export --format patch` wrote.
    data : path
        One table file. Its rows may stand in another order than when they were reviewed; each one is found by its key,
        and its content and its old label must be what they were.
    output : path
        The file to write.
    force : bool, default False
        Replace an existing file.

    Returns
    -------
    int
        Number of rows with another label, or left out.

    Raises
    ------
    InputError
        If a row is missing, or its content or its label is another one than in the patch; nothing is written then.
    """
    source, target = Path(data), Path(output)
    if target.exists() and (not force or target.resolve() == source.resolve()):
        raise InputError(f"`{target}` exists already, and is not replaced. Name another file.")
    about, entries = _read_patch(Path(patch))
    reading = {name: value for name, value in about.get("reading", {}).items() if name in _READING}
    dataset = _read_data(source, about["task"], reading)
    changes = _changes(dataset, entries)
    columns = tuple(str(dataset.label_column).split(", ")) if dataset.label_column not in dataset.frame.columns else ()
    plan = Plan(
        columns=columns or (str(dataset.label_column),),
        rows=len(dataset.labels),
        changes=changes,
        tags=None if dataset.tags is None else dataset.tags.names,
        header=reading.get("header"),
    )
    made = rewritten(source.read_bytes(), source, plan)
    with write_whole(target) as file:
        file.write(made.content)
    return len(changes)


def _read_patch(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return what a patch belongs to, and its decisions."""
    try:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InputError(f"`{path}` is no patch: it does not hold JSON lines ({error}). Export it again.") from None
    about = lines[0] if lines and isinstance(lines[0], dict) else {}
    if about.get("labelproof") != "patch" or about.get("version") != PATCH_VERSION:
        raise InputError(f"`{path}` is no patch of version {PATCH_VERSION}. Pass what `--format patch` wrote.")
    return about, lines[1:]


def _read_data(path: Path, task: str, reading: dict[str, Any]) -> Dataset:
    """Return the data as the audit read them."""
    if task == "tags":
        return read_tagged(path, **{**reading, "tags": reading.get("tags", True)}, need_content=False)
    return read(path, **{name: value for name, value in reading.items() if name != "tags"}, need_content=False)


def _changes(dataset: Dataset, entries: list[dict[str, Any]]) -> dict[int, Change]:
    """Return the changes of a patch by the rows of the data, each checked."""
    digests = digests_of(dataset)
    row_of = {key: row for row, key in enumerate(keys_of(dataset, digests))}
    changes: dict[int, Change] = {}
    tags: dict[int, dict[str, bool]] = {}
    for entry in (entry for entry in entries if entry["action"] in _ACTIVE):
        row = row_of.get(entry["key"])
        if row is None:
            raise _refused(entry, "the data have no such row")
        if bytes(np.asarray(digests[row])).hex() != entry["hash"]:
            raise _refused(entry, "its content is another one now")
        now = _label_now(dataset, row, entry.get("tag"))
        if now != entry["old"]:
            raise _refused(entry, f"its label is {now!r} now, and was {entry['old']!r}")
        if entry["action"] == "exclude":
            changes[row] = DROPPED
        elif entry["new"] != entry["old"] and "tag" in entry:
            tags.setdefault(row, {})[entry["tag"]] = entry["new"] == "present"
        elif entry["new"] != entry["old"]:
            changes[row] = entry["new"]
    return {**tags, **changes}


def _label_now(dataset: Dataset, row: int, tag: str | None) -> str | None:
    """Return the label of a row as the log calls it."""
    if tag is None or dataset.tags is None:
        label: str | None = dataset.labels[row]
        return label
    if tag not in dataset.tags.names:
        return "absent"
    return "present" if dataset.tags.given[row, dataset.tags.names.index(tag)] else "absent"


def _refused(entry: Mapping[str, Any], why: str) -> InputError:
    return InputError(
        f"The patch does not fit: of {entry['key']!r}, {why}. Nothing was written. Audit these data again."
    )
