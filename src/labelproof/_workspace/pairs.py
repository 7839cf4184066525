"""Flagged targets by given and suggested class: the pairs, largest first, and the matrix."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelproof._workspace.board import CODE_OF
from labelproof._workspace.bounds import share_interval
from labelproof._workspace.people import items_for
from labelproof._workspace.samples import is_judged
from labelproof._workspace.state import Groups, State
from labelproof._workspace.tallies import hidden_targets
from labelproof._workspace.views import Class, Item, Matrix, Pair, PairCell

__all__ = ["class_list", "matrix", "pairs"]


def pairs(state: State, limit: int, *, user: int) -> tuple[list[Pair], int]:
    """Return the pairs with most undecided targets, and how many pairs there are."""
    state.refresh()
    groups = _groups(state)
    count = len(groups.names)
    flagged = np.bincount(groups.pair, minlength=count)
    status = state.board.status[groups.targets]
    todo = np.bincount(groups.pair[status == 0], minlength=count)
    told = ~np.isin(groups.targets, hidden_targets(state, user))
    decided = np.bincount(groups.pair[told & (status != 0)], minlength=count)
    right = np.bincount(groups.pair[told & _accepted(state, groups.targets)], minlength=count)
    shown = np.lexsort((np.arange(count), -flagged, -todo))[:limit]
    judged, hits = _sampled(state, groups, told)
    items = _two_each(state, groups, shown, status, user)
    found = [
        Pair(
            given=groups.names[one][1],
            suggested=groups.names[one][2],
            tag=groups.names[one][0] if state.folder.task == "tags" else None,
            flagged=int(flagged[one]),
            todo=int(todo[one]),
            judged=int(decided[one]),
            right=int(right[one]),
            sample_judged=int(judged[one]),
            sample_right=int(hits[one]),
            interval=share_interval(int(hits[one]), int(judged[one])),
            shown=items[place],
        )
        for place, one in enumerate(shown.tolist())
    ]
    return found, count


def matrix(state: State) -> Matrix:
    """Return flagged targets by given and suggested class, the most frequent pair first."""
    state.refresh()
    groups = _groups(state)
    flagged = np.bincount(groups.pair, minlength=len(groups.names))
    todo = np.bincount(groups.pair[state.board.status[groups.targets] == 0], minlength=len(groups.names))
    cells = [
        PairCell(
            given=groups.names[one][1],
            suggested=groups.names[one][2],
            tag=groups.names[one][0] if state.folder.task == "tags" else None,
            flagged=int(flagged[one]),
            todo=int(todo[one]),
        )
        for one in np.argsort(-flagged, kind="stable").tolist()
    ]
    return Matrix(classes=class_list(state), cells=cells)


def class_list(state: State) -> list[Class]:
    """Return all classes with how many rows are given each, and how many of those are flagged."""
    folder = state.folder
    flagged = np.asarray(folder.flagged)
    if folder.task == "tags":
        present = np.asarray(folder.given).reshape(-1, folder.tags).sum(axis=0, dtype=np.int64)
        found = flagged.reshape(-1, folder.tags).sum(axis=0, dtype=np.int64)
    else:
        given = np.asarray(folder.given)
        present = np.bincount(given[given >= 0], minlength=len(folder.classes))
        found = np.bincount(given[flagged & (given >= 0)], minlength=len(folder.classes))
    known = [
        Class(id=code, name=name, given=int(present[code]), flagged=int(found[code]))
        for code, name in enumerate(folder.classes)
    ]
    more = enumerate(state.added, len(folder.classes))
    return known + [Class(id=code, name=name, given=0, flagged=0, added=True) for code, name in more]


def _groups(state: State) -> Groups:
    """Return the pairs of the flagged targets; they never change while an audit stands."""
    if state.groups is None:
        folder = state.folder
        targets = np.flatnonzero(folder.flagged)
        targets = targets[np.argsort(folder.rank[targets // folder.tags], kind="stable")]
        width = len(folder.classes) + 2
        tag = targets % folder.tags
        code = (tag * width + folder.given[targets] + 1) * width + folder.suggested[targets] + 1
        codes, pair = np.unique(code, return_inverse=True)
        names = [(c // width // width, c // width % width - 1, c % width - 1) for c in codes.tolist()]
        state.groups = Groups(targets, pair.reshape(-1), names)
    return state.groups


def _accepted(state: State, targets: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which targets were relabelled to what is suggested."""
    fixed = state.board.status[targets] == CODE_OF["fixed"]
    return np.asarray(fixed & (state.board.label[targets] == state.folder.suggested[targets]))


def _sampled(state: State, groups: Groups, told: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return how many members of random samples of each pair were judged, and found right, of those that are `told`."""
    with state.reading() as connection:
        rows = connection.execute(
            "SELECT DISTINCT target FROM sample_member JOIN sample ON sample.id = sample_member.sample "
            "WHERE sample.plain = 1 AND sample.run = ?",
            (state.run,),
        ).fetchall()
    drawn = np.array([row[0] for row in rows], dtype=np.int64)
    members = told & np.isin(groups.targets, drawn[is_judged(state, drawn)])
    count = len(groups.names)
    judged = np.bincount(groups.pair[members], minlength=count)
    members &= _accepted(state, groups.targets)
    return judged, np.bincount(groups.pair[members], minlength=count)


def _two_each(
    state: State, groups: Groups, shown: NDArray[np.int64], status: NDArray[np.int8], user: int
) -> list[list[Item]]:
    """Return the first two targets of some pairs, undecided ones first."""
    order = np.lexsort((status != 0, groups.pair))
    starts = np.searchsorted(groups.pair[order], np.arange(len(groups.names) + 1))
    chosen = [groups.targets[order[starts[one] : min(starts[one] + 2, starts[one + 1])]].tolist() for one in shown]
    items = {item.target: item for item in items_for(state, [target for two in chosen for target in two], user)}
    return [[items[target] for target in two] for two in chosen]
