"""Out-of-sample tag probabilities, kept fold by fold: a run that was stopped goes on where it was.

Each fold is one .npy file beside a .json file that says what it was made of and how long that took. Both appear whole
or not at all, the .json file last; a fold whose data, model or scikit-learn differ is made again.
"""

from __future__ import annotations

import hashlib
import json
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import sklearn
from data import Problem
from numpy.typing import NDArray
from sklearn.base import ClassifierMixin, clone
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from labelproof._base.files import write_whole

__all__ = ["FOLDS", "MODELS", "Learned", "model_of", "out_of_sample"]

FOLDS = 5
MODELS = {"lr": "logistic regression", "rf": "random forest"}


@dataclass(frozen=True)
class Learned:
    """Out-of-sample probabilities (N, K) and the processor seconds that they took."""

    probs: NDArray[np.float64]
    seconds: float


def model_of(name: str, *, jobs: int = 1, quick: bool = False) -> ClassifierMixin:
    """Return the model that is fitted for each tag, with scikit-learn's defaults and `random_state=0`."""
    if name == "lr":
        return LogisticRegression(random_state=0)
    return RandomForestClassifier(10 if quick else 100, random_state=0, n_jobs=jobs)


def out_of_sample(
    problem: Problem, model: ClassifierMixin, folder: Path, *, advance: Callable[[int], Any] = lambda _: None
) -> Learned:
    """Return probabilities from the folds in `folder`, after making those that are missing.

    `advance` is called with the number of tags learnt, or found, since the last call.
    """
    folder.mkdir(parents=True, exist_ok=True)
    probs = np.empty(problem.given.shape)
    seconds = 0.0
    for number, (learn, held_out) in enumerate(split(problem)):
        origin = made_of(problem, model, number)
        kept = read(folder / f"fold-{number}", origin)
        if kept is None:
            start = time.process_time()
            found = one_versus_rest(problem, model, learn, held_out, advance)
            kept = Learned(found, time.process_time() - start)
            write(folder / f"fold-{number}", kept, origin)
        else:
            advance(problem.given.shape[1])
        probs[held_out] = kept.probs
        seconds += kept.seconds
    return Learned(probs, seconds)


def split(problem: Problem) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Return rows to learn from and held-out rows of each fold, stratified on the distinct sets of given tags."""
    _, sets = np.unique(problem.given, axis=0, return_inverse=True)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The least populated class", category=UserWarning)
        return list(folds.split(problem.X, sets.ravel()))


def one_versus_rest(
    problem: Problem,
    model: ClassifierMixin,
    learn: NDArray[np.int64],
    held_out: NDArray[np.int64],
    advance: Callable[[int], Any],
) -> NDArray[np.float64]:
    """Return P(tag) of the held-out rows, from one model per tag; a tag that all rows share is taken for granted."""
    probs = np.empty((held_out.size, problem.given.shape[1]))
    for tag, column in enumerate(problem.given[learn].T):
        if column.min() == column.max():
            probs[:, tag] = column[0]
        else:
            probs[:, tag] = clone(model).fit(problem.X[learn], column).predict_proba(problem.X[held_out])[:, 1]
        advance(1)
    return probs


def made_of(problem: Problem, model: ClassifierMixin, number: int) -> str:
    """Return what the probabilities of a fold depend on, as 64 hexadecimal digits."""
    settings = {name: value for name, value in model.get_params().items() if name != "n_jobs"}
    digest = hashlib.sha256(f"{type(model).__name__} {settings} {sklearn.__version__} {number}".encode())
    digest.update(problem.X.tobytes())
    digest.update(problem.given.tobytes())
    return digest.hexdigest()


def read(path: Path, origin: str) -> Learned | None:
    """Return a fold that is there and was made of the same, or None."""
    facts, probs = path.with_suffix(".json"), path.with_suffix(".npy")
    if not (facts.exists() and probs.exists()):
        return None
    found = json.loads(facts.read_text(encoding="utf-8"))
    return Learned(np.load(probs, allow_pickle=False), found["seconds"]) if found["made_of"] == origin else None


def write(path: Path, learned: Learned, origin: str) -> None:
    """Keep a fold."""
    with write_whole(path.with_suffix(".npy")) as file:
        np.save(file, learned.probs, allow_pickle=False)
    with write_whole(path.with_suffix(".json")) as file:
        file.write(json.dumps({"made_of": origin, "seconds": round(learned.seconds, 3)}).encode())
