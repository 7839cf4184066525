"""The one family of errors.

Every error names the argument, what was expected, what came, and then the fix. Each class is also the built-in
kind that callers already catch (ValueError, TypeError, ImportError), so old code keeps working.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import TypeVar

__all__ = [
    "InputError",
    "InputTypeError",
    "LabelproofError",
    "MissingExtraError",
    "legal_name",
    "nearest",
    "refuse_unknown_keys",
    "unknown_name",
]

Name = TypeVar("Name", bound=str)


class LabelproofError(Exception):
    """The base of every error that labelproof raises on purpose."""


class InputError(LabelproofError, ValueError):
    """A value that cannot be used: wrong shape, range, name or file content."""


class InputTypeError(LabelproofError, TypeError):
    """A value of a kind that cannot be used."""


class MissingExtraError(LabelproofError, ImportError):
    """A feature whose optional package is not installed."""


def nearest(name: object, legal: Iterable[object]) -> str:
    """Return the sentence that lists the legal names and points at the nearest one.

    Parameters
    ----------
    name : object
        What the user wrote.
    legal : iterable
        The names that would have been accepted.

    Returns
    -------
    str
        For example ``Did you mean 'text'? Legal: 'label', 'text'.``
    """
    names = [str(item) for item in legal]
    close = difflib.get_close_matches(str(name), names, n=1, cutoff=0.6)
    shown = ", ".join(repr(item) for item in names[:20]) + (f" and {len(names) - 20} more" if len(names) > 20 else "")
    return (f"Did you mean {close[0]!r}? " if close else "") + f"Legal: {shown}."


def unknown_name(argument: str, must: str, name: object, legal: Iterable[object]) -> InputError:
    """Return the error about an argument that is none of the legal names, such as ``must="be a known method"``."""
    return InputError(f"`{argument}` must {must}: got {name!r}. {nearest(name, legal)}")


def legal_name(argument: str, must: str, name: object, legal: Iterable[Name]) -> Name:
    """Return the legal name that was passed, refusing any other, see `unknown_name`."""
    names = tuple(legal)
    for one in names:
        if isinstance(name, str) and name == one:
            return one
    raise unknown_name(argument, must, name, names)


def refuse_unknown_keys(
    argument: str, keys: Iterable[object], legal: Iterable[object], *, error: type[LabelproofError] = InputError
) -> None:
    """Refuse options that do not exist."""
    names = tuple(legal)
    for key in keys:
        if key not in names:
            raise error(f"`{argument}` has an unknown key: {key!r}. {nearest(key, names)}")
