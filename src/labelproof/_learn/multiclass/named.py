"""The models of classes that have a name: built-in pools and their members, and networks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof import __version__
from labelproof._base.errors import InputError
from labelproof._base.progress import Progress
from labelproof._learn.builtin import learn_pred_probs
from labelproof._learn.content_key import content_key, versions
from labelproof._learn.fold_cache import FoldCache
from labelproof._learn.models.backbone import is_backbone, weights_facts
from labelproof._learn.multiclass.as_dataset import as_dataset, file_facts
from labelproof._learn.multiclass.network import ClassNetwork
from labelproof._learn.networks.estimator import TIMM
from labelproof._learn.plan import Plan

__all__ = ["is_pool", "named_network", "pool_probs"]

_NETWORK = "network"
_FORMAT = 1


def is_pool(model: Any) -> bool:
    """Return True for the name of a built-in model that is no network."""
    return isinstance(model, str) and model != _NETWORK and (not model.startswith(TIMM) or is_backbone(model))


def named_network(name: str, X: Any) -> ClassNetwork:  # noqa: ARG001
    """Return the network that a name stands for."""
    if is_pool(name):
        raise InputError(
            f"`model` must be one name, or a list of estimators: got {name!r} in a list. Pass the name alone, and "
            "pool the results with `Ensemble`."
        )
    return ClassNetwork(None if name == _NETWORK else name)


def pool_probs(
    name: str, X: Any, codes: NDArray[np.int64], classes: NDArray[Any], plan: Plan, progress: Progress
) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.int64]]:
    """Return the probabilities by a built-in model, the fold and the group of each example.

    Parameters
    ----------
    name : str
        The model.
    X : N examples
        Texts, paths of images, features or pixels.
    codes : (N,) int64
        0..K-1, or -1 for no label.
    classes : (K,) array
        The label of each number.
    plan : Plan
        How. Built-in models take no weights.
    progress : Progress
        Told of every fold.

    Returns
    -------
    tuple of (N, K) float32, (N,) int64 and (N,) int64
        Probabilities, folds of the first round, groups.
    """
    if plan.sample_weight is not None:
        raise InputError(
            "`sample_weight` must be None for a built-in model, which takes no weights. Pass an estimator, for example "
            "LogisticRegression(), to use them."
        )
    cache = FoldCache(None if plan.cache_dir is None else Path(plan.cache_dir))
    key = "" if cache.folder is None else _key(name, X, codes, classes.size, plan)
    kept = _read(cache, key, codes.size, classes.size)
    if kept is not None:
        return kept
    names = np.array([None if code < 0 else str(classes[code]) for code in codes], dtype=object)
    learned = learn_pred_probs(
        as_dataset(X, names),
        codes,
        classes.size,
        model=name,
        folds=plan.folds,
        rounds=plan.repeats,
        groups=plan.groups,
        seed=plan.seed,
        progress=progress,
        device=plan.device,
        cache_dir=cache.folder,
    )
    pred_probs = learned.pred_probs.astype(np.float32)
    for kind, part in (("groups", learned.groups), ("folds", learned.fold), ("pool", pred_probs)):
        cache.write(key, part, kind=kind)
    return pred_probs, learned.fold, learned.groups


def _key(name: str, X: Any, codes: NDArray[np.int64], num_classes: int, plan: Plan) -> str:
    """Return the key of all that shapes the result; of files their size and time, for paths alone say nothing."""
    known = versions({"numpy", "scipy", "sklearn", "torch"})
    settings = (name, num_classes, plan.folds, plan.repeats, plan.groups, plan.seed)
    return content_key(_FORMAT, __version__, known, settings, X, file_facts(X), weights_facts(name), codes)


def _read(
    cache: FoldCache, key: str, num_rows: int, num_classes: int
) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.int64]] | None:
    """Return what an earlier call has found, all of it or nothing."""
    pred_probs = cache.read(key, (num_rows, num_classes), kind="pool")
    fold = None if pred_probs is None else cache.read(key, (num_rows,), np.int64, kind="folds")
    groups = None if fold is None else cache.read(key, (num_rows,), np.int64, kind="groups")
    return None if pred_probs is None or fold is None or groups is None else (pred_probs, fold, groups)
