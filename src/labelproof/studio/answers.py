"""Answers: records as JSON, and the one shape of every failure."""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.responses import Response

from labelproof.studio.views import Failure, Problem

__all__ = ["Refused", "answer", "failure"]

_encode = msgspec.json.Encoder().encode


class Refused(Exception):  # noqa: N818 - it says what happened to the request
    """A request that is turned away with a status and a code."""

    def __init__(self, status: int, code: str, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.field = field


def answer(value: Any, *, status: int = 200) -> Response:
    """Return a record, or plain containers of records, as JSON."""
    return Response(_encode(value), status_code=status, media_type="application/json")


def failure(status: int, code: str, message: str, field: str | None = None) -> Response:
    """Return a refusal in the shape that every failure has."""
    return answer(Failure(Problem(code, message, field)), status=status)
