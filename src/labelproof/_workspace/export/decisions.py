"""How every decided target stands, and what follows for the rows of the data."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from labelproof._formats.rewrite.plan import DROPPED, Change
from labelproof._workspace.board import CODE_OF
from labelproof._workspace.opinions import STATUS_OF
from labelproof._workspace.state import State

__all__ = ["Decision", "Decisions", "decisions_of"]

_ACTION_OF: dict[str, str] = {status: verb for verb, status in STATUS_OF.items()}
_QUERY = """
SELECT effective.target, effective.status, effective.label, event.at, user.name, event.comment
FROM effective LEFT JOIN event ON event.seq = effective.seq LEFT JOIN user ON user.id = event.user
WHERE effective.status <> 'todo' ORDER BY effective.target
"""
_COMMENTS = """
SELECT now, group_concat(comment, '; ') FROM (
  SELECT CASE WHEN event.run = :run THEN event.target ELSE moved.now END AS now, event.comment AS comment
  FROM event LEFT JOIN moved ON moved.run = event.run AND moved.target = event.target AND moved.fate = 'same'
  WHERE event.verb = 'comment' ORDER BY event.seq)
WHERE now IS NOT NULL GROUP BY now
"""
_LAST = "SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class Decision:
    """How one target stands, by whom and why; `label` is what it became where it was fixed."""

    target: int
    row: int
    tag: int | None
    status: str
    label: str | None
    at: str | None
    reviewer: str | None
    comment: str | None

    @property
    def action(self) -> str:
        """The verb of the decision, or "conflict"."""
        return _ACTION_OF.get(self.status, self.status)


@dataclass(frozen=True)
class Decisions:
    """All decisions at one moment; `last` and `last_hash` are number and hash of the last event that is in them."""

    state: State
    listed: tuple[Decision, ...]
    last: int
    last_hash: str

    @functools.cached_property
    def changes(self) -> Mapping[int, Change]:
        """What becomes of the rows: the new label, the tags that change, or nothing where the row is left out."""
        tags: dict[int, dict[str, bool]] = {}
        changes: dict[int, Change] = {}
        for one in self.listed:
            if one.status == "excluded":
                changes[one.row] = DROPPED
            elif one.status == "fixed" and one.label is not None and self.is_change(one):
                if one.tag is None:
                    changes[one.row] = one.label
                else:
                    tags.setdefault(one.row, {})[self.state.folder.classes[one.tag]] = one.label == "present"
        return {**tags, **changes}

    def is_change(self, one: Decision) -> bool:
        """Tell whether a decision gives its target another label than it had."""
        given = self.state.folder.label_name(int(self.state.folder.given[one.target]), self.state.folder.classes)
        return one.label != given

    @property
    def excluded(self) -> list[int]:
        """The rows that are left out."""
        return [row for row, change in self.changes.items() if change is DROPPED]

    @property
    def open(self) -> dict[str, int]:
        """How many targets keep their given label because nobody has settled them, by what is missing."""
        status, flagged = self.state.board.status, np.asarray(self.state.folder.flagged)
        return {
            "undecided": int(np.count_nonzero(flagged & (status == CODE_OF["todo"]))),
            "unsure": int(np.count_nonzero(status == CODE_OF["unsure"])),
            "in conflict": int(np.count_nonzero(status == CODE_OF["conflict"])),
        }


def decisions_of(state: State) -> Decisions:
    """Return all decisions as they stand now."""
    state.refresh()
    folder = state.folder
    with state.reading() as connection:
        state.check_newest(connection)
        rows = connection.execute(_QUERY).fetchall()
        remarks = dict(connection.execute(_COMMENTS, {"run": state.run}).fetchall())
        last = connection.execute(_LAST).fetchone()
    listed = []
    for target, status, label, at, reviewer, comment in rows:
        said = "; ".join(part for part in (comment, remarks.get(target)) if part)
        where = (target, folder.row(target), folder.tag(target))
        listed.append(Decision(*where, status, label if status == "fixed" else None, at, reviewer, said or None))
    return Decisions(state, tuple(listed), int(last[0]) if last else 0, bytes(last[1]).hex() if last else "")
