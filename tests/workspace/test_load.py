"""Several writers at once, as processes and as threads: nothing lost, nothing doubled, one chain."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from labelproof._workspace.workspace import Workspace
from workspace.folders import write_folder
from workspace.helpers import assert_projection_follows, choice

NAMES = ("ann", "bob", "cid", "dee")
HERE = Path(__file__).parent


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workspace of forty rows and four leads."""
    folder = write_folder(tmp_path / "w", [0] * 40, [1] * 40)
    with Workspace.open(folder, user="ann") as workspace:
        for name in NAMES[1:]:
            workspace.add_user(name, "lead")
    return folder


def test_four_processes_write_one_log(path: Path) -> None:
    command = [sys.executable, str(HERE / "writer.py"), str(path)]
    writers = [
        subprocess.Popen([*command, name, str(seed)], stdout=subprocess.PIPE, text=True)
        for seed, name in enumerate(NAMES)
    ]
    told: dict[str, list[str]] = {}
    for name, writer in zip(NAMES, writers, strict=True):
        assert writer.stdout is not None
        told[name] = [writer.stdout.readline() for _ in range(60)]
    for name, writer in zip(NAMES, writers, strict=True):
        writer.kill()
        told[name] += writer.communicate()[0].splitlines(keepends=True)
    acknowledged = {
        (line.split()[1], name)
        for name, lines in told.items()
        for line in lines
        if line.startswith("decided") and line.endswith("\n")
    }
    with Workspace.open(path, user="ann") as workspace:
        assert workspace.verify() == workspace.seq
        assert_projection_follows(workspace)
        stored = [(event.uuid, event.user_name) for event in workspace.events(0, limit=1_000_000).events]
    assert acknowledged - set(stored) == set()
    assert len(stored) == len(set(stored))


def test_four_threads_share_one_workspace(path: Path) -> None:
    def work(name: str) -> list[str]:
        said = []
        for target in range(30):
            (decided,), _ = workspace.decide_many([choice(target, "exclude")], user=name)
            said.append(decided.uuid)
            workspace.queue(limit=5, user=name)
            if target % 10 == 9:
                workspace.undo(user=name)
        return said

    with Workspace.open(path, user="ann") as workspace:
        with ThreadPoolExecutor(4) as pool:
            said = [uuid for names in pool.map(work, NAMES) for uuid in names]
        stored = [event.uuid for event in workspace.events(0, limit=10_000).events if event.verb != "undo"]
        assert sorted(stored) == sorted(said)
        assert workspace.verify() == 4 * 33
        assert workspace.counts().decisions == 4 * 27
        assert_projection_follows(workspace)


def test_reading_does_not_wait_for_somebody_who_writes(path: Path) -> None:
    with Workspace.open(path, user="ann") as workspace, ThreadPoolExecutor(1) as pool:
        with workspace._state.writing() as connection:
            connection.execute("INSERT INTO setting(user, name, value) VALUES (1, 'preset', '\"qwen\"')")
            page = pool.submit(workspace.queue, limit=5).result(timeout=60)
            settings = pool.submit(workspace.settings, "ann").result(timeout=60)
        assert (len(page.items), settings["preset"], workspace.settings()["preset"]) == (5, "labelproof", "qwen")
