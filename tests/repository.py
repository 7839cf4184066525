"""Where the repository keeps its things, and its public modules: shared by the tests about the house itself."""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "labelproof"
NATIVE = ROOT / "native"
# The command line is a product with its own page, not a module to import from.
_NOT_DOORS = {"cli", "__main__"}
# Of the studio only the package itself is public: what lies in it is the server's own.
_CLOSED = {"studio"}


def pyproject() -> dict[str, Any]:
    """pyproject.toml as a dictionary."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def python_files() -> list[Path]:
    """Every Python file of the package."""
    return sorted(PACKAGE.rglob("*.py"))


def native_files() -> list[Path]:
    """Every C++ file."""
    return sorted(path for path in NATIVE.rglob("*") if path.suffix in {".cpp", ".hpp", ".h", ".inl"})


def door_names() -> list[str]:
    """Import paths of the public modules: no part of the path starts with an underscore."""
    names = []
    for path in python_files():
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        parts = parts[:-1] if parts[-1] == "__init__" else parts
        inside = len(parts) > 1 and parts[0] in _CLOSED
        if not inside and not any(part.startswith("_") or part in _NOT_DOORS for part in parts):
            names.append(".".join(("labelproof", *parts)))
    return names


def _listed(module: ModuleType, name: str) -> Any:
    """A name of `__all__`: an attribute, or a module below that is imported on demand."""
    return getattr(module, name) if hasattr(module, name) else importlib.import_module(f"{module.__name__}.{name}")


def public_names(door: str) -> list[str]:
    """The functions and classes that a door lists in `__all__`."""
    module = importlib.import_module(door)
    listed = [_listed(module, name) for name in getattr(module, "__all__", ())]
    return [item.__name__ for item in listed if inspect.isroutine(item) or inspect.isclass(item)]


def public_objects() -> Iterator[tuple[str, Any]]:
    """(full name, object) of each function and class that a door lists in `__all__`, once per object."""
    seen: set[int] = set()
    for door in door_names():
        module = importlib.import_module(door)
        for name in public_names(door):
            item = getattr(module, name)
            if id(item) not in seen:
                seen.add(id(item))
                yield f"{door}.{name}", item
