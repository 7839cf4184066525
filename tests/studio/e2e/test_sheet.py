"""The contact sheet: mark exceptions, commit a page as one batch, and accept the rest behind the gate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from labelproof._workspace.workspace import Workspace
from studio.e2e.conftest import GIVEN, SUGGESTED
from studio.e2e.screens import press, settle, violations
from studio.studios import Studio
from workspace.folders import write_tags_folder

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytest.importorskip("playwright", reason="playwright drives the browser")
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PAIR = {"given": [0], "suggested": [1], "flagged": True}
MANY = {"given": [0, 2, 4], "flagged": True}
FLAGGED_OF_MANY = sum(GIVEN[row] in (0, 2, 4) and GIVEN[row] != SUGGESTED[row] for row in range(len(GIVEN)))


def tiles(page: Page) -> Locator:
    """Return the tiles of the sheet."""
    return page.locator(".tiles:not(.wait) .tile")


def tile(page: Page, number: int) -> Locator:
    """Return a tile by the number that is printed on it."""
    return tiles(page).nth(number - 1)


def looks(page: Page) -> list[str]:
    """Return how the tiles are marked: the kind of line of each."""
    return [str(name).split()[1] for name in tiles(page).evaluate_all("all => all.map(one => one.className)")]


def laid_out(studio: Studio, chosen: dict[str, Any], size: int = 24) -> list[int]:
    """Return the targets of the sheet that comes next, in the order of its tiles."""
    page = studio.get("items", filter={**chosen, "status": ["todo"]}, order="similar", limit=size).json
    return [item["target"] for item in page["items"]]


def standing(studio: Studio, targets: list[int]) -> list[str]:
    """Return how targets stand in the store."""
    return [studio.get(f"items/{target}").json["item"]["status"] for target in targets]


def tally(studio: Studio) -> dict[str, int]:
    """Return how many targets stand how, without those that nobody decided."""
    counts = studio.get("boot").json["counts"]
    return {name: counts[name] for name in ("todo", "fixed", "kept", "excluded", "unsure") if counts[name]}


def test_a_sheet_is_committed_as_it_is_marked_and_is_one_undo(open_page: Callable[..., Page], studio: Studio) -> None:
    targets = laid_out(studio, PAIR)
    page = open_page("/sheet?given=0&suggested=1")
    expect(tiles(page)).to_have_count(24)

    press(page, "3")
    tile(page, 5).locator("button").click()
    press(page, "ArrowRight", "s", "ArrowDown", "e")
    expect(page.locator(".commit")).to_contain_text("20 accepted")
    marked = looks(page)
    press(page, "Shift+A")
    settle(page)

    words = {"accept": "fixed", "keep": "kept", "unsure": "unsure", "exclude": "excluded"}
    assert Counter(marked) == {"accept": 20, "keep": 2, "unsure": 1, "exclude": 1}
    assert (marked[2], marked[4], marked[5]) == ("keep", "keep", "unsure")
    assert standing(studio, targets) == [words[mark] for mark in marked]
    assert tally(studio) == {"todo": 296, "fixed": 20, "kept": 2, "excluded": 1, "unsure": 1}
    batches = [entry for entry in studio.get("history", limit=10).json["entries"] if entry["kind"] == "batch"]
    assert [entry["count"] for entry in batches] == [24]

    expect(page.locator(".head")).to_contain_text("24 judged. Sheet 2 of 3")
    press(page, "z")
    settle(page)
    expect(page.locator(".head")).to_contain_text("0 judged. Sheet 1 of 3")

    assert looks(page) == marked
    assert tally(studio) == {"todo": 320}


def test_the_next_sheet_follows_without_waiting_until_none_is_left(
    open_page: Callable[..., Page], studio: Studio
) -> None:
    page = open_page("/sheet?given=0&suggested=1")
    for left in (24, 24, 6):
        expect(tiles(page)).to_have_count(left)
        press(page, "Shift+A")
        settle(page)

    expect(page.locator("main h2").first).to_have_text("Nothing is left to judge here.")
    assert tally(studio) == {"todo": 266, "fixed": 54}


def test_keep_all_keeps_what_was_not_marked_otherwise(open_page: Callable[..., Page], studio: Studio) -> None:
    page = open_page("/sheet?given=0&suggested=1&size=12")
    expect(tiles(page)).to_have_count(12)

    press(page, "q", "f")
    page.keyboard.type("fox")
    press(page, "Enter")
    expect(tile(page, 2)).to_contain_text("fox")
    press(page, "Shift+D")
    settle(page)

    counts = studio.get("boot").json["counts"]
    assert {name: counts[name] for name in ("kept", "ambiguous", "fixed")} == {"kept": 10, "ambiguous": 1, "fixed": 1}


def test_a_number_of_two_digits_names_one_tile(open_page: Callable[..., Page]) -> None:
    page = open_page("/sheet?given=0&suggested=1")
    expect(tiles(page)).to_have_count(24)

    press(page, "1", "7", "2")
    expect(tile(page, 2)).to_have_class("tile keep cur")

    assert [number for number, look in enumerate(looks(page), start=1) if look == "keep"] == [2, 17]


def test_marks_are_taken_back_before_sheets(open_page: Callable[..., Page], studio: Studio) -> None:
    page = open_page("/sheet?given=0&suggested=1")
    expect(tiles(page)).to_have_count(24)
    press(page, "Shift+A")
    settle(page)
    expect(page.locator(".head")).to_contain_text("24 judged")

    press(page, "d", "d", "z")
    expect(tile(page, 1)).to_have_class("tile keep")
    expect(tile(page, 2)).to_have_class("tile accept cur")

    assert tally(studio) == {"todo": 296, "fixed": 24}


def judge(page: Page, keys: str) -> None:
    """Judge the sample, sheet by sheet: one key an item."""
    done = 0
    while done < len(keys):
        count = tiles(page).count()
        press(page, *keys[done : done + count])
        done += count
        expect(page.locator(".commit")).to_contain_text(f"{count} of {count} judged")
        press(page, "Shift+A")
        expect(page.locator(".commit")).not_to_contain_text(f"{count} of {count} judged")
    settle(page)


@pytest.mark.slow
def test_the_rest_is_accepted_behind_the_gate_and_taken_back_at_once(
    open_page: Callable[..., Page], studio: Studio
) -> None:
    page = open_page("/sheet?given=0,2,4")
    expect(page.locator(".gate")).to_contain_text("Not sampled yet.")
    locked = page.get_by_role("button", name=f"Accept the remaining {FLAGGED_OF_MANY}")
    expect(locked).to_be_disabled()
    press(page, "Shift+G")

    press(page, "r")
    expect(page.locator(".head")).to_contain_text("Random sample, 59 to judge")
    assert looks(page) == ["open"] * 24
    judge(page, "a" * 59)
    expect(page.locator(".gate")).to_contain_text("Open: at most 5\u00a0% wrong.")
    expect(page.locator(".gate")).to_contain_text("at most 4.95\u00a0% of what was undecided")
    assert tally(studio) == {"todo": 261, "fixed": 59}

    press(page, "Shift+G")
    expect(page.locator(".commit")).to_contain_text("101 accepted as one batch.")
    assert tally(studio) == {"todo": 160, "fixed": 160}

    press(page, "z")
    expect(page.locator(".gate")).to_contain_text("Accept the remaining 101")
    settle(page)
    assert tally(studio) == {"todo": 261, "fixed": 59}


def test_a_wrong_suggestion_keeps_the_gate_closed_and_a_reason_passes_it(
    open_page: Callable[..., Page], studio: Studio
) -> None:
    assert studio.post("settings", {"gate": 0.1}).status == 200
    page = open_page("/sheet?given=0,2,4")
    expect(page.locator(".gate")).to_contain_text("29 without an error")
    press(page, "r")
    expect(page.locator(".head")).to_contain_text("Random sample, 29 to judge")
    judge(page, "ddde" + "a" * 25)

    expect(page.locator(".gate")).to_contain_text("4 not right as suggested")
    expect(page.locator(".gate")).to_contain_text("given label right, 3")
    expect(page.locator(".gate")).to_contain_text("neither, 1")
    expect(page.locator(".gate")).to_contain_text("29 of 100 judged.")
    expect(page.get_by_role("button", name="Judge 71 more at random")).to_be_enabled()
    remaining = page.get_by_role("button", name="Accept the remaining 131")
    expect(remaining).to_be_disabled()
    press(page, "Shift+G")
    page.get_by_text("Override with a reason").click()
    page.keyboard.type("I know this pair")
    page.locator(".override").get_by_role("button", name="Accept the remaining 131").click()
    expect(page.locator(".commit")).to_contain_text("131 accepted as one batch.")

    assert tally(studio) == {"todo": 160, "fixed": 156, "kept": 3, "excluded": 1}
    assert studio.get("history", limit=1).json["entries"][0]["reason"] == "I know this pair"


def test_the_rest_is_not_decided_when_its_number_has_changed(open_page: Callable[..., Page], studio: Studio) -> None:
    page = open_page("/sheet?given=0&suggested=1")
    expect(tiles(page)).to_have_count(24)
    decision = {"uuid": "by-hand", "target": laid_out(studio, PAIR, 54)[-1], "verb": "keep"}
    page.get_by_text("Override with a reason").click()
    page.keyboard.type("no time")

    assert studio.post("decisions", {"decisions": [decision]}).status == 200
    page.locator(".override").get_by_role("button", name="Accept the remaining 54").click()
    expect(page.get_by_role("alert")).to_contain_text("53")

    assert tally(studio) == {"todo": 319, "kept": 1}


def test_a_sheet_may_start_as_kept(open_page: Callable[..., Page], studio: Studio) -> None:
    page = open_page("/sheet?given=0&suggested=1&start=keep&size=12")
    expect(tiles(page)).to_have_count(12)
    assert looks(page) == ["keep"] * 12

    press(page, "4", "Shift+D")
    settle(page)

    assert tally(studio) == {"todo": 308, "fixed": 1, "kept": 11}


def test_a_sheet_of_several_pairs_says_both_labels(open_page: Callable[..., Page]) -> None:
    page = open_page("/sheet")

    expect(tile(page, 1)).to_contain_text("→")
    expect(page.locator("h1")).to_have_text("looks wrong")


def test_what_another_person_decides_at_once_leaves_the_marks_of_a_sheet(
    open_page: Callable[..., Page], studio: Studio
) -> None:
    page = open_page("/sheet?given=0&suggested=1")
    expect(tiles(page)).to_have_count(24)
    press(page, "d", "s")
    body = {
        "filter": {"given": [1], "flagged": True, "status": ["todo"]},
        "verb": "keep",
        "expect": 54,
        "reason": "bees are bees",
    }
    assert studio.post("batches", body).status == 200
    expect(page.locator(".top")).to_contain_text("54 decisions saved")

    assert looks(page)[:3] == ["keep", "unsure", "accept"]


class TestTags:
    """Examples with tags: a sheet holds one tag, present or absent."""

    @pytest.fixture
    def workspace(self, tmp_path: Path) -> Iterator[Workspace]:
        """Ten texts tagged round; red is missing on the first six, and round too much on the seventh."""
        given = [[0, 1]] * 10
        suggested = [[1, 1]] * 6 + [[0, 0]] + [[0, 1]] * 3
        with Workspace.open(write_tags_folder(tmp_path / "tagged.labelproof", given, suggested), user="ada") as opened:
            yield opened

    def test_a_sheet_decides_one_tag_alone(self, open_page: Callable[..., Page], workspace: Workspace) -> None:
        page = open_page("/matrix")
        expect(page.locator(".pair-list tbody tr")).to_have_count(2)
        page.locator(".pair-list").get_by_role("button", name="no red").click()
        page.get_by_role("link", name="Open the sheet").click()
        expect(tiles(page)).to_have_count(6)
        expect(page.locator("h1")).to_have_text("no red→ suggested red")

        press(page, "2", "Shift+A")
        settle(page)

        corrected = workspace.corrected()
        assert corrected["red"][:6].sum() == 5
        assert corrected["round"].all()
        assert workspace.counts().todo == 1


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_wrong_on_the_sheet(open_page: Callable[..., Page], dark: bool) -> None:
    page = open_page("/sheet?given=0&suggested=1", dark=dark)
    expect(tiles(page)).to_have_count(24)
    press(page, "d", "s", "e", "q", "f")
    page.keyboard.type("fox")
    press(page, "Enter")

    assert violations(page) == []


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_wrong_on_the_gate(open_page: Callable[..., Page], studio: Studio, dark: bool) -> None:
    assert studio.post("settings", {"gate": 0.5}).status == 200
    page = open_page("/sheet?given=0,2,4", dark=dark)
    expect(tiles(page)).to_have_count(24)
    assert violations(page) == []

    press(page, "r")
    expect(page.locator(".head")).to_contain_text("Random sample, 5 to judge")
    assert violations(page) == []
    judge(page, "aaaaa")
    expect(page.locator(".gate")).to_contain_text("Open: at most 50\u00a0% wrong.")
    page.get_by_role("button", name="Undo").focus()

    assert violations(page) == []


def test_a_sheet_may_be_skipped_and_come_back_to(open_page: Callable[..., Page], studio: Studio) -> None:
    first, second = laid_out(studio, PAIR, 24), laid_out(studio, PAIR, 48)[24:]
    page = open_page("/sheet?given=0&suggested=1")
    expect(tiles(page)).to_have_count(24)

    press(page, "PageDown")
    expect(page.locator(".head")).to_contain_text("Sheet 2 of 3")
    press(page, "Shift+A")
    settle(page)
    expect(tiles(page)).to_have_count(6)
    assert set(standing(studio, second)) == {"fixed"}

    page.get_by_role("button", name="Back").click()
    expect(tiles(page)).to_have_count(24)
    assert set(standing(studio, first)) == {"todo"}
