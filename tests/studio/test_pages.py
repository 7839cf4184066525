"""The page and its files: where they are served, how they are kept by browsers, and what happens without them."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from labelproof._base.errors import InputError, MissingExtraError
from labelproof._workspace.workspace import Workspace
from labelproof.studio import make_app, serve
from labelproof.studio.bundle import Bundle
from labelproof.studio.routes.pages import SCREENS
from labelproof.studio.server import Server
from studio.conftest import GIVEN, SUGGESTED
from studio.studios import Answer, Studio, serving
from workspace.folders import write_folder


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """One server for all requests."""
    folder = tmp_path_factory.mktemp("pages") / "made.labelproof"
    with Workspace.open(write_folder(folder, GIVEN, SUGGESTED), user="ada") as workspace, serving(workspace) as running:
        yield running


def visit(studio: Studio, path: str, **headers: str) -> Answer:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return studio.ask("GET", path, {"Cookie": f"labelproof-{studio.port}={studio.token}", **sent})


@pytest.mark.parametrize("screen", ["", *SCREENS])
def test_every_screen_is_the_same_page(shared: Studio, screen: str) -> None:
    answer = visit(shared, f"/{screen}?queue=3")

    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert b'<div id="app">' in answer.content
    assert b"style=" not in answer.content


@pytest.mark.parametrize("path", ["/nowhere", "/review/17", "/index.html"])
def test_a_person_at_an_address_without_a_page_is_shown_the_way_home(shared: Studio, path: str) -> None:
    answer = visit(shared, path, Accept="text/html,application/xhtml+xml")
    script = visit(shared, path)

    assert (answer.status, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert b'<a href="/">' in answer.content
    assert answer.headers["content-security-policy"] == visit(shared, "/").headers["content-security-policy"]
    assert (script.status, script.error["code"]) == (404, "not_found")


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/static/nothing.js"])
def test_what_a_script_asks_for_in_vain_is_json_whatever_it_takes(shared: Studio, path: str) -> None:
    assert visit(shared, path, Accept="text/html").error["code"] == "not_found"


def test_the_page_names_only_files_that_are_there(shared: Studio) -> None:
    named = {part.split(b'"')[0].decode() for part in visit(shared, "/").content.split(b'="/static/')[1:]}

    assert {"app.js", "app.css"} <= named
    assert {visit(shared, f"/static/{name}").status for name in named} == {200}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("app.js", "text/javascript; charset=utf-8"),
        ("app.css", "text/css; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
        ("LICENSES.txt", "text/plain; charset=utf-8"),
    ],
)
def test_files_are_asked_for_again_and_sent_only_when_they_changed(shared: Studio, name: str, kind: str) -> None:
    first = visit(shared, f"/static/{name}")
    again = visit(shared, f"/static/{name}", If_None_Match=first.headers["etag"])
    other = visit(shared, f"/static/{name}", If_None_Match='"another"')

    assert (first.headers["content-type"], first.headers["cache-control"]) == (kind, "no-cache")
    assert (again.status, again.content) == (304, b"")
    assert (other.status, other.content) == (200, first.content)


@pytest.mark.parametrize("path", ["/nowhere", "/review/1", "/favicon.ico", "/static/none.js", "/index.html"])
def test_no_other_address_is_a_page(shared: Studio, path: str) -> None:
    answer = visit(shared, path)

    assert (answer.status, answer.error["code"]) == (404, "not_found")


def test_without_a_built_page_the_server_says_how_to_build_it(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("labelproof.studio.context.Bundle", lambda: Bundle(tmp_path))
    with serving(workspace) as studio:
        page, file, data = visit(studio, "/"), visit(studio, "/static/app.js"), studio.get("boot")

    assert (page.status, file.status, data.status) == (503, 404, 200)
    assert b"make ui" in page.content


def test_a_file_that_changed_is_read_again(tmp_path: Path) -> None:
    bundle = Bundle(tmp_path)
    (tmp_path / "app.js").write_bytes(b"one")
    before = bundle.find("app.js")
    (tmp_path / "app.js").write_bytes(b"second")
    after = bundle.find("app.js")

    assert before is not None
    assert after is not None
    assert (before.content, after.content) == (b"one", b"second")
    assert before.etag != after.etag


def test_only_plain_files_of_known_kinds_belong_to_the_page(tmp_path: Path) -> None:
    (tmp_path / "page.exe").write_bytes(b"")
    (tmp_path / "folder.js").mkdir()
    (tmp_path / "linked.js").symlink_to(tmp_path / "page.exe")
    (tmp_path / ".hidden.js").write_bytes(b"")
    bundle = Bundle(tmp_path)

    assert [bundle.find(name) for name in ("page.exe", "folder.js", "linked.js", ".hidden.js", "none.js", "")] == [
        None
    ] * 6
    assert not bundle.is_built


def test_answers_are_sent_at_once() -> None:
    """Asyncio lets a socket send small answers at once only when it is one of TCP by name."""
    with Server() as server:
        assert server._socket.proto == socket.IPPROTO_TCP


def test_an_application_answers_under_the_server_of_ones_own(workspace: Workspace) -> None:
    app = make_app(workspace, token="a secret", hosts=["labels.example.org"])

    assert [getattr(route, "path", "") for route in app.routes][:2] == ["/api/v1", "/"]


@pytest.mark.parametrize("package", ["msgspec", "starlette", "uvicorn", "websockets"])
def test_without_its_packages_the_studio_names_the_extra(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)

    with pytest.raises(MissingExtraError, match=r"pip install 'labelproof\[studio\]'"):
        make_app(None, token="a secret")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.1", "example.org", "127.0.0.1.evil.example"])
def test_other_machines_are_let_in_only_with_tokens_of_their_own(workspace: Workspace, host: str) -> None:
    with pytest.raises(InputError, match="nobody has a token"):
        serve(workspace, host=host)


def test_an_address_that_cannot_be_had_is_refused() -> None:
    with Server() as taken:
        for port in (taken.port, 70_000):
            with pytest.raises(InputError, match=rf"(?i)port {port}.*--port auto"):
                Server(port=port)
        with pytest.raises(InputError, match="a studio may be running there already"):
            Server(port=taken.port)
