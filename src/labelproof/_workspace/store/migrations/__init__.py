"""The tables of the database, one file per version; `user_version` says how many have been applied."""

from __future__ import annotations

import importlib
import pkgutil

__all__ = ["migrations"]


def migrations() -> list[str]:
    """Return the statements of each version, oldest first, as scripts."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [importlib.import_module(f"{__name__}.{name}").SCRIPT for name in names]
