"""The page as a person meets it: a headless Chromium without a GPU, timed by the page's own clock."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
from lines import Line
from server import Asked

from browsers import chromium, headless

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["browsing"]

OPENINGS, KEYS, JUMPS, FRAMES = 7, 300, 40, 120

DECIDABLE = """window.opened = new Promise((done) => {
  const look = () => {
    if (document.querySelector('.stage blockquote') && document.querySelector('.meta b')) done(performance.now());
  };
  new MutationObserver(look).observe(document, {childList: true, subtree: true});
})"""
"""Notes when the first item is there, with its keys."""

WATCH_KEYS = """() => {
  let pressed = null;
  let done = null;
  addEventListener('keydown', (event) => { pressed = event.timeStamp; }, true);
  new MutationObserver(() => {
    if (pressed !== null) done(performance.now() - pressed);
    pressed = null;
  }).observe(document.querySelector('.stage'), {childList: true, characterData: true, subtree: true});
  window.ready = () => { window.next = new Promise((resolve) => { done = resolve; }); };
}"""
"""Notes the time from a key to the next item."""

JUMP = """(share) => new Promise((done) => {
  const box = document.querySelector('.win');
  const first = () => box.querySelector('[id^=cell-]')?.id;
  const [before, begun] = [first(), performance.now()];
  const watch = new MutationObserver(() => {
    if (first() === before || box.querySelector('.wait')) return;
    watch.disconnect();
    done(performance.now() - begun);
  });
  watch.observe(box, {childList: true, subtree: true, attributes: true});
  box.scrollTop = share * (box.scrollHeight - box.clientHeight);
})"""
"""Goes to a place of the list; how many milliseconds until all that is in view is there."""

SCROLL = """(frames) => new Promise((done) => {
  const box = document.querySelector('.win');
  const at = [];
  const step = (now) => {
    at.push(now);
    box.scrollTop += 30;
    if (at.length <= frames) requestAnimationFrame(step);
    else done(1000 * frames / (at[frames] - at[0]));
  };
  requestAnimationFrame(step);
})"""
"""Scrolls the list by 30 px a frame; frames a second."""

DRAG = """(frames) => new Promise((done) => {
  const above = document.querySelector('.surface canvas:last-child');
  const frame = above.getBoundingClientRect();
  const at = [];
  const step = (now) => {
    at.push(now);
    const move = {clientX: frame.x + 300 + 2 * at.length, clientY: frame.y + 250, bubbles: true, pointerId: 1};
    above.dispatchEvent(new PointerEvent('pointermove', move));
    if (at.length <= frames) requestAnimationFrame(step);
    else done(at.slice(1).map((now, place) => now - at[place]));
  };
  requestAnimationFrame(step);
})"""
"""Moves a held pointer over the map, once a frame; how many milliseconds lie between frames."""


def browsing(server: Asked) -> list[Line]:
    """Measure a session: open, decide with real keys, look through the list, move the map."""
    executable = chromium()
    if executable is None:
        sys.exit("No Chromium was found. Install one, or set LABELPROOF_CHROMIUM to its path.")
    with headless(executable) as browser:
        first = opening(browser, server)
        with paged(browser, server, "/review") as page:
            lines = [first, *deciding(page, server), *scrolling(page)]
            heap = used_heap(page)
            lines += mapping(page)
    return [*lines, Line("JS heap after deciding and scrolling", heap, "MB", 40)]


@contextmanager
def paged(browser: Browser, server: Asked, path: str) -> Iterator[Page]:
    """Open a path in a browser of its own, with nothing in its cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    context.set_default_timeout(60_000)
    context.add_init_script(DECIDABLE)
    context.request.get(f"{server.origin}/?token={server.token}")
    page = context.new_page()
    page.goto(server.origin + path)
    yield page
    context.close()


def opening(browser: Browser, server: Asked) -> Line:
    """Measure from navigation to the first item that can be decided."""
    took = []
    for _ in range(OPENINGS):
        with paged(browser, server, "/review") as page:
            took.append(page.evaluate("window.opened"))
            page.wait_for_load_state("networkidle")  # What it fetches ahead is not to slow the next opening.
    return Line("navigation → first item decidable, p50", float(np.median(took)) / 1000, "s", 0.4)


def deciding(page: Page, server: Asked) -> list[Line]:
    """Measure from a key to the next item, each a decision, as fast as they come."""
    before = server.ask("GET", "boot")["counts"]["decisions"]
    page.evaluate("window.opened")
    page.evaluate(WATCH_KEYS)
    took = []
    for number in range(KEYS):
        page.evaluate("window.ready()")
        page.keyboard.press("adsq"[number % 4])
        took.append(page.evaluate("window.next"))
    page.locator(".top[data-waiting='0']").wait_for()
    assert server.ask("GET", "boot")["counts"]["decisions"] == before + KEYS
    return [
        Line("key → next item in the DOM, p50", float(np.median(took)), "ms", 8),
        Line("key → next item in the DOM, p99", float(np.quantile(took, 0.99)), "ms", 33),
    ]


def scrolling(page: Page) -> list[Line]:
    """Measure jumps to anywhere in the list of all items, and a steady scroll."""
    page.get_by_role("link", name="Items", exact=True).click()
    page.get_by_role("button", name="Grid").click()
    page.locator("#cell-0:not(.wait)").wait_for()
    shares = np.random.default_rng(0).random(JUMPS)
    took = [page.evaluate(JUMP, float(share)) for share in shares]
    return [
        Line("grid: jump to anywhere, p50", float(np.median(took)), "ms", 100),
        Line("grid: scroll", page.evaluate(SCROLL, FRAMES), "fps", 50, more=True),
    ]


def mapping(page: Page) -> list[Line]:
    """Measure the map: from the click to the drawn points, frames while it is dragged, the drawing once it rests."""
    canvas = page.locator("canvas[data-state=settled]")
    page.evaluate("window.begun = null; addEventListener('click', () => { window.begun = performance.now() }, true)")
    page.evaluate(
        """() => new MutationObserver(() => {
          if (!window.drawn && document.querySelector('canvas[data-state=settled]')) window.drawn = performance.now();
        }).observe(document, {childList: true, subtree: true, attributes: true})"""
    )
    page.get_by_role("link", name="Map", exact=True).click()
    canvas.wait_for()
    shown = page.evaluate("window.drawn - window.begun")
    box = page.locator(".surface").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 300, box["y"] + 250)
    page.mouse.down()
    frames = page.evaluate(DRAG, FRAMES)
    page.mouse.up()
    canvas.wait_for()
    drawn = page.locator("canvas").first
    assert drawn.get_attribute("data-frame"), "the map did not move"
    return [
        Line("map: data shown", shown / 1000, "s", 1),
        Line("map: frame while it is dragged, p50", float(np.median(frames)), "ms", 33),
        Line("map: drawing once it rests", float(drawn.get_attribute("data-settle") or "nan"), "ms", 120),
    ]


def used_heap(page: Page) -> float:
    """Return the memory of the page's script after a collection, in MB."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "JSHeapUsedSize")) / 1e6
