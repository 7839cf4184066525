"""Untrained copies of a user's classifier, with their own random numbers.

The global random state is never drawn from nor set here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import clone

from labelproof._base.errors import InputError

__all__ = ["fresh_copy", "unfitted_copy"]


def fresh_copy(clf: Any, *, seed: int | None, stream: int) -> Any:
    """Return an untrained copy of a scikit-learn compatible classifier.

    Parameters
    ----------
    clf : classifier
        Has `get_params`.
    seed : int or None
        Every parameter called `random_state` that is None, nested ones included, gets a value drawn from the seed.
        None leaves them alone.
    stream : int
        Copies with different streams get different random numbers.

    Returns
    -------
    classifier
        Never the object that came in.

    Raises
    ------
    InputError
        If the classifier cannot be copied by `sklearn.base.clone`.
    """
    if not hasattr(clf, "get_params") or isinstance(clf, type):
        raise InputError(
            f"`clf` must be cloneable by sklearn.base.clone: {type(clf).__name__} has no get_params method. "
            "Inherit from sklearn.base.BaseEstimator, or cross-validate yourself and pass `pred_probs`."
        )
    return _seeded(clone(clf), seed, stream)


def unfitted_copy(clf: Any, *, seed: int | None, stream: int) -> Any:
    """Return `fresh_copy`, or for a classifier without `get_params` a deep copy."""
    return _seeded(clone(clf, safe=False), seed, stream)


def _seeded(clf: Any, seed: int | None, stream: int) -> Any:
    """Set the random states of a copy that its owner left open."""
    if seed is None or not hasattr(clf, "get_params"):
        return clf
    params = clf.get_params(deep=True)
    names = sorted(key for key, value in params.items() if key.split("__")[-1] == "random_state" and value is None)
    states = np.random.SeedSequence((seed, stream)).generate_state(max(len(names), 1))
    if names:
        clf.set_params(**{name: int(state >> 1) for name, state in zip(names, states, strict=True)})
    return clf
