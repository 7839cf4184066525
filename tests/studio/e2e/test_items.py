"""Items: find, filter, select by mouse and keys, decide many at once through the gate, label what has no label."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from labelproof._workspace.workspace import Workspace
from studio.e2e.conftest import CLASSES, FLAGGED, GIVEN, ROWS, SUGGESTED
from studio.e2e.screens import press, settle, violations
from studio.studios import Studio
from workspace.folders import write_folder

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytest.importorskip("playwright", reason="playwright drives the browser")
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

OpenPage = Callable[..., "Page"]


def cell(page: Page, index: int) -> Locator:
    """Return the item in a place of the list, once it is loaded."""
    found = page.locator(f"#cell-{index}:not(.wait)")
    found.wait_for()
    return found


def bar(page: Page) -> Locator:
    """Return the bar that says what is selected."""
    return page.locator(".scope")


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until this has the focus."""
    wanted.wait_for()
    for _ in range(60):
        press(page, "Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not reach {wanted}")


def statuses(studio: Studio, *rows: int) -> list[str]:
    """Return how some rows stand in the store."""
    items = studio.get("items", order="row", limit=200).json["items"]
    return [items[row]["status"] for row in rows]


def test_only_what_is_seen_is_in_the_page(open_page: OpenPage) -> None:
    page = open_page("/items")
    cell(page, 0)

    press(page, "End")

    assert "row 399" in cell(page, ROWS - 1).inner_text()
    assert page.locator(".win .tr").count() < 60
    press(page, "Home")
    assert "row 0" in cell(page, 0).inner_text()


def test_clicks_and_shift_clicks_select_and_one_key_decides(open_page: OpenPage, studio: Studio) -> None:
    page = open_page("/items")
    cell(page, 0).click()
    cell(page, 4).click()
    cell(page, 7).click(modifiers=["Shift"])

    expect(bar(page)).to_contain_text("5 selected")
    press(page, "d")
    expect(bar(page)).to_contain_text("5 rows kept")
    settle(page)

    assert statuses(studio, 0, 1, 4, 5, 6, 7, 8) == ["kept", "todo", "kept", "kept", "kept", "kept", "todo"]
    assert studio.get("history").json["entries"][0]["count"] == 5


def test_a_selection_is_one_undo(open_page: OpenPage, studio: Studio) -> None:
    page = open_page("/items")
    cell(page, 2).click()
    cell(page, 9).click(modifiers=["Shift"])
    press(page, "e")
    settle(page)
    assert statuses(studio, 2, 9) == ["excluded", "excluded"]

    press(page, "z")
    settle(page)

    assert statuses(studio, *range(12)) == ["todo"] * 12
    expect(cell(page, 2)).to_contain_text("To review")


