"""A model of the corrected labels, to be kept and asked about other data."""

from __future__ import annotations

import datetime
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof import __version__
from labelproof._audit.review.content import digests_of
from labelproof._audit.run import Prepared
from labelproof._base.dataset import Dataset
from labelproof._base.errors import InputError
from labelproof._base.progress import SILENT, Progress
from labelproof._learn.portable.files import KIND, MODEL_FILES, is_model, write_model
from labelproof._learn.portable.model import PortableModel, fit_portable
from labelproof._workspace.rereading import corrected_data

__all__ = ["Trained", "train"]

_READING = ("text", "image", "audio", "features", "id", "header")


@dataclass(frozen=True)
class Trained:
    """A model, its folder, and how many rows it has learned from."""

    path: Path
    model: PortableModel
    examples: int


def train(
    path: str | Path, output: str | Path, *, force: bool = False, seed: int = 0, progress: Progress = SILENT
) -> Trained:
    """Fit a model to the corrected labels of a workspace, and write it into a folder.

    Parameters
    ----------
    path : path
        The folder of the workspace.
    output : path
        The folder to write; it appears whole or not at all.
    force : bool, default False
        Replace an earlier model there.
    seed : int, default 0
        Seed of samples, folds and models.
    progress : Progress, optional
        Where to report progress. Default: nowhere.

    Returns
    -------
    Trained
        The model and where it is.

    Raises
    ------
    InputError
        If the data cannot be read again, there is too little to learn from, or the folder must not be replaced.

    Notes
    -----
    Rows that were excluded or left open (unsure, both fit, people differ) teach nothing.
    """
    target = Path(output).expanduser().absolute()
    _check_target(target, force=force)
    prepared = corrected_data(path, model="fast", progress=progress)
    lessons, dataset = prepared.lessons, prepared.dataset
    groups = _groups(dataset)
    model = fit_portable(dataset, lessons, prepared.class_names, groups=groups, seed=seed, progress=progress)
    learned = lessons >= 0 if lessons.ndim == 1 else (lessons <= 1).all(axis=1)
    examples = int(learned.sum())
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    target.parent.mkdir(parents=True, exist_ok=True)
    draft.mkdir()
    try:
        write_model(model, draft, _said(prepared, examples))
        _check_target(target, force=force)
        if target.exists():
            shutil.rmtree(target)
        draft.rename(target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return Trained(target, model, examples)


def _said(prepared: Prepared, examples: int) -> dict[str, Any]:
    """Return what the record of a model says beside the model."""
    dataset, request = prepared.dataset, prepared.request
    return {
        "created": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "labelproof_version": __version__,
        "name": dataset.name,
        "modality": dataset.modality,
        "examples": examples,
        "reading": {
            **{name: getattr(request, name) for name in _READING},
            "text": list(dataset.text_columns),
            "features": list(dataset.feature_columns or request.features),
            "id": dataset.id_column,
        },
    }


def _groups(dataset: Dataset) -> NDArray[np.int64]:
    """Return which rows are copies of each other."""
    digests = digests_of(dataset)
    return np.unique(digests, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)


def _check_target(target: Path, *, force: bool) -> None:
    """Refuse a place that must not be replaced."""
    if not target.exists():
        return
    if not target.is_dir() or (os.listdir(target) and not is_model(target)):  # noqa: PTH208 - names are enough
        raise InputError(f"{target} is there already, and is no model ({KIND!r}). Choose another folder with -o.")
    others = sorted(entry.name for entry in target.iterdir() if entry.name not in MODEL_FILES)
    if others:
        raise InputError(f"{target} holds {others[0]!r}, which no model has. Choose another folder with -o.")
    if not force:
        raise InputError(f"{target} holds a model. Replace it with --force, or choose another folder with -o.")
