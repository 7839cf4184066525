"""Imports of packages that belong to an extra."""

from __future__ import annotations

import importlib
from types import ModuleType

from labelproof._base.errors import MissingExtraError

__all__ = ["require"]


def require(module: str, *, extra: str, purpose: str) -> ModuleType:
    """Return an optional module, or say which extra brings it.

    Parameters
    ----------
    module : str
        The import path, for example ``"PIL.Image"``.
    extra : str
        The extra of labelproof that installs it.
    purpose : str
        What it is needed for, as the start of the sentence: "reading images".

    Returns
    -------
    module
        The imported module.

    Raises
    ------
    MissingExtraError
        If the package is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        raise MissingExtraError(
            f"{purpose} needs the package {package!r}, which is not installed. Run: pip install 'labelproof[{extra}]'"
        ) from error
