from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from labelproof._base.errors import InputError
from labelproof._formats.paths import common_name, contained, plain_path


@pytest.mark.parametrize(
    ("path", "expected"),
    [("a/b.png", "a/b.png"), ("./a//b.png", "a/b.png"), ("a\\b.png", "a/b.png"), ("..a.png", "..a.png")],
)
def test_paths_below_the_folder_are_accepted(path, expected):
    assert plain_path(path, "row 3") == expected


@pytest.mark.parametrize("path", ["../a.png", "a/../../b.png", "a\\..\\b.png", "a/.."])
def test_paths_that_climb_out_are_refused(path):
    with pytest.raises(InputError, match=r"row 3: the path .* leads out of the folder\. Image paths must be relative"):
        plain_path(path, "row 3")


@pytest.mark.parametrize("path", ["/etc/passwd", "C:\\a.png", "\\\\host\\a.png", "a\0.png"])
def test_absolute_paths_are_refused(path):
    with pytest.raises(InputError, match=r"row 3: the path .* is absolute"):
        plain_path(path, "row 3")


def test_a_link_that_leads_out_is_refused_and_one_that_stays_is_followed(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "a.png").write_bytes(b"x")
    (tmp_path / "secret.png").write_bytes(b"x")
    (folder / "in.png").symlink_to(folder / "a.png")
    (folder / "out.png").symlink_to(tmp_path / "secret.png")
    assert contained(folder.resolve(), "in.png", "row 3") == folder / "in.png"
    with pytest.raises(InputError, match=r"row 3: the path 'out.png' is a link that leads out of the folder"):
        contained(folder.resolve(), "out.png", "row 3")


def test_a_link_that_leads_to_itself_never_becomes_a_file(tmp_path):
    (tmp_path / "loop.png").symlink_to(tmp_path / "loop.png")
    found = False
    with contextlib.suppress(InputError):  # Python before 3.13 refuses the loop, later ones find no file
        found = contained(tmp_path.resolve(), "loop.png", "row 3").is_file()
    assert not found


def test_files_are_named_by_their_folder_unless_it_is_the_current_one(tmp_path, monkeypatch):
    paths = [tmp_path / "bank" / "train.csv", tmp_path / "bank" / "test.csv"]
    assert common_name(paths) == "bank"
    assert common_name([paths[0], tmp_path / "test.csv"]) == "train"
    (tmp_path / "bank").mkdir()
    monkeypatch.chdir(tmp_path / "bank")
    assert common_name([Path("train.csv"), Path("test.csv")]) == "train"
