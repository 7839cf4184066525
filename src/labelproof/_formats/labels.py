"""Values of a label column to label strings: what people wrote, stripped, and None where they wrote nothing.

Labels that differ by case or inner blanks stay different; whether they mean one class is the audit's question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from labelproof._base.dataset import Note
from labelproof._base.errors import InputError
from labelproof._formats.profile import Profile, profile

__all__ = ["check_classes", "label_strings"]

# What writers of numbers put where a number is missing; words such as "none" or "NA" may be names of classes.
_NULL_TEXT = frozenset({"", "nan", "NaN", "<NA>"})
_WHOLE_FLOAT = re.compile(r"([+-]?\d+)\.0+")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_SHOWN_ROWS = 100


def label_strings(values: Iterable[Any], origin: str) -> tuple[NDArray[np.object_], tuple[Note, ...]]:
    """Return (N,) labels as stripped strings or None, and what had to be said about them."""
    labels = np.array([None, *(_text(value, row, origin) for row, value in enumerate(values))], dtype=object)[1:]
    notes: list[Note] = []
    missing = [row for row, label in enumerate(labels) if label is None]
    if missing:
        message = f"{len(missing)} of {len(labels)} rows have no label; they are listed as unlabelled."
        notes.append(Note("null_labels", message, len(missing), tuple(missing[:_SHOWN_ROWS])))
    present = [label for label in labels if label is not None]
    numeric = [_NUMBER.fullmatch(label) is not None for label in present]
    if numeric and all(numeric):
        labels = _whole_numbers(labels)
    elif any(numeric):
        notes.append(_mixed_note(labels, origin))
    return labels, tuple(notes)


def _mixed_note(labels: Iterable[str | None], origin: str) -> Note:
    """Return the note that some labels are numbers and others are words; its rows are those of the rarer kind."""
    labels = list(labels)
    kinds: dict[bool, list[int]] = {True: [], False: []}
    for row, label in enumerate(labels):
        if label is not None:
            kinds[_NUMBER.fullmatch(label) is not None].append(row)
    rare = min(kinds.values(), key=len)
    example = f"{labels[kinds[True][0]]!r} and {labels[kinds[False][0]]!r}"
    message = f"{origin} mixes numbers and words (for example {example}); each is read as the text it shows."
    return Note("mixed_label_types", message, len(rare), tuple(rare[:_SHOWN_ROWS]))


def _whole_numbers(labels: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the labels with "3.0" as "3", when every number is whole: floats only because a value was missing."""
    plain = [None if label is None else _WHOLE_FLOAT.sub(r"\1", label) for label in labels]
    if any(label is not None and not re.fullmatch(r"[+-]?\d+", label) for label in plain):
        return labels
    return np.array([None, *plain], dtype=object)[1:]


def _text(value: Any, row: int, origin: str) -> str | None:
    """Return one label as text, or None for a missing one."""
    if isinstance(value, str):
        text = value.strip()
        return None if text in _NULL_TEXT else text
    if isinstance(value, bytes):
        return _text(value.decode("utf-8", "replace"), row, origin)
    if isinstance(value, (list, tuple, set, dict, np.ndarray)):
        raise InputError(
            f"{origin}, row {row}: one label per row was expected, got {type(value).__name__} {value!r:.60}. "
            "Several labels per row cannot be audited here; make one row per label or choose another column."
        )
    if value is None or pd.isna(value):
        return None
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return str(int(value))
    return str(value).strip()


def check_classes(labels: NDArray[np.object_], origin: str, *, continuous: bool = True) -> None:
    """Refuse labels that are not at least two classes, or that are measurements or free text."""
    present = pd.Series([label for label in labels if label is not None], dtype=object)
    if present.empty:
        raise InputError(
            f"{origin} holds no label at all: all {len(labels)} rows are empty. Name another label column."
        )
    distinct = present.nunique()
    if distinct == 1:
        raise InputError(
            f"{origin} holds one class only, {present.iloc[0]!r} in all {len(present)} labelled rows: "
            "at least two classes were expected. Add the other classes, or name another label column."
        )
    if continuous:
        _refuse_continuous(profile(present), origin)


def _refuse_continuous(seen: Profile, origin: str) -> None:
    if seen.continuous:
        raise InputError(
            f"{origin} looks like regression ({seen.distinct} distinct numbers in {seen.present} rows): classes were "
            "expected. Name another label column; if the numbers are classes, write them as words (for example c17)."
        )
    if seen.distinct > max(10, 0.9 * seen.present):
        raise InputError(
            f"{origin} holds {seen.distinct} distinct values in {seen.present} rows: classes were expected, this looks "
            "like text or an id. Name another label column."
        )
