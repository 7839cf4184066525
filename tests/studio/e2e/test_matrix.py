"""The matrix: its numbers, walking over it by keys, and the list that stands in for it where classes are many."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from labelproof._workspace.workspace import Workspace
from studio.e2e.conftest import CLASSES, FLAGGED, GIVEN, SUGGESTED
from studio.e2e.screens import press, violations
from workspace.folders import write_folder

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytest.importorskip("playwright", reason="playwright drives the browser")
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

CELLS = Counter(zip(GIVEN[:FLAGGED], SUGGESTED[:FLAGGED], strict=True))


def test_every_cell_shows_how_many_are_flagged(open_page: Callable[..., Page]) -> None:
    page = open_page("/matrix")
    rows = page.locator(".mx tbody tr")
    expect(rows).to_have_count(len(CLASSES) + 1)

    printed = [rows.nth(row).locator("td").all_inner_texts()[: len(CLASSES)] for row in range(len(CLASSES))]
    expected = [
        [str(CELLS[row, column]) if CELLS[row, column] else "" for column in range(len(CLASSES))]
        for row in range(len(CLASSES))
    ]
    assert printed == expected


def test_arrows_walk_over_the_cells_past_the_diagonal_and_enter_opens_the_sheet(open_page: Callable[..., Page]) -> None:
    page = open_page("/matrix?given=1&suggested=0")
    panel = page.get_by_label("The chosen pair")
    expect(panel).to_contain_text("No item has this pair of labels.")

    press(page, "ArrowRight", "ArrowRight")
    expect(page).to_have_url(re.compile("given=1&suggested=3"))
    expect(panel).to_contain_text(f"Flagged{CELLS[1, 3]}")
    press(page, "Enter")

    expect(page.locator("h1")).to_have_text("bee→ suggested dog")
    expect(page).to_have_url(re.compile(r"/sheet\?given=1&suggested=3"))


def test_a_click_chooses_a_pair(open_page: Callable[..., Page]) -> None:
    page = open_page("/matrix")
    page.locator(".mx tbody tr").nth(2).locator("td").nth(3).click()

    panel = page.get_by_label("The chosen pair")
    expect(panel.locator(".ask")).to_have_text("cat→ suggested dog")
    expect(panel.get_by_role("link", name="Open sheet 1 of 3")).to_be_visible()


class TestManyClasses:
    """More than two hundred classes: a list instead of a picture."""

    @pytest.fixture
    def workspace(self, tmp_path: Path) -> Iterator[Workspace]:
        """Two hundred and ten classes, each taken once for the next one; the first one three times."""
        names = tuple(f"class {code:03d}" for code in range(210))
        given = [*range(210), 0, 0]
        suggested = [(code + 1) % 210 for code in given]
        folder = write_folder(tmp_path / "wide.labelproof", given, suggested, classes=names)
        with Workspace.open(folder, user="ada") as opened:
            yield opened

    def test_they_are_listed_largest_first_and_found_by_name(self, open_page: Callable[..., Page]) -> None:
        page = open_page("/matrix")
        rows = page.locator(".pair-list tbody tr")
        expect(rows).to_have_count(50)
        expect(rows.first).to_contain_text("class 000→ suggested class 001")

        page.get_by_label("Find a class").fill("class 107")
        expect(rows).to_have_count(2)
        rows.last.get_by_role("button").click()

        expect(page.locator(".ask")).to_have_text("class 107→ suggested class 108")
        assert violations(page) == []


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_wrong_on_the_matrix(open_page: Callable[..., Page], dark: bool) -> None:
    page = open_page("/matrix", dark=dark)
    expect(page.locator(".mx .sel")).to_have_count(1)

    assert violations(page) == []
