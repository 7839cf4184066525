"""The map, as bytes: ten for each row."""

from __future__ import annotations

import numpy as np
from starlette.responses import Response

from labelproof.studio.answers import Refused
from labelproof.studio.calls import Call, Nothing, get

__all__ = ["ROUTES"]


def points(call: Call, _sent: Nothing) -> Response:
    """Return columns of little-endian numbers of 16 bits: x, y, given class, suggested class, state.

    No class is 65535. The state's high byte is the status, plus 128 where the row is flagged, its low byte the chance.
    """
    workspace = call.studio.workspace
    project = workspace.project()
    if not project.has_map:
        raise Refused(404, "no_map", "This audit made no map: there was nothing to compare. Audit again with the data.")
    blind = workspace.settings(call.user.id)["blind"]
    etag = f'"{project.created}-{project.run}-{workspace.seq}-{call.user.id}-{blind}"'
    headers = {"etag": etag, "cache-control": "private, no-cache"}
    if etag in call.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    columns = np.concatenate(workspace.points(viewer=call.user.id), dtype="<u2")
    return Response(columns.tobytes(), headers=headers, media_type="application/octet-stream")


ROUTES = [get("/points", points, Nothing)]
