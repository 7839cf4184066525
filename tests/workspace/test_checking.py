"""What `verify` finds: names, reasons and filters that were changed, and logs that were cut with all that follows."""

import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from labelproof._workspace.errors import StoreError
from labelproof._workspace.store import log
from labelproof._workspace.views import Filter
from labelproof._workspace.workspace import Workspace
from workspace.folders import write_folder


@pytest.fixture
def path(tmp_path):
    """Two decisions by ann, then two of a batch by bob."""
    path = write_folder(tmp_path / "w", [0] * 4, [1] * 4)
    with Workspace.open(path, user="ann") as workspace:
        bob = workspace.add_user("bob", "lead")[0].id
        workspace.decide([0, 1], "accept")
        workspace.decide_batch(Filter(flagged=True), "keep", expect=2, reason="ask me", user=bob)
    return path


def test_nobody_waits_for_it(path):
    with Workspace.open(path) as workspace, workspace._state.reading(), ThreadPoolExecutor(1) as pool:
        # This thread holds the connection that all other reading takes; a `verify` that took it would wait for it.
        assert pool.submit(workspace.verify).result(timeout=60) == 4


def changed(path, *statements):
    """Change the database from outside, past everything that guards it."""
    with closing(sqlite3.connect(path / "review.sqlite")) as connection, connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)


@pytest.mark.parametrize(
    ("statement", "event"),
    [
        ("UPDATE user SET name = 'eve' WHERE name = 'ann'", 1),
        ("UPDATE user SET name = 'eve' WHERE name = 'bob'", 3),
        ("UPDATE batch SET reason = 'a sample said so' WHERE reason IS NOT NULL", 3),
        ("UPDATE batch SET reason = NULL WHERE reason IS NOT NULL", 3),
        ("UPDATE batch SET filter = '{}' WHERE reason IS NOT NULL", 3),
        ("UPDATE batch SET user = 1 WHERE reason IS NOT NULL", 3),
        ("DELETE FROM batch WHERE reason IS NOT NULL", 3),
    ],
)
def test_who_decided_and_why_cannot_be_changed_unseen(path, statement, event):
    with Workspace.open(path, user="ann") as workspace:
        assert workspace.verify() == 4
    changed(path, "PRAGMA foreign_keys=OFF", statement)

    with Workspace.open(path, user="bob") as workspace, pytest.raises(StoreError, match=f"Event {event} of"):
        workspace.verify()


def test_a_log_of_the_first_version_goes_on_and_is_checked_as_it_was_written(path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(log._About, "__call__", lambda *_: None)
        with Workspace.open(write_folder(path.with_name("old"), [0] * 3, [1] * 3), user="ann") as workspace:
            workspace.decide([0, 1], "accept")
    with Workspace.open(workspace.path, user="ann") as workspace:
        workspace.decide(2, "accept")
        assert workspace.verify() == 3
    changed(workspace.path, "UPDATE event SET label = 'cat' WHERE seq = 2")

    with Workspace.open(workspace.path, user="ann") as workspace, pytest.raises(StoreError, match="Event 2 of"):
        workspace.verify()


@pytest.mark.parametrize("where", ["in the workspace", "elsewhere, and still listed"])
def test_a_log_that_was_cut_with_all_that_follows_does_not_reach_its_exports(path, where):
    with Workspace.open(path, user="ann") as workspace:
        workspace.export("patch", None if where == "in the workspace" else path.with_name("out.jsonl"))
    listed = "DELETE FROM export" if where == "in the workspace" else "UPDATE export SET last_seq = 0"
    changed(path, "DELETE FROM event WHERE seq > 2", listed)

    with Workspace.open(path, user="ann") as workspace:
        workspace.rebuild()
        with pytest.raises(StoreError, match=r"manifest\.json ended with event 4, which is no longer in"):
            workspace.verify()


def test_a_manifest_of_another_workspace_in_the_same_place_says_nothing(path):
    out = path.with_name("out.jsonl")
    with Workspace.open(path, user="ann") as workspace:
        workspace.export("patch", out)
    other = write_folder(path.with_name("other"), [0] * 9, [1] * 9)
    with Workspace.open(other, user="ann") as workspace:
        workspace.decide(list(range(9)), "accept")
        workspace.export("patch", out, force=True)

    with Workspace.open(path, user="ann") as workspace:
        assert workspace.verify() == 4


def test_a_copy_of_a_workspace_is_as_it_was_though_the_original_went_on_and_exported_again(path):
    out = path.with_name("out.jsonl")
    copy = path.with_name("copy")
    with Workspace.open(path, user="ann") as workspace:
        workspace.export("patch", out)
    shutil.copytree(path, copy)
    with Workspace.open(path, user="ann") as workspace:
        workspace.decide(0, "keep")
        workspace.export("patch", out, force=True)
        assert workspace.verify() == 5

    with Workspace.open(copy, user="ann") as workspace:
        assert workspace.verify() == 4


def test_files_that_are_no_manifests_are_left_alone(path):
    folder = path / "exports"
    folder.mkdir()
    for number, content in enumerate((b"", b"[]", b'{"last_event": 3}', b'{"last_event": {"seq": "x"}}', b"\xff")):
        (folder / f"{number}.manifest.json").write_bytes(content)

    with Workspace.open(path, user="ann") as workspace:
        assert workspace.verify() == 4
