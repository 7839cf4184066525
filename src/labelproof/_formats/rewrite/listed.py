"""Lists of tags in one cell: "a|b", "[0, 3]", "['a', 'b']", a JSON array; tags are taken out and put in."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from labelproof._base.tag_texts import bracketed, separator_of, tags_of_text
from labelproof._formats.rewrite.plan import unwritable
from labelproof._formats.tags.cells import tag_cells
from labelproof._formats.tags.matrix import is_multi_hot

__all__ = ["Listed", "TagWords"]

_ITEM = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\s,'"](?:[^,]*[^\s,])?""")
_WORD = re.compile(r"\S+")
_WHOLE = re.compile(r"[+-]?\d{1,18}")
_NOTHING = frozenset({"", "nan", "NaN", "<NA>"})
_NEW_SEPARATOR = "|"


class TagWords:
    """What the items of a column's lists mean: names of tags, their numbers, or a 0 or 1 for each of them."""

    def __init__(self, rows: Sequence[Sequence[str | int]], tags: Sequence[str], origin: str) -> None:
        items = {item for row in rows for item in row}
        self._tags, self._origin = list(tags), origin
        self._whole = all(isinstance(item, int) or _WHOLE.fullmatch(item) for item in items)
        self.hot = is_multi_hot(rows)
        self.numbered = not self.hot and self._whole and bool(items) and not any(str(item) in tags for item in items)

    def name(self, item: str | int) -> str:
        """Return the tag that an item names."""
        if self.numbered:
            return self._tags[int(item)]
        return str(int(item)) if self._whole else str(item)

    def word(self, tag: str) -> str:
        """Return how a list names a tag."""
        if self.numbered:
            if tag not in self._tags:
                raise unwritable(tag, self._origin, "its tags are numbers of names that stand elsewhere")
            return str(self._tags.index(tag))
        return tag

    def place(self, tag: str) -> int:
        """Return the place of a tag in a list of 0 and 1."""
        if tag not in self._tags:
            raise unwritable(tag, self._origin, "its lists hold a 0 or 1 for each of the old tags")
        return self._tags.index(tag)


@dataclass(frozen=True)
class _Cell:
    """A cell: its tags, and where each of them is written; `spans` is None where that is not certain."""

    text: str
    tags: list[str]
    spans: list[tuple[int, int]] | None

    def item(self, number: int) -> str:
        """Return an item as it is written."""
        start, end = (self.spans or [])[number]
        return self.text[start:end]


