"""A polite kill, or a terminal that is closed, ends a command like Ctrl-C does."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["terminable"]


@contextmanager
def terminable() -> Iterator[None]:
    """Let a polite kill or a closed terminal end the block like Ctrl-C does, so that nothing half-done stays."""
    try:
        before = {one: signal.signal(one, _HANDLERS[one.name]) for one in _polite()}
    except ValueError:  # Not the main thread: signals are somebody else's.
        yield
        return
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _polite() -> list[signal.Signals]:
    """Return the signals that ask a command to end; one that is ignored, as under nohup, stays so."""
    known = [signal.Signals[name] for name in _HANDLERS if name in signal.Signals.__members__]
    return [one for one in known if signal.getsignal(one) is not signal.SIG_IGN]


def _interrupt(_signal: int, _frame: object) -> None:
    """End the block as Ctrl-C would."""
    raise KeyboardInterrupt


def _terminate(_signal: int, _frame: object) -> None:
    """Do what a polite kill does now: a server has a handler of its own for that."""
    signal.raise_signal(signal.SIGTERM)


_HANDLERS = {"SIGTERM": _interrupt, "SIGHUP": _terminate}
