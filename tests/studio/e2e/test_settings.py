"""Settings: one's own keys without collisions, rules and people for a lead, read-only for a reviewer."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from studio.e2e.screens import press, settle, violations
from studio.studios import Studio

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from labelproof._workspace.workspace import Workspace

pytest.importorskip("playwright", reason="playwright drives the browser")
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

OpenPage = Callable[..., "Page"]


def change(page: Page, action: str, key: str) -> None:
    """Give an action another key."""
    page.get_by_role("button", name=f"Change the key of {action}", exact=True).click()
    press(page, key)


def test_a_key_is_changed_printed_and_used(open_page: OpenPage, studio: Studio) -> None:
    page = open_page("/settings")
    change(page, "Accept", "x")
    expect(page.get_by_text("Accept is now X.")).to_be_visible()

    page.goto(studio.origin + "/review")
    expect(page.get_by_role("button", name="Accept").first).to_contain_text("X")
    press(page, "a", "x")
    settle(page)

    assert studio.get("items/0").json["item"]["status"] == "fixed"
    assert studio.get("boot").json["counts"]["decisions"] == 1


def test_a_key_of_another_action_is_refused(open_page: OpenPage, studio: Studio) -> None:
    page = open_page("/settings")

    change(page, "Accept", "d")

    expect(page.get_by_text("D is the key of Keep. Accept keeps A.")).to_be_visible()
    assert studio.get("settings").json["keys"] == {}


@pytest.mark.parametrize("key", ["5", "Tab"])
def test_keys_that_are_needed_elsewhere_are_refused(open_page: OpenPage, studio: Studio, key: str) -> None:
    page = open_page("/settings")

    change(page, "Keep", key)

    expect(page.get_by_text("Keep keeps D.")).to_be_visible()
    assert studio.get("settings").json["keys"] == {}


def test_a_set_of_keys_is_chosen_as_a_whole(open_page: OpenPage, studio: Studio) -> None:
    page = open_page("/settings")
    change(page, "Exclude", "x")
    expect(page.get_by_text("Exclude is now X.")).to_be_visible()

    page.get_by_label("Start from").select_option("qwen")
    expect(page.get_by_text("All keys are those of the set.")).to_be_visible()

    assert studio.get("settings").json["preset"] == "qwen"
    assert studio.get("settings").json["keys"] == {}
    expect(page.get_by_role("row", name=re.compile("^Keep Q"))).to_be_visible()


def test_looks_are_kept_in_this_browser(open_page: OpenPage) -> None:
    page = open_page("/settings")
    page.get_by_role("button", name="Dark", exact=True).click()
    page.get_by_role("button", name="Dense", exact=True).click()

    page.reload()

    expect(page.get_by_role("button", name="Dense", exact=True)).to_have_attribute("aria-pressed", "true")
    kept = page.evaluate("({...document.documentElement.dataset})")
    assert (kept["theme"], kept["density"]) == ("dark", "dense")


def test_a_lead_changes_the_rules(open_page: OpenPage, studio: Studio) -> None:
    page = open_page("/settings")

    page.get_by_label("Gate").fill("2")
    press(page, "Tab")
    expect(page.get_by_text("after 149 items")).to_be_visible()
    with page.expect_response("**/api/v1/settings"):
        page.get_by_label("Blind").check()
    expect(page.get_by_text("Stored.")).to_be_visible()

    assert studio.get("settings").json["gate"] == pytest.approx(0.02)
    assert studio.get("settings").json["blind"] is True


def test_a_person_is_added_with_a_token_shown_once(open_page: OpenPage, studio: Studio) -> None:
    page = open_page("/settings")
    page.get_by_label("Name").fill("bob")
    page.get_by_role("button", name="Add", exact=True).click()
    link = page.locator(".state .mono").inner_text()
    token = link.split("token=")[1]

    assert studio.get("boot", token=token).json["user"]["name"] == "bob"
    page.reload()
    expect(page.get_by_role("row", name=re.compile("^bob"))).to_be_visible()
    assert token not in page.content()

    page.get_by_role("button", name="Take access away from bob").click()
    expect(page.get_by_text("no access")).to_be_visible()
    assert studio.get("boot", token=token).status == 401


def test_a_person_without_a_name_is_asked_for_in_our_own_words(open_page: OpenPage, studio: Studio) -> None:
    page = open_page("/settings")
    page.get_by_role("button", name="Add", exact=True).click()

    expect(page.get_by_role("alert")).to_have_text("Type the name of the person first.")
    assert len(studio.get("users").json) == 1


def test_a_reviewer_reads_the_rules_and_keeps_own_keys(
    open_page: OpenPage, studio: Studio, workspace: Workspace
) -> None:
    token = workspace.add_user("bob")[1]
    page = open_page("/settings", token=token)

    expect(page.get_by_label("Gate")).to_be_disabled()
    expect(page.get_by_text("Only a lead can change them.")).to_be_visible()
    expect(page.get_by_role("button", name="Add", exact=True)).to_have_count(0)
    change(page, "Accept", "x")
    expect(page.get_by_text("Accept is now X.")).to_be_visible()

    assert studio.get("settings", token=token).json["keys"] == {"accept": "x"}
    assert studio.get("settings").json["keys"] == {}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(open_page: OpenPage, workspace: Workspace, dark: bool) -> None:
    workspace.add_user("bob")
    page = open_page("/settings", dark=dark)
    page.get_by_label("Name").fill("eve")
    page.get_by_role("button", name="Add", exact=True).click()
    page.locator(".state .mono").wait_for()

    assert violations(page) == []
