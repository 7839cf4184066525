"""History: what was decided, by whom, and taking back one decision or a whole batch; versions of the suggestions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from studio.e2e.screens import press, settle, violations
from studio.studios import Studio

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from labelproof._workspace.workspace import Workspace

pytest.importorskip("playwright", reason="playwright drives the browser")
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

OpenPage = Callable[..., "Page"]


@pytest.fixture(autouse=True)
def _decided(workspace: Workspace) -> None:
    """Ada accepts row 0 and keeps row 1; Bob, a second person, excludes rows 10 to 12 with a reason."""
    workspace.add_user("bob")
    workspace.decide(0, "accept")
    workspace.decide(1, "keep")
    workspace.decide([10, 11, 12], "exclude", comment="not an animal", user="bob")


def lines(page: Page) -> Locator:
    """Return the lines of the log."""
    return page.locator(".log section").first.locator("tbody tr")


def status(studio: Studio, target: int) -> str:
    """Return how a target stands in the store."""
    return str(studio.get(f"items/{target}").json["item"]["status"])


def test_every_decision_and_batch_is_a_line(open_page: OpenPage) -> None:
    page = open_page("/history")

    expect(lines(page)).to_have_count(3)
    expect(lines(page).nth(0)).to_contain_text("bob")
    expect(lines(page).nth(0)).to_contain_text("3 excluded")
    expect(lines(page).nth(1)).to_contain_text("Kept")
    expect(lines(page).nth(2)).to_contain_text("Fixed")
    expect(page.get_by_text("5 decisions. Nothing is ever deleted")).to_be_visible()


def test_one_decision_is_reverted_and_stays_in_the_log(open_page: OpenPage, studio: Studio) -> None:
    page = open_page("/history")

    lines(page).nth(2).get_by_role("button", name="Revert").click()
    settle(page)

    expect(lines(page)).to_have_count(4)
    expect(lines(page).nth(0)).to_contain_text("Undone")
    expect(lines(page).nth(3)).to_contain_text("Reverted")
    assert status(studio, 0) == "todo"
    assert status(studio, 1) == "kept"


def test_a_batch_is_reverted_as_one(open_page: OpenPage, studio: Studio) -> None:
    page = open_page("/history")

    lines(page).nth(0).get_by_role("button", name="Revert 3").click()
    settle(page)

    expect(lines(page).nth(1)).to_contain_text("Reverted")
    assert [status(studio, target) for target in (10, 11, 12)] == ["todo"] * 3


def test_one_batch_is_shown_decision_by_decision(open_page: OpenPage, studio: Studio) -> None:
    page = open_page("/history")

    lines(page).nth(0).get_by_role("button", name="Show 3").click()
    expect(lines(page)).to_have_count(3)
    expect(page.get_by_role("button", name="Remove the filter: batch 1")).to_contain_text("exclude from Python")
    lines(page).nth(1).get_by_role("button", name="Revert").click()
    settle(page)
    expect(lines(page).nth(1)).to_contain_text("Reverted")

    assert [status(studio, target) for target in (10, 11, 12)] == ["excluded", "todo", "excluded"]
    page.get_by_role("button", name="Remove the filter: batch 1").click()
    expect(lines(page)).to_have_count(4)


def test_the_log_is_verified_on_request(open_page: OpenPage) -> None:
    page = open_page("/history")

    expect(page.get_by_text("Not verified since the studio was started.")).to_be_visible()
    page.get_by_role("button", name="Verify the log").click()

    expect(page.get_by_text("5 events, each as it was written.")).to_be_visible()


def test_the_log_is_filtered_by_person_verb_and_words(open_page: OpenPage) -> None:
    page = open_page("/history")

    page.get_by_role("button", name="bob").click()
    expect(lines(page)).to_have_count(1)
    page.get_by_role("button", name="Everyone").click()
    page.get_by_role("button", name="Kept", exact=True).click()
    expect(lines(page)).to_have_count(1)
    assert "verb=keep" in page.url
    page.get_by_role("button", name="Batches").click()
    expect(lines(page)).to_contain_text(["3 excluded"])
    page.get_by_role("button", name="All", exact=True).click()
    page.get_by_role("searchbox").fill("not an animal")
    expect(lines(page)).to_have_count(1)
    page.get_by_role("searchbox").fill("unicorn")

    expect(page.get_by_role("heading", name="No entry matches.")).to_be_visible()


def test_undo_takes_back_the_last_decision_of_this_person(open_page: OpenPage, studio: Studio) -> None:
    page = open_page("/history")
    expect(lines(page)).to_have_count(3)

    press(page, "z")
    settle(page)

    expect(lines(page)).to_have_count(4)
    assert [status(studio, target) for target in (0, 1, 10)] == ["fixed", "todo", "excluded"]


def test_a_long_log_comes_in_pages(open_page: OpenPage, workspace: Workspace) -> None:
    for row in range(100, 160):
        workspace.decide(row, "keep")
    page = open_page("/history")
    expect(lines(page)).to_have_count(50)

    page.get_by_role("button", name="Show older ones").click()

    expect(lines(page)).to_have_count(63)


def test_versions_say_what_the_next_one_learns_from(open_page: OpenPage) -> None:
    page = open_page("/history")
    versions = page.get_by_role("region", name="Versions")

    expect(versions).to_contain_text("learns from 5 decided items")
    expect(versions.locator("tbody tr")).to_have_count(1)
    expect(versions.get_by_role("button", name="Train again on what I fixed")).to_be_enabled()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(open_page: OpenPage, dark: bool) -> None:
    page = open_page("/history", dark=dark)
    lines(page).nth(0).get_by_role("button", name="Revert 3").click()
    settle(page)
    expect(lines(page)).to_have_count(4)

    assert violations(page) == []
