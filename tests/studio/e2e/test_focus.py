"""Focus: decide with real keys, take back, relabel by typing, reload, lose the connection, come back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from studio.e2e.conftest import CLASSES, FLAGGED, GIVEN, SUGGESTED
from studio.e2e.screens import press, settle, violations
from studio.studios import Studio

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from labelproof._workspace.workspace import Workspace

pytest.importorskip("playwright", reason="playwright drives the browser")
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def position(page: Page) -> str:
    """Return the place in the queue, such as "3 of 320"."""
    return page.locator(".meta b").inner_text()


def wait_for(page: Page, place: int) -> None:
    """Wait until this item of the queue is on screen."""
    expect(page.locator(".meta b")).to_have_text(f"{place} of {FLAGGED}")


def statuses(studio: Studio, first: int) -> list[str]:
    """Return how the first rows stand in the store."""
    return [item["status"] for item in studio.get("items", order="row", limit=first).json["items"]]


def test_few_details_are_on_their_way_however_fast_one_decides(open_page: Callable[..., Page]) -> None:
    page = open_page("/review")
    wait_for(page, 1)
    held: list[object] = []

    def hold(route: object) -> None:
        held.append(route)

    page.route("**/api/v1/items/*", hold)

    for _ in range(20):
        press(page, "d")
    wait_for(page, 21)

    assert 0 < len(held) <= 3, "requests for details keep the queue's next page waiting"


@pytest.mark.slow
def test_three_hundred_decisions_with_undo_are_stored_as_they_were_made(
    open_page: Callable[..., Page], studio: Studio, workspace: Workspace
) -> None:
    page = open_page("/review")
    wait_for(page, 1)
    verbs = {"a": "fixed", "d": "kept", "s": "unsure", "e": "excluded", "q": "ambiguous"}
    expected = []
    for step in range(300):
        key = "adseq"[step % 5]
        press(page, key)
        if step % 10 == 9:
            press(page, "z", "d")
        expected.append("kept" if step % 10 == 9 else verbs[key])
    wait_for(page, 301)
    settle(page)

    assert statuses(studio, 200) == expected[:200]
    assert [
        item["status"] for item in studio.get("items", order="row", offset=200, limit=100).json["items"]
    ] == expected[200:]
    labels = [
        CLASSES[SUGGESTED[row]] if state == "fixed" else CLASSES[GIVEN[row]] for row, state in enumerate(expected)
    ]
    assert [str(label) for label in workspace.corrected(keep_excluded=True)[:300]] == labels
    assert workspace.counts().decisions == 300
    assert workspace.seq == 300 + 30 + 30


def test_every_verb_has_its_second_key(open_page: Callable[..., Page], studio: Studio) -> None:
    page = open_page("/review")
    wait_for(page, 1)

    press(page, "Enter", " ", "a", "Backspace", "d", "a", "Control+z", "e")
    wait_for(page, 5)
    settle(page)

    assert statuses(studio, 5) == ["fixed", "unsure", "kept", "excluded", "todo"]


def test_digits_relabel_to_the_class_beside_them(open_page: Callable[..., Page], workspace: Workspace) -> None:
    page = open_page("/review")
    wait_for(page, 1)
    chosen = page.locator(".cls button").nth(1).locator(".n span").first.inner_text()

    press(page, "2")
    wait_for(page, 2)
    settle(page)

    assert str(workspace.corrected()[0]) == chosen


def test_a_class_is_found_by_a_few_letters(open_page: Callable[..., Page], workspace: Workspace) -> None:
    page = open_page("/review")
    wait_for(page, 1)

    press(page, "f")
    page.keyboard.type("el")
    expect(page.get_by_role("option").first).to_contain_text("elk")
    press(page, "Enter")
    wait_for(page, 2)
    settle(page)

    assert str(workspace.corrected()[0]) == "elk"


def test_keys_do_nothing_while_one_types(open_page: Callable[..., Page], studio: Studio) -> None:
    page = open_page("/review")
    wait_for(page, 1)

    press(page, "f")
    page.keyboard.type("adseqz1")
    press(page, "Escape")
    expect(page.get_by_role("combobox")).to_have_count(0)

    assert position(page) == f"1 of {FLAGGED}"
    assert statuses(studio, 1) == ["todo"]


def test_a_class_is_added_while_reviewing(open_page: Callable[..., Page], workspace: Workspace) -> None:
    page = open_page("/review")
    wait_for(page, 1)

    press(page, "/")
    page.keyboard.type("gnu")
    page.get_by_role("option", name="Add “gnu”").click()
    wait_for(page, 2)
    press(page, "f")
    page.keyboard.type("gn")
    press(page, "Enter")
    wait_for(page, 3)
    settle(page)

    assert [str(label) for label in workspace.corrected()[:2]] == ["gnu", "gnu"]


def test_a_reload_in_mid_queue_goes_on_where_one_was(open_page: Callable[..., Page], studio: Studio) -> None:
    page = open_page("/review")
    wait_for(page, 1)
    press(page, "a", "a", "d", "ArrowRight", "a")
    wait_for(page, 6)
    settle(page)
    page.wait_for_url("**/review?item=5")

    page.reload()

    expect(page.locator("blockquote")).to_have_text("animal number 5 of the made-up zoo")
    press(page, "e")
    settle(page)
    assert statuses(studio, 7) == ["fixed", "fixed", "kept", "todo", "fixed", "excluded", "todo"]


def test_undo_after_a_reload_takes_back_what_was_decided_before(open_page: Callable[..., Page], studio: Studio) -> None:
    page = open_page("/review")
    wait_for(page, 1)
    press(page, "a", "d")
    settle(page)
    page.goto(studio.origin + "/review")
    expect(page.locator("blockquote")).to_have_text("animal number 2 of the made-up zoo")

    press(page, "z")
    expect(page.locator("blockquote")).to_have_text("animal number 1 of the made-up zoo")
    press(page, "z")
    expect(page.locator("blockquote")).to_have_text("animal number 0 of the made-up zoo")

    assert statuses(studio, 2) == ["todo", "todo"]


def test_decisions_made_offline_are_stored_when_the_server_is_back(
    open_page: Callable[..., Page], studio: Studio
) -> None:
    page = open_page("/review")
    wait_for(page, 1)

    page.context.set_offline(True)
    press(page, "a", "d", "e", "z", "s", "a")
    wait_for(page, 5)
    expect(page.get_by_text("Offline. 6 decisions wait here.")).to_be_visible()
    assert statuses(studio, 4) == ["todo"] * 4

    page.context.set_offline(False)
    settle(page)

    assert statuses(studio, 5) == ["fixed", "kept", "unsure", "fixed", "todo"]
    expect(page.get_by_text("Offline.")).to_have_count(0)


def test_decisions_that_wait_survive_a_reload(open_page: Callable[..., Page], studio: Studio) -> None:
    page = open_page("/review")
    wait_for(page, 1)
    page.route("**/api/v1/decisions", lambda route: route.abort())
    press(page, "a", "d")
    wait_for(page, 3)
    expect(page.get_by_text("Offline. 2 decisions wait here.")).to_be_visible()

    page.unroute("**/api/v1/decisions")
    page.reload()
    settle(page)

    assert statuses(studio, 3) == ["fixed", "kept", "todo"]


def test_decisions_wait_when_one_is_signed_out_and_are_stored_after_signing_in(
    open_page: Callable[..., Page], studio: Studio
) -> None:
    page = open_page("/review")
    wait_for(page, 1)
    page.context.clear_cookies()
    press(page, "a", "d")
    expect(page.locator(".notes").get_by_role("alert")).to_contain_text("2 decisions wait here and are not stored yet.")
    page.on("dialog", lambda dialog: dialog.accept())

    page.goto(f"{studio.origin}/?token={studio.token}")
    settle(page)

    assert statuses(studio, 3) == ["fixed", "kept", "todo"]


def test_a_comment_is_stored_and_shown(open_page: Callable[..., Page], studio: Studio) -> None:
    page = open_page("/review?item=0")
    wait_for(page, 1)

    press(page, "c")
    page.keyboard.type("ask the zoo")
    press(page, "Enter")
    settle(page)
    page.reload()

    expect(page.get_by_text("ask the zoo")).to_be_visible()
    assert [said["text"] for said in studio.get("items/0").json["comments"]] == ["ask the zoo"]


def test_a_queue_of_one_pair_ends_with_a_summary(open_page: Callable[..., Page]) -> None:
    page = open_page("/review?given=0&suggested=1")
    expect(page.locator(".meta")).to_contain_text("given ant, suggested bee")
    total = int(position(page).split(" of ")[1])

    for _ in range(total):
        press(page, "a")

    expect(page.locator("h1")).to_have_text(f"Queue done. {total} judged, {total} fixed.")
    press(page, "z")
    expect(page.locator("h1")).to_contain_text("ant")


@pytest.mark.parametrize("path", ["/", "/review", "/review?given=0&suggested=0"])
def test_axe_finds_nothing_in_both_colour_schemes(open_page: Callable[..., Page], path: str) -> None:
    page = open_page(path)
    expect(page.locator("h1")).to_be_visible()
    page.wait_for_load_state("networkidle")

    light = violations(page)
    page.emulate_media(color_scheme="dark")

    assert light == []
    assert violations(page) == []


def test_axe_finds_nothing_in_the_dialogs(open_page: Callable[..., Page]) -> None:
    page = open_page("/review")
    wait_for(page, 1)

    press(page, "f")
    expect(page.get_by_role("combobox")).to_be_visible()
    typed = violations(page)
    press(page, "Escape", "?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()

    assert typed == []
    assert violations(page) == []
