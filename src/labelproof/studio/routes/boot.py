"""All that the first screen needs, in one answer."""

from __future__ import annotations

import statistics
from dataclasses import replace

from labelproof.studio.calls import Call, Nothing, get
from labelproof.studio.routes.settings import settings_of
from labelproof.studio.views import Boot

__all__ = ["ROUTES"]

_PAIRS = 40
_FIRST_PAGE = 60
_PACE_OF = 60
_FEWEST = 10
_LONGEST_MS = 30_000
"""Longer pauses are not work."""


def boot(call: Call, _sent: Nothing) -> Boot:
    """Return what is reviewed, how far it is, and the first targets; while an audit runs, how far that is."""
    studio = call.studio
    if not studio.is_ready:
        job = studio.audit_job
        failed = job is not None and job.state != "running"
        return Boot("failed" if failed else "auditing", job=job)
    workspace, user = studio.workspace, call.user.id
    project = workspace.project()
    pairs, total = workspace.pairs(_PAIRS, user=user)
    return Boot(
        "ready",
        job=studio.jobs.current,
        project=project if call.user.role == "lead" else replace(project, path=None),
        counts=workspace.counts(viewer=user),
        kinds=workspace.kinds(),
        pairs=pairs,
        pair_count=total,
        queue=workspace.queue(None, after=None, limit=_FIRST_PAGE, user=user),
        user=call.user,
        users=workspace.users(),
        settings=settings_of(call),
        resume=workspace.resume(user),
        pace=pace_of(call),
        seq=workspace.seq,
    )


def pace_of(call: Call) -> float | None:
    """Return this user's decisions a minute, by the median of the last ones; None before the tenth."""
    page = call.studio.workspace.history(limit=_PACE_OF, user=call.user.id, viewer=call.user.id)
    times = [entry.event.milliseconds for entry in page.entries if entry.event is not None]
    known = [time for time in times if time is not None and 0 < time <= _LONGEST_MS]
    return None if len(known) < _FEWEST else 60_000 / statistics.median(known)


ROUTES = [get("/boot", boot, Nothing)]
