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
        If the package, or one that it needs, is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        missing = (error.name or package).partition(".")[0] if isinstance(error, ModuleNotFoundError) else None
        if missing is None:
            fault = f"the package {package!r}, which cannot be imported here ({error})"
        elif missing == package:
            fault = f"the package {package!r}, which is not installed"
        else:
            fault = f"the package {package!r}, and that needs {missing!r}, which is not installed"
        raise MissingExtraError(f"{purpose} needs {fault}. Run: pip install 'labelproof[{extra}]'") from error
