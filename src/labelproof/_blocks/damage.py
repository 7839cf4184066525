"""One error for a file that its library cannot read, whatever that library raises."""

from __future__ import annotations

import struct
import tokenize
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from labelproof._base.errors import InputError, LabelproofError

__all__ = ["DAMAGE", "readable"]

DAMAGE: tuple[type[Exception], ...] = (
    *(OSError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError, EOFError, RuntimeError),
    *(SyntaxError, tokenize.TokenError, struct.error, zlib.error, zipfile.BadZipFile),
)
"""What libraries raise on a damaged file, NumPy on npy and npz files included."""


@contextmanager
def readable(path: Path, kind: str, argument: str = "pred_probs") -> Iterator[None]:
    """Turn what a library raises on a damaged file into an error that names the file."""
    try:
        yield
    except LabelproofError:
        raise
    except DAMAGE as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
        raise InputError(
            f"`{argument}`: {str(path)!r} is no readable {kind} file ({reason}). Write it again, or pass an array."
        ) from error
