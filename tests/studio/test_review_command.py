"""`labelproof review` as a process: what it opens, what it prints, how it ends."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from labelproof import cli
from labelproof._workspace.workspace import Workspace
from studio.conftest import GIVEN, SUGGESTED
from studio.studios import reviewing, token_file, until
from workspace.folders import write_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an audit in it."""
    made = write_folder(tmp_path / "made.labelproof", GIVEN, SUGGESTED)
    (made / "run.json").write_text('{"kind": "labelproof audit"}', encoding="utf-8")
    return tmp_path


def test_it_prints_its_address_serves_and_ends_with_ctrl_c(folder: Path) -> None:
    with reviewing(folder=folder) as (studio, process):
        named = studio.get("boot").json["project"]["name"]
        said = token_file(studio.port).read_text(encoding="utf-8")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)

    assert named == "made up"
    assert studio.token in said
    assert process.returncode == 0
    assert "Every decision is stored" in err
    assert studio.token not in err
    assert not token_file(studio.port).exists()


def test_a_polite_kill_ends_it_like_ctrl_c(folder: Path) -> None:
    with reviewing(folder=folder) as (studio, process):
        studio.get("boot")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)

    assert process.returncode == 0
    assert not token_file(studio.port).exists()


def test_the_newest_audit_is_opened_by_default(folder: Path) -> None:
    newer = shutil.copytree(folder / "made.labelproof", folder / "newer.labelproof")
    about = newer / "review" / "review.json"
    about.write_text(about.read_text(encoding="utf-8").replace("made up", "newer"), encoding="utf-8")
    (newer / "run.json").touch()

    with reviewing(folder=folder) as (studio, _):
        assert studio.get("boot").json["project"]["name"] == "newer"


def test_a_user_is_named(folder: Path) -> None:
    with reviewing("made.labelproof", "--user", "grace", folder=folder) as (studio, _):
        assert studio.get("boot").json["user"]["name"] == "grace"


def test_data_is_audited_first_while_the_page_shows_it(tmp_path: Path) -> None:
    lines = [f"the {word} number {n},{word}" for n in range(30) for word in ("bill", "card")]
    (tmp_path / "train.csv").write_text("text,label\n" + "\n".join(lines) + "\n", encoding="utf-8")

    with reviewing("train.csv", "--user", "ada", folder=tmp_path) as (studio, process):
        early = studio.get("queue")
        said = until(lambda: studio.get("boot").json, lambda boot: boot["state"] != "auditing")
        listed = studio.get("items").json
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)

    assert said["state"] == "ready"
    assert early.status == 200 or early.error["code"] == "auditing"
    assert (listed["total"], said["user"]["name"]) == (60, "ada")
    assert (tmp_path / "train.labelproof" / "review.sqlite").is_file()
    assert process.returncode == 0


def test_columns_of_data_that_were_not_audited_are_named(tmp_path: Path) -> None:
    lines = [f"{n % 7},the {word} number {n},{word}" for n in range(30) for word in ("bill", "card")]
    (tmp_path / "train.csv").write_text("a,b,c\n" + "\n".join(lines) + "\n", encoding="utf-8")

    with reviewing("train.csv", "--label", "c", "--text", "b", folder=tmp_path) as (studio, _):
        said = until(lambda: studio.get("boot").json, lambda boot: boot["state"] != "auditing")

    assert [one["name"] for one in said["project"]["classes"]] == ["bill", "card"]
    assert said["project"]["modality"] == "text"


def test_columns_of_an_audit_are_known(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    (folder / "train.csv").write_text("text,label\na,1\n", encoding="utf-8")

    assert "is an audit already" in refusal(capsys, "made.labelproof", "--label", "c")
    assert "is an audit already" in refusal(capsys, "--text", "text", "train.csv")
    assert "--data says nothing about it" in refusal(capsys, "train.csv", "--data", "elsewhere.csv")


def test_data_that_cannot_be_audited_say_so_in_the_page_and_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text("text,label\na,1\n", encoding="utf-8")

    with reviewing("train.csv", folder=tmp_path) as (studio, process):
        said = until(lambda: studio.get("boot").json, lambda boot: boot["state"] != "auditing")
        process.send_signal(signal.SIGINT)
        _, printed = process.communicate(timeout=30)

    assert said["state"] == "failed"
    assert said["job"]["state"] == "failed"
    assert said["job"]["message"].endswith(".")
    assert f"The audit failed: {said['job']['message']}" in " ".join(printed.split())


def test_ctrl_c_ends_an_audit_too(tmp_path: Path) -> None:
    lines = [f"the {word} number {n},{word}" for n in range(300) for word in ("bill", "card")]
    (tmp_path / "train.csv").write_text("text,label\n" + "\n".join(lines) + "\n", encoding="utf-8")

    with reviewing("train.csv", folder=tmp_path) as (studio, process):
        studio.get("boot")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)

    assert process.returncode == 0
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".tmp")] == []


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What the command says when it refuses."""
    assert cli.main(["review", *arguments]) == 2
    return capsys.readouterr().err


def test_what_cannot_be_opened_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    (folder / "empty").mkdir()

    assert "does not exist" in refusal(capsys, "missing.labelproof")
    assert "One workspace" in refusal(capsys, "made.labelproof", "other")
    assert "nobody has a token" in refusal(capsys, "--host", "0.0.0.0")
    assert "--port" in refusal(capsys, "--port", "http")
    assert "Did you mean '--no-browser'" in refusal(capsys, "--no-browse")
    monkeypatch.chdir(folder / "empty")
    assert "no *.labelproof folder here" in refusal(capsys)


def test_a_port_that_is_taken_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)

    with reviewing(folder=folder) as (studio, _):
        assert f"Port {studio.port}" in refusal(capsys, "--port", str(studio.port))


def test_people_are_added_with_a_token_that_is_printed_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)

    code = cli.main(["review", "--user", "ada", "--add-user", "bob"])
    token, _ = capsys.readouterr()

    assert code == 0
    assert cli.main(["review", "--user", "ada", "--add-user", "eve", "--lead"]) == 0
    with Workspace.open(folder / "made.labelproof", user="ada") as workspace:
        assert [(user.name, user.role) for user in workspace.users()] == [
            ("ada", "lead"),
            ("bob", "reviewer"),
            ("eve", "lead"),
        ]
        found = workspace.user_of_token(token.strip())
        assert found is not None
        assert found.name == "bob"


def test_other_machines_need_a_token_of_their_own(folder: Path) -> None:
    with Workspace.open(folder / "made.labelproof", user="ada") as workspace:
        _, token = workspace.add_user("bob")
    command = [sys.executable, "-m", "labelproof", "review", "--no-browser", "--host", "0.0.0.0", "--port", "auto"]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)

    assert url.startswith("http://0.0.0.0:")
    assert "token" not in url
    assert "without encryption" in err
    assert token not in err
