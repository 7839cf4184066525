"""The log, the projections that follow from it, and what surrounds a review: users, queues, samples, leases."""

from __future__ import annotations

__all__ = ["SCRIPT"]

SCRIPT = """
CREATE TABLE run(
  id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL, at TEXT NOT NULL, model TEXT NOT NULL, accuracy REAL,
  flagged INTEGER NOT NULL, carried INTEGER NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL
) STRICT;
CREATE TABLE user(
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT NOT NULL CHECK (role IN ('reviewer', 'lead')),
  token_hash TEXT UNIQUE, created TEXT NOT NULL, disabled INTEGER NOT NULL DEFAULT 0
) STRICT;

-- A random sample of what a filter found undecided; `plain` where only classes and tags were restricted.
CREATE TABLE sample(
  id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run, user INTEGER NOT NULL REFERENCES user,
  at TEXT NOT NULL, filter TEXT NOT NULL, plain INTEGER NOT NULL
) STRICT;
CREATE TABLE sample_member(
  sample INTEGER NOT NULL REFERENCES sample, pos INTEGER NOT NULL, target INTEGER NOT NULL, PRIMARY KEY (sample, pos)
) STRICT, WITHOUT ROWID;
CREATE INDEX sample_member_target ON sample_member(target);

CREATE TABLE batch(
  id INTEGER PRIMARY KEY, user INTEGER NOT NULL REFERENCES user, at TEXT NOT NULL, title TEXT NOT NULL, filter TEXT,
  expected INTEGER NOT NULL, sample INTEGER REFERENCES sample, reason TEXT
) STRICT;

-- Labels are stored by name, examples by key and digest of their content, so that another audit can map them again.
CREATE TABLE event(
  seq INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, at TEXT NOT NULL, user INTEGER NOT NULL REFERENCES user,
  run INTEGER NOT NULL REFERENCES run, target INTEGER, key TEXT, tag TEXT, content BLOB,
  verb TEXT NOT NULL CHECK (
    verb IN ('keep', 'relabel', 'exclude', 'unsure', 'ambiguous', 'undo', 'comment', 'class', 'carried')),
  label TEXT, given TEXT, base INTEGER NOT NULL, batch INTEGER REFERENCES batch, undo_of INTEGER REFERENCES event,
  milliseconds INTEGER, mode TEXT NOT NULL, blind INTEGER NOT NULL, comment TEXT, hash BLOB NOT NULL
) STRICT;
CREATE INDEX event_target ON event(target, run);
CREATE UNIQUE INDEX event_undo_of ON event(undo_of) WHERE undo_of IS NOT NULL;
CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER event_next BEFORE INSERT ON event WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM event)
  BEGIN SELECT RAISE(ABORT, 'events are numbered without gaps'); END;
CREATE TRIGGER batch_no_update BEFORE UPDATE ON batch BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER batch_no_delete BEFORE DELETE ON batch BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE VIEW standing AS SELECT * FROM event WHERE verb NOT IN ('undo', 'comment', 'class', 'carried')
  AND NOT EXISTS (SELECT 1 FROM event AS undo WHERE undo.undo_of = event.seq);

-- Where the targets of earlier runs are now; fate: same, changed (another content), gone.
CREATE TABLE moved(
  run INTEGER NOT NULL, target INTEGER NOT NULL, now INTEGER, fate TEXT NOT NULL, PRIMARY KEY (run, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX moved_now ON moved(now) WHERE now IS NOT NULL;

-- Projections: each follows from the log alone, is kept in the same transaction, and can be built again.
CREATE TABLE current(
  target INTEGER NOT NULL, user INTEGER NOT NULL, seq INTEGER NOT NULL, verb TEXT NOT NULL, label TEXT,
  mode TEXT NOT NULL, PRIMARY KEY (target, user)
) STRICT, WITHOUT ROWID;
CREATE TABLE effective(
  target INTEGER PRIMARY KEY, status TEXT NOT NULL, label TEXT, seq INTEGER, last INTEGER NOT NULL, basis TEXT NOT NULL
) STRICT;
CREATE INDEX effective_last ON effective(last);
CREATE TABLE step(
  first INTEGER PRIMARY KEY, last INTEGER NOT NULL, user INTEGER NOT NULL, kind TEXT NOT NULL, verb TEXT NOT NULL,
  count INTEGER NOT NULL, remaining INTEGER NOT NULL, batch INTEGER
) STRICT;
CREATE INDEX step_user ON step(user, first) WHERE remaining > 0;
CREATE INDEX step_batch ON step(batch) WHERE batch IS NOT NULL;
CREATE TABLE label(name TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE total(name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO total(name, value) VALUES ('decisions', 0);

CREATE TABLE lease(
  target INTEGER PRIMARY KEY, lease INTEGER NOT NULL, user INTEGER NOT NULL REFERENCES user, until REAL NOT NULL,
  blind INTEGER NOT NULL
) STRICT;
CREATE TABLE queue(
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, user INTEGER NOT NULL REFERENCES user, at TEXT NOT NULL
) STRICT;
CREATE TABLE queue_member(
  queue INTEGER NOT NULL REFERENCES queue ON DELETE CASCADE, pos INTEGER NOT NULL, key TEXT NOT NULL, tag TEXT,
  target INTEGER, PRIMARY KEY (queue, pos)
) STRICT, WITHOUT ROWID;
CREATE TABLE view(
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, user INTEGER NOT NULL REFERENCES user, content TEXT NOT NULL
) STRICT;
-- user 0: settings of the workspace.
CREATE TABLE setting(
  user INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (user, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE export(
  id INTEGER PRIMARY KEY, user INTEGER NOT NULL REFERENCES user, at TEXT NOT NULL, format TEXT NOT NULL,
  path TEXT NOT NULL, rows INTEGER NOT NULL, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, last_seq INTEGER NOT NULL,
  last_hash TEXT NOT NULL
) STRICT;
"""
