"""Decisions that are stored while an audit replaces the folder are neither lost nor left behind."""

import os
import sqlite3

import pytest

from labelproof._audit.keeping import review_kept
from labelproof._audit.output import reserved
from labelproof._base.errors import InputError

needs_links = pytest.mark.skipif(os.name == "nt", reason="Windows moves no open files")


def build(path, **options):
    with reserved(path, **options) as output, output.building() as folder:
        (folder / "run.json").write_text('{"kind": "labelproof audit"}')


def reviewed(path):
    """Return an open review of an audit."""
    build(path)
    connection = sqlite3.connect(path / "review.sqlite", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE event (what TEXT)")
    connection.execute("INSERT INTO event VALUES ('before')")
    return connection


def stored(path):
    connection = sqlite3.connect(path / "review.sqlite")
    try:
        return [row[0] for row in connection.execute("SELECT what FROM event")]
    finally:
        connection.close()


@needs_links
def test_whoever_has_the_review_open_goes_on_writing_to_it(tmp_path):
    connection = reviewed(tmp_path / "x")
    build(tmp_path / "x", force=True)
    connection.execute("INSERT INTO event VALUES ('after')")
    assert stored(tmp_path / "x") == ["before", "after"]
    connection.close()
    assert stored(tmp_path / "x") == ["before", "after"]


@needs_links
def test_nothing_is_stored_while_the_folders_change_places(tmp_path):
    connection = reviewed(tmp_path / "x")
    connection.execute("PRAGMA busy_timeout=0")
    (tmp_path / "draft").mkdir()
    with review_kept(tmp_path / "x", tmp_path / "draft"), pytest.raises(sqlite3.OperationalError, match="locked"):
        connection.execute("INSERT INTO event VALUES ('between')")
    connection.execute("INSERT INTO event VALUES ('after')")
    connection.close()


@needs_links
def test_review_that_somebody_keeps_busy_stops_the_replacement(tmp_path, monkeypatch):
    monkeypatch.setattr("labelproof._audit.keeping._PATIENCE_SECONDS", 0.0)
    connection = reviewed(tmp_path / "x")
    connection.execute("BEGIN IMMEDIATE")
    with pytest.raises(InputError, match="is busy"):
        build(tmp_path / "x", force=True)
    connection.execute("ROLLBACK")
    connection.close()
    assert stored(tmp_path / "x") == ["before"]


def test_exports_beside_the_review_are_kept(tmp_path):
    build(tmp_path / "x")
    (tmp_path / "x" / "review.sqlite").write_text("decisions")
    (tmp_path / "x" / "exports").mkdir()
    (tmp_path / "x" / "exports" / "corrected.csv").write_text("a,b")
    build(tmp_path / "x", force=True)
    assert (tmp_path / "x" / "exports" / "corrected.csv").read_text() == "a,b"


def test_review_is_copied_where_there_are_no_links(tmp_path, monkeypatch):
    def refused(source, target):
        raise OSError

    monkeypatch.setattr(os, "link", refused)
    build(tmp_path / "x")
    (tmp_path / "x" / "review.sqlite").write_text("decisions")
    build(tmp_path / "x", force=True)
    assert (tmp_path / "x" / "review.sqlite").read_text() == "decisions"


def test_failure_at_the_swap_leaves_the_review_where_it_was(tmp_path, monkeypatch):
    connection = reviewed(tmp_path / "x")

    def failing(self, draft):
        raise OSError

    monkeypatch.setattr("labelproof._audit.output.Output._publish", failing)
    with pytest.raises(OSError):  # noqa: PT011 - its own words do not matter
        build(tmp_path / "x", force=True)
    connection.execute("INSERT INTO event VALUES ('after')")
    connection.close()
    assert stored(tmp_path / "x") == ["before", "after"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x"]
