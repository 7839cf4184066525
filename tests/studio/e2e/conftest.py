"""The studio as people use it: a real server on a small workspace, and a page in a headless Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("starlette", reason="the studio needs the extra studio")

from labelproof._workspace.workspace import Workspace
from studio.studios import Studio
from workspace.folders import write_folder

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CLASSES = ("ant", "bee", "cat", "dog", "elk", "fox")
ROWS = 400
FLAGGED = 320
GIVEN = [row % len(CLASSES) for row in range(ROWS)]
SUGGESTED = [(code + 1 + row % 2) % len(CLASSES) if row < FLAGGED else code for row, code in enumerate(GIVEN)]
"""Rows 0 to 319 are flagged, worst first in input order; the rest is as it should be."""


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """Four hundred texts of six classes, the first 320 of them flagged."""
    texts = [f"animal number {row} of the made-up zoo" for row in range(ROWS)]
    folder = write_folder(tmp_path / "zoo.labelproof", GIVEN, SUGGESTED, classes=CLASSES, texts=texts)
    with Workspace.open(folder, user="ada") as opened:
        yield opened


@pytest.fixture
def open_page(browser: Browser, studio: Studio) -> Iterator[Callable[..., Page]]:
    """Open a path of the studio in a browser of its own; at the end nothing may have gone wrong on any page."""
    pytest.importorskip("playwright.sync_api").expect.set_options(timeout=20_000)
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def opened(
        path: str = "/", *, token: str | None = None, dark: bool = False, size: tuple[int, int] = (1280, 720)
    ) -> Page:
        scheme = "dark" if dark else "light"
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
        page.on("request", lambda sent: wrong.append(sent.url) if not _own(sent.url, studio) else None)
        page.goto(f"{studio.origin}/?token={token or studio.token}")
        if path != "/":
            page.goto(studio.origin + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """The first screen of the studio, at 1280 x 720."""
    return open_page()


def _own(url: str, studio: Studio) -> bool:
    """Whether a request stays with this server."""
    return url.startswith((studio.origin, studio.origin.replace("http", "ws", 1), "blob:", "data:"))
