"""Each route of the API: what it answers, and the one shape of every refusal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Mount, Route

from labelproof._workspace.workspace import Workspace
from labelproof.studio.routes import all_routes
from studio.conftest import GIVEN, SUGGESTED
from studio.studios import Studio, serving, until
from workspace.folders import write_folder, write_tags_folder

FLAGGED = [0, 3, 4, 7]


def api_routes() -> list[tuple[str, str]]:
    """(method, path) of every route of the API, numbers filled in."""
    mount = next(route for route in all_routes() if isinstance(route, Mount))
    routes = [route for route in mount.routes if isinstance(route, Route)]
    found = []
    for route in routes:
        methods = (route.methods or set()) - {"HEAD"}
        path = "/".join("1" if part.startswith("{") else part for part in route.path.split("/"))
        found += [(method, path.lstrip("/")) for method in methods]
    return sorted(found)


ROUTES = api_routes()
READS = [path for method, path in ROUTES if method == "GET" and path != "health"]
WRITES = [path for method, path in ROUTES if method == "POST"]


def decision(target: int, verb: str = "keep", **more: Any) -> dict[str, Any]:
    return {"uuid": f"{target} {verb} {json.dumps(more)}", "target": target, "verb": verb, **more}


def decide(studio: Studio, *decisions: dict[str, Any], token: str | None = None, **more: Any) -> Any:
    answer = studio.post("decisions", {"decisions": list(decisions), **more}, token=token)
    assert answer.status == 200, answer.content
    return answer.json


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """One server for all requests that are refused."""
    folder = tmp_path_factory.mktemp("routes") / "made.labelproof"
    with Workspace.open(write_folder(folder, GIVEN, SUGGESTED), user="ada") as workspace, serving(workspace) as running:
        yield running


def test_the_routes_are_those_of_the_contract() -> None:
    assert len(ROUTES) >= 45
    assert {"boot", "queue", "items/1", "history", "points", "media/1", "exports/preview"} <= set(READS)
    assert {"decisions", "undo", "batches", "samples", "queues", "views", "jobs/improve", "resume"} <= set(WRITES)


BAD_BODIES = {
    "no JSON": b"{",
    "no text": b"\xff\xfe",
    "a number that is none": b'{"a": NaN}',
    "a list": b"[]",
    "a word": b'"word"',
    "an unknown field": b'{"nothing of ours": 1}',
    "nested without an end": b"[" * 100_000,
    "half a character": b'{"name": "\\ud800"}',
}


@pytest.mark.parametrize("path", WRITES)
@pytest.mark.parametrize("what", BAD_BODIES)
def test_every_write_refuses_what_does_not_fit(shared: Studio, path: str, what: str) -> None:
    answer = shared.post(path, BAD_BODIES[what])

    assert answer.status == 400
    assert answer.error["code"] in {"json", "invalid", "unknown_field"}
    assert answer.error["message"].endswith(".")
    assert shared.get("boot").json["seq"] == 0


@pytest.mark.parametrize("path", WRITES)
def test_every_write_has_a_largest_size(shared: Studio, path: str) -> None:
    size = (65 << 20) if path == "queues" else (3 << 20)

    answer = shared.post(path, b" " * size)

    assert (answer.status, answer.error["code"]) == (413, "too_large")


@pytest.mark.parametrize("path", READS)
@pytest.mark.parametrize("query", ["unknown=1", "limit=%00", "filter=%7B", "offset=-1", "after=1e999", "s=13"])
def test_every_read_refuses_what_it_does_not_know(shared: Studio, path: str, query: str) -> None:
    answer = shared.ask("GET", f"/api/v1/{path}?{query}", {"Authorization": f"Bearer {shared.token}"})

    assert answer.status == 400
    assert answer.error["field"] == query.partition("=")[0]


@pytest.mark.parametrize(("method", "path"), [route for route in ROUTES if "1" in route[1].split("/")])
@pytest.mark.parametrize("number", ["9007199254740992", "99999999999999999999", "-1", "x", "1.5", "%31x"])
def test_every_number_in_a_path_is_checked(shared: Studio, method: str, path: str, number: str) -> None:
    headers = {"Authorization": f"Bearer {shared.token}", "Content-Type": "application/json"}
    where = "/".join(number if part == "1" else part for part in path.split("/"))

    answer = shared.ask(method, f"/api/v1/{where}", headers, b"{}" if method == "POST" else None)

    assert answer.status == 404
    assert answer.error["code"] == "not_found"


# A lease that is gone has been given back: nothing is missing then.
@pytest.mark.parametrize(
    ("method", "path"), [route for route in ROUTES if "1" in route[1].split("/") and "leases" not in route[1]]
)
def test_what_is_not_there_is_said_to_be_missing(shared: Studio, method: str, path: str) -> None:
    headers = {"Authorization": f"Bearer {shared.token}", "Content-Type": "application/json"}
    where = "/".join("777777" if part == "1" else part for part in path.split("/"))

    answer = shared.ask(method, f"/api/v1/{where}", headers, b"{}" if method == "POST" else None)

    assert answer.status in {400, 404}
    assert answer.error["message"].count(".") >= 1


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_no_route_answers_another_method(shared: Studio, method: str, path: str) -> None:
    other = "GET" if method != "GET" and ("GET", path) not in ROUTES else None
    if other is None:
        other = next(m for m in ("DELETE", "POST") if (m, path) not in ROUTES)
    headers = {"Authorization": f"Bearer {shared.token}", "Content-Type": "application/json"}

    answer = shared.ask(other, f"/api/v1/{path}", headers, b"{}" if other == "POST" else None)

    assert (answer.status, answer.error["code"]) == (405, "method")


FILTERS: dict[str, Any] = {
    "an unknown key": {"statuses": ["todo"]},
    "an unknown status": {"status": ["done"]},
    "a status alone": {"status": "todo"},
    "a class that is a word": {"given": ["ant"]},
    "a class that is no whole number": {"given": [0.5]},
    "a class beyond all": {"given": [10**30]},
    "a share that is a word": {"least": "half"},
    "a list": [],
    "a text without an end": {"q": "x" * 30_000},
    "truth as a number": {"flagged": 1},
}


@pytest.mark.parametrize("what", FILTERS)
def test_a_filter_that_does_not_fit_is_refused_wherever_it_comes(shared: Studio, what: str) -> None:
    chosen = FILTERS[what]
    bodies = {
        "samples": {"filter": chosen},
        "batches": {"filter": chosen, "verb": "keep", "expect": 1},
        "leases": {"filter": chosen},
        "views": {"name": "v", "filter": chosen},
        "resume": {"filter": chosen, "target": None, "number": 1, "total": 1, "mode": "focus", "run": 1},
    }

    answers = [shared.get(path, filter=chosen) for path in ("queue", "items")]
    answers += [shared.post(path, body) for path, body in bodies.items()]

    assert [answer.status for answer in answers] == [400] * 7
    assert all(answer.error["field"].startswith("filter") for answer in answers)


DECISIONS: dict[str, dict[str, Any]] = {
    "no uuid": {"target": 0, "verb": "keep"},
    "an empty uuid": {"uuid": "", "target": 0, "verb": "keep"},
    "a long uuid": {"uuid": "u" * 65, "target": 0, "verb": "keep"},
    "an unknown verb": {"uuid": "u", "target": 0, "verb": "accept"},
    "a target below all": {"uuid": "u", "target": -1, "verb": "keep"},
    "a target beyond all": {"uuid": "u", "target": 12, "verb": "keep"},
    "a target that is a word": {"uuid": "u", "target": "0", "verb": "keep"},
    "a label that nobody asked for": {"uuid": "u", "target": 0, "verb": "keep", "label": 1},
    "no label": {"uuid": "u", "target": 0, "verb": "relabel"},
    "a class that is not there": {"uuid": "u", "target": 0, "verb": "relabel", "label": 3},
    "an unknown mode": {"uuid": "u", "target": 0, "verb": "keep", "mode": "dream"},
    "time that runs back": {"uuid": "u", "target": 0, "verb": "keep", "milliseconds": -1},
    "a novel": {"uuid": "u", "target": 0, "verb": "keep", "comment": "x" * 5000},
    "keeping what is not there": {"uuid": "u", "target": 11, "verb": "keep"},
    "another user": {"uuid": "u", "target": 0, "verb": "keep", "user": 2},
}


@pytest.mark.parametrize("what", DECISIONS)
def test_one_decision_that_does_not_fit_stores_none(shared: Studio, what: str) -> None:
    answer = shared.post("decisions", {"decisions": [decision(3), DECISIONS[what]]})

    assert answer.status == 400
    assert shared.get("boot").json["seq"] == 0
    assert answer.error["message"]


@pytest.mark.parametrize("count", [0, 501])
def test_decisions_come_in_ones_to_five_hundreds(shared: Studio, count: int) -> None:
    answer = shared.post("decisions", {"decisions": [decision(0, comment=str(n)) for n in range(count)]})

    assert (answer.status, answer.error["field"]) == (400, "decisions")


@pytest.mark.parametrize(
    ("path", "sent", "said"),
    [
        (
            "decisions",
            {"decisions": [decision(1, verb="accept")]},
            "Send one of keep, relabel, exclude,",
        ),
        ("users", {"name": "bob", "role": "boss"}, "Send one of reviewer, lead."),
        ("batches", {"filter": {"status": ["open"]}, "verb": "keep", "expect": 1}, "Send one of todo, fixed, kept,"),
    ],
)
def test_a_word_that_does_not_fit_is_answered_with_those_that_do(
    shared: Studio, path: str, sent: dict[str, Any], said: str
) -> None:
    refused = shared.post(path, sent)

    assert refused.status == 400
    assert said in refused.json["error"]["message"]


def test_boot_says_all_that_the_first_screen_needs(studio: Studio) -> None:
    said = studio.get("boot").json

    assert said["state"] == "ready"
    assert said["project"]["examples"] == 12
    assert said["counts"]["flagged"] == 4
    assert [item["target"] for item in said["queue"]["items"]] == FLAGGED
    assert (said["user"]["name"], said["user"]["role"]) == ("ada", "lead")
    assert said["settings"]["gate"] == 0.05
    assert said["pace"] is None
    assert said["pair_count"] == len(said["pairs"]) == 3


def test_pace_is_the_median_of_what_was_worked(studio: Studio) -> None:
    times = [2000] * 9 + [90_000, 3000]
    decide(studio, *(decision(row, milliseconds=time) for row, time in enumerate(times)))

    assert studio.get("boot").json["pace"] == 30.0


def test_the_queue_goes_on_after_a_target(studio: Studio) -> None:
    decide(studio, decision(0))

    page = studio.get("queue", after=3, limit=1).json

    assert [item["target"] for item in page["items"]] == [4]
    assert (page["left"], page["total"]) == (2, 3)


def test_items_are_a_window_of_a_filtered_list(studio: Studio) -> None:
    page = studio.get("items", filter={"given": [2]}, order="row", offset=1, limit=2).json

    assert [item["row"] for item in page["items"]] == [5, 8]
    assert page["total"] == 3


def test_a_detail_holds_everything_about_a_target(studio: Studio) -> None:
    said = studio.get("items/4").json

    assert (said["item"]["given"], said["item"]["suggested"], said["text"]) == (1, 0, "text 4")
    assert len(said["probabilities"]) == 3


def test_a_decision_is_answered_as_stored_and_stored_once(studio: Studio) -> None:
    first = decide(studio, decision(0, "relabel", label=1))
    again = decide(studio, decision(0, "relabel", label=1))

    assert first["decided"][0]["status"] == "fixed"
    assert [said["decided"][0]["repeated"] for said in (first, again)] == [False, True]
    assert first["seq"] == again["seq"] == 1
    assert first["counts"]["fixed"] == 1


def test_a_sheet_is_one_batch_and_one_undo(studio: Studio) -> None:
    said = decide(studio, *(decision(row) for row in FLAGGED), sheet="ant to bee")

    undone = studio.post("undo", {}).json

    assert said["batch"] is not None
    assert (undone["events"], undone["batch"], undone["counts"]["todo"]) == (4, said["batch"], 4)


def test_a_batch_is_undone_by_its_number(studio: Studio) -> None:
    batch = decide(studio, decision(0), decision(3), sheet="two")["batch"]

    assert studio.post(f"batches/{batch}/undo").json["events"] == 2


def test_undoing_a_decision_and_a_batch_at_once_is_refused(studio: Studio) -> None:
    assert studio.post("undo", {"uuid": "u", "batch": 1}).error["field"] == "batch"


def test_pairs_and_matrix_count_the_same(studio: Studio) -> None:
    pairs, matrix = studio.get("pairs", limit=2).json, studio.get("matrix").json

    assert (len(pairs["pairs"]), pairs["total"]) == (2, 3)
    assert sum(cell["flagged"] for cell in matrix["cells"]) == 4


def test_a_bulk_decision_without_a_sample_or_a_reason_is_refused(studio: Studio) -> None:
    body = {"filter": {"flagged": True}, "verb": "relabel", "accept": True, "expect": 4}

    closed = studio.post("batches", body)
    moved = studio.post("batches", {**body, "expect": 3, "reason": "looked at all"})
    done = studio.post("batches", {**body, "reason": "looked at all"})

    assert (closed.status, closed.error["code"]) == (422, "gate")
    assert (moved.status, moved.error["code"]) == (409, "moved")
    assert (done.status, done.json["count"], done.json["counts"]["fixed"]) == (200, 4, 4)


@pytest.mark.parametrize("more", [{"verb": "relabel"}, {"verb": "relabel", "accept": True, "label": 1}])
def test_a_bulk_relabel_says_either_the_suggestion_or_a_class(studio: Studio, more: dict[str, Any]) -> None:
    answer = studio.post("batches", {"filter": {}, "expect": 4, "reason": "r", **more})

    assert (answer.status, answer.error["field"]) == (400, "label")


def test_a_bulk_verb_without_labels_takes_none(studio: Studio) -> None:
    answer = studio.post("batches", {"filter": {}, "expect": 4, "reason": "r", "verb": "keep", "accept": True})

    assert (answer.status, answer.error["field"]) == (400, "label")


def test_a_sample_is_drawn_and_found_again(studio: Studio) -> None:
    drawn = studio.post("samples", {"filter": {"flagged": True}, "size": 2}).json

    assert (drawn["size"], len(drawn["todo"]), drawn["open"]) == (2, 2, False)
    assert studio.get(f"samples/{drawn['id']}").json["size"] == 2


def test_queues_are_kept_and_dropped(studio: Studio) -> None:
    made = studio.post("queues", {"name": "mine", "targets": [0, 1], "rows": [3]}).json

    listed = studio.get("queues").json
    page = studio.get("queue", filter={"queue": made["id"]}).json

    assert [(queue["name"], queue["size"]) for queue in listed] == [("mine", 3)]
    assert sorted(item["target"] for item in page["items"]) == [0, 1, 3]
    assert studio.delete(f"queues/{made['id']}").json == {}
    assert studio.get("queues").json == []


def test_views_are_saved_and_dropped(studio: Studio) -> None:
    view = {"name": "sure", "filter": {"least": 0.9}, "order": "chance", "layout": "table"}

    (number, saved), *_ = studio.post("views", view).json.items()

    assert saved["filter"]["least"] == 0.9
    assert studio.get("views").json == {number: saved}
    assert studio.delete(f"views/{number}").json == {}
    assert studio.get("views").json == {}


def test_history_and_events_tell_what_was_done(studio: Studio) -> None:
    decide(studio, decision(0, "relabel", label=1))
    studio.post("undo", {})

    history = studio.get("history", limit=1).json
    events = studio.get("events", after=1).json

    assert [entry["kind"] for entry in history["entries"]] == ["undo"]
    assert history["total"] == 2
    assert [event["verb"] for event in events["events"]] == ["undo"]
    assert studio.get("history", verb="relabel").json["total"] == 1
    assert studio.get("history", verb="batch").json["total"] == 0


def test_the_log_is_verified_when_somebody_asks(studio: Studio) -> None:
    decide(studio, decision(0), decision(1))
    assert studio.get("history/proof").json == {"events": 0, "at": None}

    proof = studio.post("history/proof").json

    assert proof["events"] == 2
    assert studio.get("history/proof").json == proof


def test_comments_and_classes_are_added(studio: Studio) -> None:
    said = studio.post("comments", {"uuid": "c", "target": 0, "text": "is this a bee?"}).json
    added = studio.post("classes", {"name": "dog"}).json

    assert (said["text"], said["user_name"]) == ("is this a bee?", "ada")
    assert (added["id"], added["name"], added["added"]) == (3, "dog", True)
    assert decide(studio, decision(0, "relabel", label=3))["decided"][0]["status"] == "fixed"
    assert studio.post("classes", {"name": "dog"}).status == 400


def test_what_is_left_out_of_the_settings_stays(studio: Studio) -> None:
    studio.post("settings", {"gate": 0.1})

    said = studio.post("settings", {"keys": {"keep": "k"}, "preset": "qwen"}).json

    assert (said["gate"], said["keys"], said["preset"]) == (0.1, {"keep": "k"}, "qwen")
    assert studio.get("settings").json == said
    assert studio.post("settings", {"gate": 1.5}).error["field"] == "gate"


def test_the_server_remembers_where_a_user_stopped(studio: Studio) -> None:
    run = studio.get("boot").json["project"]["run"]
    place = {"filter": {"given": [0]}, "target": 3, "number": 2, "total": 7, "mode": "sheet", "run": run}

    assert studio.post("resume", place).json == {}
    resume = studio.get("boot").json["resume"]

    assert (resume["number"], resume["total"], resume["target"], resume["filter"]["given"]) == (2, 7, 3, [0])


def test_leases_hold_targets_and_give_them_back(studio: Studio) -> None:
    lease = studio.post("leases", {"size": 2}).json

    assert len(lease["items"]) == 2
    assert studio.delete(f"leases/{lease['id']}").json == {}


def test_runs_are_listed(studio: Studio) -> None:
    assert [(run["id"], run["current"]) for run in studio.get("runs").json] == [(1, True)]


def test_without_a_map_the_points_say_so(studio: Studio) -> None:
    assert studio.get("points").error["code"] == "no_map"


def test_two_people_who_differ_are_a_disagreement_until_a_lead_settles_it(studio: Studio) -> None:
    bob = studio.post("users", {"name": "bob"}).json
    decide(studio, decision(0))

    said = decide(studio, decision(0, "relabel", label=1), token=bob["token"])
    listed = studio.get("disagreements").json
    settled = {**decision(0, "relabel", label=1, mode="adjudicate"), "uuid": "settled"}

    assert said["decided"][0]["conflict"]["user_name"] == "ada"
    assert [len(one["votes"]) for one in listed] == [2]
    assert studio.post("decisions", {"decisions": [settled]}, token=bob["token"]).error["code"] == "role"
    assert decide(studio, settled)["decided"][0]["status"] == "fixed"
    assert studio.get("disagreements").json == []
    assert isinstance(studio.get("agreement").json, list)


def test_each_persons_decisions_carry_their_name(studio: Studio) -> None:
    bob = studio.post("users", {"name": "bob"}).json
    decide(studio, decision(0), token=bob["token"])

    assert studio.get("boot", token=bob["token"]).json["user"]["name"] == "bob"
    assert [event["user_name"] for event in studio.get("events").json["events"]] == ["bob"]


def test_a_reviewer_may_not_do_what_a_lead_may(studio: Studio) -> None:
    token = studio.post("users", {"name": "bob"}).json["token"]
    asked = {
        "users": {"name": "eve"},
        "settings": {"gate": 0.5},
        "jobs/improve": {},
        "jobs/train": {},
        "history/proof": {},
    }

    answers = [studio.post(path, body, token=token) for path, body in asked.items()]

    assert [(answer.status, answer.error["code"]) for answer in answers] == [(403, "role")] * 5
    assert studio.delete("users/1", token=token).error["code"] == "role"
    assert studio.post("settings", {"preset": "qwen"}, token=token).status == 200


def test_a_user_who_was_removed_comes_in_no_more(studio: Studio) -> None:
    bob = studio.post("users", {"name": "bob"}).json

    assert studio.delete(f"users/{bob['user']['id']}").json == {}
    assert studio.get("boot", token=bob["token"]).status == 401


def test_exports_list_their_formats(studio: Studio) -> None:
    said = studio.get("exports").json

    assert said["done"] == []
    assert {"source", "csv", "patch"} <= {entry["code"] for entry in said["formats"]}


def wait_for(studio: Studio, job: dict[str, Any]) -> dict[str, Any]:
    """The job at its end."""
    return until(lambda: studio.get(f"jobs/{job['id']}").json, lambda seen: seen["state"] != "running")


def test_an_export_is_a_job_and_then_a_file(studio: Studio) -> None:
    decide(studio, decision(0, "relabel", label=1))

    preview = studio.get("exports/preview", format="patch").json
    job = wait_for(studio, studio.post("exports", {"format": "patch"}).json)
    file = studio.get(f"exports/{job['result']['id']}/file")

    assert preview["changed"] == 1
    assert (job["state"], job["kind"]) == ("done", "export")
    assert file.headers["content-disposition"].startswith("attachment")
    assert b'"bee"' in file.content
    assert [done["id"] for done in studio.get("exports").json["done"]] == [job["result"]["id"]]


@pytest.mark.parametrize("name", ["../evil.csv", "/tmp/evil.csv", ".hidden", "a/b.csv", "a\\b.csv", ".."])
def test_an_export_is_written_nowhere_but_in_its_folder(studio: Studio, tmp_path: Path, name: str) -> None:
    job = wait_for(studio, studio.post("exports", {"format": "csv", "name": name}).json)

    assert job["state"] == "failed"
    assert list(tmp_path.rglob("*evil*")) == []


def test_an_export_of_an_unknown_format_is_refused(studio: Studio) -> None:
    assert studio.get("exports/preview", format="docx").status == 400


def test_tags_are_decided_one_by_one(tmp_path: Path) -> None:
    folder = write_tags_folder(tmp_path / "tags.labelproof", [[0, 1], [1, 0]], [[1, 1], [1, 0]])
    with Workspace.open(folder, user="ada") as workspace, serving(workspace) as studio:
        said = decide(studio, decision(0, "relabel", label=1), decision(3, "relabel", label=1))

        assert [one["status"] for one in said["decided"]] == ["fixed", "fixed"]
        assert [tag["now"] for tag in studio.get("items/0").json["tags"]] == [True, True]
        assert studio.post("decisions", {"decisions": [decision(1, "relabel", label=2)]}).status == 400
