"""The map: a lasso makes a queue and decides nothing; without vectors the page says why there is none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from labelproof._workspace.workspace import Workspace
from studio.e2e.screens import press, violations
from studio.studios import Studio
from workspace.folders import write_large_folder

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytest.importorskip("playwright", reason="playwright drives the browser")
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

ROWS = 400


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """Four hundred texts: the first half lies in the lower left of the map, the second half in the upper right."""
    folder = write_large_folder(tmp_path / "plane.labelproof", rows=ROWS, classes=12)
    points = np.random.default_rng(0).integers(0, 20_000, (ROWS, 2))
    points[ROWS // 2 :] += 45_000
    np.save(folder / "review" / "points.npy", points.astype(np.uint16))
    with Workspace.open(folder, user="ada") as opened:
        yield opened


def drawn(page: Page) -> None:
    """Wait until the map is at rest."""
    page.locator("canvas[data-state=settled]").wait_for()


def lasso(page: Page, *corners: tuple[float, float]) -> None:
    """Draw around a part of the map; corners are shares of its width and height."""
    box = page.locator(".surface").bounding_box()
    assert box is not None
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in corners]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in [*places[1:], places[0]]:
        page.mouse.move(*place, steps=6)
    page.mouse.up()


LOWER_LEFT = ((0.01, 0.99), (0.5, 0.99), (0.5, 0.5), (0.01, 0.5))


def test_a_lasso_makes_a_queue_and_decides_nothing(
    open_page: Callable[..., Page], studio: Studio, workspace: Workspace
) -> None:
    flagged = {item["row"] for item in studio.get("items", filter={"flagged": True}, limit=200).json["items"]}
    expected = sorted(row for row in flagged if row < ROWS // 2)
    page = open_page("/map")
    drawn(page)

    press(page, "l")
    lasso(page, *LOWER_LEFT)
    expect(page.locator(".caught h2")).to_have_text("200 selected")
    page.get_by_role("button", name=f"Send {len(expected)} to a queue").click()
    expect(page.get_by_role("link", name="Review this queue")).to_be_visible()

    queues = studio.get("queues").json
    assert [(queue["size"], queue["todo"]) for queue in queues] == [(len(expected), len(expected))]
    page_of_it = studio.get("items", filter={"queue": queues[0]["id"]}, order="row", limit=200).json
    assert [item["row"] for item in page_of_it["items"]] == expected
    assert workspace.counts().decisions == 0


def test_all_that_was_caught_can_be_sent(open_page: Callable[..., Page], studio: Studio) -> None:
    page = open_page("/map")
    drawn(page)

    page.keyboard.down("Shift")
    lasso(page, *LOWER_LEFT)
    page.keyboard.up("Shift")
    page.get_by_label("Only the").uncheck()
    page.get_by_label("Name of the queue").fill("lower left")
    page.get_by_role("button", name="Send 200 to a queue").click()
    expect(page.locator(".caught h2")).to_have_text("lower left")

    assert [(queue["name"], queue["size"]) for queue in studio.get("queues").json] == [("lower left", 200)]


def test_what_is_in_view_is_selected_by_keys_alone(open_page: Callable[..., Page]) -> None:
    page = open_page("/map")
    drawn(page)

    press(page, "v")
    expect(page.locator(".caught h2")).to_have_text("400 selected")
    press(page, "Escape", "+", "+", "ArrowLeft", "ArrowDown")
    expect(page.locator(".caught h2")).to_have_text("Selection")
    press(page, "0", "v")

    expect(page.locator(".caught h2")).to_have_text("400 selected")


def test_hidden_kinds_are_not_selected(open_page: Callable[..., Page], studio: Studio) -> None:
    flagged = studio.get("boot").json["counts"]["flagged"]
    page = open_page("/map?by=status")
    drawn(page)

    kind = page.get_by_role("button", name="not flagged")
    kind.click()
    expect(kind).to_have_attribute("aria-pressed", "false")
    press(page, "v")

    expect(page.locator(".caught h2")).to_have_text(f"{flagged} selected")


def test_points_are_coloured_by_what_is_suggested(open_page: Callable[..., Page], studio: Studio) -> None:
    pages = [studio.get("items", offset=offset, limit=200).json["items"] for offset in (0, 200)]
    items = [item for page in pages for item in page]
    suggested = Counter(item["suggested"] for item in items)
    assert len(items) == ROWS
    assert suggested != Counter(item["given"] for item in items)
    page = open_page("/map")
    page.get_by_role("button", name="Suggested label").click()
    drawn(page)

    expect(page.locator(".kinds li")).to_have_count(9)
    shown = dict(line.rsplit("\n", 1) for line in page.locator(".kinds li").all_inner_texts())
    named = {name: int(size) for name, size in shown.items() if name.startswith("class ")}
    assert len(named) == 8
    assert named == {name: suggested[int(name.removeprefix("class "))] for name in named}


def test_the_item_under_the_pointer_is_shown_beside_the_map(
    open_page: Callable[..., Page], workspace: Workspace
) -> None:
    x, y, *_ = (int(column[7]) for column in workspace.points())
    page = open_page("/map")
    drawn(page)
    box = page.locator(".surface canvas").first.bounding_box()
    assert box is not None
    inner = 1 - 2 * 0.03
    place = (box["width"] * (0.03 + inner * x / 65535), box["height"] * (0.97 - inner * y / 65535))
    page.mouse.move(box["x"] + place[0], box["y"] + place[1])

    expect(page.locator(".hovered")).to_contain_text("made-up text number 7 of a large")


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_wrong_on_the_map(open_page: Callable[..., Page], dark: bool) -> None:
    page = open_page("/map", dark=dark)
    drawn(page)
    press(page, "v")
    expect(page.locator(".caught h2")).to_have_text("400 selected")

    assert violations(page) == []


class TestWithoutVectors:
    """An audit that was given labels and probabilities alone."""

    @pytest.fixture
    def workspace(self, tmp_path: Path) -> Iterator[Workspace]:
        """Forty texts without points."""
        folder = write_large_folder(tmp_path / "bare.labelproof", rows=40, classes=3)
        (folder / "review" / "points.npy").unlink()
        with Workspace.open(folder, user="ada") as opened:
            yield opened

    def test_the_page_says_why_there_is_no_map(self, open_page: Callable[..., Page]) -> None:
        page = open_page("/map")

        expect(page.locator("main h1")).to_have_text("There is nothing to draw the map from.")
        assert violations(page) == []
