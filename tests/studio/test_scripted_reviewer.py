"""A reviewer who knows the truth clears the whole list over the API, and what is exported is the truth.

Nothing is used but what a person has: the queue, the five verbs, and the export. Roman numerals are the real case: all
of these pictures were judged by hand. The made-up texts always run, and hold every kind of mistake.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("starlette", reason="the studio needs the extra studio")

import labelproof
from labelproof._workspace.workspace import Workspace
from studio.studios import Studio, serving, until

JUNK, BOTH = "not an example", "two labels fit"
"""What the truth says of an example where it is no class."""
PAGE = 20


@dataclass
class Reviewer:
    """Decides by the truth alone; `sent` is how many milliseconds each decision took, by its uuid."""

    studio: Studio
    truth: Mapping[str, str]
    classes: list[str]
    sent: dict[str, int] = field(default_factory=dict)
    verbs: Counter[str] = field(default_factory=Counter)

    def clear(self) -> None:
        """Decide until nothing is left: first the list, where some are put off, then what was put off."""
        for status in ("todo", "unsure"):
            while items := self._next(status):
                for item in items:
                    self._decide(item, hesitates=status == "todo")

    def _next(self, status: str) -> list[dict[str, Any]]:
        asked = {"flagged": True, "status": [status]}
        page: dict[str, Any] = self.studio.get("queue", filter=asked, limit=PAGE).json
        return list(page["items"])

    def _decide(self, item: dict[str, Any], *, hesitates: bool) -> None:
        number = len(self.sent)
        verb, label = ("unsure", None) if hesitates and number % 10 == 3 else self._verdict(item)
        uuid, took = f"decision-{number}", 600 + 37 * (number % 50)
        decision = {"uuid": uuid, "target": item["target"], "verb": verb, "label": label, "base": item["seq"]}
        answer = self.studio.post("decisions", {"decisions": [{**decision, "milliseconds": took}]})
        assert answer.status == 200, answer.content
        assert answer.json["decided"][0]["conflict"] is None
        self.sent[uuid] = took
        self.verbs[verb] += 1

    def _verdict(self, item: dict[str, Any]) -> tuple[str, int | None]:
        """Return the verb, and for another label its class."""
        truth = self.truth[item["key"]]
        if truth in (JUNK, BOTH):
            return ("exclude" if truth == JUNK else "ambiguous"), None
        if truth == self.classes[item["given"]]:
            return "keep", None
        return "relabel", self.classes.index(truth)


def reviewed(folder: Path, truth: Mapping[str, str]) -> tuple[Reviewer, list[dict[str, str]], list[dict[str, Any]]]:
    """Clear the list of a workspace; return the reviewer, the exported rows, and the events of the log."""
    with Workspace.open(folder, user="ada") as workspace, serving(workspace) as studio:
        boot = studio.get("boot").json
        reviewer = Reviewer(studio, truth, [one["name"] for one in boot["project"]["classes"]])
        reviewer.clear()
        counts = studio.get("boot").json["counts"]
        assert (counts["todo"], counts["unsure"], counts["conflicts"]) == (0, 0, 0)
        assert counts["decisions"] == boot["counts"]["flagged"]
        job = studio.post("exports", {"format": "source"}).json
        done = until(lambda: studio.get(f"jobs/{job['id']}").json, lambda seen: seen["state"] != "running")
        assert done["state"] == "done", done
        exported = studio.get(f"exports/{done['result']['id']}/file").content.decode("utf-8")
        events = studio.get("events", limit=2000).json["events"]
        assert workspace.verify() >= len(events)
    return reviewer, list(csv.DictReader(io.StringIO(exported))), events


def expected(source: Path, flagged: set[str], truth: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the rows of the source with the truth wherever the list flagged it."""
    rows = []
    for row in csv.DictReader(io.StringIO(source.read_text(encoding="utf-8"))):
        true = truth[row["id"]] if row["id"] in flagged else row["label"]
        if true != JUNK:
            rows.append({**row, "label": row["label"] if true == BOTH else true})
    return rows


