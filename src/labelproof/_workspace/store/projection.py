"""What follows from the log: each person's decision that stands, how each target stands, and the steps of the history.

Kept up to date in the transaction that appends events; `rebuild` makes the same from the log alone.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator

from labelproof._workspace.opinions import Opinion, resolved

__all__ = ["PROJECTIONS", "contents", "rebuild", "settle"]

PROJECTIONS = ("current", "effective", "step", "label", "total")

# Which events speak about a target of this run: its own, and those of earlier runs whose target moved here.
_PLACES = """
WITH place(run, target, now) AS (
  SELECT :run, target, target FROM touched
  UNION ALL SELECT moved.run, moved.target, moved.now FROM moved JOIN touched ON moved.now = touched.target
  WHERE moved.fate = 'same')
"""
_STANDING = (
    _PLACES
    + """
INSERT INTO current SELECT place.now, standing.user, max(standing.seq), standing.verb, standing.label, standing.mode
FROM place CROSS JOIN standing ON standing.target = place.target AND standing.run = place.run
GROUP BY place.now, standing.user
"""
)
_LAST = (
    _PLACES
    + """
SELECT place.now, max(event.seq)
FROM place CROSS JOIN event ON event.target = place.target AND event.run = place.run
WHERE event.verb NOT IN ('comment', 'class', 'carried') GROUP BY place.now
"""
)
# The first decision on targets that had none, which is most of them.
_FIRST = (
    "DELETE FROM fresh",
    "INSERT INTO fresh SELECT target FROM touched WHERE target NOT IN (SELECT target FROM effective)",
    "DELETE FROM touched WHERE target IN (SELECT target FROM fresh)",
    "INSERT INTO current SELECT target, user, seq, verb, label, mode FROM event WHERE seq BETWEEN :first AND :last "
    "AND target IN (SELECT target FROM fresh) AND verb NOT IN ('undo', 'comment', 'class', 'carried') ORDER BY target",
    """
INSERT INTO effective(target, status, label, seq, last, basis)
SELECT target, CASE verb WHEN 'relabel' THEN 'fixed' WHEN 'keep' THEN 'kept' WHEN 'exclude' THEN 'excluded' ELSE verb
  END, label, seq, seq, CASE mode WHEN 'adjudicate' THEN 'adjudication' ELSE 'single' END
FROM current WHERE target IN (SELECT target FROM fresh)
""",
    "INSERT INTO total(name, value) SELECT 'decisions', count(*) FROM fresh WHERE true "
    "ON CONFLICT DO UPDATE SET value = value + excluded.value",
)
_STEPS = """
INSERT INTO step(first, last, user, kind, verb, count, remaining, batch)
SELECT min(seq), max(seq), min(user), CASE WHEN min(verb) IN ('undo', 'comment', 'class', 'carried') THEN min(verb)
  WHEN min(mode) = 'adjudicate' THEN 'adjudication' WHEN min(batch) IS NULL THEN 'decision' ELSE 'batch' END,
  CASE WHEN min(verb) = max(verb) THEN min(verb) ELSE 'mixed' END, count(*),
  sum(verb NOT IN ('undo', 'comment', 'class', 'carried')), min(batch)
FROM event WHERE seq BETWEEN :first AND :last
GROUP BY CASE WHEN verb = 'undo' THEN -base WHEN batch IS NULL THEN -seq ELSE batch END
"""
_UNDONE_IN_BATCHES = """
UPDATE step SET remaining = remaining - lost.count FROM (
  SELECT event.batch AS batch, count(*) AS count FROM event AS undo JOIN event ON event.seq = undo.undo_of
  WHERE undo.seq BETWEEN :first AND :last AND event.batch IS NOT NULL GROUP BY event.batch) AS lost
WHERE step.batch = lost.batch AND step.kind <> 'undo'
"""
_UNDONE_SINGLY = """
UPDATE step SET remaining = 0 WHERE first IN (
  SELECT event.seq FROM event AS undo JOIN event ON event.seq = undo.undo_of
  WHERE undo.seq BETWEEN :first AND :last AND event.batch IS NULL)
