"""The page about several annotators holds what was promised: every data set, the ratio, the time and the memory."""

from __future__ import annotations

import re

from repository import ROOT

PAGE = (ROOT / "benchmarks" / "annotators.md").read_text(encoding="utf-8")


def _rows(title: str) -> list[list[str]]:
    """The cells of the table under a heading, without its head."""
    section = PAGE.split(f"## {title}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip(" *") for cell in line.strip("|").split("|")] for line in lines]


def test_the_consensus_is_never_worse_than_the_majority_vote() -> None:
    rows = _rows("Accuracy of the consensus")
    assert [row[0] for row in rows] == ["LabelMe", "bluebird", "dog", "rte", "face", "mean"]
    assert all(float(row[6]) >= float(row[5]) for row in rows)
    assert float(rows[-1][6]) > float(rows[-1][5])


def test_the_reference_package_takes_fifteen_times_as_long() -> None:
    rows = _rows("Time")
    assert len(rows) == 3
    assert all(int(re.match(r"\d+", row[4])[0]) >= 15 for row in rows)


def test_a_million_examples_take_less_than_a_minute_and_two_gigabytes() -> None:
    rows = _rows("A million examples")
    assert {row[0] for row in rows} == {"long", "sparse"}
    assert all(float(row[2].split()[0]) < 60 and float(row[3].split()[0]) < 2 for row in rows)
