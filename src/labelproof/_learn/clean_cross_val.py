"""Out-of-sample probabilities for CleanLearning by the machinery of `labelproof.learn`, where the user asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError, InputTypeError, nearest
from labelproof._base.progress import SILENT
from labelproof._learn.multiclass.cross_val import cross_val_classes
from labelproof._learn.plan import Plan
from labelproof._learn.reference_cv import CrossValidated

__all__ = ["check_cross_val", "cross_validate_kept"]

_OPTIONS = ("repeats", "groups", "sample_weight", "device", "cache_dir", "n_jobs")


def check_cross_val(options: Any, *, unused: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the options of the cross-validation, or None where the reference's folds are wanted.

    Parameters
    ----------
    options : True, False, None or mapping
        What the user passed as `cross_val`.
    unused : mapping
        Arguments by name that go with the reference's folds alone; all must be None or empty.
    """
    if options is None or options is False:
        return None
    if options is not True and not isinstance(options, Mapping):
        raise InputTypeError(
            f"`cross_val` must be True or a dict of keyword arguments: got {type(options).__name__}. Pass for example "
            "{'cache_dir': 'folds'}."
        )
    chosen: Mapping[str, Any] = {} if options is True else options
    unknown = [name for name in chosen if name not in _OPTIONS]
    if unknown:
        raise InputError(f"`cross_val` has an unknown key: {unknown[0]!r}. {nearest(unknown[0], _OPTIONS)}")
    both = [name for name, value in unused.items() if value]
    if both:
        raise InputError(
            f"`{both[0]}` has no effect with `cross_val`, whose folds train with X, labels and weights alone. "
            "Leave one of them out."
        )
    return chosen


def cross_validate_kept(
    X: Any, values: NDArray[Any], clf: Any, options: Mapping[str, Any], *, folds: int, seed: int | None
) -> CrossValidated:
    """Return what `reference_cv.cross_validate` does, with folds that keep copies together and are kept on disk."""
    plan = Plan(folds=folds, seed=0 if seed is None else seed, **options)
    found = cross_val_classes(clf, X, values, plan, SILENT)
    codes = np.searchsorted(found.classes, values).astype(np.int64)
    alone = np.bincount(codes, minlength=found.classes.size) == 1
    return CrossValidated(found.pred_probs.astype(np.float64), found.classes, codes, alone)
