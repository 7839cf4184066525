"""A small audit in numbers, cards for it, and hostile strings: what the tests of the report share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from labelproof._audit.report.cards import Card, Content, TextContent

PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)
HOSTILE = (
    "<script>window.__pwned = 1; alert(1)</script>",
    '"><img src=x onerror="window.__pwned = 1; alert(2)">',
    "' onmouseover='window.__pwned = 1",
    "</style><script>window.__pwned = 1</script>",
    "</title></textarea></svg><svg onload=window.__pwned=1>",
    "javascript:window.__pwned=1",
    "--x:url(https://example.invalid/x)",
    "`<b onclick=window.__pwned=1>`",
    "&lt;script&gt;&#60;script&#62;",
    "invoice\u202egnp.exe\u2066",
    "nul\x00 escape\x1b[31m\x07 lone\ud800",
)


@pytest.fixture
def pixel() -> str:
    """A picture of one pixel."""
    return PIXEL


@pytest.fixture(params=range(len(HOSTILE)), ids=lambda i: f"hostile{i}")
def hostile(request: pytest.FixtureRequest) -> str:
    """One hostile string after the other."""
    return HOSTILE[request.param]


@pytest.fixture
def card() -> Callable[..., Card]:
    """A maker of cards."""

    def make(content: Content | None = None, **changes: Any) -> Card:
        given, suggested = changes.get("given", "cat"), changes.get("suggested", "dog")
        fields: dict[str, Any] = {
            "rank": 1,
            "row": 7532,
            "id": None,
            "given": given,
            "suggested": suggested,
            "error_probability": 0.97,
            "classes": ((suggested, 0.9), ("cow", 0.06), (given, 0.04)),
            "content": TextContent("Why was my transaction declined?") if content is None else content,
        }
        return Card(**{**fields, **changes})

    return make


@pytest.fixture
def summary() -> Callable[..., dict[str, Any]]:
    """A maker of summaries; the keywords replace whole parts."""

    def make(**changes: Any) -> dict[str, Any]:
        return {**_summary(), **changes}

    return make


def _class(name: str, flagged: int) -> dict[str, Any]:
    return {
        "name": name, "examples": 100, "flagged": flagged, "share": flagged / 100, "interval": [0.01, 0.09],
        "suggested": 3, "mean_quality": 0.93,
    }  # fmt: skip


def _summary() -> dict[str, Any]:
    return {
        "schema_version": 1,
        "name": "pets",
        "created": "2026-11-21",
        "labelproof_version": "0.1.0",
        "modality": "text",
        "counts": {
            "examples": 302, "labelled": 300, "unlabelled": 2, "flagged": 6, "classes": 3, "classes_with_flags": 2,
        },
        "model": {
            "description": "words, linear", "given": False, "folds": 5, "accuracy": 0.9,
            "accuracy_interval": [0.86, 0.93], "log_loss": 0.3,
        },
        "detection": {"method": "noise-adaptive score", "class_conditionality": 0.4, "probability": "uncalibrated"},
        "classes": [_class("cat", 4), _class("dog", 2), _class("cow", 0)],
        "class_pairs": [
            {"given": "cat", "suggested": "dog", "flagged": 4},
            {"given": "dog", "suggested": "cow", "flagged": 2},
        ],
        "quality_histogram": {
            "edges": [i / 20 for i in range(21)],
            "flagged": [2, 2, 2] + [0] * 17,
            "other": [0] * 17 + [4, 90, 200],
        },
        "calibration": [
            {"predicted": 0.55, "observed": 0.6, "interval": [0.4, 0.8], "examples": 20},
            {"predicted": 0.95, "observed": 0.95, "interval": [0.92, 0.97], "examples": 280},
        ],
        "similar_classes": [{"names": ["Cat", "cat"], "reason": "differ only by case or blanks"}],
        "unlabelled": [
            {"row": 11, "suggested": "dog", "probability": 0.8},
            {"row": 12, "suggested": None, "probability": None},
        ],
        "notes": [{"code": "null_labels", "message": "2 labels are missing in `label`.", "count": 2, "rows": [11, 12]}],
        "skipped": [{"what": "issues.parquet", "why": "pyarrow is not installed"}],
        "timings": {"read": 0.1, "learn": 120.4, "detect": 0.5, "total": 121.0},
        "input": {
            "files": [{"path": "data/pets.csv", "sha256": "9c5e" * 16}], "label": "label", "text": ["text"],
            "features": [], "image": None,
        },
        "run": {"seed": 0, "folds": 5, "model": "fast"},
    }  # fmt: skip
