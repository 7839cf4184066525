"""Export: from decisions by key to a file that is byte for byte what it should be."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from labelproof._workspace.workspace import Workspace
from studio.e2e.screens import press, settle, violations
from studio.studios import Studio
from workspace.export.conftest import tell
from workspace.folders import write_folder

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytest.importorskip("playwright", reason="playwright drives the browser")
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

OpenPage = Callable[..., "Page"]

SOURCE = b'\xef\xbb\xbftext,label\r\n"one, two",ant\r\n"say ""x""",bee\r\nthree,cat\r\n=cmd,ant\r\nfive,bee\r\n'
FIXED = b'\xef\xbb\xbftext,label\r\n"one, two",bee\r\n"say ""x""",bee\r\nthree,cat\r\nfive,gnu\r\n'
"""Row 0 accepted, row 3 excluded, row 4 relabelled to a class that was added."""


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """Five texts that lie in a CSV file with a byte order mark, Windows line ends and quotes; three look wrong."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data.csv").write_bytes(SOURCE)
    texts = ["one, two", 'say "x"', "three", "=cmd", "five"]
    folder = write_folder(tmp_path / "data.labelproof", [0, 1, 2, 0, 1], [1, 1, 2, 2, 0], texts=texts)
    tell(folder, "csv", ["data.csv"])
    with Workspace.open(folder, user="ada") as opened:
        yield opened


def review(page: Page) -> None:
    """Decide the three items that look wrong, by keys alone."""
    expect(page.locator("blockquote")).to_have_text("one, two")
    press(page, "a")
    expect(page.locator("blockquote")).to_have_text("=cmd")
    press(page, "e")
    expect(page.locator("blockquote")).to_have_text("five")
    press(page, "f")
    page.keyboard.type("gnu")
    page.get_by_role("option", name="Add “gnu”").click()
    settle(page)


def written(studio: Studio) -> Path:
    """Return the file that was written last."""
    return Path(studio.get("exports").json["done"][-1]["path"])


def test_what_was_decided_by_keys_is_exported_byte_for_byte(
    open_page: OpenPage, studio: Studio, tmp_path: Path
) -> None:
    page = open_page("/review")
    review(page)
    page.get_by_role("navigation").get_by_role("link", name="Export").click()
    panel = page.get_by_role("complementary", name="Export")
    panel.locator(".sum").wait_for()
    expect(panel.locator(".sum")).to_have_text("2labels change1rows left out2stay the same")
    expect(panel.locator(".diff")).to_contain_text('− "one, two",ant')
    expect(panel.locator(".diff")).to_contain_text("+ five,gnu")
    expect(panel.locator(".diff")).to_contain_text("row left out")

    press(page, "Control+Enter")
    done = panel.get_by_role("region", name="Exported")
    expect(done).to_contain_text("4 rows")

    assert written(studio).read_bytes() == FIXED
    assert (tmp_path / "data.csv").read_bytes() == SOURCE
    expect(done).to_contain_text(hashlib.sha256(FIXED).hexdigest())


def test_the_file_is_downloaded_as_it_was_written(open_page: OpenPage, workspace: Workspace, tmp_path: Path) -> None:
    workspace.decide(0, "accept")
    page = open_page("/export")
    page.get_by_role("button", name="Export 5 rows").click()

    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download").click()

    waiting.value.save_as(tmp_path / "copy.csv")
    assert (tmp_path / "copy.csv").read_bytes() == SOURCE.replace(b'"one, two",ant', b'"one, two",bee')


def test_columns_are_added_and_excluded_rows_marked(open_page: OpenPage, studio: Studio, workspace: Workspace) -> None:
    workspace.decide(0, "accept")
    workspace.decide(3, "exclude")
    page = open_page("/export")
    page.get_by_role("button", name="Add columns").click()
    page.get_by_role("button", name="Mark them").click()
    expect(page.locator(".sum")).to_contain_text("0rows marked")

    page.get_by_role("button", name="Export 5 rows").click()
    expect(page.get_by_role("region", name="Exported")).to_contain_text("5 rows")

    lines = written(studio).read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 6
    assert lines[1].startswith('"one, two",ant,')
    assert lines[4].startswith("=cmd,ant,")
    assert "exclude" in lines[4]


def test_another_form_is_chosen_by_keys(open_page: OpenPage, studio: Studio, workspace: Workspace) -> None:
    workspace.decide(0, "accept")
    page = open_page("/export")
    page.get_by_role("radio", name="JSON lines").focus()
    press(page, " ")
    expect(page.locator(".diff")).to_contain_text("+ bee")

    press(page, "Control+Enter")
    expect(page.get_by_role("region", name="Exported")).to_contain_text("5 rows")

    first = json.loads(written(studio).read_text(encoding="utf-8").splitlines()[0])
    assert first["text"] == "one, two"
    assert "bee" in first.values()


def test_a_form_that_cannot_be_used_says_why(open_page: OpenPage) -> None:
    page = open_page("/export")

    page.locator(".fm li").first.wait_for()
    expect(page.get_by_role("radio", name="Plan of moves")).to_be_disabled()
    expect(page.locator(".fm li", has_text="Plan of moves")).to_contain_text("not the names of folders")


class TestSeveralFiles:
    """Data in two files: the export is a folder."""

    @pytest.fixture
    def workspace(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
        """Two texts in one file, and one in another."""
        monkeypatch.chdir(tmp_path)
        (tmp_path / "train.csv").write_bytes(b"text,label\none,ant\ntwo,bee\n")
        (tmp_path / "test.csv").write_bytes(b"text,label\nthree,cat\n")
        folder = write_folder(tmp_path / "data.labelproof", [0, 1, 2], [1, 1, 2], texts=["one", "two", "three"])
        tell(folder, "csv", ["train.csv", "test.csv"], rows=[2, 1])
        with Workspace.open(folder, user="ada") as opened:
            yield opened

    def test_its_place_is_copied(self, open_page: OpenPage, studio: Studio, workspace: Workspace) -> None:
        workspace.decide(0, "accept")
        page = open_page("/export")
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=studio.origin)
        page.get_by_role("button", name="Export 3 rows").click()
        page.get_by_role("button", name="Copy the place of the folder").click()

        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        expect(page.get_by_role("link", name="Download")).to_have_count(0)
        assert page.evaluate("navigator.clipboard.readText()") == str(written(studio))
        assert (written(studio) / "train.csv").read_bytes() == b"text,label\none,bee\ntwo,bee\n"


def test_a_patch_is_counted_in_decisions(open_page: OpenPage, workspace: Workspace) -> None:
    workspace.decide([0, 4], "accept")
    workspace.decide(3, "exclude")
    page = open_page("/export")
    page.get_by_role("radio", name="Decisions as a patch").check()
    page.get_by_role("button", name="Export 3 decisions").click()

    expect(page.get_by_role("region", name="Exported")).to_contain_text("3 decisions")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(open_page: OpenPage, workspace: Workspace, dark: bool) -> None:
    workspace.decide([0, 4], "accept")
    workspace.decide(3, "exclude")
    page = open_page("/export", dark=dark)
    page.get_by_role("button", name="Export 4 rows").click()
    page.get_by_role("region", name="Exported").wait_for()

    assert violations(page) == []
