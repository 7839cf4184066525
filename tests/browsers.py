"""A headless Chromium for tests, benchmarks and screenshots."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["chromium", "headless"]


def chromium() -> str | None:
    """The Chromium to drive: the one named by LABELPROOF_CHROMIUM, else one on the path."""
    named = os.environ.get("LABELPROOF_CHROMIUM")
    found = [shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome", "chrome")]
    return named or next((path for path in found if path), None)


@contextmanager
def headless(executable: str) -> Iterator[Browser]:
    """Run this Chromium while the block runs."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - an optional package

    with sync_playwright() as driver:
        # A name that leads to this machine though it is not one of its own: what DNS rebinding does.
        rebound = "--host-resolver-rules=MAP rebound.example 127.0.0.1"
        browser = driver.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu", rebound])
        yield browser
        browser.close()
