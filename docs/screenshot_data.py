"""What the screenshots show: four audits of data that is free to publish, and people who have begun to review them.

MNIST digits, banking77 questions, census rows (UCI Adult) and GoEmotions comments; nothing is drawn at random without
a seed, so that the pictures come out the same. The labels of the digits are so good that a fixed draw changes some.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import labelproof
from labelproof._workspace.choices import Choice
from labelproof._workspace.views import Filter, Item, Pair, Verb
from labelproof.workspace import Workspace

__all__ = ["audited"]

ROOT = Path(__file__).resolve().parents[1]
DIGITS, CENSUS, COMMENTS = 6000, 5000, 3000
CHANGED = 0.09
LOOKALIKES = [6, 7, 3, 5, 9, 3, 0, 1, 5, 4]
"""What each digit is taken for."""
DECIDED, REMARKED, OTHERWISE = 61, 4, (3, 8, 12, 21)
SAMPLE = 16
VERBS: tuple[Verb, ...] = ("relabel", "relabel", "keep", "relabel", "relabel", "exclude", "relabel", "keep", "relabel")
VERBS += ("unsure", "relabel", "relabel", "ambiguous")
REMARK = "Two people read this differently: add a line to the guideline."
COLUMNS = (
    "age,workclass,weight,education,education years,marital status,occupation,relationship,race,sex,capital gain,"
    "capital loss,hours per week,country,income"
)


def digits(data: Path, place: Path) -> dict[str, Any]:
    """Write some digits of MNIST, a few of them under the name of a digit that they look like."""
    stored = np.load(data / "mnist" / "mnist-test.npz")
    images, labels = stored["images"][:DIGITS], stored["labels"][:DIGITS].astype(np.int64)
    draw = np.random.default_rng(7)
    changed = draw.random(DIGITS) < CHANGED
    other = np.where(draw.random(DIGITS) < 0.8, np.take(LOOKALIKES, labels), (labels + 1) % 10)
    np.savez_compressed(place / "digits.npz", images=images, labels=np.where(changed, other, labels))
    return {"data": place / "digits.npz"}


def questions(_: Path, place: Path) -> dict[str, Any]:
    """Copy the questions of a bank's customers that the project carries as its example."""
    shutil.copy(ROOT / "examples" / "data" / "banking77" / "train.csv", place / "questions.csv")
    return {"data": place / "questions.csv", "label": "category", "text": ["text"]}


def census(data: Path, place: Path) -> dict[str, Any]:
    """Write census rows, with the names that their documentation gives to the columns."""
    lines = (data / "tabular-classification" / "adult-test.csv").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip().rstrip(".") for cell in line.split(",")] for line in lines if line.count(",") == 14]
    with (place / "census.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(f"{COLUMNS}\r\n")
        csv.writer(file).writerows(rows[:CENSUS])
    return {"data": place / "census.csv", "label": "income"}


def comments(data: Path, place: Path) -> dict[str, Any]:
    """Write comments from Reddit, and the feelings that people found in them."""
    names = (data / "goemotions" / "labels.txt").read_text(encoding="utf-8").split()
    lines = (data / "goemotions" / "dev.tsv").read_text(encoding="utf-8").splitlines()[:COMMENTS]
    with (place / "comments.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "feelings"])
        for text, codes, _ in (line.split("\t") for line in lines):
            writer.writerow([text, "|".join(names[int(code)] for code in codes.split(","))])
    return {"data": place / "comments.csv", "text": ["text"], "tags": ["feelings"]}


@dataclass(frozen=True)
class Set:
    """Data of one kind; `prepare` writes it and returns the arguments of the audit. `people`: several review it."""

    name: str
    prepare: Callable[[Path, Path], dict[str, Any]]
    people: bool = False


SETS = [
    Set("digits", digits),
    Set("questions", questions, people=True),
    Set("census", census),
    Set("comments", comments, people=True),
]


def audited(data: Path, place: Path) -> dict[str, Path]:
    """Audit every set, once, and review a part of it; what is there already is not audited again."""
    folders = {}
    for one in SETS:
        folders[one.name] = folder = place / f"{one.name}.labelproof"
        if not folder.is_dir():
            labelproof.audit(**one.prepare(data, place)).save(folder)
        reviewed(folder, people=one.people)
    return folders


def reviewed(folder: Path, *, people: bool) -> None:
    """Let Ann, and others where `people` says so, review the first part: every outcome, a batch, an undo, a comment."""
    for old in folder.glob("review.sqlite*"):
        old.unlink()
    shutil.rmtree(folder / "exports", ignore_errors=True)
    with Workspace.open(folder, user="Ann") as workspace:
        queue = workspace.queue(limit=DECIDED).items
        for place, item in enumerate(queue):
            workspace.decide_many([choice(place, item)])
        workspace.undo()
        workspace.comment("remark", queue[REMARKED].target, REMARK)
        pairs = workspace.pairs(8)[0]
        for pair in pairs[1:4]:
            judge(workspace, of_pair(pair))
        last = of_pair(pairs[-1])
        expect = workspace.items(last, limit=1).total
        if expect:
            workspace.decide_batch(last, "relabel", accept=True, expect=expect, reason="looked through all of them")
        if people:
            workspace.add_user("Ben")
            workspace.add_user("Cleo")
            for place in OTHERWISE:
                workspace.decide_many([other(place, queue[place])], user="Ben")
            workspace.decide_many([choice(OTHERWISE[0], queue[OTHERWISE[0]], who="cleo")], user="Cleo")


def of_pair(pair: Pair) -> Filter:
    """Return what is undecided of a class pair."""
    tag = None if pair.tag is None else [pair.tag]
    return Filter(given=[pair.given], suggested=[pair.suggested], tag=tag, flagged=True, status=["todo"])


def judge(workspace: Workspace, chosen: Filter) -> None:
    """Judge a random sample of a class pair: one suggestion in sixteen is wrong."""
    sample = workspace.draw_sample(chosen, SAMPLE)
    made = [
        Choice(
            uuid=f"sample-{sample.id}-{place}",
            target=item.target,
            verb="keep" if place % 16 == 9 else "relabel",
            label=None if place % 16 == 9 else item.suggested,
            milliseconds=800,
            mode="sample",
        )
        for place, item in enumerate(sample.todo)
    ]
    if made:
        workspace.decide_many(made)


def choice(place: int, item: Item, who: str = "ann") -> Choice:
    """Return a decision: mostly the suggestion is accepted, every outcome comes up."""
    verb: Verb = VERBS[place % len(VERBS)]
    return Choice(
        uuid=f"{who}-{place}",
        target=item.target,
        verb=verb,
        label=item.suggested if verb == "relabel" else None,
        milliseconds=900 + 137 * (place % 11),
    )


def other(place: int, item: Item) -> Choice:
    """Return a decision that differs."""
    verb: Verb = "keep" if VERBS[place % len(VERBS)] != "keep" else "exclude"
    return Choice(uuid=f"ben-{place}", target=item.target, verb=verb, milliseconds=1400)
