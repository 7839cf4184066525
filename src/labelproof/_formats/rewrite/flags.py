"""How columns of 0 and 1 spell the two: 1 and 0, 1.0 and 0.0, True and False, 1 and -1."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

__all__ = ["Flags", "carried"]

_PRESENT = frozenset({"1", "1.0", "true"})
_PAIRS = (("0", "1"), ("0.0", "1.0"), ("false", "true"), ("False", "True"), ("FALSE", "TRUE"))
_OTHER = {"-1": "1", "-1.0": "1.0", **dict(_PAIRS), **{one: zero for zero, one in _PAIRS}}


def carried(value: str) -> bool:
    """Tell whether a cell says that the tag of its column is carried."""
    return value.strip().lower() in _PRESENT


class Flags:
    """The two words of every column, by the cells that it holds."""

    def __init__(self, columns: Mapping[str, Iterable[str]]) -> None:
        self._words: dict[tuple[str | None, bool], Counter[str]] = {}
        for column, values in columns.items():
            for value in values:
                for where in (column, None):
                    self._words.setdefault((where, carried(value)), Counter())[value.strip()] += 1

    def value(self, column: str, old: str, *, present: bool) -> str:
        """Return what takes the place of an old value; the same where it says so already."""
        core = old.strip()
        if carried(core) == present:
            return old
        for where in (column, None):
            words = self._words.get((where, present))
            if words:
                return old.replace(core, words.most_common(1)[0][0], 1)
        return old.replace(core, _OTHER[core], 1) if core in _OTHER else str(int(present))
