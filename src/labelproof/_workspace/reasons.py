"""Why a target is shown, in plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from labelproof._workspace.state import State
from labelproof._workspace.views import Cell, Item, Neighbor

__all__ = ["reasons_for"]

_FAR = 4.0


def reasons_for(
    state: State, item: Item, *, neighbors: Sequence[Neighbor], copies: Sequence[Item], cells: Sequence[Cell]
) -> list[str]:
    """Return what speaks for and against the given label of a target, most telling first."""
    said = _of_tag(state, item) if item.tag is not None else _of_class(state, item)
    return [*said, *_of_neighbors(state, item, neighbors), *_of_copies(state, item, copies), *_of_cells(cells)]


def _of_class(state: State, item: Item) -> Iterator[str]:
    """Yield what the model says about the given and the suggested class."""
    row = state.folder.probabilities_of(item.row)
    if row is None:
        return
    suggested = f"{_percent(row[item.suggested])} to {_name(state, item.suggested)}" if item.suggested >= 0 else ""
    if item.given < 0:
        yield f"It has no label. Without having seen it, the model gives {suggested}."
        return
    known = item.given < len(row)
    given = f"{_percent(row[item.given])} to {_name(state, item.given)}" if known else "nothing to its label"
    same = item.given == item.suggested or item.suggested < 0
    yield f"Without having seen its label, the model gives {given}{'' if same else f', and {suggested}'}."
    if item.chance is not None and not item.flagged:
        yield "It is not flagged."


def _of_tag(state: State, item: Item) -> Iterator[str]:
    """Yield what the model says about a tag."""
    tag = item.tag or 0
    name = state.folder.classes[tag]
    has = f"It has the tag {name}" if item.given else f"It does not have the tag {name}"
    row = state.folder.probabilities_of(item.row)
    if row is None:
        yield f"{has}."
        return
    yield f"{has}; the model gives it {_percent(row[tag])}."
    if item.chance is not None and not item.flagged:
        yield "It is not flagged."


def _of_neighbors(state: State, item: Item, neighbors: Sequence[Neighbor]) -> Iterator[str]:
    """Yield how the most similar examples are labelled."""
    given = [one.item.given for one in neighbors if one.item.given >= 0]
    if not given:
        return
    if item.tag is not None:
        name = state.folder.classes[item.tag]
        verb = "has" if sum(given) == 1 else "have"
        yield f"{_part(sum(given), len(given))} most similar examples {verb} the tag {name}."
        return
    (code, most), *rest = Counter(given).most_common(2)
    others = "".join(
        f", {count} {'is' if count == 1 else 'are'} labelled {_name(state, other)}" for other, count in rest
    )
    if len(given) == 1:
        yield f"The most similar example is labelled {_name(state, code)}."
        return
    verb = "is" if most == 1 else "are"
    yield f"{_part(most, len(given))} most similar examples {verb} labelled {_name(state, code)}{others}."


def _of_copies(state: State, item: Item, copies: Sequence[Item]) -> Iterator[str]:
    """Yield how its near and exact duplicates are labelled."""
    if not copies:
        return
    others = sorted({_name(state, one.given) for one in copies if one.given not in (item.given, -1)})
    count = f"{len(copies)} near or exact {'duplicate' if len(copies) == 1 else 'duplicates'}"
    if others and item.tag is None:
        yield f"It has {count}, labelled otherwise: {', '.join(others[:5])}."
    else:
        yield f"It has {count}{', with the same label' if item.tag is None else ''}."


def _of_cells(cells: Sequence[Cell]) -> Iterator[str]:
    """Yield which numbers are unusual for their column."""
    far = sorted(
        (cell for cell in cells if abs(cell.deviation or 0.0) >= _FAR), key=lambda cell: -abs(cell.deviation or 0)
    )
    if far:
        yield f"Unusual for their columns: {', '.join(f'{cell.name} = {cell.value}' for cell in far[:3])}."


def _part(count: int, total: int) -> str:
    """Return how many of so many."""
    return f"All {total}" if count == total else f"None of the {total}" if count == 0 else f"{count} of the {total}"


def _name(state: State, code: int) -> str:
    """Return the name of a class."""
    return state.classes[code] if code >= 0 else "nothing"


def _percent(share: float) -> str:
    """Return a share as people say it."""
    value = 100.0 * float(share)
    return "less than 1 %" if value < 1 else "more than 99 %" if value > 99 else f"{value:.0f} %"
