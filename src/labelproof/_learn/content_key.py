"""A short key of everything that a result depends on: equal keys mean that the result can be used again.

Knows data, estimators and settings by what they hold; where results are kept is `fold_cache`'s business.
"""

from __future__ import annotations

import dataclasses
import hashlib
import inspect
import struct
import sys
import sysconfig
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from importlib import metadata
from pathlib import Path
from types import CodeType
from typing import Any

import numpy as np

from labelproof._base.errors import InputTypeError

__all__ = ["content_key", "versions"]

_SIZE = 16
_TOLD_BY_REPR = frozenset({"datetime", "decimal", "fractions", "pathlib", "uuid"})
_DEPTH = 40
_DISTRIBUTIONS = {"sklearn": "scikit-learn", "PIL": "pillow"}
"""What packages are called that are imported under another name."""
_BLOCK = 1 << 24


def content_key(*parts: Any) -> str:
    """Return 32 hexadecimal digits that are equal for equal contents.

    Parameters
    ----------
    *parts : any
        Numbers, strings, bytes, arrays, sparse matrices, frames, tensors, images, lists, mappings, functions,
        dataclasses, estimators and modules of networks; map-style data sets are read once, example by example.

    Returns
    -------
    str
        A BLAKE2b digest.

    Raises
    ------
    InputTypeError
        If a part holds something whose content cannot be told.

    Notes
    -----
    Arrays count by type, shape and values; estimators by parameters and the code of their classes, functions by name,
    code and what they enclose; classes of installed packages by name and version. What code that is called by them
    does is not followed.
    """
    digest = hashlib.blake2b(digest_size=_SIZE)
    for part in parts:
        _feed(digest, part, _DEPTH)
    return digest.hexdigest()


def versions(packages: Iterable[str]) -> dict[str, str]:
    """Return the versions of those of the packages that are installed, whether or not they are loaded yet."""
    return {name: version for name in sorted(packages) if (version := _version(name))}


def _version(package: str) -> str:
    """Return the version of a package that is imported under this name, or nothing where it has none."""
    try:
        return metadata.version(_DISTRIBUTIONS.get(package, package))
    except metadata.PackageNotFoundError:
        return str(getattr(sys.modules.get(package), "__version__", ""))


def _feed(digest: Any, part: Any, depth: int) -> None:
    """Add one part to the digest, its kind first, so that no two kinds look alike."""
    if depth == 0:
        raise _unknown(part)
    for knows, feed in _KINDS:
        if knows(part):
            digest.update(f"<{type(part).__module__}.{type(part).__qualname__}>".encode())
            feed(digest, part, depth - 1)
            return
    raise _unknown(part)


def _unknown(part: Any) -> InputTypeError:
    """Return the error about a part that cannot be told apart from others."""
    return InputTypeError(
        f"`cache_dir` needs data and models whose content can be compared between runs: {type(part).__name__} cannot. "
        "Pass arrays, frames, lists or estimators with plain parameters, or leave `cache_dir` out."
    )


def _plain(digest: Any, part: Any, depth: int) -> None:  # noqa: ARG001
    digest.update(repr(part).encode())


def _bytes(digest: Any, part: Any, depth: int) -> None:  # noqa: ARG001
    digest.update(struct.pack("<q", len(part)))
    digest.update(part)


