from __future__ import annotations

import re

from labelproof._audit.report.cards import ImageContent, NoContent, RowContent
from labelproof._audit.report.notebook import notebook_html
from labelproof._audit.report.theme import stylesheet


def test_a_notebook_shows_the_answer_and_five_examples(summary, card) -> None:
    fragment = notebook_html(summary(), [card(row=i) for i in range(9)])
    assert "6 of 300 labels are flagged." in fragment
    assert fragment.count("Why was my transaction declined?") == 5


def test_its_rules_touch_nothing_outside_it() -> None:
    selectors = re.findall(r"([^{}]+)\{", stylesheet("notebook"))
    assert all(part.strip().startswith(".labelproof") for s in selectors for part in s.split(","))


def test_images_and_rows_are_shown_in_little(summary, card, pixel) -> None:
    cells = tuple((f"c{i}", "1") for i in range(9))
    fragment = notebook_html(summary(), [card(ImageContent(pixel, "a.png")), card(RowContent(cells))])
    assert f'<img alt="a.png" src="{pixel}">' in fragment
    assert "; 4 more" in fragment


def test_the_column_of_examples_goes_when_there_is_nothing_to_show(summary, card) -> None:
    assert "Example" not in notebook_html(summary(), [card(NoContent())])
    assert "<table>" not in notebook_html(summary(), [])
