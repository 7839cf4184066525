"""A hostile page in a real browser, which holds the studio's cookie: nothing that it tries reaches the studio."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from labelproof._workspace.workspace import Workspace
from studio.conftest import GIVEN, SUGGESTED
from studio.studios import Studio, serving
from workspace.folders import write_folder

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser


class _Blank(http.server.BaseHTTPRequestHandler):
    """A page of somebody else, without any policy of its own."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>hostile</title><body></body>")

    def log_request(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def hostile() -> Iterator[str]:
    """The origin of a hostile server on this machine: of the same site as the studio, as far as cookies go."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Blank)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """What nothing here may change."""
    folder = write_folder(tmp_path_factory.mktemp("pages") / "made.labelproof", GIVEN, SUGGESTED)
    with Workspace.open(folder, user="ada") as opened:
        yield opened


@pytest.fixture(scope="module")
def studio(workspace: Workspace) -> Iterator[Studio]:
    """One server for all attacks."""
    with serving(workspace) as running:
        yield running


@pytest.fixture(scope="module")
def victim(browser: Browser, studio: Studio) -> Iterator[BrowserContext]:
    """A browser in which the studio is open, with its cookie."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{studio.origin}/?token={studio.token}")
    assert [cookie["name"] for cookie in context.cookies()] == [f"labelproof-{studio.port}"]
    yield context
    context.close()


@pytest.fixture(params=["127.0.0.1", "localhost"])
def page(request: pytest.FixtureRequest, victim: BrowserContext, hostile: str) -> Iterator[Page]:
    """The hostile page: of the same site as the studio, and of another."""
    opened = victim.new_page()
    opened.goto(hostile.replace("127.0.0.1", request.param))
    yield opened
    opened.close()


ATTACKS = {
    "read by fetch": """async (origin) => {
        const answer = await fetch(origin + "/api/v1/queue", {credentials: "include"});
        return await answer.text();
    }""",
    "read without sharing": """async (origin) => {
        const answer = await fetch(origin + "/api/v1/queue", {mode: "no-cors", credentials: "include"});
        return (await answer.text()).length;
    }""",
    "write as JSON": """async (origin) => {
        const answer = await fetch(origin + "/api/v1/decisions", {method: "POST", credentials: "include",
            headers: {"Content-Type": "application/json"}, body: BODY});
        return await answer.text();
    }""",
    "write with our header": """async (origin) => {
        const answer = await fetch(origin + "/api/v1/decisions", {method: "POST", credentials: "include",
            headers: {"Content-Type": "application/json", "X-Labelproof": "studio"}, body: BODY});
        return await answer.text();
    }""",
    "take away": """async (origin) => {
        const answer = await fetch(origin + "/api/v1/queues/1", {method: "DELETE", credentials: "include"});
        return await answer.text();
    }""",
    "picture": """(origin) => new Promise((found, failed) => {
        const image = new Image();
        image.onload = () => found("loaded");
        image.onerror = () => failed(new Error("blocked"));
        image.src = origin + "/static/icon.svg";
    })""",
    "script": """(origin) => new Promise((found, failed) => {
        const script = document.createElement("script");
        script.onload = () => found("loaded");
        script.onerror = () => failed(new Error("blocked"));
        script.src = origin + "/static/app.js";
        document.body.append(script);
    })""",
    "live channel": """(origin) => new Promise((found, failed) => {
        const socket = new WebSocket(origin.replace("http", "ws") + "/api/v1/live");
        socket.onmessage = (event) => found(event.data);
        socket.onerror = () => failed(new Error("blocked"));
    })""",
}
BODY = """'{"decisions":[{"uuid":"evil","target":0,"verb":"keep"}]}'"""


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_hostile_page_is_kept_out(page: Page, studio: Studio, workspace: Workspace, attack: str) -> None:
    script = ATTACKS[attack].replace("BODY", BODY)

    outcome = page.evaluate(
        f"async (origin) => {{ try {{ return ['got', await ({script})(origin)] }} "
        "catch (error) { return ['blocked', String(error)] } }",
        studio.origin,
    )

    assert outcome[0] == "blocked" or outcome == ["got", 0]
    assert workspace.seq == 0


def test_a_form_that_posts_by_itself_changes_nothing(page: Page, studio: Studio, workspace: Workspace) -> None:
    with page.expect_navigation():
        page.evaluate(
            """([origin, body]) => {
                const form = document.createElement("form");
                form.method = "post"; form.enctype = "text/plain"; form.action = origin + "/api/v1/decisions";
                const field = document.createElement("input"); field.name = body; field.value = "";
                form.append(field); document.body.append(form); form.submit();
            }""",
            [studio.origin, BODY],
        )

    assert '"error"' in page.content()
    assert workspace.seq == 0


def test_the_studio_does_not_show_in_a_frame(page: Page, studio: Studio) -> None:
    refused: list[int] = []
    page.on("response", lambda answer: refused.append(answer.status) if answer.url.startswith(studio.origin) else None)
    page.evaluate(
        """(origin) => new Promise((done) => {
            const frame = document.createElement("iframe");
            frame.onload = done; frame.src = origin + "/"; document.body.append(frame);
        })""",
        studio.origin,
    )

    assert refused == [403]
    assert all("labelproof" not in frame.title() for frame in page.frames[1:])


def test_a_link_from_elsewhere_opens_the_first_page_and_nothing_else(page: Page, studio: Studio) -> None:
    with page.expect_navigation() as first:
        page.evaluate("(to) => { location.href = to }", f"{studio.origin}/")

    assert first.value.status == 200


def test_a_link_from_elsewhere_to_data_is_refused(page: Page, studio: Studio) -> None:
    with page.expect_navigation() as visit:
        page.evaluate("(to) => { location.href = to }", f"{studio.origin}/api/v1/queue")

    assert visit.value.status == 403


def test_a_link_with_the_token_opens_the_studio(page: Page, studio: Studio) -> None:
    with page.expect_navigation(url=f"{studio.origin}/"):
        page.evaluate("(to) => { location.href = to }", f"{studio.origin}/?token={studio.token}")

    assert page.url == f"{studio.origin}/"


def test_a_name_that_was_rebound_to_this_machine_reaches_nothing(browser: Browser, studio: Studio) -> None:
    page = browser.new_page()
    answer = page.goto(f"http://rebound.example:{studio.port}/?token={studio.token}")

    assert answer is not None
    assert answer.status == 421
    assert page.context.cookies() == []
    assert page.evaluate("async () => (await fetch('/api/v1/health')).status") == 421
    page.close()


def test_the_page_asks_nobody_but_its_own_server(victim: BrowserContext, studio: Studio) -> None:
    asked: list[str] = []
    page = victim.new_page()
    page.on("request", lambda request: asked.append(request.url))
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if "Content Security" in message.text else None)
    for screen in ("", "review", "sheet", "matrix", "map", "items", "history", "export", "settings"):
        page.goto(f"{studio.origin}/{screen}", wait_until="networkidle")

    assert {url.partition("/api/")[0].partition("/static/")[0].partition("?")[0] for url in asked} != set()
    assert [url for url in asked if not url.startswith((studio.origin, "blob:", "data:"))] == []
    assert problems == []
