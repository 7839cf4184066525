"""How well people agree, and where they do not."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from labelproof._workspace.items import items_of
from labelproof._workspace.people import is_lead
from labelproof._workspace.state import State
from labelproof._workspace.views import Agreement, Decision, Disagreement

__all__ = ["agreements", "alpha", "alpha_interval", "disagreements"]

_PAIRS = 20
_DRAWS = 1_000
_MOST_CELLS = 20_000_000
_VOTES = """
SELECT current.target, current.seq, current.verb, current.label, current.user, user.name, event.at, current.mode,
  event.comment
FROM current JOIN event ON event.seq = current.seq JOIN user ON user.id = current.user
WHERE current.target IN (SELECT target FROM effective WHERE status = 'conflict') ORDER BY current.target, current.seq
"""

Opinions = Mapping[int, Sequence[tuple[int, str]]]
"""Of each target, who concluded what."""


def disagreements(state: State, *, viewer: int) -> list[Disagreement]:
    """Return the targets on which people differ, with what each said, most suspect first.

    In a blind review a reviewer sees those that they have decided themselves.
    """
    state.refresh()
    sees_all = not state.hides or is_lead(state, viewer)
    names = ("seq", "verb", "label", "user", "user_name", "at", "mode", "comment")
    with state.reading() as connection:
        rows = connection.execute(_VOTES).fetchall()
    votes = {
        target: [Decision(**dict(zip(names, row[1:], strict=True))) for row in group]
        for target, group in itertools.groupby(rows, key=lambda row: int(row[0]))
    }
    votes = {target: said for target, said in votes.items() if sees_all or any(one.user == viewer for one in said)}
    items = sorted(items_of(state, votes), key=lambda item: (item.rank, item.target))
    return [Disagreement(item=item, votes=votes[item.target]) for item in items]


def agreements(state: State) -> list[Agreement]:
    """Return agreement over all targets with several opinions, of each person with the others, and by class pair.

    Opinions are those formed without knowing of a disagreement, "unsure" left out.
    """
    with state.reading() as connection:
        rows = connection.execute(
            "SELECT target, user, verb || coalesce(':' || label, '') FROM current "
            "WHERE mode <> 'adjudicate' AND verb <> 'unsure' ORDER BY target, user"
        ).fetchall()
        names = dict(connection.execute("SELECT id, name FROM user").fetchall())
    grouped = {target: [row[1:] for row in group] for target, group in itertools.groupby(rows, key=lambda row: row[0])}
    shared = {target: opinions for target, opinions in grouped.items() if len(opinions) > 1}
    found = [_agreement(shared)]
    for user in sorted({user for opinions in shared.values() for user, _ in opinions}):
        mine = {target: said for target, said in shared.items() if any(who == user for who, _ in said)}
        found.append(_agreement(mine, user=user, name=names[user]))
    return found + [_agreement(targets, pair=pair) for pair, targets in _by_pair(state, shared)]


def alpha(opinions: Iterable[Sequence[str]]) -> float | None:
    """Return Krippendorff's alpha for nominal values; None where there is no variation to speak of.

    Source
    ------
    Krippendorff (2011), Computing Krippendorff's alpha-reliability.
    """
    counts, differing = _counted(opinions)
    return _alphas(np.ones((1, len(counts))), counts, differing)[0] if len(counts) >= 2 else None


def alpha_interval(opinions: Iterable[Sequence[str]], *, seed: int = 0) -> tuple[float, float] | None:
    """Return a 95 % interval of alpha, by drawing targets again 1,000 times; None where it cannot be told."""
    counts, differing = _counted(opinions)
    if len(counts) < 2:
        return None
    draws = min(_DRAWS, max(_MOST_CELLS // counts.shape[0], 50))
    weights = np.random.default_rng(seed).multinomial(len(counts), np.full(len(counts), 1 / len(counts)), size=draws)
    values = [value for value in _alphas(weights.astype(np.float64), counts, differing) if value is not None]
    if len(values) < draws / 2:
        return None
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)


def _alphas(
    weights: NDArray[np.float64], counts: NDArray[np.float64], differing: NDArray[np.float64]
) -> list[float | None]:
    """Return alpha for each weighting of the targets."""
    totals = weights @ counts
    size = totals.sum(axis=1)
    observed = (weights @ differing) / size
    expected = (size**2 - (totals**2).sum(axis=1)) / (size * (size - 1))
    return [float(1 - seen / chance) if chance > 0 else None for seen, chance in zip(observed, expected, strict=True)]


def _counted(opinions: Iterable[Sequence[str]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how often each value was said of each target, and how many of its pairs differ, weighted."""
    units = [values for values in opinions if len(values) > 1]
    codes = {value: code for code, value in enumerate(sorted({value for values in units for value in values}))}
    counts = np.zeros((len(units), len(codes)))
    for place, values in enumerate(units):
        for value in values:
            counts[place, codes[value]] += 1
    size = counts.sum(axis=1)
    return counts, (size**2 - (counts**2).sum(axis=1)) / np.maximum(size - 1, 1)


def _agreement(
    shared: Opinions, *, user: int | None = None, name: str | None = None, pair: tuple[int, int] | None = None
) -> Agreement:
    """Return one figure."""
    values = [[value for _, value in said] for said in shared.values()]
    return Agreement(
        user=user,
        user_name=name,
        pair=pair,
        targets=len(values),
        agreeing=sum(len(set(said)) == 1 for said in values),
        alpha=alpha(values),
        interval=alpha_interval(values),
    )


def _by_pair(state: State, shared: Opinions) -> list[tuple[tuple[int, int], Opinions]]:
    """Return the opinions by given and suggested class, the pairs with most of them."""
    groups: dict[tuple[int, int], dict[int, Sequence[tuple[int, str]]]] = {}
    for target, said in shared.items():
        pair = int(state.folder.given[target]), int(state.folder.suggested[target])
        groups.setdefault(pair, {})[target] = said
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return list(ordered[:_PAIRS])
