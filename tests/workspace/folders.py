"""Review folders as an audit writes them, made up in memory: small ones by hand, large ones by numbers."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["write_folder", "write_large_folder", "write_tags_folder"]


def write_folder(
    path: Path,
    given: list[int],
    suggested: list[int],
    *,
    classes: tuple[str, ...] = ("ant", "bee", "cat"),
    keys: list[str] | None = None,
    texts: list[str] | None = None,
    flagged: list[bool] | None = None,
    chance: list[float] | None = None,
    group: list[int] | None = None,
    fingerprint: str | None = None,
    cells: list[list[list[str]]] | None = None,
    numbers: dict[str, dict[str, float]] | None = None,
) -> Path:
    """Write a folder of one class per row; where `suggested` differs from `given`, a row is flagged, in input order."""
    count = len(given)
    codes, better = np.array(given, dtype=np.int32), np.array(suggested, dtype=np.int32)
    flags = (codes != better) & (codes >= 0) if flagged is None else np.array(flagged)
    chances = np.where(flags, 0.9 - 0.001 * np.arange(count), 0.1) if chance is None else np.array(chance)
    chances = np.where(codes < 0, np.nan, chances).astype(np.float32)
    probabilities = np.full((count, len(classes)), 0.2 / max(len(classes) - 1, 1))
    probabilities[np.arange(count), better] = 0.8
    texts = texts if texts is not None else [f"text {row}" for row in range(count)]
    keys = keys if keys is not None else [f"key {row}" for row in range(count)]
    payload: list[dict[str, Any]] = [{"key": key, "name": None} for key in keys]
    for row, shown in enumerate(payload):
        shown.update({"cells": cells[row]} if cells else {"text": texts[row]})
    columns = {
        "given": codes,
        "suggested": better,
        "chance": chances,
        "flagged": flags,
        "order": np.argsort(-np.nan_to_num(chances, nan=-1), kind="stable").astype(np.int32),
        "group": np.array(group if group is not None else [-1] * count, dtype=np.int32),
        "hash": _digests(payload),
        "vectors": _vectors(probabilities),
        "examples": np.full((len(classes), 6), -1, dtype=np.int32),
    }
    about: dict[str, Any] = {"numbers": numbers} if numbers else {}
    about["modality"] = "table" if cells else "text"
    return _write(path, columns, payload, probabilities, classes=classes, fingerprint=fingerprint, about=about)


def write_tags_folder(
    path: Path,
    given: list[list[int]],
    suggested: list[list[int]],
    *,
    tags: tuple[str, ...] = ("red", "round"),
    fingerprint: str | None = None,
) -> Path:
    """Write a folder of tags; where `suggested` differs from `given`, that tag of the row is flagged."""
    before, after = np.array(given, dtype=np.uint8), np.array(suggested, dtype=np.uint8)
    chances = np.where(before != after, 0.9, 0.1).astype(np.float32)
    payload: list[dict[str, Any]] = [{"key": f"key {row}", "text": f"text {row}"} for row in range(len(before))]
    probabilities = np.where(after == 1, 0.9, 0.1)
    columns = {
        "given": before,
        "suggested": after,
        "chance": chances,
        "flagged": before != after,
        "order": np.argsort(-chances.max(axis=1), kind="stable").astype(np.int32),
        "group": np.full(len(before), -1, dtype=np.int32),
        "hash": _digests(payload),
    }
    about = {"task": "tags", "modality": "text"}
    return _write(path, columns, payload, probabilities, classes=tags, fingerprint=fingerprint, about=about)


def write_large_folder(path: Path, rows: int = 1_000_000, classes: int = 100, seed: int = 0) -> Path:
    """Write a folder of many rows, an eighth of them flagged, with probabilities, vectors and a map."""
    draw = np.random.default_rng(seed)
    given = draw.integers(0, classes, rows, dtype=np.int32)
    chance = draw.random(rows, dtype=np.float32) ** 3
    flagged = chance > 0.67
    suggested = np.where(flagged, (given + draw.integers(1, 6, rows)) % classes, given).astype(np.int32)
    vectors = draw.standard_normal((rows, 16), dtype=np.float32)
    vectors += 2 * draw.standard_normal((classes, 16), dtype=np.float32)[suggested]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    names = tuple(f"class {code}" for code in range(classes))
    columns = {
        "given": given,
        "suggested": suggested,
        "chance": chance,
        "flagged": flagged,
        "order": np.argsort(-chance, kind="stable").astype(np.int32),
        "group": np.where(np.arange(rows) % 50 < 2, np.arange(rows) // 50, -1).astype(np.int32),
        "hash": np.arange(rows * 2, dtype=np.uint64).view(np.uint8).reshape(rows, 16),
        "vectors": vectors.astype(np.float16),
        "points": draw.integers(0, 65536, (rows, 2), dtype=np.uint16),
        "examples": np.stack([np.flatnonzero(suggested == code)[:6] for code in range(classes)]).astype(np.int32),
    }
    review = path / "review"
    review.mkdir(parents=True)
    template = (
        '{{"key":"row-{row:07d}","name":null,"text":"This is the made-up text number {row} of a large data set."}}'
    )
    texts = [template.format(row=row).encode() for row in range(rows)]
    _write_payload(review, texts)
    about = {"modality": "text"}
    _write_columns(path, columns, classes=names, fingerprint=f"large {rows} {seed}", about=about)
    probabilities = np.lib.format.open_memmap(
        path / "pred_probs.npy", mode="w+", dtype=np.float64, shape=(rows, classes)
    )
    for start in range(0, rows, 50_000):
        block = draw.random((min(50_000, rows - start), classes))
        block[np.arange(len(block)), suggested[start : start + len(block)]] += classes
        probabilities[start : start + len(block)] = block / block.sum(axis=1, keepdims=True)
    return path


def _write(
    path: Path,
    columns: dict[str, Any],
    payload: list[dict[str, Any]],
    probabilities: Any,
    *,
    classes: tuple[str, ...],
    fingerprint: str | None,
    about: dict[str, Any],
) -> Path:
    review = path / "review"
    review.mkdir(parents=True, exist_ok=True)
    _write_payload(review, [json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() for row in payload])
    _write_columns(path, columns, classes=classes, fingerprint=fingerprint, about=about)
    np.save(path / "pred_probs.npy", probabilities)
    return path


def _write_payload(review: Path, rows: list[bytes]) -> None:
    offsets = np.zeros(len(rows) + 1, dtype=np.uint64)
    offsets[1:] = np.cumsum([len(row) for row in rows])
    (review / "payload.bin").write_bytes(b"".join(rows))
    np.save(review / "payload.npy", offsets)


def _write_columns(
    path: Path, columns: dict[str, Any], *, classes: tuple[str, ...], fingerprint: str | None, about: dict[str, Any]
) -> None:
    digest = hashlib.sha256(json.dumps(classes).encode())
    for name, column in columns.items():
        np.save(path / "review" / f"{name}.npy", column)
        digest.update(np.ascontiguousarray(column).tobytes() if len(column) < 100_000 else b"")
    told = {
        "version": 1,
        "fingerprint": fingerprint or digest.hexdigest(),
        "name": "made up",
        "task": "classes",
        "modality": "text",
        "noun": "rows",
        "examples": len(columns["given"]),
        "classes": list(classes),
        "created": "2026-01-02T03:04:05+00:00",
        "model": "made up",
        "accuracy": 0.9,
        "warning": None,
        "columns": {"label": "label", "tags": None, "id": None, "text": ["text"], "features": []},
        "source": {"kind": "frame", "files": [], "rows": [], "reading": {}},
        "root": None,
        "arguments": {},
        "issue_kinds": {},
        **about,
    }
    (path / "review" / "review.json").write_text(json.dumps(told), encoding="utf-8")


def _vectors(probabilities: Any) -> Any:
    vectors = np.asarray(probabilities, dtype=np.float32)
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float16)


def _digests(payload: list[dict[str, Any]]) -> Any:
    texts = [json.dumps([row.get("text"), row.get("cells")]).encode() for row in payload]
    return np.array([list(hashlib.blake2b(text, digest_size=16).digest()) for text in texts], dtype=np.uint8)
