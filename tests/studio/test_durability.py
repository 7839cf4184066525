"""What the server acknowledged is stored: killed at random moments, and with fifty people at once.

`LABELPROOF_KILLS` says how often the server is killed (20 by default, 200 in `make test-long`),
`LABELPROOF_LOAD_SECONDS` how long the fifty review (10 by default, 60 there).
"""

from __future__ import annotations

import http.client
import os
import random
import signal
import sys
import threading
from pathlib import Path

import pytest

from labelproof._workspace.workspace import Workspace
from studio.reviewers import Reviewer, review_together
from studio.studios import reviewing, serving
from workspace.folders import write_folder
from workspace.helpers import assert_projection_follows

KILLS = int(os.environ.get("LABELPROOF_KILLS", "20"))
LOAD_SECONDS = float(os.environ.get("LABELPROOF_LOAD_SECONDS", "10"))
PEOPLE = 50


def decide_until_killed(folder: Path, seed: int) -> Reviewer:
    """Serve, let one person decide as fast as the server answers, and kill it at a random moment."""
    draw = random.Random(seed)
    with reviewing("made.labelproof", "--user", "ada", folder=folder) as (studio, process):
        reviewer = Reviewer(studio.port, studio.token, f"run{seed}", range(50))

        def work() -> None:
            try:
                while not reviewer.problems:
                    reviewer.decide()
            except (OSError, http.client.HTTPException):
                return

        thread = threading.Thread(target=work)
        thread.start()
        wanted = draw.randrange(1, 80)
        with reviewer.answered:
            assert reviewer.answered.wait_for(lambda: len(reviewer.told) >= wanted, timeout=60), reviewer.problems
        for _ in range(draw.randrange(100_000)):  # a moment that no answer marks
            pass
        process.send_signal(signal.SIGKILL)
        thread.join(60)
        reviewer.close()
    assert reviewer.problems == []
    return reviewer


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="processes are killed as POSIX does")
def test_no_acknowledged_decision_is_lost_by_killing_the_server(tmp_path: Path) -> None:
    write_folder(tmp_path / "made.labelproof", [0] * 50, [1] * 50)
    told: list[str] = []
    for seed in range(KILLS):
        reviewer = decide_until_killed(tmp_path, seed)
        told += reviewer.told
        with Workspace.open(tmp_path / "made.labelproof", user="ada") as workspace:
            assert workspace.verify() == workspace.seq
            assert_projection_follows(workspace)
            stored = [event.uuid for event in workspace.events(0, limit=10_000_000).events]
        assert len(stored) == len(set(stored))
        assert set(told) - set(stored) == set()
        assert len(stored) <= len(told) + seed + 1
    assert len(told) > KILLS


@pytest.mark.skipif(sys.platform == "win32", reason="processes are killed as POSIX does")
def test_a_decision_that_was_not_answered_is_sent_again_and_stored_once(tmp_path: Path) -> None:
    write_folder(tmp_path / "made.labelproof", [0] * 50, [1] * 50)
    unanswered = next(waiting for seed in range(20) if (waiting := decide_until_killed(tmp_path, seed).waiting))

    with reviewing("made.labelproof", "--user", "ada", folder=tmp_path) as (studio, _):
        again = Reviewer(studio.port, studio.token, "again", range(50))
        again.send(unanswered, 0, "keep")
        again.send(unanswered, 0, "keep")
        again.close()

    with Workspace.open(tmp_path / "made.labelproof", user="ada") as workspace:
        stored = [event.uuid for event in workspace.events(0, limit=10_000_000).events]
    assert again.problems == []
    assert stored.count(unanswered) == 1


def test_fifty_people_review_at_once_and_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "made.labelproof", [0] * 2000, [1] * 2000)
    with Workspace.open(folder, user="ada") as workspace:
        tokens = [workspace.add_user(f"person {number}")[1] for number in range(PEOPLE)]
        with serving(workspace) as studio:
            people = [
                Reviewer(studio.port, token, f"person{number}", range(number, 2000, PEOPLE // 2))
                for number, token in enumerate(tokens)
            ]
            review_together(people, seconds=LOAD_SECONDS)
        stored = [event.uuid for event in workspace.events(0, limit=10_000_000).events]
        checked = workspace.verify()
        assert_projection_follows(workspace)

    told = [uuid for person in people for uuid in person.told]
    assert [problem for person in people for problem in person.problems] == []
    assert len(told) == PEOPLE * round(LOAD_SECONDS / 0.5)
    assert sorted(stored) == sorted(told)
    assert checked == len(stored)
