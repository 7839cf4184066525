"""Who may ask what: every request passes here before anything else sees it.

Hostile pages in the same browser, names that were rebound to this machine, other users and other local servers are
kept out by the Host, Origin and Sec-Fetch-Site headers and by a token. No header of cross-origin sharing is ever sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode

from starlette.datastructures import MutableHeaders
from starlette.responses import RedirectResponse, Response

from labelproof.studio.access import Access, host_name
from labelproof.studio.answers import failure
from labelproof.studio.headers import SAFE

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Guard"]

_READS = ("GET", "HEAD")
_WRITES = ("POST", "DELETE")
_OPEN = ("/api/v1/health",)
"""Answered without a token: they hold no data."""
_SIGN_IN = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>labelproof</title>
<h1>This studio needs its link</h1>
<p>Open the address that <code>labelproof review</code> printed: it ends with <code>?token=...</code>.
Each start of the studio has a new one.</p></html>
"""


@dataclass(frozen=True)
class _Refusal:
    """Why a request is turned away."""

    status: int
    code: str
    message: str


class _Asked:
    """One request, as far as the guard reads it."""

    def __init__(self, scope: Scope) -> None:
        self.socket = scope["type"] == "websocket"
        self.method: str = "GET" if self.socket else scope["method"]
        self.path: str = scope["path"]
        self.query = scope["query_string"].decode("latin-1")
        self._headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]

    def all(self, name: str) -> list[str]:
        """Return every value of a header."""
        return [value for key, value in self._headers if key == name]

    def one(self, name: str) -> str | None:
        """Return a header's value; where it came twice, one that fits nothing."""
        values = self.all(name)
        return values[0] if len(values) == 1 else ("\0" if values else None)

    @property
    def bearer(self) -> str | None:
        """The token that a script sends."""
        kind, _, token = (self.one("authorization") or "").partition(" ")
        return token.strip() if kind.lower() == "bearer" else None

    @property
    def is_visit(self) -> bool:
        """Whether somebody follows a link to the first page."""
        return (
            self.method == "GET"
            and not self.socket
            and self.path == "/"
            and self.one("sec-fetch-mode") == "navigate"
            and self.one("sec-fetch-dest") == "document"
        )


class Guard:
    """The middleware around the whole application."""

    def __init__(self, app: ASGIApp, *, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what may not come in; pass the rest on, with who asks."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        asked = _Asked(scope)
        send = _with_safe_headers(send)
        refusal = self._host(asked) or self._origin(asked) or self._site(asked) or self._write(asked)
        if refusal is not None:
            await _refuse(failure(refusal.status, refusal.code, refusal.message), scope, receive, send)
            return
        token = parse_qs(asked.query).get("token", [None])[-1]
        if token is not None and asked.path == "/" and asked.method == "GET" and not asked.socket:
            await (await self._exchange(asked, token))(scope, receive, send)
            return
        user = await self._user(asked)
        if user is None and asked.path not in _OPEN:
            await _refuse(_unknown(asked), scope, receive, send)
            return
        scope["user"] = user
        await self._app(scope, receive, send)

    def _host(self, asked: _Asked) -> _Refusal | None:
        """Refuse names that are not this server's: a foreign name that was rebound to this machine is one."""
        name = host_name(asked.one("host") or "")
        if name is not None and self._access.is_host(name):
            return None
        return _Refusal(
            421,
            "host",
            "The Host header must name this server, once. Call it 127.0.0.1, or allow the name with --allow-host.",
        )

    def _origin(self, asked: _Asked) -> _Refusal | None:
        """Refuse the pages of other origins; WebSockets must say where they come from, or bring a bearer token."""
        origin, host = asked.one("origin"), (asked.one("host") or "").lower()
        if origin is None and (not asked.socket or asked.bearer is not None):
            return None
        schemes = self._access.schemes(host_name(host) or "")
        if origin is not None and origin.lower() in {f"{scheme}://{host}" for scheme in schemes}:
            return None
        return _Refusal(403, "origin", "This request comes from another page. Only the studio's own page may send it.")

    def _site(self, asked: _Asked) -> _Refusal | None:
        """Refuse what a browser says was caused by another site, or by another port of this one."""
        if asked.one("sec-fetch-site") in {None, "same-origin", "none"} or asked.is_visit:
            return None
        return _Refusal(403, "site", "This request was caused by another site. Open the studio by its own address.")

    def _write(self, asked: _Asked) -> _Refusal | None:
        """Refuse writes that a plain form or a foreign page could send."""
        if asked.socket or asked.method in _READS:
            return None
        if asked.method not in _WRITES:
            return _Refusal(405, "method", f"{asked.method[:20]} is not answered here. Use GET, POST or DELETE.")
        kind = (asked.one("content-type") or "").partition(";")[0].strip().lower()
        bodiless = asked.method == "DELETE" and asked.one("content-length") in {None, "0"} and not kind
        if kind != "application/json" and not bodiless:
            return _Refusal(415, "content_type", "Writes must be JSON. Send Content-Type: application/json.")
        if asked.one("origin") is None and asked.one("x-labelproof") is None and asked.bearer is None:
            return _Refusal(
                403,
                "origin",
                "A write must say where it comes from. Send Authorization: Bearer TOKEN, or X-Labelproof: 1.",
            )
        return None

    async def _user(self, asked: _Asked) -> int | None:
        """Return who asks, None for nobody known."""
        token = asked.bearer
        if token is None:
            cookies = [value for header in asked.all("cookie") if (value := self._access.cookie_in(header)) is not None]
            token = cookies[0] if cookies else None
        return None if token is None else await self._access.user(token)

    async def _exchange(self, asked: _Asked, token: str) -> Response:
        """Exchange the token of an address for a cookie, and take it out of the address."""
        if await self._access.user(token) is None:
            return _unknown(asked)
        rest = [(name, value) for name, values in parse_qs(asked.query).items() if name != "token" for value in values]
        answer = RedirectResponse("/" + (f"?{urlencode(rest)}" if rest else ""), status_code=303)
        secure = asked.one("x-forwarded-proto") == "https"
        answer.headers["set-cookie"] = self._access.set_cookie(token, secure=secure)
        return answer


def _unknown(asked: _Asked) -> Response:
    """Answer somebody who has no valid token: a page for people, the usual failure for scripts."""
    if asked.path.startswith(("/api/", "/static/")):
        return failure(401, "token", "The token is missing or wrong. Open the link that labelproof review printed.")
    return Response(_SIGN_IN, status_code=401, media_type="text/html")


def _with_safe_headers(send: Send) -> Send:
    """Add the headers of every answer."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SAFE.items():
                headers.setdefault(name, value)
        await send(message)

    return sending


async def _refuse(answer: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Send a refusal; a WebSocket is refused before it opens, which servers answer with 403."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    await answer(scope, receive, send)
