"""Two people at once: each holds their own items, and where both decide, both are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from studio.e2e.screens import press, settle
from studio.studios import Studio, serving

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from labelproof._workspace.workspace import Workspace

pytest.importorskip("playwright", reason="playwright drives the browser")
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def tokens(workspace: Workspace) -> dict[str, str]:
    """Two people who review, with their tokens."""
    return {name: workspace.add_user(name, "reviewer")[1] for name in ("mara", "noah")}


@pytest.fixture
def studio(workspace: Workspace, tokens: dict[str, str]) -> Iterator[Studio]:
    """A server that asks each person for a token of their own."""
    assert set(tokens) == {"mara", "noah"}
    with serving(workspace) as running:
        yield running


def shown(page: Page) -> str:
    """Return the text on screen."""
    expect(page.locator("blockquote")).to_be_visible()
    return page.locator("blockquote").inner_text()


def test_two_people_get_different_items(open_page: Callable[..., Page], tokens: dict[str, str]) -> None:
    mara = open_page("/review", token=tokens["mara"])
    first = shown(mara)
    noah = open_page("/review", token=tokens["noah"])

    assert first == "animal number 0 of the made-up zoo"
    assert shown(noah) == "animal number 20 of the made-up zoo"


def test_both_decisions_on_one_item_are_stored_and_told(
    open_page: Callable[..., Page], workspace: Workspace, tokens: dict[str, str]
) -> None:
    mara = open_page("/review?item=3", token=tokens["mara"])
    noah = open_page("/review?item=3", token=tokens["noah"])
    assert shown(mara) == shown(noah)

    press(mara, "d")
    settle(mara)
    press(noah, "a")
    settle(noah)

    told = noah.get_by_role("alert")
    expect(told).to_contain_text("mara decided an item first.")
    expect(told).to_contain_text("mara: kept; you: fixed (fox). Both are stored.")
    assert workspace.counts().conflicts == 1
    expect(mara.get_by_role("link", name="Disagreements")).to_be_visible()


def test_what_one_decides_is_gone_from_the_other_one_s_queue(
    open_page: Callable[..., Page], workspace: Workspace, tokens: dict[str, str]
) -> None:
    mara = open_page("/review", token=tokens["mara"])
    shown(mara)

    noah = open_page("/review?item=1", token=tokens["noah"])
    shown(noah)
    press(noah, "a")
    settle(noah)
    expect(mara.locator(".strip button").first).to_contain_text("animal number 2")
    press(mara, "a")

    assert shown(mara) == "animal number 2 of the made-up zoo"
    assert workspace.counts().conflicts == 0
