"""What is to become of one file, and what became of it: the records that all rewriters share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, Literal

from labelproof._base.errors import InputError

__all__ = ["DROPPED", "Change", "Changed", "Plan", "Rewritten", "check_label", "check_rows", "free_names", "unwritable"]


class _Dropped(Enum):
    DROPPED = "dropped"


DROPPED: Final = _Dropped.DROPPED
"""The change of a row that is left out."""

Change = str | Mapping[str, bool] | Literal[_Dropped.DROPPED]
"""The new label of a row; of tags, whether each tag that changes is carried; or `DROPPED`."""

_MISSING = frozenset({"", "nan", "NaN", "<NA>"})


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is to become of one file.

    Attributes
    ----------
    columns : tuple of str
        The column of the labels, or those of the tags, by the names that the reader gave them.
    rows : int
        How many rows the reader found in the file.
    changes : mapping
        The changed rows, counted from 0 in this file.
    tags : tuple of str or None
        The names of the tags in the order of their numbers; None where each row has one label.
    added : mapping of str to sequence
        Columns to append, one value per row: text, number, boolean or None.
    header : bool or None
        Whether a CSV file has a header line; None: looked at, as the reader does.
    shown : int
        How many changed places to show.
    limit : int or None
        Look at so many rows alone; what is returned shows their changes, and is no file to write.
    """

    columns: tuple[str, ...]
    rows: int
    changes: Mapping[int, Change] = field(default_factory=dict)
    tags: tuple[str, ...] | None = None
    added: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    header: bool | None = None
    shown: int = 0
    limit: int | None = None

    @property
    def idle(self) -> bool:
        """Whether nothing is to be changed."""
        return not self.changes and not self.added

    @property
    def one_column_per_tag(self) -> bool:
        """Whether the tags are columns of 0 and 1."""
        return self.tags is not None and (len(self.columns) > 1 or self.columns == self.tags)


@dataclass(frozen=True, kw_only=True)
class Changed:
    """One changed place: `after` is None where a row is left out."""

    place: str
    before: str
    after: str | None


@dataclass(frozen=True)
class Rewritten:
    """The bytes of the new file, and its first changed places."""

    content: bytes
    shown: tuple[Changed, ...] = ()


def check_rows(plan: Plan, found: int, name: str) -> None:
    """Refuse a file that has not as many rows as were read from it."""
    if plan.limit is None and found != plan.rows:
        raise InputError(
            f"{name} has {found:,} rows, and {plan.rows:,} were read for the audit: rows cannot be matched. "
            "Audit the file again."
        )


def free_names(wanted: Iterable[str], taken: Iterable[str]) -> list[str]:
    """Return column names, each with a number behind it where a column of that name is there already."""
    used, result = set(taken), []
    for name in wanted:
        new, number = name, 1
        while new in used:
            number += 1
            new = f"{name}_{number}"
        used.add(new)
        result.append(new)
    return result


def unwritable(label: str, name: str, why: str) -> InputError:
    """Return the error about a label that a file cannot hold."""
    return InputError(
        f"{name} cannot hold the label {label!r}: {why}. "
        "Export as CSV or JSON lines instead, or name the class otherwise."
    )


def check_label(label: str, name: str) -> None:
    """Refuse a label that would be read as none."""
    if label in _MISSING or label != label.strip():
        raise unwritable(label, name, "it would be read again as another label, or as none")
