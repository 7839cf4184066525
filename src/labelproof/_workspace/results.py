"""What a review amounts to, for scripts: tables of issues and corrections, and the corrected labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from labelproof._workspace.board import CODE_OF
from labelproof._workspace.filters import mask_of
from labelproof._workspace.opinions import STATUSES
from labelproof._workspace.orders import ordered
from labelproof._workspace.state import State
from labelproof._workspace.views import Filter

__all__ = ["Results", "corrected", "corrections", "issues", "results"]


@dataclass(frozen=True)
class Results:
    """How everything stands.

    Attributes
    ----------
    classes : list of str
        Names of all classes, added ones included.
    labels : (N,) int32, or (N, T) uint8 for tags
        Corrected labels: what targets were relabelled to, else what they were given; -1 for none.
    status : (N,) or (N, T) int8
        Positions in `STATUSES`.
    excluded : (N,) bool
        Rows to leave out; an example with tags is left out when any of its targets is excluded.
    last_seq : int
        Number of the last event.
    """

    classes: list[str]
    labels: NDArray[Any]
    status: NDArray[np.int8]
    excluded: NDArray[np.bool_]
    last_seq: int


def results(state: State) -> Results:
    """Return how everything stands."""
    state.refresh()
    folder, board = state.folder, state.board
    status, seq = board.status.copy(), board.seq
    fixed = status == CODE_OF["fixed"]
    labels = np.where(fixed, board.label, np.asarray(folder.given))
    excluded = status == CODE_OF["excluded"]
    if folder.task == "tags":
        shape = (folder.rows, folder.tags)
        status, labels = status.reshape(shape), labels.astype(np.uint8).reshape(shape)
        excluded = excluded.reshape(shape).any(axis=1)
    return Results(state.classes, labels, status, np.asarray(excluded), seq)


def issues(state: State) -> pd.DataFrame:
    """Return the flagged targets, most suspect first, and how each stands."""
    state.refresh()
    targets = ordered(state, mask_of(state, Filter(flagged=True)), "rank")
    folder = state.folder
    rows = targets // folder.tags
    columns: dict[str, Any] = {"row": rows, "key": [folder.key(int(row)) for row in rows]}
    if folder.task == "tags":
        columns["tag"] = [folder.classes[tag] for tag in targets % folder.tags]
    columns["given"] = _names(state, np.asarray(folder.given)[targets])
    columns["suggested"] = _names(state, np.asarray(folder.suggested)[targets])
    columns["chance"] = np.asarray(folder.chance)[targets].astype(np.float64)
    columns["status"] = [STATUSES[code] for code in state.board.status[targets]]
    return _table(columns)


def corrected(state: State, *, keep_excluded: bool) -> pd.Series | pd.DataFrame:
    """Return the corrected labels by row; of tags, a table of True and False."""
    found = results(state)
    rows = np.arange(len(found.excluded)) if keep_excluded else np.flatnonzero(~found.excluded)
    index = pd.Index(rows, name="row")
    if state.folder.task == "tags":
        return pd.DataFrame(found.labels[rows].astype(bool), index=index, columns=state.folder.classes)
    return pd.Series(_names(state, found.labels[rows]), index=index, name="label", dtype=object)


def corrections(state: State) -> pd.DataFrame:
    """Return what was decided, one line per target, in input order."""
    state.refresh()
    with state.reading() as connection:
        rows = connection.execute(
            "SELECT effective.target, effective.status, effective.label, user.name, event.at, event.comment "
            "FROM effective JOIN event ON event.seq = effective.seq JOIN user ON user.id = event.user "
            "WHERE effective.status <> 'todo' ORDER BY effective.target"
        ).fetchall()
    folder = state.folder
    targets = np.array([row[0] for row in rows], dtype=np.int64)
    given = np.asarray(folder.given)[targets]
    columns: dict[str, Any] = {"row": targets // folder.tags}
    columns["key"] = [folder.key(int(row)) for row in columns["row"]]
    if folder.task == "tags":
        columns["tag"] = [folder.classes[tag] for tag in targets % folder.tags]
    columns["given"] = _names(state, given)
    columns["corrected"] = [row[2] if row[1] == "fixed" else None for row in rows]
    columns["action"] = [_ACTIONS[row[1]] for row in rows]
    columns["reviewer"] = [row[3] for row in rows]
    columns["at"] = [row[4] for row in rows]
    columns["comment"] = [row[5] for row in rows]
    return _table(columns)


def _table(columns: dict[str, Any]) -> pd.DataFrame:
    """Return a table whose texts may be missing: None stays None, whatever this pandas would make of it."""
    numbers = ("row", "chance")
    return pd.DataFrame(
        {name: values if name in numbers else pd.Series(values, dtype=object) for name, values in columns.items()}
    )


_ACTIONS = {
    "fixed": "relabel",
    "kept": "keep",
    "excluded": "exclude",
    "unsure": "unsure",
    "ambiguous": "ambiguous",
    "conflict": "conflict",
}


def _names(state: State, codes: NDArray[Any]) -> NDArray[np.object_]:
    """Return labels by name, None for none."""
    known = ["absent", "present", None] if state.folder.task == "tags" else [*state.classes, None]
    return np.asarray(np.array(known, dtype=object)[codes])