"""


def settle(connection: sqlite3.Connection, events: range, *, run: int) -> None:
    """Bring the projections up to date with events that were just appended."""
    span = {"first": events.start, "last": events.stop - 1}
    _forget_touched(connection)
    connection.execute(
        "INSERT OR IGNORE INTO touched SELECT target FROM event WHERE seq BETWEEN :first AND :last "
        "AND verb NOT IN ('comment', 'class', 'carried') AND target IS NOT NULL",
        span,
    )
    _labels(connection, span)
    _steps(connection, span)
    for statement in _FIRST:
        connection.execute(statement, span)
    _settle_touched(connection, run)
    connection.execute("INSERT INTO touched SELECT target FROM fresh")


def rebuild(connection: sqlite3.Connection, *, run: int) -> None:
    """Make all projections anew from the log."""
    for name in PROJECTIONS:
        connection.execute(f"DELETE FROM {name}")  # noqa: S608
    _forget_touched(connection)
    connection.execute(
        "INSERT OR IGNORE INTO touched SELECT target FROM event WHERE run = :run AND target IS NOT NULL "
        "AND verb NOT IN ('comment', 'class', 'carried') UNION SELECT now FROM moved WHERE fate = 'same'",
        {"run": run},
    )
    everything = {"first": 1, "last": 2**62}
    _labels(connection, everything)
    _steps(connection, everything)
    _settle_touched(connection, run)


def contents(connection: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of the projections, to compare them."""
    return {name: connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in PROJECTIONS}  # noqa: S608


def _forget_touched(connection: sqlite3.Connection) -> None:
    """Begin with no target touched; `fresh` are those that nobody had decided before."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS touched(target INTEGER PRIMARY KEY)")
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS fresh(target INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM touched")


def _settle_touched(connection: sqlite3.Connection, run: int) -> None:
    """Work out anew how the touched targets stand."""
    before = _standing(connection)
    connection.execute("DELETE FROM current WHERE target IN (SELECT target FROM touched)")
    connection.execute(_STANDING, {"run": run})
    last = dict(connection.execute(_LAST, {"run": run}).fetchall())
    rows = list(_outcomes(connection, last))
    connection.executemany(
        "INSERT OR REPLACE INTO effective(target, status, label, seq, last, basis) VALUES (?, ?, ?, ?, ?, ?)", rows
    )
    connection.execute(
        "INSERT INTO total(name, value) VALUES ('decisions', :more) ON CONFLICT DO UPDATE SET value = value + :more",
        {"more": _standing(connection) - before},
    )


def _standing(connection: sqlite3.Connection) -> int:
    """Return how many decisions stand on the touched targets."""
    query = "SELECT count(*) FROM current WHERE target IN (SELECT target FROM touched)"
    return int(connection.execute(query).fetchone()[0])


def _outcomes(connection: sqlite3.Connection, last: dict[int, int]) -> Iterator[tuple[object, ...]]:
    """Yield the rows of `effective` for the touched targets."""
    standing = connection.execute(
        "SELECT target, user, seq, verb, label, mode FROM current "
        "WHERE target IN (SELECT target FROM touched) ORDER BY target"
    )
    for target, rows in itertools.groupby(standing, key=lambda row: int(row[0])):
        outcome = resolved([Opinion(*row[1:]) for row in rows])
        yield target, outcome.status, outcome.label, outcome.seq, last.pop(target), outcome.basis
    for target, seq in last.items():
        yield target, "todo", None, None, seq, "none"


def _labels(connection: sqlite3.Connection, span: dict[str, int]) -> None:
    """Remember which labels were spoken of, and where first: those that the audit does not know were added."""
    connection.execute(
        "INSERT OR IGNORE INTO label(name, seq) SELECT label, min(seq) FROM event WHERE seq BETWEEN :first AND :last "
        "AND verb IN ('relabel', 'class') AND label IS NOT NULL AND tag IS NULL GROUP BY label",
        span,
    )


def _steps(connection: sqlite3.Connection, span: dict[str, int]) -> None:
    """Gather events into steps, what one undo takes back, and count what undo events took from earlier steps.

    The events of one undo share their `base`: the number of the first of them.
    """
    for statement in (_STEPS, _UNDONE_IN_BATCHES, _UNDONE_SINGLY):
        connection.execute(statement, span)
