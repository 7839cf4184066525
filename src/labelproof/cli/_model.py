"""`--model module:attribute`: code of the user's own, imported because the command line names it, and only then."""

from __future__ import annotations

import importlib
import inspect
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from labelproof._base.errors import InputError, nearest

__all__ = ["importable_here", "model_of"]

_CODE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")
_PACKAGES = ("timm", "torchvision", "transformers")
"""Names of backbones begin with them; they are no code."""


@contextmanager
def importable_here() -> Iterator[None]:
    """Let modules of the current folder be imported, as `python -m` does."""
    here = str(Path.cwd())
    if here in sys.path or "" in sys.path:
        yield
        return
    sys.path.insert(0, here)
    try:
        yield
    finally:
        sys.path.remove(here)


def model_of(text: str) -> Any:
    """Return what `--model` names: code is imported, other names are given back.

    Parameters
    ----------
    text : str
        A name, or `module:attribute`.

    Returns
    -------
    str or model
        Of a class, an instance made without arguments; of a function without parameters, what it returns.

    Raises
    ------
    InputError
        If there is no such module or attribute, or importing or calling it fails.
    """
    if not _CODE.fullmatch(text) or text.partition(":")[0] in _PACKAGES:
        return text
    name, _, attribute = text.partition(":")
    module = _imported(name, text)
    found: Any = module
    for part in attribute.split("."):
        if not hasattr(found, part):
            legal = [known for known in vars(found) if not known.startswith("_")]
            raise InputError(f"--model {text}: {name!r} has no {attribute!r}. {nearest(part, legal)}")
        found = getattr(found, part)
    return _made(found, text)


def _imported(name: str, text: str) -> Any:
    """Return a module of the user's."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not (name == error.name or name.startswith(f"{error.name}.")):
            raise InputError(f"--model {text}: importing it needs {error.name!r}. Install that package.") from error
        raise InputError(
            f"--model {text}: there is no module {error.name!r}. Run from the folder that holds it, or install it."
        ) from error
    except Exception as error:
        raise InputError(f"--model {text}: importing it failed with {type(error).__name__}: {error}") from error


def _made(found: Any, text: str) -> Any:
    """Return an estimator from a class or a function that makes one."""
    estimator = inspect.isclass(found) and hasattr(found, "fit")
    if not estimator and not inspect.isroutine(found):
        return found
    try:
        return found()
    except Exception as error:
        raise InputError(
            f"--model {text}: calling it without arguments failed with {type(error).__name__}: {error}. Name an "
            "estimator, or a function without parameters that returns one."
        ) from error
