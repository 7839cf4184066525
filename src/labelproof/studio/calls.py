"""From a request to a function of one record and back: what every route of the API has in common.

A route is a plain function of a `Call` and of what was sent. It runs in a thread, gives back a record, and raises the
errors of the library; here they become the one shape of a failure.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import anyio.to_thread
import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from labelproof._base.errors import LabelproofError
from labelproof._workspace.errors import ConflictError, GateError, OutdatedError, StoreError
from labelproof.studio.answers import Refused, answer, failure
from labelproof.studio.inputs import body_within, read_json, read_query

if TYPE_CHECKING:
    from labelproof._workspace.views import User
    from labelproof.studio.context import Studio

__all__ = ["Call", "Nothing", "delete", "failed", "get", "post"]

Sent = TypeVar("Sent")
_LOG = logging.getLogger("labelproof.studio")
_USUAL_BODY = 2 << 20
_LONGEST_DECODING = 20
_LARGEST_NUMBER = 2**53 - 1
_REFUSALS: dict[type[Exception], tuple[int, str]] = {
    ConflictError: (409, "moved"),
    GateError: (422, "gate"),
    StoreError: (507, "store"),
}
_CODES = {404: "not_found", 405: "method"}


_LOST = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>labelproof</title>
<h1>Nothing is here</h1>
<p>The studio has no page of this address. <a href="/">Go to the overview</a>.</p></html>
"""


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Nothing is sent, or nothing is said back."""


@dataclass(frozen=True)
class Call:
    """Who asks, of which studio, and the numbers in the path."""

    studio: Studio
    user: User
    path: dict[str, int]
    headers: dict[str, str]

    def lead_only(self, what: str) -> None:
        """Refuse what only a lead may do."""
        if self.user.role != "lead":
            raise Refused(403, "role", f"Only a lead may {what}. Ask one.")


def get(path: str, handler: Callable[[Call, Sent], Any], sent: type[Sent], *, decodes: bool = False) -> Route:
    """Return a route that reads: its query string is a record of kind `sent`. `decodes`: it may take long."""

    async def read(request: Request) -> Callable[[], Sent]:
        return lambda: read_query(request.query_params, sent)

    return Route(path, _endpoint(handler, read, decodes=decodes), methods=["GET"])


def post(path: str, handler: Callable[[Call, Sent], Any], sent: type[Sent], *, most: int = _USUAL_BODY) -> Route:
    """Return a route that writes: its body is a record of kind `sent`, and at most so many bytes."""
    return Route(path, _endpoint(handler, _body_reader(sent, most)), methods=["POST"])


def delete(path: str, handler: Callable[[Call, Nothing], Any]) -> Route:
    """Return a route that takes something away; nothing is sent with it."""
    return Route(path, _endpoint(handler, _body_reader(Nothing, _USUAL_BODY)), methods=["DELETE"])


def _body_reader(sent: type[Sent], most: int) -> Callable[[Request], Awaitable[Callable[[], Sent]]]:
    """Return how the body of a request is read as a record; an empty one says nothing."""

    async def read(request: Request) -> Callable[[], Sent]:
        read_query(request.query_params, Nothing)
        body = await body_within(request.stream(), most=most)
        return lambda: read_json(body or b"{}", sent)

    return read


def _endpoint(
    handler: Callable[[Call, Sent], Any],
    read: Callable[[Request], Awaitable[Callable[[], Sent]]],
    *,
    decodes: bool = False,
) -> Callable[[Request], Awaitable[Response]]:
    """Return a route's function: read, run, and say what went wrong. What was read is made a record in the thread."""

    async def endpoint(request: Request) -> Response:
        try:
            return await _answered(request, handler, await read(request), decodes=decodes)
        except Exception as error:  # noqa: BLE001 - the last stop: every failure has one shape
            return failed(request, error)

    return endpoint


async def _answered(
    request: Request, handler: Callable[[Call, Sent], Any], sent: Callable[[], Sent], *, decodes: bool
) -> Response:
    """Run a route in a thread and return what it gives as an answer."""
    if any(number > _LARGEST_NUMBER for number in request.path_params.values()):
        raise HTTPException(404)
    studio: Studio = request.app.state.studio

    def once(said: Sent) -> Response:
        call = Call(studio, studio.user(request.scope["user"]), dict(request.path_params), dict(request.headers))
        given = handler(call, said)
        return given if isinstance(given, Response) else answer(given)

    def work() -> Response:
        said = sent()
        studio.keep_current()
        with studio.using():
            try:
                return once(said)
            except OutdatedError:
                run = studio.workspace.run
        studio.renew()
        with studio.using():
            studio.check_run(run)
            return once(said)

    if not decodes:
        return await anyio.to_thread.run_sync(work, limiter=studio.threads)
    with anyio.move_on_after(_LONGEST_DECODING):
        return await anyio.to_thread.run_sync(work, limiter=studio.decoders, abandon_on_cancel=True)
    raise Refused(
        422, "unreadable", f"It takes longer than {_LONGEST_DECODING} seconds to decode. You can still decide."
    )


def failed(request: Request, error: Exception) -> Response:
    """Return any error as a failure; what nobody expected is logged, and said without its inner words."""
    if isinstance(error, Refused):
        return failure(error.status, error.code, str(error), error.field)
    if isinstance(error, HTTPException):
        if error.status_code == 404 and _is_visit(request):
            return Response(_LOST, status_code=404, media_type="text/html")
        what = "Nothing is here" if error.status_code == 404 else str(error.detail)
        return failure(error.status_code, _CODES.get(error.status_code, "http"), f"{what}. Check the address.")
    if isinstance(error, ClientDisconnect):
        return failure(400, "gone", "The request ended before it was complete. Send it again.")
    for kind, (status, code) in _REFUSALS.items():
        if isinstance(error, kind):
            return failure(status, code, str(error))
    if isinstance(error, LabelproofError):
        return failure(400, "invalid", str(error), getattr(error, "field", None))
    _LOG.error("A request failed", exc_info=error)
    return failure(
        500, "defect", f"{type(error).__name__}: this is a defect of labelproof. What was answered before is stored."
    )


def _is_visit(request: Request) -> bool:
    """Tell whether a browser asks for a page, rather than a script or the page for a part of it."""
    is_page = not request.url.path.startswith(("/api/", "/static/"))
    return is_page and request.method in {"GET", "HEAD"} and "text/html" in request.headers.get("accept", "")
