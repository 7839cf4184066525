"""Decisions as a patch that can be applied again, and plans of moves."""

import csv
import io
import json
from pathlib import Path

import pytest

import labelproof
from labelproof._base.errors import InputError
from labelproof._workspace.export.folders import apply_moves
from labelproof._workspace.export.patch import apply_patch
from labelproof._workspace.workspace import Workspace
from workspace.export.conftest import tree

WORDS = {"card": ("pin", "chip", "wallet", "swipe"), "bill": ("fee", "charge", "refund", "amount")}


def rows(count=40):
    made = []
    for row in range(count):
        label = "card" if row % 2 else "bill"
        words = WORDS[label]
        made.append([f"the {words[row % 4]} and my {words[(row // 2) % 4]} number {row}", label])
    return made


def as_csv(table):
    target = io.StringIO(newline="")
    csv.writer(target, lineterminator="\n").writerows([["text", "label"], *table])
    return target.getvalue()


@pytest.fixture(scope="module")
def patched(tmp_path_factory):
    """A folder with data, their patch, and the data as an export wrote them."""
    folder = tmp_path_factory.mktemp("patch")
    (folder / "data.csv").write_text(as_csv(rows()), newline="")
    labelproof.audit(folder / "data.csv", label="label").save(folder / "data.labelproof")
    with Workspace.open(folder / "data.labelproof", user="Ada") as workspace:
        workspace.decide(3, "relabel", "bill", comment="sure")
        workspace.decide(4, "exclude")
        workspace.decide(5, "keep")
        workspace.export("patch", folder / "data.patch.jsonl")
        workspace.export("source", folder / "fixed.csv")
    return folder


def test_a_patch_says_who_changed_what_when_and_why(patched):
    about, *entries = [json.loads(line) for line in (patched / "data.patch.jsonl").read_text().splitlines()]
    assert (about["labelproof"], about["task"], about["classes"]) == ("patch", "classes", ["bill", "card"])
    told = [{name: entry[name] for name in ("row", "old", "new", "action", "who", "why")} for entry in entries]
    assert told == [
        {"row": 3, "old": "card", "new": "bill", "action": "relabel", "who": "Ada", "why": "sure"},
        {"row": 4, "old": "bill", "new": None, "action": "exclude", "who": "Ada", "why": None},
        {"row": 5, "old": "card", "new": "card", "action": "keep", "who": "Ada", "why": None},
    ]
    assert all(len(entry["hash"]) == 32 and entry["when"].endswith("Z") for entry in entries)


def test_a_patch_makes_the_same_file(patched, tmp_path):
    assert apply_patch(patched / "data.patch.jsonl", patched / "data.csv", tmp_path / "out.csv") == 2
    assert (tmp_path / "out.csv").read_bytes() == (patched / "fixed.csv").read_bytes()


def test_a_patch_finds_rows_that_were_sorted_otherwise(patched, tmp_path):
    table = rows()
    (tmp_path / "other.csv").write_text(as_csv(table[::-1]), newline="")
    apply_patch(patched / "data.patch.jsonl", tmp_path / "other.csv", tmp_path / "out.csv")
    table[3][1] = "bill"
    del table[4]
    assert (tmp_path / "out.csv").read_text() == as_csv(table[::-1])


@pytest.mark.parametrize(
    ("row", "cell", "value", "message"),
    [(3, 0, "another text", "no such row"), (3, 1, "bill", "its label is 'bill' now, and was 'card'")],
)
def test_data_that_are_not_the_same_are_refused(patched, tmp_path, row, cell, value, message):
    table = rows()
    table[row][cell] = value
    (tmp_path / "other.csv").write_text(as_csv(table), newline="")
    with pytest.raises(InputError, match=message):
        apply_patch(patched / "data.patch.jsonl", tmp_path / "other.csv", tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


def test_a_patch_overwrites_nothing(patched):
    with pytest.raises(InputError, match="exists already"):
        apply_patch(patched / "data.patch.jsonl", patched / "data.csv", patched / "fixed.csv")
    with pytest.raises(InputError, match="exists already"):
        apply_patch(patched / "data.patch.jsonl", patched / "data.csv", patched / "data.csv", force=True)


@pytest.mark.parametrize("content", ["", "no JSON", '{"labelproof": "patch", "version": 99}', "[1]"])
def test_what_is_no_patch_is_refused(patched, tmp_path, content):
    (tmp_path / "bad.jsonl").write_text(content)
    with pytest.raises(InputError, match="is no patch"):
        apply_patch(tmp_path / "bad.jsonl", patched / "data.csv", tmp_path / "out.csv")


def test_a_plan_of_moves_is_made_and_carried_out(pictures):
    pictures.decide(0, "relabel", "bee")
    pictures.decide(1, "relabel", "ant")
    pictures.decide(3, "exclude")
    pictures.export("moves", "moves.json")
    before = tree("photos")
    assert apply_moves("moves.json", "photos") == 3
    assert tree("photos") == {
        "bee/0.png": before["ant/0.png"],
        "ant/1.png": before["bee/1.png"],
        "cat/2.png": before["cat/2.png"],
        "bee/4.png": before["bee/4.png"],
        "README.txt": before["README.txt"],
    }
    assert tree("photos left out") == {"ant/3.png": before["ant/3.png"]}


def test_a_plan_that_does_not_fit_moves_nothing(pictures):
    pictures.decide([0, 3], "relabel", "bee")
    pictures.export("moves", "moves.json")
    Path("photos/ant/3.png").unlink()
    before = tree("photos")
    with pytest.raises(InputError, match="is not there"):
        apply_moves("moves.json", "photos")
    assert tree("photos") == before


@pytest.mark.parametrize("place", ["../outside.png", "/outside.png", "a/../../outside.png"])
def test_a_plan_leads_nowhere_else(tmp_path, place):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "1.png").write_bytes(b"1")
    plan = {"labelproof": "moves", "version": 1, "moves": [{"from": "1.png", "to": place}], "left_out": []}
    (tmp_path / "moves.json").write_text(json.dumps(plan))
    with pytest.raises(InputError, match="outside the folder"):
        apply_moves(tmp_path / "moves.json", tmp_path / "photos")
    assert (tmp_path / "photos" / "1.png").exists()


def test_when_one_file_cannot_be_moved_all_are_where_they_were(tmp_path):
    base = tmp_path / "photos"
    base.mkdir()
    for name in ("1.png", "2.png", "taken"):
        (base / name).write_bytes(name.encode())
    moves = [{"from": "1.png", "to": "cat/1.png"}, {"from": "2.png", "to": "taken/2.png"}]
    plan = {"labelproof": "moves", "version": 1, "moves": moves, "left_out": []}
    (tmp_path / "moves.json").write_text(json.dumps(plan))
    before = tree(base)
    with pytest.raises(OSError, match="taken"):
        apply_moves(tmp_path / "moves.json", base)
    assert tree(base) == before


@pytest.mark.parametrize("content", ["", "no JSON", '{"labelproof": "patch", "version": 1}', "[1]"])
def test_what_is_no_plan_is_refused(tmp_path, content):
    (tmp_path / "bad.json").write_text(content)
    with pytest.raises(InputError, match="is no plan of moves"):
        apply_moves(tmp_path / "bad.json", tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        apply_moves(tmp_path / "none.json", tmp_path)
