"""The report in a real browser: hostile data runs nothing and asks for nothing, narrow screens need no scrolling."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from labelproof._audit.report.cards import Card, ImageContent, NoContent, RowContent, TextContent
from labelproof._audit.report.html import render_html

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

LONG = ["w" * 200, "class_name_" * 18, "مرحبا " * 30]


def _open(browser: Browser, file: Path, **settings: Any) -> tuple[Page, list[str]]:
    """Open a file with everything unfolded; also return every request, message, error and dialog."""
    page = browser.new_context(**settings).new_page()
    events: list[str] = []
    page.on("request", lambda request: events.append(f"request {request.url}"))
    page.on("console", lambda message: events.append(f"console {message.text}"))
    page.on("pageerror", lambda error: events.append(f"error {error}"))
    page.on("dialog", lambda dialog: (events.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.goto(file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(element => { element.open = true })")
    page.mouse.move(300, 300)
    page.wait_for_load_state("networkidle")
    return page, events


def _write(path: Path, summary: dict[str, Any], cards: list[Card]) -> Path:
    file = path / "report.html"
    file.write_bytes(render_html(summary, cards).encode("utf-8", "backslashreplace"))
    return file


def _poisoned(value: Any, poison: str) -> Any:
    if isinstance(value, dict):
        return {key: v if key == "modality" else _poisoned(v, poison) for key, v in value.items()}
    if isinstance(value, list):
        return [_poisoned(v, poison) for v in value]
    return poison if isinstance(value, str) else value


def test_a_hostile_report_runs_nothing_and_asks_for_nothing(browser, tmp_path, summary, card, hostile, pixel) -> None:
    contents = [
        TextContent(hostile * 100),
        ImageContent(pixel, hostile),
        ImageContent(hostile, hostile),
        RowContent(((hostile, hostile),) * 20),
        NoContent(hostile),
    ]
    cards = [card(content, given=hostile, suggested=hostile + "2", id=hostile) for content in contents]
    file = _write(tmp_path, _poisoned(summary(), hostile), cards)
    page, events = _open(browser, file)
    allowed = {f"request {file.as_uri()}", f"request {pixel}", "request data:,"}
    assert set(events) <= allowed
    assert page.evaluate("window.__pwned") is None
    assert page.evaluate("document.scripts.length") == 0
    assert page.locator("h1").count() == 1
    page.context.close()


def test_the_policy_stops_a_script_that_got_in(browser, tmp_path, summary, card) -> None:
    html = render_html(summary(), [card()]).replace("</main>", "<script>window.__pwned = 1</script></main>")
    file = tmp_path / "injected.html"
    file.write_text(html, encoding="utf-8")
    page, events = _open(browser, file)
    assert page.evaluate("window.__pwned") is None
    assert any("Content Security Policy" in event for event in events)
    page.context.close()


@pytest.mark.parametrize("width", [360, 800, 1280])
def test_no_width_needs_sideways_scrolling(browser, tmp_path, summary, card, pixel, width: int) -> None:
    contents = [
        TextContent("x" * 1000),
        ImageContent(pixel, LONG[0]),
        RowContent(((LONG[0], LONG[1]), (LONG[2], LONG[0]))),
        NoContent(),
    ]
    cards = [card(c, given=LONG[i % 3], suggested=LONG[(i + 1) % 3], id=LONG[0]) for i, c in enumerate(contents)]
    parts = _poisoned(summary(), LONG[0])
    page, _ = _open(browser, _write(tmp_path, parts, cards), viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.context.close()


@pytest.mark.parametrize(("scheme", "expected"), [("light", "rgb(248, 246, 241)"), ("dark", "rgb(21, 23, 27)")])
def test_the_theme_follows_the_system(browser, tmp_path, summary, card, scheme: str, expected: str) -> None:
    page, _ = _open(browser, _write(tmp_path, summary(), [card()]), color_scheme=scheme)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == expected
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.context.close()