class Listed:
    """Writes the cells of a column of lists; `counts` says how often each cell occurs.

    With `strict` the cells are JSON arrays.
    """

    def __init__(
        self,
        counts: Mapping[str, int],
        tags: Sequence[str],
        origin: str,
        *,
        strict: bool = False,
        ascii_only: bool = True,
    ) -> None:
        values = sorted(counts, key=lambda value: -counts[value])
        self._origin, self._strict, self._ascii = origin, strict, ascii_only
        self._separator = separator_of(values) or _NEW_SEPARATOR
        self._words = TagWords(tag_cells(values, origin).rows, tags, origin)
        self._forms: dict[tuple[bool, str], str] = {}
        self._joints: Counter[tuple[bool, str]] = Counter()
        self._example = _Cell("[]" if strict else "", [], [])
        for cell in map(self._cell, values):
            self._learn(cell, counts[cell.text])

    def value(self, old: str, change: Mapping[str, bool]) -> str:
        """Return a cell with tags taken out and put in."""
        cell = self._cell(old)
        if self._words.hot:
            return self._flipped(cell, change)
        more = [tag for tag, present in change.items() if present and tag not in cell.tags]
        keep = [number for number, tag in enumerate(cell.tags) if change.get(tag, True)]
        wanted = [cell.tags[number] for number in keep] + more
        if wanted == cell.tags:
            return old
        new = old if cell.spans is None else self._joined(cell, keep, more)
        if not self._says(new, wanted):
            words = [self._words.word(tag) for tag in wanted]
            new = json.dumps([int(word) if self._words.numbered else word for word in words], ensure_ascii=self._ascii)
        if not self._says(new, wanted):
            raise unwritable(", ".join(wanted), self._origin, "it would be read again as other tags")
        return new

    def _learn(self, cell: _Cell, count: int) -> None:
        """Take note of how a cell writes its tags, and what stands between them."""
        spans, listed = cell.spans or [], bracketed(cell.text)
        if spans and not self._example.spans:
            self._example = cell
        for number, tag in enumerate(cell.tags[: len(spans)]):
            self._forms.setdefault((listed, tag), cell.item(number))
        for (_, end), (start, _) in pairwise(spans):
            self._joints[listed, cell.text[end:start]] += count

    def _says(self, text: str, wanted: Sequence[str]) -> bool:
        """Tell whether a cell is read as the wanted tags, and leaves the separator of the column what it is."""
        if separator_of([text, self._separator]) != self._separator:
            return False
        return self._cell(text).tags == list(wanted)

    def _cell(self, text: str) -> _Cell:
        """Return a cell by what it says."""
        if text.strip() in _NOTHING:
            return _Cell(text, [], [])
        items = tags_of_text(text, self._separator)
        words = [item.strip() if isinstance(item, str) else int(item) for item in items]
        spans = self._spans(text)
        tags = [str(word) for word in words] if self._words.hot else [self._words.name(word) for word in words]
        return _Cell(text, tags, spans if len(spans) == len(words) else None)

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """Return where the items of a cell are written."""
        if bracketed(text):
            start, end = text.index(text.strip()) + 1, len(text.rstrip()) - 1
            inner = text[start:end]
            numbers = "," not in inner and all(map(_WHOLE.fullmatch, inner.split()))
            return [found.span() for found in (_WORD if numbers else _ITEM).finditer(text, start, end)]
        pattern = re.compile(
            rf"[^\s{re.escape(self._separator)}](?:[^{re.escape(self._separator)}]*[^\s{re.escape(self._separator)}])?"
        )
        return [found.span() for found in pattern.finditer(text)]

    def _joined(self, cell: _Cell, keep: Sequence[int], more: Sequence[str]) -> str:
        """Return the cell with some of its items, and others behind them."""
        before, behind, listed = self._ends(cell)
        spans = cell.spans or []
        usual = [joint for (inside, joint), _ in self._joints.most_common() if inside == listed]
        joint = (usual or [", " if listed else self._separator])[0]
        if len(spans) > 1:
            joint = cell.text[spans[0][1] : spans[1][0]]
        text = before
        for place, number in enumerate(keep):
            gap = cell.text[spans[number - 1][1] : spans[number][0]] if place else ""
            text += gap + cell.item(number)
        for tag in more:
            text += ("" if text == before else joint) + self._written(
                tag, cell if spans else self._example, listed=listed
            )
        return text + behind

    def _ends(self, cell: _Cell) -> tuple[str, str, bool]:
        """Return what stands before and behind the items, and whether that are brackets."""
        if cell.spans:
            return cell.text[: cell.spans[0][0]], cell.text[cell.spans[-1][1] :], bracketed(cell.text)
        if bracketed(cell.text):
            start = cell.text.index(cell.text.strip()) + 1
            return cell.text[:start], cell.text[start:].lstrip(), True
        if self._example.spans:
            return self._ends(self._example)
        return ("[", "]", True) if self._strict else ("", "", False)

    def _written(self, tag: str, like: _Cell, *, listed: bool) -> str:
        """Return a tag as the column writes it; one that it does not hold yet as those of a similar cell."""
        known = self._forms.get((listed, tag))
        if known is not None:
            return known
        word = self._words.word(tag)
        quote = like.item(0)[0] if like.spans and listed else ""
        if quote == '"' or (self._strict and not _WHOLE.fullmatch(word)):
            return json.dumps(word, ensure_ascii=self._ascii)
        return "'" + word.replace("\\", "\\\\").replace("'", "\\'") + "'" if quote == "'" else word

    def _flipped(self, cell: _Cell, change: Mapping[str, bool]) -> str:
        """Return a list of 0 and 1 with other values."""
        if cell.spans is None:
            raise unwritable(cell.text, self._origin, "its list of 0 and 1 is written in an unknown way")
        text = cell.text
        for tag, present in change.items():
            start, end = cell.spans[self._words.place(tag)]
            item = text[start:end]
            text = text[:start] + re.sub("[01]", str(int(present)), item, count=1) + text[end:]
        return text
