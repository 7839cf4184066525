"""Pictures and recordings, by the number of their row: never by a path, and never as the bytes of a file."""

from __future__ import annotations

from typing import Literal

import msgspec
from starlette.responses import Response

from labelproof._base.errors import InputError
from labelproof.studio.answers import Refused
from labelproof.studio.calls import Call, get
from labelproof.studio.headers import STRICTEST
from labelproof.studio.media import LARGEST_SIDE, Shown
from labelproof.studio.places import place_of, root_of
from labelproof.studio.views import Number, Words

__all__ = ["ROUTES"]


class MediaQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of which audit the row is: another one may number other examples so, and the browser keeps what it was sent."""

    run: Number | None = None
    of: Words = ""
    """When the audit was made: it makes the addresses of two workspaces, one after the other on a port, differ."""


class ThumbQuery(MediaQuery, frozen=True, forbid_unknown_fields=True):
    """How large a picture may be at most, in pixels a side, too."""

    s: Literal[64, 128, 192, 512] = 192


def media(call: Call, sent: MediaQuery) -> Response:
    """Return the picture of a row, or its recording."""
    return _shown(call, LARGEST_SIDE, sight=False, run=sent.run)


def thumb(call: Call, sent: ThumbQuery) -> Response:
    """Return a small picture of a row; of a recording, what it looks like."""
    return _shown(call, sent.s, sight=True, run=sent.run)


def _shown(call: Call, side: int, *, sight: bool, run: int | None) -> Response:
    """Return what can be shown of a row, and nothing that a browser could take for anything else."""
    call.studio.check_run(run)
    workspace, row = call.studio.workspace, call.path["row"]
    stored, modality = workspace.media(row), workspace.project().modality
    if stored is None:
        raise Refused(404, "no_media", f"Row {row} has neither picture nor recording.")
    maker = call.studio.media
    try:
        ref = place_of(stored, root=root_of(workspace.path), review=workspace.path / "review")
        if modality == "image":
            shown = maker.picture(ref, side=side)
        else:
            shown = maker.sight(ref) if sight else maker.sound(ref)
    except InputError as error:
        why = str(error).rstrip(".")
        raise Refused(422, "unreadable", f"{why[:1].upper()}{why[1:]}. You can still decide.") from error
    return _answer(shown)


def _answer(shown: Shown) -> Response:
    """Return what we made, which a browser may keep for itself for a few minutes."""
    headers = {"cache-control": "private, max-age=300", "content-security-policy": STRICTEST}
    return Response(shown.content, headers=headers, media_type=shown.kind)


ROUTES = [
    get("/media/{row:int}", media, MediaQuery, decodes=True),
    get("/thumb/{row:int}", thumb, ThumbQuery, decodes=True),
]
