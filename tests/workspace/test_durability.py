"""What was acknowledged is stored: after kill -9, with a full disk, in a folder that cannot be written.

`LABELPROOF_KILLS` says how often the writing process is killed (20 by default).
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from labelproof._base.errors import InputError
from labelproof._workspace.errors import StoreError
from labelproof._workspace.store.database import Database
from labelproof._workspace.workspace import Workspace
from workspace.folders import write_folder
from workspace.helpers import assert_projection_follows, choice

HERE = Path(__file__).parent
KILLS = int(os.environ.get("LABELPROOF_KILLS", "20"))
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are killed and limited as POSIX does")


def run_and_kill(path: Path, seed: int) -> list[list[str]]:
    """Let a process decide, kill it at a random moment, and return what it was told is stored."""
    command = [sys.executable, str(HERE / "writer.py"), str(path), "ann", str(seed)]
    draw = random.Random(seed)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(draw.randrange(1, 60))]
        for _ in range(draw.randrange(20_000)):  # a moment that no line of output marks
            pass
        process.send_signal(signal.SIGKILL)
        lines += process.stdout.readlines()
    assert process.returncode == -signal.SIGKILL
    return [line.split() for line in lines if line.endswith("\n")]


def stored(path: Path) -> dict[str, tuple[int, str]]:
    """Check the workspace, and return (target, verb) of the events in it by uuid."""
    with Workspace.open(path, user="ann") as workspace:
        assert workspace.verify() == workspace.seq
        assert_projection_follows(workspace)
        events = workspace.events(0, limit=10_000_000).events
        return {event.uuid: (event.target, event.verb) for event in events}


@pytest.mark.slow
def test_no_acknowledged_decision_is_lost_by_kill_9(tmp_path: Path) -> None:
    path = write_folder(tmp_path / "w", [0] * 50, [1] * 50)
    told: dict[str, tuple[int, str]] = {}
    undone = 0
    for seed in range(KILLS):
        for line in run_and_kill(path, seed):
            if line[0] == "decided":
                told[line[1]] = (int(line[2]), line[3])
            else:
                undone = int(line[1])
        found = stored(path)
        assert {name: found.get(name) for name in told} == told
        assert len(found) >= undone
    assert len(told) > KILLS


def refused(output: str) -> tuple[list[str], str, int]:
    """The uuids that were acknowledged, what was said at the refusal, and how many events were there then."""
    lines = output.splitlines()
    names = [line.split()[1] for line in lines if line.startswith("decided")]
    said = next(line for line in lines if line.startswith("refused"))
    return names, said, int(next(line for line in lines if line.startswith("events")).split()[1])


def run_limited(*arguments: str | Path) -> str:
    command = [sys.executable, str(HERE / "limited.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_a_file_that_cannot_grow_refuses_and_goes_on_when_it_can(tmp_path: Path) -> None:
    path = write_folder(tmp_path / "w", [0] * 50, [1] * 50)
    names, said, events = refused(run_limited("size", path))
    assert "othing was stored" in said
    assert (len(names), set(stored(path))) == (events + 1, set(names))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte, in a mount of its own; skipped where this user may not make one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    made = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if not made or made.returncode:
        pytest.skip("mounting a small disk needs privileges that this user lacks")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_refuses_and_keeps_what_it_acknowledged(small_disk: Path, tmp_path: Path) -> None:
    path = write_folder(small_disk / "w", [0] * 50, [1] * 50)
    names, said, events = refused(run_limited("full", path))
    assert "The disk is full: nothing was stored" in said
    copy = shutil.copytree(path, tmp_path / "copy")
    assert (len(names), set(stored(copy))) == (events, set(names))


@pytest.mark.parametrize("opened_before", [False, True])
def test_a_folder_that_cannot_be_written_says_so(opened_before: bool) -> None:
    with tempfile.TemporaryDirectory() as place:
        path = write_folder(Path(place) / "w", [0], [1])
        if opened_before:
            Workspace.open(path, user="ann").close()
        for folder in (Path(place), path, path / "review"):
            folder.chmod(0o555)
        said = run_limited("readonly", path)
        for folder in (Path(place), path, path / "review"):
            folder.chmod(0o755)
        assert f"refused {path / 'review.sqlite'} cannot be written: nothing was stored." in said


def test_a_damaged_file_says_so(tmp_path: Path) -> None:
    path = write_folder(tmp_path / "w", [0], [1])
    (path / "review.sqlite").write_bytes(b"This is no database. " * 500)
    with pytest.raises(StoreError, match="is damaged"):
        Workspace.open(path)


def test_a_failed_transaction_leaves_nothing_behind(tmp_path: Path) -> None:
    with Workspace.open(write_folder(tmp_path / "w", [0, 0], [1, 1]), user="ann") as workspace:
        workspace.decide_many([choice(0, uuid="first")])
        with pytest.raises(InputError):
            workspace.decide_many([choice(1, "exclude"), choice(0, uuid="second", verb="relabel", label=7)])
        assert (workspace.seq, workspace.item(1).status) == (1, "todo")


def test_a_workspace_on_a_network_folder_is_for_one_process(tmp_path: Path) -> None:
    first = Database(tmp_path / "review.sqlite", on_network=True)
    with first.reading() as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    with pytest.raises(StoreError, match="only one may"):
        Database(tmp_path / "review.sqlite", on_network=True)
    first.close()
    Database(tmp_path / "review.sqlite", on_network=True).close()
    assert list(tmp_path.glob("*.lock")) == []
