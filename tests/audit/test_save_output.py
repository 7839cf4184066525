"""The output folder: whole or absent, and one audit at a time."""

import json
import os
import socket
import subprocess
import sys

import pytest

from labelproof._audit.lock import locked
from labelproof._audit.output import check_output, reserved
from labelproof._base.errors import InputError


def build(target, *, force=False, name="run.json"):
    with reserved(target, force=force) as output, output.building() as folder:
        (folder / name).write_text("{}")


def build_and_fail(target, error):
    with reserved(target) as output, output.building() as folder:
        (folder / "half").write_text("x")
        raise error


def dead_process():
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def test_folder_appears_with_its_files_and_nothing_else_stays(tmp_path):
    build(tmp_path / "x.labelproof")
    assert [p.name for p in tmp_path.iterdir()] == ["x.labelproof"]
    assert (tmp_path / "x.labelproof" / "run.json").read_text() == "{}"


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError, SystemExit])
def test_failure_while_building_leaves_nothing(tmp_path, error):
    with pytest.raises(error):
        build_and_fail(tmp_path / "x", error)
    assert list(tmp_path.iterdir()) == []


def test_existing_folder_is_refused(tmp_path):
    build(tmp_path / "x")
    with pytest.raises(InputError, match=r"exists\. Replace the audit in it with --force"):
        build(tmp_path / "x")


def test_force_replaces_the_earlier_audit(tmp_path):
    build(tmp_path / "x")
    (tmp_path / "x" / "old").write_text("old")
    build(tmp_path / "x", force=True)
    assert [p.name for p in (tmp_path / "x").iterdir()] == ["run.json"]
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


def test_force_keeps_the_earlier_audit_when_the_new_one_fails(tmp_path):
    build(tmp_path / "x")
    with pytest.raises(ValueError, match=r"^$"), reserved(tmp_path / "x", force=True) as output, output.building():
        raise ValueError
    assert [p.name for p in tmp_path.rglob("*")] == ["x", "run.json"]


def test_folder_that_is_no_audit_is_never_replaced(tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "holiday.jpg").write_text("x")
    with pytest.raises(InputError, match="not the output of an audit"):
        check_output(tmp_path / "photos", force=True)


def test_file_is_never_replaced(tmp_path):
    (tmp_path / "x").write_text("x")
    with pytest.raises(InputError, match="not a folder"):
        check_output(tmp_path / "x", force=True)


def test_review_of_the_earlier_audit_is_kept(tmp_path):
    build(tmp_path / "x")
    (tmp_path / "x" / "review.sqlite").write_text("decisions")
    build(tmp_path / "x", force=True)
    assert (tmp_path / "x" / "review.sqlite").read_text() == "decisions"


def test_missing_parents_are_made_and_removed_again_when_nothing_was_written(tmp_path):
    with pytest.raises(KeyError), reserved(tmp_path / "a" / "b" / "x"):
        raise KeyError
    assert list(tmp_path.iterdir()) == []
    build(tmp_path / "a" / "b" / "x")
    assert (tmp_path / "a" / "b" / "x" / "run.json").is_file()


def test_parent_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="cannot be made"):
        build(tmp_path / "file" / "x")


def test_second_audit_of_one_folder_is_refused(tmp_path):
    with reserved(tmp_path / "x"), pytest.raises(InputError, match="Another audit"), reserved(tmp_path / "x"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_lock_of_a_dead_process_is_taken_over(tmp_path):
    lock = tmp_path / "x.lock"
    lock.write_text(json.dumps({"pid": dead_process(), "host": socket.gethostname()}))
    with locked(lock):
        assert json.loads(lock.read_text())["pid"] == os.getpid()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", ["", "no json", "[]", json.dumps({"pid": 1, "host": "another-machine"})])
def test_lock_that_may_be_alive_is_respected(tmp_path, content):
    (tmp_path / "x.lock").write_text(content)
    with pytest.raises(InputError, match=r"delete .*x.lock if no audit runs"), locked(tmp_path / "x.lock"):
        pass
    assert (tmp_path / "x.lock").read_text() == content


def test_leftovers_of_a_killed_audit_are_removed(tmp_path):
    (tmp_path / ".x.0123abcd.tmp").mkdir()
    (tmp_path / ".x.other.tmp").mkdir()
    build(tmp_path / "x")
    assert sorted(p.name for p in tmp_path.iterdir()) == [".x.other.tmp", "x"]


def test_older_audit_is_brought_back_when_a_swap_was_killed(tmp_path):
    (tmp_path / ".x.0123abcd.old").mkdir()
    (tmp_path / ".x.0123abcd.old" / "run.json").write_text("older")
    with pytest.raises(InputError, match="exists"):
        build(tmp_path / "x")
    assert (tmp_path / "x" / "run.json").read_text() == "older"
