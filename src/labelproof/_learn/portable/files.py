"""A model on disk: a folder with `model.json` and `arrays.npz`, read without running anything that is in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from labelproof._base.errors import InputError
from labelproof._blocks.damage import DAMAGE
from labelproof._learn.portable.model import PortableModel

__all__ = ["KIND", "MODEL_FILES", "is_model", "load_model", "write_model"]

KIND = "labelproof model"
VERSION = 1
MODEL_FILES = ("model.json", "arrays.npz")


def write_model(model: PortableModel, folder: Path, said: Mapping[str, Any]) -> None:
    """Write a model into an empty folder; `said` is what else `model.json` says."""
    about, kept = model.kept()
    arrays: dict[str, Any] = dict(kept)
    with (folder / MODEL_FILES[1]).open("xb") as file:
        np.savez_compressed(file, **arrays)
    whole = {"kind": KIND, "version": VERSION, **said, "model": about}
    text = json.dumps(whole, ensure_ascii=True, indent=1, allow_nan=False) + "\n"
    (folder / MODEL_FILES[0]).write_text(text, encoding="ascii")


def is_model(folder: Path) -> bool:
    """Tell whether a folder is a model of ours, of any version."""
    try:
        said = json.loads((folder / MODEL_FILES[0]).read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(said, dict) and said.get("kind") == KIND


def load_model(folder: Path) -> tuple[PortableModel, dict[str, Any]]:
    """Return the model of a folder, and what `model.json` says.

    Raises
    ------
    InputError
        If the folder holds no model, one of another version, or a damaged one.
    """
    if not is_model(folder):
        what = "holds no model" if folder.exists() else "does not exist"
        raise InputError(f"{folder} {what}. Pass a folder that `labelproof train` wrote.")
    said = json.loads((folder / MODEL_FILES[0]).read_bytes())
    if said.get("version") != VERSION:
        raise InputError(f"{folder} is of another version of labelproof. Train it again: labelproof train WORKSPACE")
    try:
        with np.load(folder / MODEL_FILES[1], allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        return PortableModel.from_kept(said["model"], arrays), said
    except DAMAGE as error:
        raise InputError(f"The model in {folder} is damaged ({error}). Train it again.") from error
