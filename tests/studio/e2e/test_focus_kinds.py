"""Focus for other material: tags, rows of a table, unreadable pictures, items shown blind, the user's own keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from labelproof._workspace.workspace import Workspace
from studio.e2e.screens import press, settle, violations
from studio.studios import serving, write_media_folder
from workspace.folders import write_folder, write_tags_folder

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from studio.studios import Studio

pytest.importorskip("playwright", reason="playwright drives the browser")
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


class TestTags:
    @pytest.fixture
    def workspace(self, tmp_path: Path) -> Iterator[Workspace]:
        """Three texts with three tags; four of the nine are in doubt, two of them on the first text."""
        given = [[1, 0, 0], [0, 1, 0], [1, 1, 1]]
        better = [[0, 1, 0], [0, 1, 1], [1, 0, 1]]
        folder = write_tags_folder(tmp_path / "t.labelproof", given, better, tags=("red", "round", "soft"))
        with Workspace.open(folder, user="ada") as opened:
            yield opened

    def test_each_doubtful_tag_is_one_decision(self, open_page: Callable[..., Page], workspace: Workspace) -> None:
        page = open_page("/review")
        expect(page.locator("h1")).to_have_text("red→ suggested no red")

        press(page, "a")
        expect(page.locator("h1")).to_have_text("no round→ suggested round")
        expect(page.locator("blockquote")).to_have_text("text 0")
        press(page, "d")
        expect(page.locator("blockquote")).to_have_text("text 1")
        settle(page)

        assert workspace.counts().fixed == 1
        assert workspace.counts().kept == 1
        assert violations(page) == []

    def test_another_tag_of_the_same_example_is_switched_by_its_digit(
        self, open_page: Callable[..., Page], studio: Studio
    ) -> None:
        page = open_page("/review")
        soft = page.locator(".tags button", has_text="soft")
        expect(soft).to_have_attribute("aria-pressed", "false")

        press(page, soft.locator("kbd").inner_text())
        expect(soft).to_have_attribute("aria-pressed", "true")
        expect(page.locator("blockquote")).to_have_text("text 0")
        settle(page)

        assert [tag["now"] for tag in studio.get("items/0").json["tags"]] == [True, False, True]
        press(page, "z")
        expect(soft).to_have_attribute("aria-pressed", "false")
        settle(page)
        assert [tag["now"] for tag in studio.get("items/0").json["tags"]] == [True, False, False]


class TestRows:
    @pytest.fixture
    def workspace(self, tmp_path: Path) -> Iterator[Workspace]:
        """Two rows of a table; the first one has a number far from the middle of its column."""
        cells = [[["age", "90"], ["town", "Ulm"]], [["age", "41"], ["town", "<b>Bern</b>"]]]
        numbers = {"age": {"median": 40.0, "mad": 2.0}}
        folder = write_folder(tmp_path / "r.labelproof", [0, 1], [1, 0], cells=cells, numbers=numbers)
        with Workspace.open(folder, user="ada") as opened:
            yield opened

    def test_deviating_cells_are_marked(self, open_page: Callable[..., Page]) -> None:
        page = open_page("/review")

        expect(page.locator(".cells .dev")).to_have_text("age (unusual)90")

        press(page, "a")
        expect(page.locator(".cells .dev")).to_have_count(0)
        expect(page.locator(".cells dd").nth(1)).to_have_text("<b>Bern</b>")


class TestPictures:
    @pytest.fixture
    def workspace(self, tmp_path: Path) -> Iterator[Workspace]:
        """Two pictures; the first one is cut off."""
        image = pytest.importorskip("PIL.Image")
        image.new("RGB", (40, 40), "white").save(tmp_path / "whole.png")
        (tmp_path / "cut.png").write_bytes((tmp_path / "whole.png").read_bytes()[:40])
        folder = write_media_folder(tmp_path / "p.labelproof", ["cut.png", "whole.png"], root=tmp_path)
        with Workspace.open(folder, user="ada") as opened:
            yield opened

    def test_one_that_cannot_be_read_can_still_be_decided(
        self, open_page: Callable[..., Page], workspace: Workspace
    ) -> None:
        page = open_page("/review")
        expect(page.get_by_role("alert")).to_contain_text("Image cannot be read.")
        expect(page.get_by_role("alert")).to_contain_text("You can still decide.")
        expect(page.get_by_role("button", name="Try again")).to_be_visible()

        press(page, "e")
        expect(page.get_by_role("img", name="The item")).to_be_visible()
        settle(page)

        assert workspace.counts().excluded == 1

    def test_small_ones_are_enlarged_in_pixels_for_those_who_choose_so(self, open_page: Callable[..., Page]) -> None:
        page = open_page("/settings")
        page.get_by_role("group", name="Small pictures").get_by_role("button", name="Pixels").click()

        page.get_by_role("link", name="Review").click()
        press(page, "ArrowRight")

        expect(page.get_by_role("img", name="The item")).to_have_css("image-rendering", "pixelated")


class TestLongNames:
    CLASSES = ("ant", "an_insect_with_a_name_that_is_longer_than_the_room_beside_its_digit", "bee")

    @pytest.fixture
    def workspace(self, tmp_path: Path) -> Iterator[Workspace]:
        """Two texts whose suggested class has a long name."""
        folder = write_folder(tmp_path / "l.labelproof", [0, 2], [1, 1], classes=self.CLASSES)
        with Workspace.open(folder, user="ada") as opened:
            yield opened

    def test_are_shown_whole_beside_their_digit(self, open_page: Callable[..., Page]) -> None:
        page = open_page("/review")
        name = page.locator(".cls .n span").get_by_text(self.CLASSES[1])

        expect(name).to_be_visible()

        expect(name).to_have_css("overflow", "visible")
        inside = "shown => shown.getBoundingClientRect().right <= shown.closest('button').getBoundingClientRect().right"
        assert name.evaluate(inside)


def test_an_unsure_item_is_shown_blind_to_a_second_person(workspace: Workspace, open_page: Callable[..., Page]) -> None:
    mara, noah = (workspace.add_user(name, "reviewer")[1] for name in ("mara", "noah"))
    first = open_page("/review", token=mara)
    expect(first.locator("blockquote")).to_have_text("animal number 0 of the made-up zoo")
    press(first, "s")
    settle(first)

    second = open_page("/review?status=unsure", token=noah)

    expect(second.locator("h1")).to_have_text("Which label fits?")
    expect(second.get_by_text("suggested", exact=True)).to_have_count(0)
    expect(second.get_by_role("button", name="Accept")).to_be_disabled()
    second.locator(".cls button", has_text="bee").click()
    settle(second)
    event = workspace.events(0, 10).events[-1]
    assert (event.user_name, event.verb, event.label, event.mode, event.blind) == (
        "noah",
        "relabel",
        "bee",
        "blind",
        True,
    )


def test_the_preset_for_people_used_to_qwen(workspace: Workspace, open_page: Callable[..., Page]) -> None:
    with serving(workspace) as studio:
        studio.post("settings", {"preset": "qwen"})
    page = open_page("/review")
    expect(page.locator(".verb.v-keep kbd")).to_have_text("Q")

    press(page, "w", "q", "e", "n")
    expect(page.locator(".meta b")).to_contain_text("5 of")
    settle(page)

    counts = workspace.counts()
    assert (counts.fixed, counts.kept, counts.excluded, counts.unsure) == (1, 1, 1, 1)
