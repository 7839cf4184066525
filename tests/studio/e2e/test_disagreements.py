"""Disagreements: two browsers that differ, both votes kept and shown, and one key that settles it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from studio.e2e.conftest import CLASSES, GIVEN, SUGGESTED
from studio.e2e.screens import press, settle, violations
from studio.studios import Studio

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from labelproof._workspace.workspace import Workspace

pytest.importorskip("playwright", reason="playwright drives the browser")
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

OpenPage = Callable[..., "Page"]


@pytest.fixture
def bob(workspace: Workspace) -> str:
    """The token of a second person, a reviewer."""
    return workspace.add_user("bob")[1]


@pytest.fixture
def differing(workspace: Workspace, bob: str) -> None:
    """Ada and Bob differ on rows 0 and 1, and agree on row 2."""
    workspace.decide([0, 1, 2], "accept")
    workspace.decide([0, 1], "keep", user="bob", comment="look at the ears")
    workspace.decide(2, "accept", user="bob")


def status(studio: Studio, target: int) -> str:
    """Return how a target stands in the store."""
    return str(studio.get(f"items/{target}").json["item"]["status"])


def test_two_browsers_in_conflict_lose_nothing(open_page: OpenPage, studio: Studio, bob: str) -> None:
    ada, other = open_page("/review?item=0"), open_page("/review?item=0", token=bob)
    for page in (ada, other):
        expect(page.locator("blockquote")).to_have_text("animal number 0 of the made-up zoo")
    other.route("**/api/v1/live", lambda route: route.abort())

    press(ada, "a")
    settle(ada)
    press(other, "d")
    settle(other)

    expect(other.get_by_text("ada decided an item first.")).to_be_visible()
    assert status(studio, 0) == "conflict"
    votes = studio.get("disagreements").json[0]["votes"]
    assert sorted((vote["user_name"], vote["verb"]) for vote in votes) == [("ada", "relabel"), ("bob", "keep")]
    other.get_by_role("link", name="Open Disagreements").click()
    expect(other.get_by_role("article", name="ada's vote")).to_be_visible()
    expect(other.get_by_role("article", name="bob's vote")).to_be_visible()


@pytest.mark.usefixtures("differing")
def test_votes_stand_side_by_side_and_a_digit_settles(
    open_page: OpenPage, studio: Studio, workspace: Workspace
) -> None:
    page = open_page("/disagreements")
    expect(page.get_by_text("People differ on 2 rows.")).to_be_visible()
    expect(page.get_by_role("article", name="bob's vote")).to_contain_text("look at the ears")
    mine = page.locator(".vote").evaluate_all("votes => votes.findIndex(vote => vote.textContent.includes('ada'))")

    press(page, str(mine + 1))
    expect(page.get_by_text("People differ on 1 row.")).to_be_visible()
    settle(page)

    assert status(studio, 0) == "fixed"
    assert str(workspace.corrected()[0]) == CLASSES[SUGGESTED[0]]
    press(page, "z")
    settle(page)
    assert status(studio, 0) == "conflict"
    expect(page.get_by_text("People differ on 2 rows.")).to_be_visible()


@pytest.mark.usefixtures("differing")
def test_the_verbs_settle_as_well(open_page: OpenPage, studio: Studio, workspace: Workspace) -> None:
    page = open_page("/disagreements")
    expect(page.get_by_text("People differ on 2 rows.")).to_be_visible()

    press(page, "d")
    expect(page.get_by_text("People differ on 1 row.")).to_be_visible()
    press(page, "f")
    page.keyboard.type("elk")
    press(page, "Enter")
    expect(page.get_by_text("People agree on everything")).to_be_visible()
    settle(page)

    assert [str(label) for label in workspace.corrected()[:2]] == [CLASSES[GIVEN[0]], "elk"]
    assert [status(studio, target) for target in (0, 1)] == ["kept", "fixed"]


@pytest.mark.usefixtures("differing")
def test_a_reviewer_sees_the_votes_and_leaves_them(open_page: OpenPage, studio: Studio, bob: str) -> None:
    page = open_page("/disagreements", token=bob)
    expect(page.get_by_text("A lead settles it.")).to_be_visible()

    press(page, "1", "a", "e")
    settle(page)

    assert status(studio, 0) == "conflict"


@pytest.mark.usefixtures("differing")
def test_agreement_is_a_figure_with_its_count(open_page: OpenPage) -> None:
    page = open_page("/disagreements")

    everybody = page.get_by_role("row", name="Everybody")
    expect(everybody).to_contain_text("1 of 3")


def test_one_person_is_told_how_a_second_one_comes_in(open_page: OpenPage) -> None:
    page = open_page("/disagreements")

    expect(page.get_by_text("One person reviews so far.")).to_be_visible()


@pytest.mark.usefixtures("differing")
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(open_page: OpenPage, dark: bool) -> None:
    page = open_page("/disagreements", dark=dark)
    page.get_by_role("row", name="Everybody").wait_for()

    assert violations(page) == []
