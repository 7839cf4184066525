"""The live channel: what every open page is told, and who may listen."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from socket import create_connection
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from labelproof._workspace.workspace import Workspace
from labelproof.studio.live import Hub
from labelproof.studio.server import Server
from labelproof.studio.views import LiveMessage
from studio.studios import Studio, serving


@contextmanager
def listening(studio: Studio, **headers: str) -> Iterator[ClientConnection]:
    """A page that listens."""
    sent = headers or {"Authorization": f"Bearer {studio.token}"}
    connection = create_connection(("127.0.0.1", studio.port), timeout=10)
    with connect(f"ws://127.0.0.1:{studio.port}/api/v1/live", additional_headers=sent, sock=connection) as socket:
        yield socket


def heard(socket: ClientConnection) -> Any:
    return json.loads(socket.recv(timeout=10))


def decide(studio: Studio, *targets: int) -> None:
    body = {"decisions": [{"uuid": f"u{target}", "target": target, "verb": "keep"} for target in targets]}
    assert studio.post("decisions", body).status == 200


def test_a_page_is_greeted_and_told_what_others_decide_but_not_how(studio: Studio) -> None:
    with listening(studio) as socket:
        hello = heard(socket)
        decide(studio, 0, 3)
        news = heard(socket)

    assert (hello["kind"], hello["seq"]) == ("hello", 0)
    assert (news["kind"], news["seq"], news["targets"], news["user_name"]) == ("decision", 2, [0, 3], "ada")
    assert news["counts"]["kept"] == 2
    assert "label" not in json.dumps(news)


def test_in_a_blind_review_only_leads_are_told_numbers_that_grow_with_what_others_decide(
    studio: Studio, workspace: Workspace
) -> None:
    bob = workspace.add_user("bob")[1]
    workspace.set_settings({"blind": True})
    with listening(studio) as lead, listening(studio, Authorization=f"Bearer {bob}") as reviewer:
        heard(lead), heard(reviewer)
        decide(studio, 0)
        told = {"lead": heard(lead), "reviewer": heard(reviewer)}
        reviewer.send('{"kind":"resume","seq":0}')
        missed = heard(reviewer)

    assert told["lead"]["counts"]["kept"] == 1
    assert (told["reviewer"]["kind"], told["reviewer"]["targets"], told["reviewer"]["counts"]) == (
        "decision",
        [0],
        None,
    )
    assert (missed["counts"]["kept"], missed["counts"]["todo"]) == (0, 3)


def test_a_page_that_was_away_is_told_what_it_missed(studio: Studio) -> None:
    decide(studio, 0)
    decide(studio, 3)
    with listening(studio) as socket:
        heard(socket)
        socket.send('{"kind":"resume","seq":1}')
        missed = heard(socket)
        socket.send('{"kind":"ping"}')
        pong = heard(socket)

    assert (missed["kind"], missed["targets"]) == ("decision", [3])
    assert (pong["kind"], pong["seq"]) == ("pong", 2)


def test_undo_and_bulk_are_told_too(studio: Studio) -> None:
    decide(studio, 0)
    with listening(studio) as socket:
        heard(socket)
        studio.post("undo", {})
        undone = heard(socket)
        studio.post("batches", {"filter": {}, "verb": "keep", "expect": 11, "reason": "all looked at"})
        studio.post("batches", {"filter": {"flagged": True}, "verb": "keep", "expect": 4, "reason": "all looked at"})
        bulk = heard(socket)

    assert (undone["kind"], undone["targets"]) == ("decision", [0])
    assert bulk["kind"] == "batch"


def test_an_export_is_told_from_its_start_to_its_end(studio: Studio) -> None:
    with listening(studio) as socket:
        heard(socket)
        studio.post("exports", {"format": "patch"})
        states = []
        while not states or states[-1] == "running":
            news = heard(socket)
            assert news["kind"] == "job"
            states.append(news["job"]["state"])

    assert states[-1] == "done"


@pytest.mark.parametrize(
    "said",
    ['{"kind":"decide"}', "nonsense", "[]", "1", '{"kind":"ping","more":1}', '{"kind":"resume"}', b"\x00\xff"],
    ids=str,
)
def test_a_page_that_says_anything_else_is_sent_away(studio: Studio, said: str | bytes) -> None:
    with listening(studio) as socket:
        heard(socket)
        socket.send(said)
        with pytest.raises(ConnectionClosed) as closed:
            heard(socket)

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1008
    assert studio.get("boot").status == 200


def test_a_page_that_says_too_much_is_sent_away(studio: Studio) -> None:
    with listening(studio) as socket:
        heard(socket)
        socket.send("x" * 100_000)
        with pytest.raises(ConnectionClosed):
            heard(socket)


def refused(studio: Studio, **headers: str) -> int:
    """The status with which a page is refused."""
    ported = {name: value.replace("PORT", str(studio.port)) for name, value in headers.items()}
    with pytest.raises(InvalidStatus) as error, listening(studio, **ported):
        pass
    return error.value.response.status_code


def test_only_our_own_page_and_scripts_may_listen(studio: Studio) -> None:
    cookie = f"labelproof-{studio.port}={studio.token}"
    own = f"http://127.0.0.1:{studio.port}"

    with listening(studio, Cookie=cookie, Origin=own) as socket:
        assert heard(socket)["kind"] == "hello"
    assert refused(studio, Cookie=cookie) == 403
    assert refused(studio, Cookie=cookie, Origin="http://evil.example") == 403
    assert refused(studio, Cookie=cookie, Origin="null") == 403
    assert refused(studio, Cookie=cookie, Origin="http://localhost:PORT") == 403
    assert refused(studio, Origin=own) == 403
    assert refused(studio, Cookie=f"labelproof-{studio.port}=wrong", Origin=own) == 403
    assert refused(studio, Authorization="Bearer wrong") == 403
    assert refused(studio, Cookie=cookie, Origin=own, **{"Sec-Fetch-Site": "cross-site"}) == 403


def test_every_page_is_told_when_the_server_ends(workspace: Workspace) -> None:
    with Server() as server:
        thread = threading.Thread(target=server.run, args=(workspace,))
        thread.start()
        with listening(Studio(server.port, server.token or "")) as socket:
            first = heard(socket)
            server.stop()
            last = heard(socket)
        thread.join(10)

    assert (first["kind"], last["kind"]) == ("hello", "shutdown")
    assert not thread.is_alive()


def test_a_page_whose_token_holds_no_more_is_sent_away(studio: Studio, workspace: Workspace) -> None:
    user, token = workspace.add_user("bob")
    with listening(studio) as other, listening(studio, Authorization=f"Bearer {token}") as socket:
        heard(socket)
        heard(other)
        assert studio.delete(f"users/{user.id}").status == 200
        decide(studio, 0)
        with pytest.raises(ConnectionClosed):
            heard(socket)
        assert heard(other)["kind"] == "decision"


def test_eight_pages_listen_at_once(studio: Studio) -> None:
    with ExitStack() as stack:
        sockets = [stack.enter_context(listening(studio)) for _ in range(8)]
        assert {heard(socket)["kind"] for socket in sockets} == {"hello"}
        decide(studio, 0)
        assert [heard(socket)["targets"] for socket in sockets] == [[0]] * 8


def test_many_changes_are_told_as_a_batch(workspace: Workspace) -> None:
    with serving(workspace) as studio, listening(studio) as socket:
        heard(socket)
        studio.post("classes", {"name": "dog"})
        assert heard(socket)["kind"] == "batch"


def test_a_page_that_does_not_read_is_let_go() -> None:
    async def overflow() -> tuple[int, bytes | None]:
        hub = Hub()
        async with hub.running():
            queue = hub.join(1)
            for seq in range(300):
                hub.tell(LiveMessage("decision", seq))
            await asyncio.sleep(0)
            size, last = queue.qsize(), None
            while not queue.empty():
                last = queue.get_nowait()
            return size, last

    with ThreadPoolExecutor(1) as thread:  # A browser of another test may have a loop in this one.
        assert thread.submit(asyncio.run, overflow()).result() == (200, None)
