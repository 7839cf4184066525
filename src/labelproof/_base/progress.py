"""How long work reports its progress: through a reporter that the caller hands in; silent unless one is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

__all__ = ["SILENT", "Progress", "Task"]


class Task(Protocol):
    """One piece of work whose steps are counted."""

    def advance(self, steps: int = 1, note: str = "") -> None:
        """Count steps as done; `note` says what was just finished."""


class Progress(Protocol):
    """What library code calls; the command line draws it, a notebook may, tests record it."""

    def task(self, what: str, total: int) -> AbstractContextManager[Task]:
        """Start a piece of work of `total` steps, as a context manager that gives a `Task`."""

    def say(self, message: str) -> None:
        """Tell one line of news."""


class _SilentTask:
    def advance(self, steps: int = 1, note: str = "") -> None:
        pass


class _Silent:
    @contextmanager
    def task(self, what: str, total: int) -> Iterator[Task]:  # noqa: ARG002
        yield _SilentTask()

    def say(self, message: str) -> None:
        pass


SILENT: Progress = _Silent()
