"""What was measured, as results.json holds it: groups, models, seeds, scores, measures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from data import GROUPS
from folds import MODELS
from scores import DEFAULT, METHODS

__all__ = ["mean_of", "parts_of", "seeds", "title_of", "values_of"]


def parts_of(results: Mapping[str, Any]) -> list[tuple[str, str, Mapping[str, Any]]]:
    """Return group, model and figures by seed of what was measured, small group first."""
    groups = results["groups"]
    return [
        (group, model, groups[group][model]) for group in GROUPS for model in MODELS if groups.get(group, {}).get(model)
    ]


def title_of(name: str) -> str:
    """Return what a score is called."""
    return DEFAULT if name == "ours" else METHODS[name].title


def values_of(found: Mapping[str, Any], name: str, measure: str) -> list[float]:
    """Return one measure of one score for every seed that has it."""
    values = [one["scores"][name][measure] for one in found.values()]
    return [value for value in values if value is not None]


def mean_of(found: Mapping[str, Any], name: str, measure: str) -> float:
    """Return the mean over seeds."""
    values = values_of(found, name, measure)
    return float(np.mean(values)) if values else float("nan")


def seeds(found: Mapping[str, Any]) -> str:
    """Return for example "10 seeds (0-9)"."""
    numbers = sorted(map(int, found))
    whole = numbers == list(range(numbers[0], numbers[-1] + 1)) and len(numbers) > 1
    listed = f"{numbers[0]}-{numbers[-1]}" if whole else ", ".join(map(str, numbers))
    return f"{len(numbers)} seed{'s' if len(numbers) > 1 else ''} ({listed})"
