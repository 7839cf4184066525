"""Values of a label column to label strings: what people wrote, stripped, and None where they wrote nothing.

Labels that differ by case or inner blanks stay different; whether they mean one class is the audit's question.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
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
# What else people write for "missing"; kept as classes, and said.
_NULL_LIKE = frozenset({"NA", "N/A", "n/a", "na", "NULL", "null", "None", "?", "-"})
_WHOLE_FLOAT = re.compile(r"([+-]?\d+)\.0+")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_LONGEST_NUMBER = 60
_LONGEST_BITS = 10_000
_SHOWN_ROWS = 100


def label_strings(values: Iterable[Any], origin: str) -> tuple[NDArray[np.object_], tuple[Note, ...]]:
    """Return (N,) labels as stripped strings or None, and what had to be said about them."""
    given = list(values)
    labels = np.array([None, *(_text(value, row, origin) for row, value in enumerate(given))], dtype=object)[1:]
    notes: list[Note] = []
    missing = [row for row, label in enumerate(labels) if label is None]
    if missing:
        message = f"{len(missing)} of {len(labels)} rows have no label; they are listed as unlabelled."
        notes.append(Note("null_labels", message, len(missing), tuple(missing[:_SHOWN_ROWS])))
    notes += _null_like_notes(labels, origin)
    present = [label for label in labels if label is not None]
    numeric = [_NUMBER.fullmatch(label) is not None for label in present]
    if numeric and all(numeric):
        labels = _whole_numbers(labels, [isinstance(value, (str, bytes)) for value in given])
    elif any(numeric):
        notes.append(_mixed_note(labels, origin))
    return labels, (*notes, *_look_alikes(labels, origin))


def _null_like_notes(labels: NDArray[np.object_], origin: str) -> tuple[Note, ...]:
    """Return the note about labels that may have been meant as "missing"."""
    rows = [row for row, label in enumerate(labels) if label in _NULL_LIKE]
    if not rows:
        return ()
    words = " and ".join(repr(word) for word in sorted({labels[row] for row in rows}))
    message = f"{origin}: labels {words} are taken as a class; leave the cell empty for unlabelled."
    return (Note("null_like_labels", message, len(rows), tuple(rows[:_SHOWN_ROWS])),)


def _look_alikes(labels: NDArray[np.object_], origin: str) -> tuple[Note, ...]:
    """Return the note about labels that are one number in several spellings; its rows are those of the rarer ones."""
    counts = Counter(label for label in labels if label is not None)
    spellings: dict[Decimal, list[str]] = {}
    for label in counts:
        number = _number(label)
        if number is not None:
            spellings.setdefault(number, []).append(label)
    groups = [sorted(same, key=lambda label: (-counts[label], label)) for same in spellings.values() if len(same) > 1]
    if not groups:
        return ()
    rarer = {label for same in groups for label in same[1:]}
    rows = [row for row, label in enumerate(labels) if label in rarer]
    message = (
        f"{origin} holds {groups[0][0]!r} and {groups[0][1]!r}, which are one number; labels are compared as text, "
        "so they are kept as different classes."
    )
    return (Note("numeric_look_alikes", message, len(rows), tuple(rows[:_SHOWN_ROWS])),)


def _number(label: str) -> Decimal | None:
    """Return the exact value of a label that is a number; None for words and for numbers out of all bounds."""
    if len(label) > _LONGEST_NUMBER or not _NUMBER.fullmatch(label):
        return None
    try:
        return Decimal(label)
    except InvalidOperation:
        return None


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


def _whole_numbers(labels: NDArray[np.object_], textual: Sequence[bool]) -> NDArray[np.object_]:
    """Return the labels with "3.0" as "3", when every text ends so: floats only because a value was missing.

    Numbers that came as numbers have lost it already. Texts that would become one label stay as they are.
    """
    texts = {label for label, text in zip(labels, textual, strict=True) if text and label is not None}
    plain = {text: _WHOLE_FLOAT.sub(r"\1", text) for text in texts if _WHOLE_FLOAT.fullmatch(text)}
    if len(plain) < len(texts) or len(set(plain.values())) < len(texts):
        return labels
    return np.array([None, *(plain.get(label, label) for label in labels)], dtype=object)[1:]


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
    if isinstance(value, int) and value.bit_length() > _LONGEST_BITS:
        raise InputError(
            f"{origin}, row {row}: a class name was expected, got a whole number of thousands of digits. "
            "Write it as text, or correct it."
        )
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
