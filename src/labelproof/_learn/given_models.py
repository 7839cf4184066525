"""What a user means by a model: an estimator, a network, a name, or a list of these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sklearn.utils.validation import has_fit_parameter

from labelproof._base.errors import InputError, InputTypeError
from labelproof._base.optional import require
from labelproof._learn.fresh import fresh_copy
from labelproof._learn.networks.estimator import NetworkEstimator, is_network

__all__ = ["Kind", "as_estimators"]

_METHODS = ("fit", "predict_proba", "get_params")


@dataclass(frozen=True)
class Kind:
    """What differs between models of classes and of tags: names, the estimator around a module, an example."""

    named: Callable[[str, Any], Any]
    network: Callable[[Any], NetworkEstimator]
    example: str


def as_estimators(model: Any, X: Any, kind: Kind, *, device: str | None, weighted: bool) -> tuple[Any, ...]:
    """Return the estimators that a user means: their probabilities are averaged.

    Parameters
    ----------
    model : estimator, module, factory, name, or a list of these
        What the user passed.
    X : examples
        Decides what a name stands for.
    kind : Kind
        What is learned.
    device : str or None
        For those that take one.
    weighted : bool
        Whether rows have weights, which every estimator must then take.

    Returns
    -------
    tuple of estimator
        At least one.
    """
    models = list(model) if isinstance(model, (list, tuple)) else [model]
    if not models:
        raise InputError("`model` must hold at least one estimator: got an empty list. Pass one, or a name: 'linear'.")
    return tuple(_as_estimator(part, X, kind, device, weighted) for part in models)


def _as_estimator(model: Any, X: Any, kind: Kind, device: str | None, weighted: bool) -> Any:
    """Return one estimator, checked."""
    if isinstance(model, str):
        model = kind.named(model, X)
    elif is_network(model):
        model = kind.network(model)
    if isinstance(model, type) or not all(hasattr(model, name) for name in _METHODS):
        raise InputTypeError(
            "`model` must be an estimator with fit, predict_proba and get_params, a torch module or a function that "
            f"makes one, or a name: got {_fault(model)}. Pass {kind.example}, say, or 'linear'."
        )
    if isinstance(model, NetworkEstimator):
        require("torch", extra="torch", purpose="A network")
    if weighted and not has_fit_parameter(model, "sample_weight"):
        raise InputError(
            f"`sample_weight` must be an argument of the model's fit: that of {type(model).__name__} has none. "
            "Leave the weights out, or use another estimator."
        )
    if device is None:
        return model
    if "device" not in model.get_params(deep=False):
        raise InputError(
            f"`device` must be a parameter of the model: {type(model).__name__} has none. Leave `device` out."
        )
    return fresh_copy(model, seed=None, stream=0).set_params(device=device)


def _fault(model: Any) -> str:
    """Return what came instead of an estimator, and what it lacks."""
    if isinstance(model, type):
        return f"the class {model.__name__} itself, which is to be called first"
    missing = [name for name in _METHODS if not hasattr(model, name)]
    lacks = f", which has no {' and no '.join(missing)}" if len(missing) < len(_METHODS) else ""
    return type(model).__name__ + lacks
