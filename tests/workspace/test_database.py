"""The tables of a workspace: files of earlier versions are brought up to date when they are opened."""

import sqlite3

from labelproof._workspace.store.migrations import migrations
from labelproof._workspace.views import Filter
from workspace.folders import write_folder


def test_a_workspace_of_the_first_version_keeps_its_samples(tmp_path, opened):
    path = write_folder(tmp_path / "w", [0] * 100, [1] * 100)
    with sqlite3.connect(path / "review.sqlite") as connection:
        connection.executescript(migrations()[0])
        connection.execute("PRAGMA user_version=1")
        connection.execute("INSERT INTO user VALUES (1, 'ann', 'lead', NULL, '2026-11-21T00:00:00Z', 0)")
    connection.close()

    workspace = opened(path)
    sample = workspace.draw_sample(Filter(flagged=True), 59)

    assert (sample.size, sample.confidence) == (59, 0.95)
