"""The page of the tag detection benchmark gives the bold figure to the better ranking, whoever that is."""

from __future__ import annotations

import json
import subprocess
import sys

from repository import ROOT

_PAGE = """
import json, sys
sys.path.insert(0, sys.argv[1])
from detection_page import Measured, page, rows_of
tags = dict(peer_tags=0.4, our_tags=0.4)
common = dict(errors="swapped", share=0.2, f1=0.5, precision=0.6, recall=0.4)
won = Measured(name="scene", seed=0, peer=0.5, ours=0.6, **tags, peer_lift=2, our_lift=3, **common)
lost = Measured(name="birds", seed=0, peer=0.9, ours=0.7, **tags, peer_lift=2, our_lift=2, **common)
print(json.dumps(page(rows_of([won, lost]))))
"""


def test_the_better_figure_is_bold_and_losses_are_said() -> None:
    command = [sys.executable, "-c", _PAGE, str(ROOT / "benchmarks" / "tag_detection")]
    run = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8")
    lines = json.loads(run.stdout).splitlines()
    table = {line.split(" | ")[0].strip("| "): line.strip("|").split("|") for line in lines if line.startswith("| ")}
    assert [cell.strip() for cell in table["scene"][4:10]] == [
        "0.500",
        "**0.600**",
        "0.400",
        "0.400",
        "2.000",
        "**3.000**",
    ]
    assert [cell.strip() for cell in table["birds"][4:10]] == ["**0.900**", "0.700", "0.400", "0.400", "2.000", "2.000"]
    assert [cell.strip() for cell in table["mean"][4:6]] == ["**0.700**", "0.650"]
    assert lines[-3:] == [
        "- AP, examples: on the mean ours is worse, 0.650 against 0.700. The peer is better on birds swapped (1 of 1).",
        "- AP, tags: on the mean ours is equal, 0.400 against 0.400. The peer is better nowhere.",
        "- Lift: on the mean ours is better, 2.500 against 2.000. The peer is better nowhere.",
    ]
