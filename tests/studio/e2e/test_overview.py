"""The first screen: what is wrong, how far the review is, and the one step to take next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from labelproof._workspace.views import Filter, Resume
from labelproof._workspace.workspace import Workspace
from studio.e2e.screens import press, settle
from workspace.folders import write_folder

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from studio.studios import Studio

pytest.importorskip("playwright", reason="playwright drives the browser")
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_it_says_how_many_labels_look_wrong_and_that_this_is_not_yet_an_estimate(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("320 of 400 labels look wrong.")
    expect(page.locator(".how")).to_contain_text("How many really are is not known yet")
    expect(page.get_by_role("img", name="320 to review")).to_be_visible()


def test_enter_begins_the_review(page: Page) -> None:
    expect(page.get_by_role("link", name="Review next")).to_be_visible()

    press(page, "Enter")

    expect(page.locator("blockquote")).to_have_text("animal number 0 of the made-up zoo")


def test_it_counts_what_was_decided_and_offers_to_go_on(open_page: Callable[..., Page], studio: Studio) -> None:
    page = open_page("/review")
    expect(page.locator(".meta b")).to_have_text("1 of 320")
    press(page, "a", "d", "ArrowRight")
    expect(page.locator(".meta b")).to_have_text("4 of 320")
    settle(page)
    press(page, "ArrowRight")

    page.get_by_role("link", name="Overview", exact=True).click()

    expect(page.get_by_role("img", name="1 fixed, 1 kept, 0 excluded, 0 unsure, 318 to review")).to_be_visible()
    page.get_by_role("link", name="Resume the queue, item 5 of 320").click()
    expect(page.locator("blockquote")).to_have_text("animal number 4 of the made-up zoo")
    assert studio.get("boot").json["counts"]["decisions"] == 2


def test_a_place_in_an_older_audit_is_not_offered(open_page: Callable[..., Page], workspace: Workspace) -> None:
    here = {"filter": Filter(), "target": 3, "number": 4, "total": 320, "mode": "focus"}
    workspace.remember("ada", Resume(**here, run=workspace.project().run - 1))
    page = open_page()
    expect(page.get_by_role("link", name="Review next")).to_be_visible()
    expect(page.get_by_role("link", name="Resume")).to_have_count(0)

    workspace.remember("ada", Resume(**here, run=workspace.project().run))
    page.reload()

    expect(page.get_by_role("link", name="Resume the queue, item 4 of 320")).to_be_visible()


class TestDuplicates:
    @pytest.fixture
    def workspace(self, tmp_path: Path) -> Iterator[Workspace]:
        """Five texts in two groups of near duplicates; one text is flagged."""
        folder = write_folder(tmp_path / "d.labelproof", [0, 0, 1, 1, 1], [1, 0, 1, 1, 1], group=[0, 0, 1, 1, 1])
        with Workspace.open(folder, user="ada") as opened:
            yield opened

    def test_are_groups_to_look_at_because_most_of_them_are_not_flagged(self, page: Page) -> None:
        kinds = page.locator(".kinds")

        expect(kinds.locator("li", has_text="Near duplicates")).to_contain_text("2 groups to look at")
        expect(kinds.locator("li", has_text="Label looks wrong")).to_contain_text("1 to review")


def test_a_pair_leads_to_its_sheet_and_has_no_share_before_it_was_sampled(page: Page) -> None:
    row = page.locator(".pairs tbody tr").first

    expect(row).to_contain_text("Sample 30 to find out")
    row.get_by_role("link").first.click()

    page.wait_for_url("**/sheet?given=*&suggested=*")


def test_with_everything_judged_the_next_step_is_the_export(
    open_page: Callable[..., Page], workspace: Workspace
) -> None:
    flagged = [item.row for item in workspace.items(limit=400).items if item.flagged]
    workspace.decide(flagged, "keep")

    page = open_page()

    expect(page.get_by_text("Every flagged label was judged.")).to_be_visible()
    press(page, "Enter")
    page.wait_for_url("**/export")


def test_a_screen_that_was_never_opened_is_shown_when_the_server_is_gone(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("320 of 400 labels look wrong.")
    page.context.set_offline(True)

    page.get_by_role("link", name="Settings").click()

    expect(page.locator("h1")).to_have_text("Settings")
