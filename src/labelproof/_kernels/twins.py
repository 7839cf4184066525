"""The choice between a compiled kernel, which reads arrays, and its torch twin, which reads tensors where they lie.

Nobody who calls a kernel knows which one it is. PyTorch is never loaded here: who passes a tensor has loaded it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["is_tensor", "on_host", "twin_module", "with_twin"]

Params = ParamSpec("Params")
Result = TypeVar("Result")


def is_tensor(values: object) -> bool:
    """Return whether the values, or the facts, are of PyTorch."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(getattr(values, "own", values), getattr(torch, "Tensor", ()))


def twin_module(face: str) -> Any:
    """Return the torch twin of a module of kernels."""
    return import_module(f"{face}_torch")


def with_twin(face: Callable[Params, Result]) -> Callable[Params, Result]:
    """Give tensors among the positional arguments to the function of the same name in the module's torch twin."""

    @wraps(face)
    def chosen(*args: Params.args, **options: Params.kwargs) -> Result:
        if not any(map(is_tensor, args)):
            return face(*args, **options)
        result: Result = getattr(twin_module(face.__module__), face.__name__)(*args, **options)
        return result

    return chosen


def on_host(values: Any) -> NDArray[Any]:
    """Return an array as it is, and a tensor as an array: a view, or a copy from its device.

    NumPy has no bfloat16, so that is widened to float32.
    """
    if not is_tensor(values):
        return np.asarray(values)
    narrow = str(values.dtype) == "torch.bfloat16"
    return np.asarray((values.float() if narrow else values).cpu().numpy())
