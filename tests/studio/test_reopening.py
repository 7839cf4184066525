"""Another audit under the name of a workspace that is open: every server goes on with it, and nobody waits."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from sqlite3 import ProgrammingError

import pytest

from labelproof._workspace.errors import OutdatedError
from labelproof._workspace.export import write
from labelproof._workspace.workspace import Workspace
from labelproof.studio.calls import Call
from labelproof.studio.context import Studio as Context
from labelproof.studio.routes import exports
from labelproof.studio.views import ExportIn
from studio.studios import Studio, serving, until
from workspace.folders import write_folder

KEYS = [f"row {number}" for number in range(6)]
GIVEN, SUGGESTED = [0, 1, 2, 0, 1, 2], [1, 1, 1, 1, 1, 1]


def audit_again(path: Path, *, keys: list[str]) -> None:
    """Put another audit in the place of a workspace, with the same database, as `audit --continue` does."""
    aside = path.with_name("aside")
    path.rename(aside)
    texts = [f"text of {key}" for key in keys]
    write_folder(path, GIVEN, SUGGESTED, keys=keys, texts=texts, fingerprint=f"after {' '.join(keys)}")
    for file in aside.glob("review.sqlite*"):
        path.joinpath(file.name).hardlink_to(file)
    path.joinpath("exports").mkdir()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Six rows, four of them flagged."""
    texts = [f"text of {key}" for key in KEYS]
    return write_folder(tmp_path / "made.labelproof", GIVEN, SUGGESTED, keys=KEYS, texts=texts)


@pytest.fixture
def two(path: Path) -> Iterator[tuple[Studio, Studio]]:
    """Two servers of one workspace."""
    with (
        Workspace.open(path, user="ada") as one,
        Workspace.open(path, user="ada") as other,
        serving(one) as first,
        serving(other) as second,
    ):
        yield first, second


def decision(target: int, **more: object) -> dict[str, object]:
    return {"decisions": [{"uuid": f"u{target}", "target": target, "verb": "keep"}], **more}


def test_both_servers_of_a_workspace_go_on_when_its_data_were_audited_again(two, path):
    audit_again(path, keys=KEYS)

    written = [one.post("decisions", decision(number, run=1)) for number, one in enumerate(two)]

    assert [answer.status for answer in written] == [200, 200]
    for studio in two:
        assert studio.get("boot").json["project"]["run"] == 2
        assert studio.get("boot").json["counts"]["decisions"] == 2


def test_what_was_asked_of_rows_that_have_other_numbers_now_is_refused_by_both(two, path):
    audit_again(path, keys=KEYS[::-1])

    for number, studio in enumerate(two):
        assert studio.post("decisions", decision(number, run=1)).error["code"] == "moved"
        assert studio.post("decisions", decision(number, run=2)).status == 200
        assert studio.get("items/0").json["item"]["key"] == KEYS[-1]


def test_what_speaks_of_classes_or_targets_by_number_is_refused_when_it_was_prepared_on_the_old_audit(two, path):
    studio, _ = two
    bulk = {"filter": {"flagged": True, "status": ["todo"]}, "verb": "keep", "expect": 4, "reason": "seen"}
    audit_again(path, keys=KEYS[::-1])

    assert studio.post("batches", {**bulk, "run": 1}).error["code"] == "moved"
    assert studio.post("queues", {"name": "odd", "targets": [0, 2], "run": 1}).error["code"] == "moved"
    assert studio.get("boot").json["counts"]["decisions"] == 0
    assert studio.post("batches", {**bulk, "run": 2}).json["count"] == 4
    assert studio.post("queues", {"name": "odd", "targets": [0, 2], "run": 2}).status == 200


def test_no_picture_is_shown_for_a_row_of_another_audit(two, path):
    studio, _ = two
    audit_again(path, keys=KEYS[::-1])

    for place in ("media/0", "thumb/0"):
        assert studio.get(place, run=1).error["code"] == "moved"
        assert studio.get(place, run=2).error["code"] == "no_media"


def test_a_server_that_learns_of_it_while_it_writes_does_it_again_on_the_new_audit(two, path, monkeypatch):
    _, second = two
    audit_again(path, keys=KEYS)
    Workspace.open(path, user="ada").close()
    monkeypatch.setattr(Context, "keep_current", lambda _studio: None)

    assert second.post("decisions", decision(0)).status == 200
    assert second.get("boot").json["project"]["run"] == 2


def test_a_write_without_a_run_does_not_slip_onto_rows_of_other_numbers(two, path, monkeypatch):
    _, second = two
    audit_again(path, keys=KEYS[::-1])
    Workspace.open(path, user="ada").close()
    monkeypatch.setattr(Context, "keep_current", lambda _studio: None)

    assert second.post("decisions", decision(0)).error["code"] == "moved"
    assert second.get("boot").json["counts"]["decisions"] == 0


def test_an_export_ends_as_it_began_and_nobody_waits_for_it(path, monkeypatch):
    begun, go_on = threading.Event(), threading.Event()
    check_target = write.check_target

    def wait(*arguments: object, **more: object) -> None:
        begun.set()
        go_on.wait(20)
        check_target(*arguments, **more)

    monkeypatch.setattr(write, "check_target", wait)
    with Workspace.open(path, user="ada") as before:
        studio = Context(before)
        before.decide(2, "keep")
        job = exports.start(Call(studio, before.user, {}, {}), ExportIn("patch"))
        assert begun.wait(20)
        audit_again(path, keys=KEYS[::-1])
        renewing = threading.Thread(target=studio.renew)
        renewing.start()
        renewing.join(20)
        waits = renewing.is_alive()
        after = studio.workspace
        after.decide(5, "keep")
        go_on.set()
        ended = until(lambda: studio.jobs.find(job.id), lambda seen: seen.state != "running")

        assert not waits
        assert after.run == 2
        assert (ended.state, ended.message) == ("done", None)
        assert json.loads(Path(ended.result["path"]).read_text(encoding="utf-8").splitlines()[-1])["key"] == KEYS[2]
        assert [one.last_seq for one in after.exports()] == [1]
        with pytest.raises(ProgrammingError, match="closed"):
            until(before.counts, lambda _: False)
        after.close()


def test_an_audit_that_is_not_the_newest_is_not_told_as_such(path):
    with Workspace.open(path, user="ada") as old:
        audit_again(path, keys=KEYS[::-1])
        assert old.is_outdated
        with Workspace.open(path, user="ada") as new:
            new.decide(0, "keep")
            assert (old.counts().decisions, new.counts().decisions) == (0, 1)
            assert [run.current for run in sorted(new.runs(), key=lambda run: run.id)] == [False, True]
        with pytest.raises(OutdatedError, match="audited again"):
            old.decide(0, "keep")


def test_a_workspace_is_not_closed_while_it_is_asked_whether_it_is_outdated(path, monkeypatch):
    is_outdated, waiting = Workspace.is_outdated.fget, [True]

    def renewed_meanwhile(workspace: Workspace) -> bool:
        if waiting:
            waiting.clear()
            renewing = threading.Thread(target=studio.renew)
            renewing.start()
            renewing.join(20)
        return is_outdated(workspace)

    with Workspace.open(path, user="ada") as before:
        studio = Context(before)
        audit_again(path, keys=KEYS)
        monkeypatch.setattr(Workspace, "is_outdated", property(renewed_meanwhile))
        studio.keep_current()
        assert studio.workspace.run == 2
        studio.workspace.close()
