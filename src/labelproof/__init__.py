"""labelproof proofreads the labels of machine-learning datasets. Names load on first use."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from labelproof._audit import AuditResult, audit
    from labelproof._workspace.workspace import Workspace
    from labelproof.plot import plot_examples, plot_pairs, plot_scores

__all__ = ["AuditResult", "Workspace", "__version__", "audit", "plot_examples", "plot_pairs", "plot_scores"]

__version__ = "0.1.0"

_LAZY = {
    "audit": "labelproof._audit",
    "AuditResult": "labelproof._audit",
    "Workspace": "labelproof._workspace.workspace",
    "plot_examples": "labelproof.plot",
    "plot_pairs": "labelproof.plot",
    "plot_scores": "labelproof.plot",
}
_MODULES = (
    *("benchmarking", "classification", "count", "dataset", "experimental"),
    *("filter", "internal", "learn", "multiannotator", "multilabel_classification", "plot", "rank", "workspace"),
)


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(importlib.import_module(_LAZY[name]), name)
    if name in _MODULES:
        return importlib.import_module(f"labelproof.{name}")
    raise AttributeError(f"module 'labelproof' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_LAZY, *_MODULES})
