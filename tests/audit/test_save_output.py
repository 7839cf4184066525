"""The output folder: whole or absent, and one audit at a time."""

import json
import os
import socket
import subprocess
import sys
import threading
import time

import pytest

from labelproof._audit.lock import locked
from labelproof._audit.output import check_output, reserved
from labelproof._base.errors import InputError

OURS = json.dumps({"kind": "labelproof audit", "schema_version": 1})


def build(target, *, force=False):
    with reserved(target, force=force) as output, output.building() as folder:
        (folder / "run.json").write_text(OURS)


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
    assert (tmp_path / "x.labelproof" / "run.json").read_text() == OURS


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
    (tmp_path / "x" / "issues.csv").write_text("old")
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


@pytest.mark.parametrize("said", ["", "{}", "[]", "no json", '{"schema_version": 1}', "[" * 100_000, b"\xff\xfe"])
def test_run_json_of_another_program_does_not_make_a_folder_replaceable(tmp_path, said):
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "run.json").write_bytes(said if isinstance(said, bytes) else said.encode())
    with pytest.raises(InputError, match="not the output of an audit"):
        build(tmp_path / "project", force=True)
    assert [p.name for p in (tmp_path / "project").iterdir()] == ["run.json"]


def test_audit_that_holds_something_of_the_user_is_not_replaced(tmp_path):
    build(tmp_path / "x")
    (tmp_path / "x" / "thesis.txt").write_text("years")
    with pytest.raises(InputError, match=r"holds 'thesis\.txt', which no audit writes"):
        build(tmp_path / "x", force=True)
    assert (tmp_path / "x" / "thesis.txt").read_text() == "years"


def test_folder_under_one_of_our_names_is_not_removed(tmp_path):
    build(tmp_path / "x")
    (tmp_path / "x" / "issues.csv").mkdir()
    with pytest.raises(InputError, match=r"holds 'issues\.csv'"):
        build(tmp_path / "x", force=True)


@pytest.mark.parametrize(
    ("output", "source", "message"),
    [
        ("data", "data", "is, or holds, the input"),
        ("data", "data/train.csv", "is, or holds, the input"),
        ("data/out", "data", "lies in the input folder"),
        ("data/a/out", "data", "lies in the input folder"),
        ("link", "data", "is, or holds, the input"),
    ],
)
def test_output_that_overlaps_the_input_is_refused(tmp_path, output, source, message):
    (tmp_path / "data" / "a").mkdir(parents=True)
    (tmp_path / "data" / "train.csv").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "data")
    with pytest.raises(InputError, match=message):
        check_output(tmp_path / output, force=True, sources=[tmp_path / source])


@pytest.mark.parametrize(("output", "source"), [("out", "data"), ("data/out", "data/x.csv"), ("a.labelproof", ".")])
def test_output_beside_the_input_is_accepted(tmp_path, output, source):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "x.csv").write_text("x")
    check_output(tmp_path / output, force=True, sources=[tmp_path / source])
    assert not (tmp_path / output).exists()


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


def lock_of(pid, host=None):
    return json.dumps({"kind": "labelproof lock", "pid": pid, "host": host or socket.gethostname()})


@pytest.mark.parametrize("pid", ["dead", "alive", 10**21])
def test_lock_that_nobody_holds_is_taken_whatever_process_it_names(tmp_path, pid):
    lock = tmp_path / "x.lock"
    lock.write_text(lock_of({"dead": dead_process(), "alive": os.getpid()}.get(pid, pid)))
    with locked(lock):
        assert json.loads(lock.read_text())["pid"] == os.getpid()
    assert list(tmp_path.iterdir()) == []


def test_empty_lock_of_an_audit_killed_at_its_start_is_taken(tmp_path):
    (tmp_path / "x.lock").touch()
    with locked(tmp_path / "x.lock"):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"no json", b"[]", b"\xff\xfe\x00", b'{"pid": 1}', b"[" * 9999, b"9" * 5000])
def test_file_of_the_user_under_the_name_of_the_lock_is_kept(tmp_path, content):
    (tmp_path / "x.lock").write_bytes(content)
    with pytest.raises(InputError, match=r"x\.lock is in the way"), locked(tmp_path / "x.lock"):
        pass
    assert (tmp_path / "x.lock").read_bytes() == content


def test_lock_of_another_machine_is_respected(tmp_path):
    (tmp_path / "x.lock").write_text(lock_of(1, "another-machine"))
    with (
        pytest.raises(InputError, match=r"process 1 on another-machine.*delete .*x\.lock if no audit runs"),
        locked(tmp_path / "x.lock"),
    ):
        pass
    assert (tmp_path / "x.lock").read_text() == lock_of(1, "another-machine")


def test_refused_audit_leaves_the_lock_of_the_running_one(tmp_path):
    lock = tmp_path / "x.lock"
    with locked(lock):
        for _ in range(3):
            with pytest.raises(InputError, match=rf"Another audit \(process {os.getpid()} on "), locked(lock):
                pass
        assert json.loads(lock.read_text())["pid"] == os.getpid()
    assert not lock.exists()


def test_lock_never_has_two_holders_however_many_want_it(tmp_path):
    lock, inside, most, taken = tmp_path / "x.lock", [], [], []
    lock.write_text(lock_of(dead_process()))
    end = time.monotonic() + 0.5

    def contend():
        while time.monotonic() < end:
            try:
                with locked(lock):
                    inside.append(1)
                    most.append(len(inside))
                    time.sleep(0.0002)
                    inside.pop()
                    taken.append(1)
            except InputError:
                time.sleep(0)

    threads = [threading.Thread(target=contend) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (max(most), len(most)) == (1, len(taken))
    assert not lock.exists()


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
