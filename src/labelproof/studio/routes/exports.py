"""Writing the corrected data: which ways there are, what would change, and the files that were written."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import msgspec
from starlette.responses import FileResponse, Response

from labelproof._base.files import sha256_file
from labelproof._workspace.views import ExportPreview
from labelproof.studio.answers import Refused
from labelproof.studio.calls import Call, Nothing, get, post
from labelproof.studio.jobs import Running
from labelproof.studio.views import ExportIn, Job, Name

__all__ = ["ROUTES"]


class PreviewQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What would be written."""

    format: Name
    columns: Literal["replace", "add"] = "replace"
    excluded: Literal["drop", "mark"] = "drop"


def exports(call: Call, _sent: Nothing) -> dict[str, Any]:
    """Return the ways to write the result, and what was written."""
    workspace = call.studio.workspace
    return {"formats": workspace.export_formats(), "done": workspace.exports()}


def preview(call: Call, sent: PreviewQuery) -> ExportPreview:
    """Return what an export would write."""
    _check_may_see(call)
    return call.studio.workspace.preview_export(sent.format, columns=sent.columns, excluded=sent.excluded)


def start(call: Call, sent: ExportIn) -> Job:
    """Write the result in the background."""
    _check_may_see(call)
    studio, user = call.studio, call.user.id

    def work(running: Running) -> dict[str, Any]:
        running.report("Writing", None)
        with studio.using():
            done = studio.workspace.export(
                sent.format, columns=sent.columns, excluded=sent.excluded, name=sent.name, user=user
            )
        return dict(msgspec.to_builtins(done))

    return call.studio.jobs.start("export", "Export", work)


def file(call: Call, _sent: Nothing) -> Response:
    """Return a file that was written, to be saved."""
    _check_may_see(call)
    wanted = call.path["export"]
    done = next((one for one in call.studio.workspace.exports() if one.id == wanted), None)
    if done is None:
        raise Refused(404, "not_found", f"There is no export {wanted}.")
    path = Path(done.path)
    if path.is_dir():
        raise Refused(409, "folder", f"This export is a folder, {path}. Take it from there.")
    if not path.is_file() or sha256_file(path) != done.sha256:
        raise Refused(410, "gone", f"{path.name} is not as it was written, or not there. Export again.")
    return FileResponse(path, filename=path.name, media_type="application/octet-stream")


def _check_may_see(call: Call) -> None:
    """Refuse a reviewer of a blind review: what is exported says how others decided."""
    if call.studio.workspace.settings(call.user.id)["blind"]:
        call.lead_only("export while others' decisions are hidden")


ROUTES = [
    get("/exports", exports, Nothing),
    get("/exports/preview", preview, PreviewQuery),
    post("/exports", start, ExportIn),
    get("/exports/{export:int}/file", file, Nothing),
]
