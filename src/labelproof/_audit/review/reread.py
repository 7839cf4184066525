"""The request that reads the data of an audit again, from what its `review.json` says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from labelproof._audit.request import AuditRequest
from labelproof._base.errors import InputError

__all__ = ["request_from"]

_PATHS = ("data", "labels", "pred_probs", "feature_array", "classes")
_COLUMNS = ("label", "image", "audio", "id", "header", "tags", "folds", "seed")
_BACKBONES = ("timm:", "torchvision:", "transformers:")


def request_from(
    about: Mapping[str, Any], workspace: Path, *, model: Any = None, called: str | None = None
) -> AuditRequest:
    """Return the request that reads the data of a workspace again.

    Parameters
    ----------
    about : mapping
        Its `review.json`.
    workspace : Path
        Its folder, which paths in it start beside.
    model : name or model, optional
        What to train. Default: what was trained before.
    called : str, optional
        What the user calls the model.

    Raises
    ------
    InputError
        If the data was in memory, or the model cannot be made again.
    """
    reading = about["source"]["reading"]
    if "data" in reading["in_memory"] or "labels" in reading["in_memory"]:
        raise InputError(
            f"The data of {workspace} was in memory, so it cannot be read again. Write it to a file, for example with "
            "`labelproof export`, and audit that file."
        )
    paths = {name: _paths(reading[name], workspace.parent) for name in _PATHS}
    if paths["data"] is None:
        raise InputError(
            f"{workspace} holds labels and probabilities alone: there is nothing to train a model on. Make new "
            "probabilities with the corrected labels (`labelproof export`), and audit both."
        )
    if model is None and ":" in reading["model"] and not reading["model"].startswith(_BACKBONES):
        raise InputError(
            f"{workspace} was audited with a model of your own, {reading['model']!r}. Name what to train this time: "
            "--model fast (model='fast'), or your own again."
        )
    arguments: dict[str, Any] = {name: reading[name] for name in _COLUMNS}
    arguments |= {name: _single(listed) for name, listed in paths.items()}
    arguments |= {"text": tuple(reading["text"]), "features": tuple(reading["features"])}
    return AuditRequest(**arguments, model=reading["model"] if model is None else model, model_called=called)


def _paths(listed: list[str] | None, near: Path) -> list[str] | None:
    """Return paths as they can be opened from here."""
    return None if listed is None else [str(near / path) for path in listed]


def _single(listed: list[str] | None) -> list[str] | str | None:
    """Return the only one of a list."""
    return listed[0] if listed is not None and len(listed) == 1 else listed
