"""One way to warn: at the caller's line, never at ours."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

__all__ = ["LabelproofWarning", "warn"]

_PACKAGE = str(Path(__file__).resolve().parent.parent)


class LabelproofWarning(UserWarning):
    """Something was handled, and the user should know how."""


def warn(message: str, category: type[Warning] = LabelproofWarning) -> None:
    """Warn at the innermost line outside this package.

    Parameters
    ----------
    message : str
        What happened and what to do about it.
    category : type, default LabelproofWarning
        The class of the warning.
    """
    level, frame = 2, sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        frame, level = frame.f_back, level + 1
    warnings.warn(message, category, stacklevel=level)
