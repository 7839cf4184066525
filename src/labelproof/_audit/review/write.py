"""The folder `review` of an audit: columns, what is shown of each row, and where everything came from."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from labelproof._audit.review.columns import columns_of
from labelproof._audit.review.content import digests_of, keys_of, shown_of, unicode_of
from labelproof._audit.review.numbers import middles_of
from labelproof._audit.review.origin import columns_of_roles, media_of, media_root, source_of
from labelproof._audit.review.pictures import write_pictures
from labelproof._audit.review.surest import surest_examples
from labelproof._base.dataset import Dataset, FileRef
from labelproof._learn.map_points import map_points
from labelproof._learn.vectors import content_vectors

if TYPE_CHECKING:
    from labelproof._audit.result import AuditResult

__all__ = ["write_review"]

VERSION = 1
_NOUNS = {"image": "images", "text": "texts", "table": "rows", "audio": "recordings", "given": "rows"}
_WARNINGS = ("weak_model", "weak_tags")


def write_review(result: AuditResult, folder: Path, workspace: Path, summary: Mapping[str, Any]) -> None:
    """Write what a review needs.

    Parameters
    ----------
    result : AuditResult
        The audit.
    folder : Path
        To be made, and filled.
    workspace : Path
        The final name of the folder of the audit, absolute; paths are written relative to it where they can be.
    summary : mapping
        The summary as it is written.
    """
    folder.mkdir()
    dataset = result.dataset
    digests = digests_of(dataset)
    group = _groups(result.parts.groups, digests)
    columns = {**(result.parts.columns or columns_of(result.findings, result.codes)), "group": group}
    surest = surest_examples(result.findings, result.codes, result.pred_probs, group)
    for name, column in {**columns, "hash": digests, "examples": surest, **_alike(result)}.items():
        _write_array(folder / f"{name}.npy", column)
    root = media_root(dataset)
    pictures = write_pictures(dataset.images, folder / "images.npy")
    _write_payload(folder, _payload(dataset, keys_of(dataset, digests), root, pictures=pictures))
    about = {
        "version": VERSION,
        "fingerprint": _fingerprint(result.class_names, {**columns, "hash": digests}),
        **_about(result, summary),
        "source": source_of(dataset, result.parts.reading, workspace),
        "root": None if root is None else _rooted(root, workspace),
        "arguments": dict(result.run.get("arguments", {})),
        "issue_kinds": _issue_kinds(summary, columns),
    }
    _write_json(folder / "review.json", about)


def _alike(result: AuditResult) -> dict[str, NDArray[Any]]:
    """Return what similarity and the map are drawn from; nothing where all rows are the same."""
    seed, vectors = int(result.run.get("seed", 0)), result.parts.vectors
    if vectors is None:
        vectors = content_vectors(result.dataset, result.pred_probs, seed=seed)
    return {"vectors": vectors, "points": map_points(vectors, seed=seed)} if vectors.any() else {}


def _about(result: AuditResult, summary: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was audited, and with what."""
    dataset = result.dataset
    warning = next((note["message"] for note in summary["notes"] if note["code"] in _WARNINGS), None)
    return {
        "name": unicode_of(dataset.name),
        "task": "classes" if dataset.tags is None else "tags",
        "modality": dataset.modality,
        "noun": _NOUNS[dataset.modality],
        "examples": len(dataset.labels),
        "classes": [unicode_of(name) for name in result.class_names],
        "created": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "model": summary["model"]["description"],
        "accuracy": summary["model"]["accuracy"],
        "warning": warning,
        "columns": columns_of_roles(dataset),
        "numbers": middles_of(dataset),
    }


def _groups(groups: NDArray[np.int64] | None, digests: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Return the group of copies of each row, numbered by first appearance; -1 for rows without a copy."""
    if groups is None and digests.any():
        rows = np.ascontiguousarray(digests).view(f"V{digests.shape[1]}").ravel()
        groups = np.unique(rows, return_inverse=True)[1].reshape(-1).astype(np.int64)
    if groups is None:
        return np.full(len(digests), -1, dtype=np.int32)
    _, first, inverse, counts = np.unique(groups, return_index=True, return_inverse=True, return_counts=True)
    several = np.flatnonzero(counts > 1)
    number = np.full(len(counts), -1, dtype=np.int32)
    number[several[np.argsort(first[several])]] = np.arange(len(several), dtype=np.int32)
    return np.asarray(number[inverse.reshape(-1)])


def _payload(dataset: Dataset, keys: list[str], root: Path | None, *, pictures: bool) -> Iterator[dict[str, Any]]:
    """Yield what is stored of each row."""
    refs: tuple[FileRef, ...] = (
        ()
        if dataset.images and dataset.images[0].array is not None and not pictures
        else (dataset.images or dataset.audio)
    )
    for row, (key, shown) in enumerate(zip(keys, shown_of(dataset), strict=True)):
        stored = {"key": key, **shown}
        if refs:
            stored["media"] = media_of(refs[row], row, root)
        yield stored


def _write_payload(folder: Path, rows: Iterator[Mapping[str, Any]]) -> None:
    """Write one JSON object per row, and where each begins and ends."""
    ends, encode = [0], json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    with (folder / "payload.bin").open("xb") as file:
        for row in rows:
            ends.append(ends[-1] + file.write(encode(row).encode("utf-8", "backslashreplace")))
    _write_array(folder / "payload.npy", np.array(ends, dtype=np.uint64))


def _issue_kinds(summary: Mapping[str, Any], columns: Mapping[str, NDArray[Any]]) -> dict[str, int]:
    """Return how many rows, or tags, each kind of finding has."""
    counts = summary["counts"]
    kinds = ("missing", "extra") if "missing" in counts else ()
    return {
        "label": counts.get("flagged_tags", counts["flagged"]),
        **{kind: counts[kind] for kind in kinds},
        "unlabelled": counts["unlabelled"],
        "unreadable": counts["unreadable"],
        "duplicates": int((columns["group"] >= 0).sum()),
    }


def _fingerprint(names: tuple[str, ...], columns: Mapping[str, NDArray[Any]]) -> str:
    """Return the SHA-256 of the class names and columns: two audits of one fingerprint say the same."""
    digest = hashlib.sha256(json.dumps(names).encode("ascii"))
    for name in sorted(columns):
        digest.update(name.encode("ascii"))
        digest.update(np.ascontiguousarray(columns[name]).data)
    return digest.hexdigest()


def _rooted(root: Path, workspace: Path) -> str:
    """Return a folder relative to the workspace when it lies beside or below it, else absolute."""
    near = root == workspace.parent or root.is_relative_to(workspace.parent)
    return Path(os.path.relpath(root, workspace)).as_posix() if near else str(root)


def _write_array(path: Path, array: NDArray[Any]) -> None:
    with path.open("xb") as file:
        np.save(file, np.ascontiguousarray(array), allow_pickle=False)


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    path.write_bytes(text.encode("utf-8", "backslashreplace"))
