"""What a reviewer may not ask for, and what a blind review does not tell them through the server."""

from pathlib import Path

import pytest

from labelproof._workspace.workspace import Workspace
from studio.studios import serving
from workspace.folders import write_folder

pytest.importorskip("uvicorn")


@pytest.fixture
def team(tmp_path):
    """A studio with a reviewer, bob, and the workspace that it serves."""
    with Workspace.open(write_folder(tmp_path / "team", [0] * 4, [1] * 4), user="ann") as workspace:
        token = workspace.add_user("bob")[1]
        with serving(workspace, people=True) as studio:
            yield studio, workspace, token


def test_in_a_blind_review_a_reviewer_exports_nothing(team):
    studio, workspace, bob = team
    assert studio.get("exports/preview", token=bob, format="patch").status == 200
    workspace.set_settings({"blind": True})
    answers = [
        studio.get("exports/preview", token=bob, format="patch"),
        studio.post("exports", {"format": "patch"}, token=bob),
    ]
    assert [(answer.status, answer.error["code"]) for answer in answers] == [(403, "role")] * 2
    assert studio.get("exports/preview", format="patch").status == 200


def test_in_a_blind_review_no_route_tells_what_another_person_decided(team):
    studio, workspace, bob = team
    workspace.set_settings({"blind": True})
    workspace.add_class("zebra")
    workspace.decide(0, "relabel", "zebra", comment="stripes")
    workspace.decide(1, "keep")
    for path in ("history", "events", "items", "items/0", "pairs", "disagreements", "queue"):
        told = studio.get(path, token=bob).content.decode()
        assert "stripes" not in told, path
        assert '"kept"' not in told, path
        assert '"verb":"relabel"' not in told, path
    assert "stripes" in studio.get("history").content.decode()
    assert studio.get("agreement", token=bob).json == []
    assert studio.get("boot", token=bob).json["counts"]["fixed"] == 0
    assert studio.get("boot").json["counts"]["fixed"] == 1


def test_where_the_workspace_lies_is_told_to_a_lead_alone(team):
    studio, workspace, bob = team
    assert studio.get("boot").json["project"]["path"] == str(workspace.project().path)
    answer = studio.get("boot", token=bob)
    assert answer.json["project"]["path"] is None
    assert str(workspace.project().path) not in answer.content.decode()


def test_a_file_that_changed_since_it_was_exported_is_not_sent(team):
    studio, workspace, _ = team
    done = workspace.export("patch")
    assert studio.get(f"exports/{done.id}/file").status == 200
    Path(done.path).write_text("something else", encoding="utf-8")
    assert studio.get(f"exports/{done.id}/file").status == 410


def test_decisions_about_rows_of_another_numbering_are_refused(team):
    studio, workspace, _ = team
    decision = {"uuid": "one", "target": 0, "verb": "keep"}
    answer = studio.post("decisions", {"decisions": [decision], "run": workspace.run + 1})
    assert (answer.status, answer.error["code"]) == (409, "moved")
    remark = {"uuid": "two", "target": 0, "text": "well", "run": workspace.run + 1}
    assert studio.post("comments", remark).status == 409
    assert studio.post("decisions", {"decisions": [decision], "run": workspace.run}).status == 200


def test_numbers_are_alike_where_rows_tags_and_classes_are(tmp_path):
    write_folder(tmp_path / "w", [0, 1], [1, 1])
    with Workspace.open(tmp_path / "w") as before:
        assert before.numbers_like(before)
        before.add_class("dog")
        for classes, texts, alike in (
            (("ant", "bee", "cat", "dog"), ["text 0", "text 1"], True),
            (("ant", "bee", "cat", "dog"), ["text 1", "text 0"], False),
            (("ant", "bee", "dog", "cat"), ["text 0", "text 1"], False),
        ):
            folder = write_folder(tmp_path / "again", [0, 1], [1, 0], classes=classes, texts=texts)
            with Workspace.open(folder) as after:
                assert after.numbers_like(before) is alike


def test_an_undo_that_is_sent_twice_takes_back_once(team):
    studio, workspace, _ = team
    workspace.decide(0, "keep")
    workspace.decide(1, "keep")
    answers = [studio.post("undo", {"request": "name"}) for _ in range(2)]
    assert [(answer.status, answer.json["events"]) for answer in answers] == [(200, 1), (200, 1)]
    assert workspace.counts().decisions == 1
