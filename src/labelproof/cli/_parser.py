"""A parser whose errors are one line that names the nearest legal word; parsing only."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Callable, Sequence
from typing import NoReturn

from labelproof._base.errors import LabelproofError, nearest

__all__ = ["DATA_HELP", "CommandParser", "UsageError", "one_of", "whole_number"]

DATA_HELP = "where the data lie now, if they were moved; may be given several times"


class UsageError(LabelproofError):
    """The command line itself is wrong; `command` is whose help explains it."""

    def __init__(self, message: str, *, command: str) -> None:
        super().__init__(message)
        self.command = command


class CommandParser(argparse.ArgumentParser):
    """An argument parser that raises `UsageError`, suggests, and takes its positionals anywhere."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, command=self.prog)

    def parse_anywhere(self, arguments: Sequence[str], *, rest: str) -> argparse.Namespace:
        """Parse; positionals that come after options are added to the list argument `rest`."""
        parsed, extra = self.parse_known_args(list(arguments))
        unknown = [word for word in extra if word.startswith("-") and len(word) > 1]
        if unknown:
            name = unknown[0].partition("=")[0]
            options = [option for option in self._option_string_actions if option.startswith("--")]
            close = difflib.get_close_matches(name, options, n=1)
            self.error(f"unknown option {name!r}." + (f" Did you mean {close[0]!r}?" if close else ""))
        setattr(parsed, rest, [*getattr(parsed, rest), *extra])
        return parsed


def one_of(*legal: str) -> Callable[[str], str]:
    """Return a type for argparse that accepts only these words, and suggests the nearest."""

    def check(value: str) -> str:
        if value not in legal:
            raise argparse.ArgumentTypeError(f"{value!r} is not one of the choices. {nearest(value, legal)}")
        return value

    return check


def whole_number(smallest: int, largest: int | None = None) -> Callable[[str], int]:
    """Return a type for argparse that accepts a whole number in a range."""

    def check(value: str) -> int:
        span = f"from {smallest}" + (" up" if largest is None else f" to {largest}")
        try:
            number = int(value)
        except ValueError:
            raise argparse.ArgumentTypeError(f"expected a whole number {span}, got {value!r}.") from None
        if number < smallest or (largest is not None and number > largest):
            raise argparse.ArgumentTypeError(f"expected a whole number {span}, got {value!r}.")
        return number

    return check