def flagged_ids(folder: Path) -> set[str]:
    """Return what the list of an audit flags, by id."""
    with Workspace.open(folder, user="ada") as workspace:
        return set(workspace.issues()["key"])


def write_source(path: Path, rows: list[tuple[str, str]]) -> Path:
    """Write examples as a CSV file of id, text and label."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text", "label"])
        writer.writerows((key, f"what {key} says", label) for key, label in rows)
    return path


def audited(source: Path, pred_probs: Any, classes: list[str]) -> Path:
    """Audit a source with given probabilities."""
    result = labelproof.audit(source, label="label", text=["text"], id="id", pred_probs=pred_probs, classes=classes)
    return Path(result.save(source.with_suffix(".labelproof")))


@pytest.fixture
def animals(tmp_path: Path) -> tuple[Path, Path, dict[str, str]]:
    """Three hundred texts: wrong labels, which the model corrects or not; right ones that it doubts; junk; both fit."""
    classes = ["ant", "bee", "cat"]
    given = [classes[row % 3] for row in range(300)]
    says = list(given)
    truth = {f"t{row}": label for row, label in enumerate(given)}
    for row in range(60):
        says[row] = classes[(row + 1) % 3]
        truth[f"t{row}"] = [says[row], says[row], given[row], classes[(row + 2) % 3], JUNK, BOTH][row // 2 % 6]
    pred_probs = np.full((300, 3), 0.01)
    for row, label in enumerate(says):
        pred_probs[row, classes.index(label)] = 0.98
    source = write_source(tmp_path / "animals.csv", [(f"t{row}", label) for row, label in enumerate(given)])
    return source, audited(source, pred_probs, classes), truth


def test_the_five_verbs_turn_the_list_into_the_truth(animals: tuple[Path, Path, dict[str, str]]) -> None:
    source, folder, truth = animals
    flagged = flagged_ids(folder)

    reviewer, exported, _ = reviewed(folder, truth)

    assert len(flagged) >= 50
    assert set(reviewer.verbs) == {"keep", "relabel", "exclude", "unsure", "ambiguous"}
    assert exported == expected(source, flagged, truth)
    assert len(exported) < 300
    assert any(row["label"] != before["label"] for row, before in zip(exported, rows_of(source), strict=False))


def test_the_time_of_each_decision_is_in_the_log(animals: tuple[Path, Path, dict[str, str]]) -> None:
    _, folder, truth = animals

    reviewer, _, events = reviewed(folder, truth)

    assert {event["uuid"]: event["milliseconds"] for event in events} == reviewer.sent
    assert len(reviewer.sent) == len(flagged_ids(folder)) + reviewer.verbs["unsure"]


@pytest.mark.slow
def test_roman_numerals_become_what_people_found_them_to_be(tmp_path: Path, test_data: Path) -> None:
    judged = pd.read_csv(test_data / "roman-numeral" / "files.csv", dtype=str, keep_default_na=False)
    classes = list(judged.sort_values("label_index")["given_label"].unique())
    truth = dict(zip(judged["file"], judged["given_label"], strict=True))
    truth |= {row.file: JUNK for row in judged.itertuples() if row.action == "Remove Bad Data"}
    truth |= {row.file: str(row.corrected_label) for row in judged.itertuples() if row.action == "Fix Data Label"}
    source = write_source(tmp_path / "roman.csv", list(zip(judged["file"], judged["given_label"], strict=True)))
    pred_probs = np.load(test_data / "roman-numeral" / "pred_probs_resnet18.npy")
    folder = audited(source, pred_probs, classes)
    flagged = flagged_ids(folder)

    reviewer, exported, events = reviewed(folder, truth)

    assert len(flagged) > 100
    assert min(reviewer.verbs[verb] for verb in ("keep", "relabel", "exclude", "unsure")) > 5
    assert exported == expected(source, flagged, truth)
    assert {event["uuid"]: event["milliseconds"] for event in events} == reviewer.sent


def rows_of(source: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(source.read_text(encoding="utf-8"))))
