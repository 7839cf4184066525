"""What all tests share: real data when there is some, a browser, no network, reproducible property tests.

`LABELPROOF_REQUIRE` (comma-separated: torch, browser, data) names what must not be missing: a run that would have to
skip for want of one of them stops at once, so that continuous integration cannot pass by skipping.
"""

from __future__ import annotations

import importlib.util
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from browsers import chromium, headless

if TYPE_CHECKING:
    from playwright.sync_api import Browser

settings.register_profile(
    "labelproof", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("labelproof")

_PACKAGES = {
    "torch": ("torch", "skorch"),
    "browser": ("playwright", "starlette", "uvicorn", "websockets", "msgspec"),
}
"""What the tests import that need these: the pages that a browser opens are served by the studio."""
_LOCAL = ("127.", "::1", "localhost", "0.0.0.0")


def _missing(what: str) -> str | None:
    """Why a required thing is missing, or None when it is there."""
    absent = [package for package in _PACKAGES.get(what, ()) if importlib.util.find_spec(package) is None]
    if absent:
        return f"{', '.join(absent)} not installed (make test installs what LABELPROOF_REQUIRE names)"
    if what == "browser" and chromium() is None:
        return "no Chromium was found; install one or set LABELPROOF_CHROMIUM to its path"
    if what == "data" and not Path(os.environ.get("LABELPROOF_TEST_DATA", "")).is_dir():
        return "LABELPROOF_TEST_DATA does not name a folder"
    if what not in {"torch", "browser", "data"}:
        return "it is not one of torch, browser, data"
    return None


def pytest_sessionstart(session: pytest.Session) -> None:
    required = [part.strip() for part in os.environ.get("LABELPROOF_REQUIRE", "").split(",") if part.strip()]
    problems = [f"{what}: {reason}" for what in required if (reason := _missing(what))]
    if problems:
        pytest.exit("LABELPROOF_REQUIRE names what is missing here. " + "; ".join(problems), returncode=4)


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of real data sets; a test that asks for it is skipped where there is none."""
    folder = os.environ.get("LABELPROOF_TEST_DATA")
    if not folder:
        pytest.skip("LABELPROOF_TEST_DATA is not set: it names the folder of real data sets")
    return Path(folder)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium, driven by Playwright; a test that asks for it is skipped where there is none."""
    executable = chromium()
    if executable is None:
        pytest.skip("no Chromium was found: install one or set LABELPROOF_CHROMIUM to its path")
    pytest.importorskip("playwright.sync_api")
    with headless(executable) as running:
        yield running


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves this machine: the library has no reason to make one."""
    connect = socket.socket.connect

    def local_only(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(_LOCAL):
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", local_only)
