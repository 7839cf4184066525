"""What several end-to-end tests do with a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["press", "settle", "violations"]

_AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other."""
    for key in keys:
        page.keyboard.press(key)


def settle(page: Page) -> None:
    """Wait until every decision of a page is stored."""
    page.locator(".top[data-waiting='0']").wait_for()


def violations(page: Page) -> list[dict[str, Any]]:
    """Return what axe finds wrong on a page, as rule and places."""
    page.evaluate(_AXE)
    found: dict[str, Any] = page.evaluate("axe.run()")
    return [
        {"rule": one["id"], "why": one["help"], "where": [node["html"][:160] for node in one["nodes"]]}
        for one in found["violations"]
    ]
