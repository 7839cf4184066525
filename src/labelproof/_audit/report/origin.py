"""The small print of the report: what was read, what was run, and what the words mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from labelproof._audit.report.escape import esc, name, prose
from labelproof._audit.report.numbers import count, duration, plural

__all__ = ["how_made"]

_FILES = 20
_COLUMNS = 12
_MEANINGS = (
    ("Flagged", "the given label looks wrong: the estimated chance that it is wrong is above one half."),
    (
        "Likely wrong",
        "that chance, estimated from the model alone. Nobody has checked it against people's judgement yet.",
    ),
    ("Suggested", "the class that the model finds likeliest instead. It is a suggestion, not the truth."),
    ("Label quality", "1 minus the chance wrong; low is suspect. The list is sorted by it; a class shows its mean."),
    (
        "95\u00a0%",
        "the interval in which the true share of a class lies, if the counted examples are a random draw (Wilson).",
    ),
    ("Out of sample", "every example was judged by a model that had not seen it."),
)


def how_made(summary: Mapping[str, Any], *, meanings: Sequence[tuple[str, str]] = _MEANINGS) -> str:
    """Return input, model, method and run, and the meaning of the words."""
    run, model = summary["run"], summary["model"]
    folds = model["folds"]
    trained = f", {count(folds)} folds" if folds and "fold" not in model["description"] else ""
    entries = [
        ("Input", _input(summary["input"])),
        ("Model", prose(str(model["description"]), limit=400) + trained),
        ("Flags", _method(summary["detection"])),
        ("Run", _run(summary, run)),
        *_hashes(summary["input"]["files"]),
    ]
    rows = "".join(f"<div><dt>{term}</dt><dd>{text}</dd></div>" for term, text in entries)
    words = "".join(f"<div><dt>{esc(term)}</dt><dd>{esc(text)}</dd></div>" for term, text in meanings)
    return (
        f'<section class="made"><h2>How this was made</h2><dl>{rows}</dl>'
        f'<details class="words"><summary>What the words mean</summary><dl>{words}</dl></details></section>'
    )


def _input(given: Mapping[str, Any]) -> str:
    """Return the files and columns that were read."""
    files = given["files"]
    parts = [_listed(_file_names(files), _FILES, "file") if files else "data in memory"]
    if given["label"] is not None:
        parts.append(f"label {_code(str(given['label']))}")
    for kind in ("text", "features"):
        if given[kind]:
            word = "text" if kind == "text" else plural(len(given[kind]), "feature").split(" ")[1]
            parts.append(f"{word} {_listed(given[kind], _COLUMNS, 'column')}")
    if given["image"] and given["image"] != "files":
        parts.append(f"images from {_code(str(given['image']))}")
    return ", ".join(parts)


def _method(detection: Mapping[str, Any]) -> str:
    """Return how rows were ranked and flagged."""
    method = prose(str(detection["method"]), limit=400)
    if "class_conditionality" not in detection:
        return method
    rho = float(detection["class_conditionality"])
    return f"{method}; class dependence of the noise {rho:.2f} of 1"


def _run(summary: Mapping[str, Any], run: Mapping[str, Any]) -> str:
    """Return seed, time and version."""
    total = summary["timings"].get("total")
    took = [duration(float(total))] if total is not None else []
    version = f"labelproof {name(str(summary['labelproof_version']))}"
    return ", ".join([f"seed {name(str(run['seed']))}", *took, version])


def _hashes(files: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return the SHA-256 of the inputs."""
    if not files:
        return []
    named = len(files) > 1
    lines = [
        f'<p><span class="mono">{esc(str(file["sha256"]))}</span>' + (f" {name(label)}" if named else "") + "</p>"
        for file, label in zip(files[:_FILES], _file_names(files), strict=False)
    ]
    if len(files) > _FILES:
        lines.append(f"<p>and {count(len(files) - _FILES)} more in summary.json</p>")
    return [("SHA-256", "".join(lines))]


def _listed(names: Sequence[str], most: int, one: str) -> str:
    """Return names, capped and counted."""
    shown = ", ".join(_code(n) for n in names[:most])
    left = len(names) - most
    return shown + (f" and {plural(left, f'more {one}')}" if left > 0 else "")


def _code(text: str) -> str:
    return f'<span class="mono">{name(_short_path(text))}</span>'


def _short_path(path: str) -> str:
    """Return a path that still says what it is."""
    return path if len(path) <= 120 else f"…{path[-119:]}"


def _file_names(files: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the names of files, without their folders where the names tell them apart."""
    paths = [str(file["path"]) for file in files]
    short = [path.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1] for path in paths]
    return short if len(set(short)) == len(short) else paths
