"""Labels as values of typed columns and arrays: a class keeps the value that the column has for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from labelproof._formats.labels import label_strings
from labelproof._formats.rewrite.flags import Flags, carried
from labelproof._formats.rewrite.listed import Listed, TagWords
from labelproof._formats.rewrite.plan import check_label, unwritable
from labelproof._formats.rewrite.spelling import Spelling
from labelproof._formats.tags.cells import is_listed, tag_cells

__all__ = ["flag_values", "label_values", "list_values"]

_WHOLE = re.compile(r"[+-]?\d{1,18}")


def label_values(values: Sequence[Any], wanted: Mapping[int, str], origin: str) -> dict[int, Any]:
    """Return the new values of rows by their labels; texts keep the blanks around them."""
    counts = Counter(_hashable(value) for value in values)
    found = [value for value, _ in counts.most_common()]
    labels = label_strings(found, origin)[0]
    known: dict[str, Any] = {}
    for value, label in zip(found, labels, strict=True):
        if label is not None:
            known.setdefault(label, value)
    usual = next((value for value, label in zip(found, labels, strict=True) if label is not None), "")
    spelling = Spelling.of({value: count for value, count in counts.items() if isinstance(value, str)}, origin)
    new = {}
    for row, label in wanted.items():
        check_label(label, origin)
        old = values[row]
        if isinstance(known.get(label, usual), str):
            new[row] = spelling.padded(label, old if isinstance(old, str) else "")
        else:
            new[row] = known[label] if label in known else _like(usual, label, origin)
    return new


def flag_values(column: str, values: Sequence[Any], wanted: Mapping[int, bool], flags: Flags) -> dict[int, Any]:
    """Return the new values of rows in a column of 0 and 1."""
    new = {}
    for row, present in wanted.items():
        old = values[row]
        text = flags.value(column, str(old), present=present)
        kind = type(old)
        new[row] = text if kind is str else kind(carried(text)) if kind in {bool, np.bool_} else kind(float(text))
    return new


def list_values(
    values: Sequence[Any], wanted: Mapping[int, Mapping[str, bool]], tags: Sequence[str], origin: str
) -> dict[int, Any]:
    """Return the new lists of rows, or the new texts that hold several tags."""
    if not any(map(is_listed, values)):
        texts = ["" if value is None else str(value) for value in values]
        listed = Listed(Counter(texts), tags, origin)
        return {row: listed.value(texts[row], change) for row, change in wanted.items()}
    rows = tag_cells(values, origin).rows
    words = TagWords(rows, tags, origin)
    whole = all(isinstance(item, int) for row in rows for item in row)
    new = {}
    for row, change in wanted.items():
        items: list[Any] = list(values[row]) if values[row] is not None else []
        if words.hot:
            for tag, present in change.items():
                items[words.place(tag)] = type(items[0])(present)
        else:
            names = [words.name(item) for item in rows[row]]
            items = [item for item, name in zip(items, names, strict=True) if change.get(name, True)]
            more = [tag for tag, present in change.items() if present and tag not in names]
            items += [_item(words.word(tag), origin) if whole else words.word(tag) for tag in more]
        new[row] = items
    return new


def _item(word: str, origin: str) -> int:
    if not _WHOLE.fullmatch(word):
        raise unwritable(word, origin, "its tags are whole numbers")
    return int(word)


def _like(usual: Any, label: str, origin: str) -> Any:
    """Return the value of a class that the column does not hold yet, of the same kind as another one."""
    if isinstance(usual, bytes):
        return label.encode()
    if isinstance(usual, (bool, np.bool_)):
        if label in {"True", "False"}:
            return label == "True"
        raise unwritable(label, origin, "its labels are booleans")
    if isinstance(usual, (int, float, np.number)):
        try:
            return type(usual)(label)
        except ValueError:
            raise unwritable(label, origin, "its labels are numbers") from None
    raise unwritable(label, origin, f"its labels are of type {type(usual).__name__}")


def _hashable(value: Any) -> Any:
    return value if not isinstance(value, float) or value == value else None  # noqa: PLR0124 - NaN
