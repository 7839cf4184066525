"""Screens whose script comes after the first screen: they are there without a server; what cannot come is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytest.importorskip("playwright", reason="playwright drives the browser")
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_screen_that_was_never_opened_is_shown_when_the_server_is_gone(page: Page) -> None:
    with page.expect_response("**/static/more.js") as script:
        page.reload()
    script.value.finished()
    expect(page.locator("h1")).to_have_text("320 of 400 labels look wrong.")

    page.context.set_offline(True)
    page.get_by_role("link", name="Settings").click()

    expect(page.locator("h1")).to_have_text("Settings")


def test_a_script_that_does_not_come_is_said(page: Page) -> None:
    page.route("**/static/more.js", lambda route: route.abort())

    page.goto(page.url.rstrip("/") + "/settings")

    expect(page.locator("h1")).to_have_text("This screen cannot be shown.")
    expect(page.locator(".how")).to_contain_text("Load the page again.")
