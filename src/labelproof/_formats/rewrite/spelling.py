"""How the cells of a text file spell a class: blanks around it, "1.0" for 1, quotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from labelproof._formats.labels import label_strings

__all__ = ["Spelling", "parts"]

_WHOLE = re.compile(r"[+-]?\d+")
_WHOLE_FLOAT = re.compile(r"[+-]?\d+(\.0+)")


def parts(value: str) -> tuple[str, str, str]:
    """Return the blanks before a text, the text, and the blanks behind it."""
    core = value.strip()
    if not core:
        return value, "", ""
    start = value.index(core)
    return value[:start], core, value[start + len(core) :]


@dataclass(frozen=True)
class Spelling:
    """How a column spells its classes.

    Attributes
    ----------
    forms : mapping
        What most cells of a class write, without the blanks around it.
    padding : tuple of str
        The blanks before and behind the label in most cells.
    decimals : str
        What a new whole number gets behind it: ".0" where all labels are written so.
    """

    forms: Mapping[str, str]
    padding: tuple[str, str] = ("", "")
    decimals: str = ""

    @classmethod
    def of(cls, counts: Mapping[str, int], origin: str) -> Spelling:
        """Return the spelling of a column by how often it writes each cell."""
        values = sorted(counts, key=lambda value: -counts[value])
        forms: dict[str, str] = {}
        padding: Counter[tuple[str, str]] = Counter()
        for value, label in zip(values, label_strings(values, origin)[0], strict=True):
            if label is not None:
                before, core, behind = parts(value)
                forms.setdefault(label, core)
                padding[before, behind] += counts[value]
        endings = {found[1] if (found := _WHOLE_FLOAT.fullmatch(core)) else "" for core in forms.values()}
        usual = padding.most_common(1)
        return cls(forms, usual[0][0] if usual else ("", ""), endings.pop() if len(endings) == 1 else "")

    def spelled(self, label: str) -> str:
        """Return how a cell writes a class, also one that the column does not hold yet."""
        known = self.forms.get(label)
        if known is not None:
            return known
        return label + self.decimals if _WHOLE.fullmatch(label) else label

    def padded(self, label: str, old: str) -> str:
        """Return the cell that takes the place of an old one, with the blanks that were around that."""
        before, core, behind = parts(old)
        if not core:
            before, behind = self.padding
        return before + self.spelled(label) + behind