def test_a_drag_selects_what_it_passes(open_page: OpenPage) -> None:
    page = open_page("/items")
    start, end = cell(page, 1).bounding_box(), cell(page, 6).bounding_box()
    assert start is not None
    assert end is not None

    page.mouse.move(start["x"] + 200, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(end["x"] + 220, end["y"] + 10, steps=6)
    page.mouse.up()

    expect(bar(page)).to_contain_text("6 selected")
    expect(page.locator(".tr.sel")).to_have_count(6)


def test_arrows_and_space_select_without_a_mouse(open_page: OpenPage, studio: Studio) -> None:
    page = open_page("/items")
    cell(page, 0)

    press(page, "ArrowDown", " ", "ArrowDown", "Shift+ArrowDown")
    expect(bar(page)).to_contain_text("3 selected")
    press(page, "a")
    settle(page)

    assert statuses(studio, 0, 1, 2, 3, 4) == ["todo", "fixed", "fixed", "fixed", "todo"]


def test_a_selection_is_relabelled_by_typing(open_page: OpenPage, workspace: Workspace) -> None:
    page = open_page("/items")
    cell(page, 0).click()
    cell(page, 1).click()

    press(page, "f")
    page.keyboard.type("elk")
    press(page, "Enter")
    expect(bar(page)).to_contain_text("2 rows relabelled")
    settle(page)

    assert [str(label) for label in workspace.corrected()[:2]] == ["elk", "elk"]


def test_the_screen_works_without_a_mouse(open_page: OpenPage, studio: Studio) -> None:
    page = open_page("/items")
    cell(page, 0)
    tab_to(page, page.get_by_role("checkbox", name="Label looks wrong"))
    press(page, " ")
    expect(page.locator(".bar2 b")).to_have_text(f"{FLAGGED} items")
    tab_to(page, bar(page).get_by_role("button", name="Select all"))
    press(page, "Enter")
    expect(bar(page)).to_contain_text(f"{FLAGGED} to decide")
    press(page, "d")
    tab_to(page, page.get_by_text("Override with a reason"))
    press(page, "Enter")
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_be_focused()
    page.keyboard.type("looked at all of them")
    press(page, "Enter")
    expect(bar(page)).to_contain_text(f"{FLAGGED} rows kept")

    assert studio.get("boot").json["counts"]["kept"] == FLAGGED
    press(page, "z")
    settle(page)
    assert studio.get("boot").json["counts"]["kept"] == 0


def test_filters_are_chips_and_live_in_the_address(open_page: OpenPage) -> None:
    page = open_page("/items")
    page.get_by_label("Label looks wrong").check()
    page.locator(".facets section", has_text="Given class").get_by_label("bee").check()
    expected = sum(1 for row in range(FLAGGED) if GIVEN[row] == 1)

    expect(page.locator(".bar2 b")).to_have_text(f"{expected} items")
    assert "flagged=yes" in page.url
    page.reload()
    expect(page.locator(".bar2 b")).to_have_text(f"{expected} items")
    page.get_by_role("button", name="Remove the filter: given bee").click()
    expect(page.locator(".bar2 b")).to_have_text(f"{FLAGGED} items")


def test_the_chances_are_a_histogram_of_which_the_chosen_range_stands_out(open_page: OpenPage, studio: Studio) -> None:
    page = open_page("/items?least=0.6")
    cell(page, 0)

    assert sum(studio.get("boot").json["project"]["chances"]) == ROWS
    expect(page.locator(".hist rect")).to_have_count(20)
    expect(page.locator(".hist .in")).to_have_count(8)


def test_the_place_is_kept_in_the_address_and_a_new_filter_starts_at_the_top(open_page: OpenPage) -> None:
    page = open_page("/items")
    cell(page, 0)
    press(page, "End")
    cell(page, ROWS - 1)
    page.wait_for_url("**/items?at=*")

    page.reload()
    expect(cell(page, ROWS - 1)).to_be_in_viewport()
    page.get_by_role("checkbox", name="Label looks wrong").check()

    expect(cell(page, 0)).to_be_in_viewport()
    assert "at=" not in page.url


def test_search_finds_text_and_says_what_it_did_not_find(open_page: OpenPage) -> None:
    page = open_page("/items")
    cell(page, 0)

    press(page, "/")
    page.keyboard.type("number 123 of")
    expect(page.locator(".bar2 b")).to_have_text("1 item")
    page.get_by_role("searchbox").fill("unicorn")

    expect(page.get_by_role("heading", name="No item matches.")).to_be_visible()
    page.get_by_role("button", name="Show all rows").click()
    expect(page.locator(".bar2 b")).to_have_text(f"{ROWS} items")


def test_a_view_is_saved_and_shown_again(open_page: OpenPage) -> None:
    page = open_page("/items?given=2&view=grid")
    page.get_by_role("button", name="Save view").click()
    page.get_by_role("textbox", name="Save view").fill("cats in tiles")
    press(page, "Enter")
    page.get_by_role("button", name="Worst first").click()
    expect(page.locator(".bar2 b")).to_have_text(f"{ROWS} items")

    page.get_by_role("button", name="cats in tiles").click()

    expect(page.locator(".bar2 b")).to_have_text(f"{GIVEN.count(2)} items")
    expect(page.locator(".win.grid")).to_be_visible()
    page.get_by_role("button", name="Delete view").click()
    expect(page.get_by_role("button", name="cats in tiles")).to_have_count(0)


def test_a_whole_filter_needs_a_sample_or_a_reason(open_page: OpenPage, studio: Studio) -> None:
    page = open_page("/items?flagged=yes")
    bar(page).get_by_role("button", name=f"Select all {FLAGGED} of this filter").click()
    expect(bar(page)).to_contain_text(f"{FLAGGED} to decide of {FLAGGED}: looks wrong")
    expect(bar(page).get_by_role("button", name=re.compile(rf"Accept {FLAGGED}\s*: looks wrong"))).to_be_enabled()

    press(page, "a")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Judge 59 at random")).to_be_enabled()
    assert studio.get("boot").json["counts"]["fixed"] == 0
    dialog.get_by_text("Override with a reason").click()
    dialog.get_by_role("textbox").fill("all were planted")
    press(page, "Enter")
    expect(bar(page)).to_contain_text(f"{FLAGGED} rows accepted")

    assert studio.get("boot").json["counts"]["fixed"] == FLAGGED
    assert studio.get("history").json["entries"][0]["reason"] == "all were planted"
    press(page, "z")
    settle(page)
    assert studio.get("boot").json["counts"]["fixed"] == 0


@pytest.mark.slow
def test_a_judged_sample_opens_the_gate(open_page: OpenPage, studio: Studio, workspace: Workspace) -> None:
    page = open_page("/items?flagged=yes")
    bar(page).get_by_role("button", name="Select all").click()
    bar(page).get_by_role("button", name="Accept").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Judge 59 at random").wait_for()
    press(page, "r")
    for judged in range(59):
        expect(dialog).to_contain_text(f"{judged + 1} of 59, drawn at random")
        press(page, "a")

    dialog.get_by_role("button", name=f"Accept the remaining {FLAGGED - 59}").click()
    expect(bar(page)).to_contain_text(f"{FLAGGED - 59} rows accepted")

    assert [str(label) for label in workspace.corrected()] == [CLASSES[code] for code in SUGGESTED]


def test_the_worst_few_of_a_filter_are_decided_alone(open_page: OpenPage, studio: Studio) -> None:
    page = open_page("/items?flagged=yes")
    bar(page).get_by_role("button", name="Select all").click()
    bar(page).get_by_label("Worst").fill("10")
    bar(page).get_by_role("button", name="Keep 10").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("looked at them")
    press(page, "Enter")
    expect(bar(page)).to_contain_text("10 rows kept")

    assert statuses(studio, *range(12)) == ["kept"] * 10 + ["todo"] * 2


def test_a_number_that_moved_is_said_and_nothing_is_decided(open_page: OpenPage, studio: Studio) -> None:
    page = open_page("/items?flagged=yes")
    bar(page).get_by_role("button", name="Select all").click()
    expect(bar(page)).to_contain_text(f"{FLAGGED} to decide")
    studio.post("decisions", {"decisions": [{"uuid": "elsewhere", "target": 3, "verb": "keep"}]})

    bar(page).get_by_role("button", name="Accept").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(f"{FLAGGED - 1} undecided")

    assert studio.get("boot").json["counts"]["fixed"] == 0


def test_a_selection_becomes_a_queue_to_review(open_page: OpenPage) -> None:
    page = open_page("/items?given=1&flagged=yes")
    cell(page, 0).click()
    cell(page, 2).click(modifiers=["Shift"])

    press(page, "Enter")

    expect(page.locator(".meta b")).to_have_text("1 of 3")
    assert "queue=" in page.url


def test_what_another_person_decides_shows_in_its_place(open_page: OpenPage, studio: Studio) -> None:
    page = open_page("/items")
    expect(cell(page, 3)).to_contain_text("To review")

    studio.post("decisions", {"decisions": [{"uuid": "elsewhere", "target": 3, "verb": "exclude"}]})

    expect(cell(page, 3)).to_contain_text("Excluded")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("view", ["grid", "table"])
def test_axe_finds_nothing(open_page: OpenPage, view: str, dark: bool) -> None:
    page = open_page(f"/items?view={view}&flagged=yes", dark=dark)
    cell(page, 0).click()
    cell(page, 1).click()
    press(page, "d")
    cell(page, 2).click()
    settle(page)

    assert violations(page) == []


class TestUnlabelled:
    """Rows without a label: suggested labels for those above a cut that the user moves."""

    @pytest.fixture
    def workspace(self, tmp_path: Path) -> Iterator[Workspace]:
        """Twenty labelled texts and ten without a label; every suggestion has a probability of 0.8."""
        given = [row % 3 for row in range(20)] + [-1] * 10
        suggested = [row % 3 for row in range(30)]
        with Workspace.open(write_folder(tmp_path / "part.labelproof", given, suggested), user="ada") as opened:
            yield opened

    def test_suggestions_above_the_cut_become_labels(self, open_page: OpenPage, workspace: Workspace) -> None:
        page = open_page("/items?labelled=no")
        panel = page.get_by_role("region", name="Label what has no label")
        expect(panel).to_contain_text("Just above the cut")
        slider = panel.get_by_role("slider")
        slider.focus()
        for _ in range(15):
            press(page, "ArrowLeft")

        panel.get_by_role("button", name="Label 10 rows, 75").click()
        page.get_by_text("Override with a reason").click()
        page.get_by_role("dialog").get_by_role("textbox").fill("looked at both sides")
        press(page, "Enter")
        expect(panel).to_contain_text("10 rows accepted")

        expected = [("ant", "bee", "cat")[row % 3] for row in range(20, 30)]
        assert [str(label) for label in workspace.corrected()[20:]] == expected

    def test_nothing_above_the_cut_is_said(self, open_page: OpenPage) -> None:
        page = open_page("/items?labelled=no")

        expect(page.get_by_role("region", name="Label what has no label")).to_contain_text(
            "No suggestion is that likely."
        )
