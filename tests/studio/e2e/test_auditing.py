"""The page while data is audited for the first time: it shows how far that is, and what happened when it fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from studio.e2e.screens import press, settle, violations
from studio.studios import Studio, reviewing

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytest.importorskip("playwright", reason="playwright drives the browser")
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OpenPage = Callable[..., "Page"]
WHOLE_AUDIT = 120_000


class TestGoodData:
    """Sixty texts of two classes, two of them with the other label."""

    @pytest.fixture
    def studio(self, tmp_path: Path) -> Iterator[Studio]:
        rows = [[f"the {word} number {number}", word] for number in range(30) for word in ("bill", "card")]
        rows[4][1], rows[9][1] = "card", "bill"
        (tmp_path / "train.csv").write_text("text,label\n" + "".join(f"{text},{label}\n" for text, label in rows))
        with reviewing("train.csv", folder=tmp_path) as (running, _):
            yield running

    def test_the_page_goes_from_the_audit_to_the_review_by_itself(self, open_page: OpenPage, studio: Studio) -> None:
        page = open_page("/")
        expect(page.get_by_role("heading", level=1, name="look wrong")).to_be_visible(timeout=WHOLE_AUDIT)

        page.get_by_role("navigation").get_by_role("link", name="Review").click()
        expect(page.locator("blockquote")).to_be_visible()
        press(page, "a")
        settle(page)

        assert studio.get("boot").json["counts"]["fixed"] == 1


class TestBadData:
    """A file without anything that could be a label."""

    @pytest.fixture
    def studio(self, tmp_path: Path) -> Iterator[Studio]:
        (tmp_path / "train.csv").write_text("a,b\n1,2\n")
        with reviewing("train.csv", folder=tmp_path) as (running, _):
            yield running

    @pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
    def test_what_went_wrong_is_said_with_the_next_step(self, open_page: OpenPage, dark: bool) -> None:
        page = open_page("/", dark=dark)

        expect(page.get_by_role("heading", name="The audit stopped.")).to_be_visible(timeout=WHOLE_AUDIT)

        said = page.get_by_role("alert")
        expect(said).to_contain_text("No column looks like a label")
        expect(said).to_contain_text("labelproof audit DATA --label COLUMN")
        assert violations(page) == []