def _array(digest: Any, part: Any, depth: int) -> None:
    """Add an array or a tensor; an array of objects value by value."""
    if hasattr(part, "detach"):
        part = part.detach().cpu()
        part = part.float() if str(part.dtype) == "torch.bfloat16" else part
    values = np.asarray(part)
    digest.update(f"{values.dtype.str}{values.shape}".encode())
    if values.dtype.hasobject:
        for value in values.ravel().tolist():
            _feed(digest, value, depth)
        return
    step = max(1, _BLOCK // max(values[:1].nbytes, 1)) if values.ndim else 1
    for start in range(0, len(values) if values.ndim else 1, step):
        block = values[start : start + step] if values.ndim else values
        digest.update(np.ascontiguousarray(block).tobytes())


def _sparse(digest: Any, part: Any, depth: int) -> None:
    rows = part.tocsr()
    rows = rows if rows.has_canonical_format else rows.copy()
    rows.sum_duplicates()
    _feed(digest, (rows.shape, rows.data, rows.indices, rows.indptr), depth)


def _frame(digest: Any, part: Any, depth: int) -> None:
    """Add a frame or series of pandas; the index says nothing about the content."""
    columns = [part] if part.ndim == 1 else [part.iloc[:, place] for place in range(part.shape[1])]
    for column in columns:
        values = column.to_numpy()
        _feed(digest, (str(column.name), str(column.dtype), values), depth)


def _sequence(digest: Any, part: Any, depth: int) -> None:
    digest.update(struct.pack("<q", len(part)))
    for place in range(len(part)):
        _feed(digest, part[place], depth)


def _mapping(digest: Any, part: Mapping[Any, Any], depth: int) -> None:
    digest.update(struct.pack("<q", len(part)))
    for key in sorted(part, key=repr):
        _feed(digest, key, depth)
        _feed(digest, part[key], depth)


def _set(digest: Any, part: Any, depth: int) -> None:
    _feed(digest, sorted(part, key=repr), depth)


def _estimator(digest: Any, part: Any, depth: int) -> None:
    _kind(digest, type(part), depth)
    _mapping(digest, part.get_params(deep=False), depth)


def _record(digest: Any, part: Any, depth: int) -> None:
    """Add a dataclass: its code, and the fields that tell two of them apart."""
    _kind(digest, type(part), depth)
    for field in dataclasses.fields(part):
        if field.compare:
            _feed(digest, (field.name, getattr(part, field.name)), depth)


def _module(digest: Any, part: Any, depth: int) -> None:
    """Add a network: how it is built, the code of the classes of its layers, and its weights."""
    digest.update(repr(part).encode())
    for kind in dict.fromkeys(type(layer) for layer in part.modules()):
        _kind(digest, kind, depth)
    _mapping(digest, part.state_dict(), depth)


def _kind(digest: Any, part: type, depth: int) -> None:  # noqa: ARG001
    """Add a class with all that it inherits from."""
    packages = set()
    for kind in part.__mro__[:-1]:
        digest.update(f"{kind.__module__}.{kind.__qualname__}".encode())
        if _is_installed(kind):
            packages.add(kind.__module__.partition(".")[0])
        else:
            digest.update(_source(kind))
    digest.update(repr(versions(packages)).encode())


def _is_installed(kind: type) -> bool:
    """Return True for a class of a package that is installed, or that comes with Python."""
    path = getattr(sys.modules.get(kind.__module__), "__file__", None)
    if path is None:
        return kind.__module__ in sys.builtin_module_names
    return any(Path(path).is_relative_to(sysconfig.get_path(name)) for name in ("stdlib", "purelib", "platlib"))


def _source(kind: type) -> bytes:
    """Return the code of a class: as it is written, or what became of it where it was typed at a prompt."""
    try:
        return inspect.getsource(kind).encode()
    except (OSError, TypeError):
        digest = hashlib.blake2b(digest_size=_SIZE)
        for name, value in vars(kind).items():
            code = getattr(getattr(value, "__func__", value), "__code__", None)
            if code is not None:
                digest.update(name.encode())
                _code(digest, code, _DEPTH)
        return digest.digest()


def _partial(digest: Any, part: partial[Any], depth: int) -> None:
    _feed(digest, (part.func, part.args, part.keywords), depth)


def _function(digest: Any, part: Any, depth: int) -> None:
    """Add a function: name, code, defaults and what it encloses; a method also its object."""
    if inspect.ismethod(part):
        _feed(digest, part.__self__, depth)
    digest.update(f"{part.__module__}.{part.__qualname__}".encode())
    if hasattr(part, "__code__"):
        _code(digest, part.__code__, depth)
        _feed(digest, (part.__defaults__, part.__kwdefaults__), depth)
        for cell in part.__closure__ or ():
            _feed(digest, cell.cell_contents, depth)


def _code(digest: Any, code: CodeType, depth: int) -> None:
    digest.update(code.co_code)
    digest.update(repr(code.co_names).encode())
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            _code(digest, constant, depth)
        else:
            digest.update(repr(constant).encode())


def _random(digest: Any, part: Any, depth: int) -> None:
    state = part.get_state(legacy=False) if hasattr(part, "get_state") else part.bit_generator.state
    _feed(digest, state, depth)


def _is_module(part: Any) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(part, torch.nn.Module)


def _is_pandas(part: Any) -> bool:
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(part, (pandas.DataFrame, pandas.Series))


def _is_plain(part: Any) -> bool:
    """Return True for values that their `repr` tells whole."""
    known = (bool, int, float, complex, str, slice, np.dtype, np.ufunc)
    root = type(part).__module__.partition(".")[0]
    missing = root == "pandas" and not hasattr(part, "__len__")  # NA, NaT, moments; an index would be cut short
    return part is None or isinstance(part, known) or root in _TOLD_BY_REPR or missing


_Kind = tuple[Callable[[Any], bool], Callable[[Any, Any, int], None]]
_KINDS: tuple[_Kind, ...] = (
    (lambda part: isinstance(part, (bytes, bytearray)), _bytes),
    (lambda part: isinstance(part, (np.ndarray, np.generic)), _array),
    (_is_pandas, _frame),
    (_is_plain, _plain),
    (lambda part: isinstance(part, type), _kind),
    (_is_module, _module),
    (lambda part: hasattr(part, "get_params"), _estimator),
    (lambda part: hasattr(part, "tocsr"), _sparse),
    (dataclasses.is_dataclass, _record),
    (lambda part: isinstance(part, Mapping), _mapping),
    (lambda part: isinstance(part, (set, frozenset)), _set),
    (lambda part: isinstance(part, (np.random.RandomState, np.random.Generator)), _random),
    (lambda part: isinstance(part, partial), _partial),
    (inspect.isroutine, _function),
    (lambda part: hasattr(part, "__array__") or hasattr(part, "__array_interface__"), _array),
    (lambda part: hasattr(part, "__len__") and hasattr(part, "__getitem__"), _sequence),
)
