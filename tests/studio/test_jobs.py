"""Work in the background: training again while people go on deciding, and ending it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from labelproof import cli
from labelproof._base.errors import InputError
from labelproof._workspace.workspace import Workspace
from labelproof.studio.answers import Refused
from labelproof.studio.jobs import Cancelled, Jobs, Running
from labelproof.studio.live import Hub
from studio.studios import Studio, serving, until

FIXES = {0: 0, 11: 1, 40: 0}
KEPT = [row for row in range(90) if row not in FIXES]
WORDS = {"bill": ("invoice", "charge", "fee"), "card": ("plastic", "chip", "pin")}


@pytest.fixture
def audited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A real audit of ninety short texts, three of them with the wrong label."""
    monkeypatch.chdir(tmp_path)
    pairs = [(f"my {WORDS[name][n % 3]} number {n}", name) for n in range(45) for name in ("bill", "card")]
    swapped = {row: ("card", "bill")[code] for row, code in FIXES.items()}
    lines = [f"{text},{swapped.get(row, name)}" for row, (text, name) in enumerate(pairs)]
    (tmp_path / "train.csv").write_text("text,label\n" + "\n".join(lines) + "\n", encoding="utf-8")
    assert cli.main(["audit", "train.csv", "--label", "label", "--text", "text", "-q", "-o", "train.labelproof"]) == 0
    return tmp_path / "train.labelproof"


@pytest.fixture
def studio(audited: Path) -> Iterator[Studio]:
    """A server for the real audit; it opens the workspace again when it was audited again."""
    with Workspace.open(audited, user="ada") as workspace, serving(workspace) as running:
        yield running


def ended(studio: Studio, job: dict[str, Any]) -> dict[str, Any]:
    """The job at its end."""
    return until(lambda: studio.get(f"jobs/{job['id']}").json, lambda seen: seen["state"] != "running")


def test_training_again_loses_no_decision_that_is_made_meanwhile(studio: Studio) -> None:
    stored: list[str] = []
    done = threading.Event()

    def decide() -> None:
        """Keep every label that was not fixed, one after the other."""
        number = 0
        while not done.is_set() or number < 20:
            uuid = f"u{number}"
            body = {"decisions": [{"uuid": uuid, "target": KEPT[number % len(KEPT)], "verb": "keep", "comment": uuid}]}
            if studio.post("decisions", body).status == 200:
                stored.append(uuid)
                number += 1
            done.wait(0.02)

    fixed = [{"uuid": f"f{row}", "target": row, "verb": "relabel", "label": code} for row, code in FIXES.items()]
    assert studio.post("decisions", {"decisions": fixed}).status == 200
    reviewer = threading.Thread(target=decide)
    reviewer.start()
    job = ended(studio, studio.post("jobs/improve", {}).json)
    done.set()
    reviewer.join()
    runs = studio.get("runs").json
    events = studio.get("events", limit=2000).json["events"]

    assert (job["state"], job["message"]) == ("done", None)
    assert [run["current"] for run in sorted(runs, key=lambda run: run["id"])] == [False, True]
    assert len(stored) >= 20
    assert set(stored) - {event["comment"] for event in events} == set()
    assert studio.get("boot").json["counts"]["decisions"] >= 1


def test_a_second_training_is_refused_and_the_first_can_be_cancelled(studio: Studio, audited: Path) -> None:
    job = studio.post("jobs/improve", {}).json

    second = studio.post("jobs/improve", {})
    studio.delete(f"jobs/{job['id']}")
    first = ended(studio, job)

    assert (second.status, second.error["code"]) == (409, "busy")
    assert first["state"] in {"cancelled", "done"}
    assert studio.get("queue").status == 200
    assert [path.name for path in audited.parent.iterdir() if path.name.endswith(".tmp")] == []


def test_a_model_is_trained_and_kept_beside_the_workspace(studio: Studio, audited: Path) -> None:
    first = ended(studio, studio.post("jobs/train").json)
    second = ended(studio, studio.post("jobs/train").json)

    assert (first["state"], second["state"]) == ("done", "done")
    assert first["result"]["examples"] == 90
    assert [Path(job["result"]["model"]).name for job in (first, second)] == ["train.model", "train-2.model"]
    assert (audited.parent / "train.model").is_dir()


def test_a_model_that_is_not_known_fails_in_words(studio: Studio) -> None:
    job = ended(studio, studio.post("jobs/improve", {"model": "wonder"}).json)

    assert job["state"] == "failed"
    assert "wonder" in job["message"]


@pytest.fixture
def jobs() -> Jobs:
    return Jobs(Hub())


def finished(jobs: Jobs, number: int) -> Any:
    return until(lambda: jobs.find(number), lambda job: job.state != "running")


def test_a_job_says_how_far_it_is(jobs: Jobs) -> None:
    seen = threading.Event()
    go_on = threading.Event()

    def work(running: Running) -> dict[str, int]:
        with running.task("Learning", 4) as task:
            task.advance(3, "fold 3")
            seen.set()
            go_on.wait(10)
        return {"answer": 42}

    number = jobs.start("train", "Train", work).id
    seen.wait(10)
    during = jobs.find(number)
    go_on.set()
    after = finished(jobs, number)

    assert (during.state, during.step, during.done) == ("running", "Learning: fold 3", 0.75)
    assert (after.state, after.done, after.result) == ("done", 1.0, {"answer": 42})


def test_a_job_that_is_cancelled_ends_at_its_next_report(jobs: Jobs) -> None:
    begun = threading.Event()

    def work(running: Running) -> None:
        begun.set()
        while True:
            running.report("Waiting", None)
            running.cancelled.wait(10)

    number = jobs.start("improve", "Improve", work).id
    begun.wait(10)
    jobs.cancel(number)

    assert finished(jobs, number).state == "cancelled"


@pytest.mark.parametrize(
    ("error", "state", "words"),
    [
        (InputError("The data is gone. Put it back."), "failed", "The data is gone. Put it back."),
        (OSError(28, "No space left on device"), "failed", "No space left on device. Check the disk."),
        (ValueError("inner"), "failed", "defect of labelproof"),
        (Cancelled(), "cancelled", "Nothing was changed"),
    ],
)
def test_a_job_that_fails_says_why(jobs: Jobs, error: Exception, state: str, words: str) -> None:
    def work(_running: Running) -> None:
        raise error

    job = finished(jobs, jobs.start("export", "Export", work).id)

    assert job.state == state
    assert words in job.message


def test_jobs_that_are_not_there_are_said_to_be_missing(jobs: Jobs) -> None:
    with pytest.raises(Refused, match="no job 7"):
        jobs.find(7)
