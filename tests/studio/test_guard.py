"""Who may come in: each request here is one that a hostile page, name, program or file could send."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator

import pytest

from labelproof._workspace.workspace import Workspace
from studio.conftest import GIVEN, SUGGESTED
from studio.studios import Studio, serving, token_file
from workspace.folders import write_folder

QUEUE = "/api/v1/queue"
DECISIONS = "/api/v1/decisions"
KEEP = b'{"decisions":[{"uuid":"u","target":0,"verb":"keep"}]}'
JSON = "application/json"
PORT = "PORT"
"""Stands for the server's own port."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """One server for all requests that change nothing."""
    folder = tmp_path_factory.mktemp("guard") / "made.labelproof"
    with Workspace.open(write_folder(folder, GIVEN, SUGGESTED), user="ada") as workspace, serving(workspace) as running:
        yield running


def signed_in(studio: Studio, headers: dict[str, str]) -> dict[str, str]:
    """The headers of a browser that holds the cookie."""
    ported = {name: value.replace(PORT, str(studio.port)) for name, value in headers.items()}
    return {"Cookie": f"labelproof-{studio.port}={studio.token}", **ported}


REFUSED_READS = {
    "a name rebound to this machine": (421, {"Host": "rebound.example:PORT"}),
    "a name that ends with ours": (421, {"Host": "evil-localhost:PORT"}),
    "a name that begins with ours": (421, {"Host": "127.0.0.1.evil.example:PORT"}),
    "a name below ours": (421, {"Host": "localhost.evil.example"}),
    "our name as user of another": (421, {"Host": "127.0.0.1@evil.example:PORT"}),
    "another address of this machine": (421, {"Host": "0.0.0.0:PORT"}),
    "our address as one number": (421, {"Host": "2130706433:PORT"}),
    "our address in short": (421, {"Host": "127.1:PORT"}),
    "a port that is none": (421, {"Host": "127.0.0.1:8x"}),
    "a trailing dot": (421, {"Host": "localhost.:PORT"}),
    "another address in brackets": (421, {"Host": "[::2]:PORT"}),
    "an empty host": (421, {"Host": ""}),
    "a foreign page": (403, {"Origin": "http://evil.example"}),
    "a page in a sandbox or a file": (403, {"Origin": "null"}),
    "a page of another local port": (403, {"Origin": "http://127.0.0.1:1"}),
    "our own page under another name": (403, {"Origin": "http://localhost:PORT"}),
    "our own page under another scheme": (403, {"Origin": "https://127.0.0.1:PORT"}),
    "an origin with a path": (403, {"Origin": "http://127.0.0.1:PORT/"}),
    "an origin that begins with ours": (403, {"Origin": "http://127.0.0.1:PORT.evil.example"}),
    "an empty origin": (403, {"Origin": ""}),
    "a picture in a foreign page": (403, {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "image"}),
    "a picture in a page of another local port": (403, {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Dest": "image"}),
    "a frame in a foreign page": (
        403,
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
    ),
    "a link from a foreign page to data": (
        403,
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
    ),
    "a site that nobody knows": (403, {"Sec-Fetch-Site": "sideways"}),
}


@pytest.mark.parametrize("what", REFUSED_READS)
def test_a_read_is_refused_although_the_cookie_is_there(shared: Studio, what: str) -> None:
    status, headers = REFUSED_READS[what]

    answer = shared.ask("GET", QUEUE, signed_in(shared, headers))

    assert answer.status == status
    assert answer.error["code"] in {"host", "origin", "site"}


ANSWERED_READS = {
    "a script without a browser": {},
    "our own page": {"Origin": "http://127.0.0.1:PORT", "Sec-Fetch-Site": "same-origin"},
    "an address typed in": {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
    "another port, forwarded by ssh": {"Host": "localhost:9000", "Origin": "http://localhost:9000"},
    "our name in capitals": {"Host": "LOCALHOST:PORT"},
    "the address of IPv6": {"Host": "[::1]:PORT"},
    "no port": {"Host": "127.0.0.1"},
}


@pytest.mark.parametrize("what", ANSWERED_READS)
def test_a_read_of_our_own_is_answered(shared: Studio, what: str) -> None:
    assert shared.ask("GET", QUEUE, signed_in(shared, ANSWERED_READS[what])).status == 200


REFUSED_WRITES = {
    "a form of a foreign page": (403, {"Origin": "http://evil.example", "Content-Type": JSON}),
    "a form as plain text": (415, {"Origin": "http://127.0.0.1:PORT", "Content-Type": "text/plain"}),
    "a form": (415, {"Content-Type": "application/x-www-form-urlencoded", "X-Labelproof": "1"}),
    "a form with parts": (415, {"Content-Type": "multipart/form-data; boundary=x", "X-Labelproof": "1"}),
    "JSON that is none": (415, {"Content-Type": "application/json-seq", "X-Labelproof": "1"}),
    "no type": (415, {"X-Labelproof": "1"}),
    "nothing that says where it comes from": (403, {"Content-Type": JSON}),
    "a beacon of another local page": (
        403,
        {"Content-Type": JSON, "X-Labelproof": "1", "Sec-Fetch-Site": "same-site"},
    ),
}


@pytest.mark.parametrize("what", REFUSED_WRITES)
def test_a_write_is_refused_although_the_cookie_is_there(shared: Studio, what: str) -> None:
    status, headers = REFUSED_WRITES[what]

    answer = shared.ask("POST", DECISIONS, signed_in(shared, headers), KEEP)

    assert answer.status == status
    assert shared.get("boot").json["seq"] == 0


@pytest.mark.parametrize("method", ["PUT", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"])
def test_other_methods_are_not_answered(shared: Studio, method: str) -> None:
    answer = shared.ask(method, QUEUE, signed_in(shared, {"Origin": "http://127.0.0.1:PORT"}))

    assert answer.status == 405
    assert [name for name in answer.headers if name.startswith("access-control")] == []


def test_writes_of_our_own_page_and_of_scripts_are_answered(studio: Studio) -> None:
    page = signed_in(studio, {"Origin": "http://127.0.0.1:PORT", "Content-Type": JSON})
    header = signed_in(studio, {"X-Labelproof": "1", "Content-Type": "application/json; charset=utf-8"})
    bearer = {"Authorization": f"Bearer {studio.token}", "Content-Type": JSON}

    statuses = [studio.ask("POST", DECISIONS, headers, KEEP).status for headers in (page, header, bearer)]

    assert statuses == [200, 200, 200]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Cookie": "labelproof-PORT=wrong"},
        {"Cookie": "labelproof-1=TOKEN"},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Bearer "},
        {"Authorization": "Basic TOKEN"},
        {"Authorization": "TOKEN"},
        {"Authorization": "Bearer \xe9\xff"},
    ],
    ids=str,
)
def test_nobody_comes_in_without_the_token(shared: Studio, headers: dict[str, str]) -> None:
    sent = {n: v.replace(PORT, str(shared.port)).replace("TOKEN", shared.token) for n, v in headers.items()}

    answers = [shared.ask("GET", path, sent) for path in (QUEUE, "/static/app.js", "/", "/review")]

    assert [answer.status for answer in answers] == [401] * 4
    assert answers[0].error["code"] == "token"
    assert b"token=" in answers[2].content


def test_a_token_is_exchanged_for_a_cookie_and_leaves_the_address(shared: Studio) -> None:
    answer = shared.ask("GET", f"/?token={shared.token}&q=cat", {"Sec-Fetch-Site": "cross-site", **_NAVIGATION})

    assert (answer.status, answer.headers["location"]) == (303, "/?q=cat")
    cookie = answer.headers["set-cookie"]
    assert cookie == f"labelproof-{shared.port}={shared.token}; Path=/; HttpOnly; SameSite=Lax"
    assert shared.ask("GET", "/", {"Cookie": cookie.partition(";")[0]}).status in {200, 503}


_NAVIGATION = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


def test_behind_a_proxy_with_tls_the_cookie_is_secure(shared: Studio) -> None:
    answer = shared.ask("GET", f"/?token={shared.token}", {"X-Forwarded-Proto": "https"})

    assert answer.headers["set-cookie"].endswith("; Secure")


@pytest.mark.parametrize("query", ["token=wrong", "token=", "token=%00", "token=%C3%A9", "token=a&token=b"])
def test_a_wrong_token_is_exchanged_for_nothing(shared: Studio, query: str) -> None:
    answer = shared.ask("GET", f"/?{query}")

    assert answer.status == 401
    assert "set-cookie" not in answer.headers


def test_a_token_in_another_address_than_the_first_pages_opens_nothing(shared: Studio) -> None:
    assert shared.ask("GET", f"{QUEUE}?token={shared.token}").status == 401
    assert shared.ask("GET", f"/review?token={shared.token}").status == 401


@pytest.mark.parametrize("path", ["/", QUEUE, "/static/app.js", "/api/v1/none", "/nowhere", "/api/v1/health"])
@pytest.mark.parametrize("known", [True, False])
def test_every_answer_has_the_safe_headers(shared: Studio, path: str, known: bool) -> None:
    answer = shared.ask("GET", path, signed_in(shared, {}) if known else {})

    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] in {"no-store", "no-cache"}
    assert [name for name in answer.headers if name.startswith("access-control")] == []
    assert "server" not in answer.headers


PATHS = [
    "/static/../server.py",
    "/static/..%2fserver.py",
    "/static/%2e%2e/server.py",
    "/static/%2e%2e%2fserver.py",
    "/static/..\\server.py",
    "/static//etc/passwd",
    "/static/%2fetc%2fpasswd",
    "/static/app.js/../../server.py",
    "/static/app.js%00.css",
    "/static/.hidden.js",
    "/static/",
    "/static",
    "/static/server.py",
    "/api/v1/media/../../../etc/passwd",
    "/api/v1/media/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "/api/v1/media/0/../1",
    "/api/v1/media/-1",
    "/api/v1/media/0x0",
    "/api/v1/media/1e0",
    "/api/v1/thumb/0.png",
    "/api/v1/media/99999999999999999999",
    "//api/v1/queue",
    "/api/v2/queue",
    "/api/v1/queue/",
    "/review/../api/v1/queue",
]


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_out_of_the_routes(shared: Studio, path: str) -> None:
    answer = shared.ask("GET", path, signed_in(shared, {}))

    assert answer.status == 404
    assert answer.error["code"] == "not_found"


def test_two_hosts_are_refused(shared: Studio) -> None:
    said = raw(shared, f"GET {QUEUE} HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")

    assert said.startswith((b"HTTP/1.1 400", b"HTTP/1.1 421"))


def test_an_absolute_address_does_not_replace_the_host(shared: Studio) -> None:
    said = raw(shared, f"GET http://127.0.0.1{QUEUE} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")

    assert said.startswith((b"HTTP/1.1 421", b"HTTP/1.1 400", b"HTTP/1.1 404"))


def test_a_request_of_http_1_0_without_a_host_is_refused(shared: Studio) -> None:
    said = raw(shared, f"GET {QUEUE} HTTP/1.0\r\n\r\n")

    assert said.startswith((b"HTTP/1.1 421", b"HTTP/1.0 421"))


def raw(studio: Studio, request: str) -> bytes:
    """The answer to a request as it is written here."""
    with socket.create_connection(("127.0.0.1", studio.port), timeout=10) as connection:
        connection.sendall(request.encode("latin-1"))
        content = b""
        while block := connection.recv(65536):
            content += block
    return content


def test_a_name_that_is_allowed_may_be_called_also_behind_tls(workspace: Workspace) -> None:
    with serving(workspace, hosts=["Labels.example.org"]) as studio:
        headers = {"Host": "labels.example.org", "Origin": "https://labels.example.org"}
        allowed = studio.ask("GET", QUEUE, signed_in(studio, headers))
        other = studio.ask("GET", QUEUE, signed_in(studio, {"Host": "other.example.org"}))

    assert (allowed.status, other.status) == (200, 421)


def test_a_body_may_not_be_endless(shared: Studio) -> None:
    headers = {"Authorization": f"Bearer {shared.token}", "Content-Type": JSON}

    answer = shared.ask("POST", DECISIONS, headers, b" " * (3 << 20))

    assert (answer.status, answer.error["code"]) == (413, "too_large")


def test_a_body_in_pieces_may_not_be_endless(shared: Studio) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", shared.port, timeout=20)
    headers = {"Authorization": f"Bearer {shared.token}", "Content-Type": JSON}
    connection.request("POST", DECISIONS, (b" " * 65536 for _ in range(64)), headers, encode_chunked=True)

    assert connection.getresponse().status == 413
    connection.close()


def test_only_the_owner_can_read_the_file_with_the_token(studio: Studio) -> None:
    path = token_file(studio.port)

    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert studio.token in path.read_text(encoding="utf-8")


def test_the_file_with_the_token_goes_with_the_server(workspace: Workspace) -> None:
    with serving(workspace) as studio:
        path = token_file(studio.port)
        there = path.exists()

    assert (there, path.exists()) == (True, False)
