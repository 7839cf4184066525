"""Talk and progress on stderr while a command works: bars on a terminal, plain lines elsewhere, nothing when quiet."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tqdm import tqdm

from labelproof.cli._talk import plain, say

__all__ = ["Talk"]


class Talk:
    """Talk on stderr, and the `Progress` that draws bars on a terminal; silent when quiet."""

    def __init__(self, *, quiet: bool, verbose: bool) -> None:
        self.quiet = quiet
        self.verbose = verbose
        self._bars = not quiet and sys.stderr.isatty()

    def say(self, message: str) -> None:
        """Tell one line of news."""
        if self.quiet:
            return
        if self._bars:
            tqdm.write(plain(message), file=sys.stderr)
            return
        say(message)

    @contextmanager
    def task(self, what: str, total: int) -> Iterator[_Bar]:
        """Draw a bar of `total` steps while the block runs."""
        if not self._bars:
            yield _Bar(None)
            return
        with tqdm(total=total, desc=plain(what), file=sys.stderr, leave=False, dynamic_ncols=True) as bar:
            yield _Bar(bar)


class _Bar:
    """One piece of work, drawn."""

    def __init__(self, bar: Any) -> None:
        self._bar = bar

    def advance(self, steps: int = 1, note: str = "") -> None:
        if self._bar is not None:
            self._bar.set_postfix_str(plain(note), refresh=False)
            self._bar.update(steps)
