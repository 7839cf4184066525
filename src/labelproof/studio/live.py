"""News for every open page, over WebSockets: what changed, never how it was decided.

The server tells, pages listen; all writes are requests. A page that misses something asks for the events it missed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from msgspec import Meta, structs
from starlette.websockets import WebSocket, WebSocketDisconnect

from labelproof.studio.views import LiveMessage

if TYPE_CHECKING:
    from labelproof.studio.context import Studio

__all__ = ["Hub", "listen"]

_MOST_WAITING = 200
_MOST_TARGETS = 500
_MOST_EVENTS = 2000
_GOODBYE = 0.05
_UNFIT, _TOO_SLOW, _ENDING = 1008, 1013, 1001
_encode = msgspec.json.Encoder().encode


class _Ping(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="ping"):
    """A page asks whether the server is still there."""


class _Resume(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="resume"):
    """A page that was away says what it saw last."""

    seq: Annotated[int, Meta(ge=0, le=2**53 - 1)]


_decoder = msgspec.json.Decoder(_Ping | _Resume)
Kind = Literal["hello", "decision", "batch", "job", "run", "lease_lost", "shutdown", "pong"]


class Hub:
    """The open pages. News may come from any thread."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: dict[asyncio.Queue[bytes | None], int] = {}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Pass news on while the block runs."""
        self._loop = asyncio.get_running_loop()
        try:
            yield
        finally:
            self._loop = None

    async def say_goodbye(self) -> None:
        """Tell every page that the server ends, and give that a moment to get there."""
        if self._waiting:
            self._pass_on(_encode(LiveMessage("shutdown", 0)))
            await asyncio.sleep(_GOODBYE)

    def tell(self, message: LiveMessage, *, counts_for: frozenset[int] | None = None) -> None:
        """Tell every page, now or as soon as the server's own thread gets to it.

        `counts_for` are the people who are told the counts, everybody by default.
        """
        loop = self._loop
        if loop is not None and self._waiting:
            without = None if counts_for is None else _encode(structs.replace(message, counts=None))
            with suppress(RuntimeError):  # The loop has ended meanwhile: nobody listens any more.
                loop.call_soon_threadsafe(self._pass_on, _encode(message), without, counts_for)

    def dismiss(self, user: int) -> None:
        """Send the pages of somebody away whose token holds no more."""
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._send_away, user)

    def join(self, user: int) -> asyncio.Queue[bytes | None]:
        """Return the queue of news of a new page, somebody's."""
        queue: asyncio.Queue[bytes | None] = asyncio.Queue(_MOST_WAITING)
        self._waiting[queue] = user
        return queue

    def leave(self, queue: asyncio.Queue[bytes | None]) -> None:
        """Forget a page."""
        self._waiting.pop(queue, None)

    def _pass_on(self, content: bytes, without: bytes | None = None, counts_for: frozenset[int] | None = None) -> None:
        """Put news into every queue; a page that does not keep up is sent away, and asks for what it missed."""
        for queue, user in list(self._waiting.items()):
            if queue.full():
                self._end(queue)
            else:
                queue.put_nowait(content if without is None or user in (counts_for or ()) else without)

    def _send_away(self, user: int) -> None:
        """End the pages of somebody."""
        for queue in [queue for queue, who in self._waiting.items() if who == user]:
            self._end(queue)

    def _end(self, queue: asyncio.Queue[bytes | None]) -> None:
        """Let a page's queue end after what waits in it."""
        if queue.full():
            queue.get_nowait()
        queue.put_nowait(None)
        self._waiting.pop(queue, None)


async def listen(socket: WebSocket) -> None:
    """Serve one page until it leaves."""
    studio: Studio = socket.app.state.studio
    await socket.accept()
    queue = studio.live.join(socket.scope["user"])
    queue.put_nowait(_encode(await studio.now("hello")))
    tasks = [asyncio.ensure_future(_send(socket, queue)), asyncio.ensure_future(_receive(socket, studio, queue))]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        studio.live.leave(queue)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _send(socket: WebSocket, queue: asyncio.Queue[bytes | None]) -> None:
    """Send news until there is no more."""
    while (content := await queue.get()) is not None:
        await socket.send_text(content.decode())
    await socket.close(_TOO_SLOW)


async def _receive(socket: WebSocket, studio: Studio, queue: asyncio.Queue[bytes | None]) -> None:
    """Answer the two things that a page may say; anything else ends the connection."""
    while True:
        try:
            said = _decoder.decode(await socket.receive_text())
        except (msgspec.MsgspecError, KeyError, RecursionError):
            await socket.close(_UNFIT)
            return
        except (WebSocketDisconnect, RuntimeError):
            return
        news = await (studio.now("pong") if isinstance(said, _Ping) else studio.missed(said.seq, socket.scope["user"]))
        if queue.full():
            await socket.close(_TOO_SLOW)
            return
        queue.put_nowait(_encode(news))
