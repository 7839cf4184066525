"""What `progress=True` draws: a bar with the time left, on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tqdm import tqdm

from labelproof._base.errors import InputTypeError
from labelproof._base.progress import SILENT, Progress

__all__ = ["reporter"]


def reporter(progress: bool | Progress) -> Progress:
    """Return the reporter that a user means."""
    if isinstance(progress, bool):
        return _Bars() if progress else SILENT
    if not hasattr(progress, "task"):
        raise InputTypeError(f"`progress` must be True or False: got {progress!r}. True draws a bar.")
    return progress


class _Bars:
    """Progress as bars on stderr."""

    @contextmanager
    def task(self, what: str, total: int) -> Iterator[_Bar]:
        with tqdm(total=total, desc=what, file=sys.stderr, dynamic_ncols=True) as bar:
            yield _Bar(bar)

    def say(self, message: str) -> None:
        tqdm.write(message, file=sys.stderr)


class _Bar:
    """One piece of work, drawn."""

    def __init__(self, bar: Any) -> None:
        self._bar = bar

    def advance(self, steps: int = 1, note: str = "") -> None:
        self._bar.set_postfix_str(note, refresh=False)
        self._bar.update(steps)
