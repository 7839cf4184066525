"""Work in the background: audits, training and exports, with progress, and an end when it is asked for."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

from labelproof._base.errors import LabelproofError
from labelproof.studio.answers import Refused
from labelproof.studio.views import Job, LiveMessage

if TYPE_CHECKING:
    from labelproof._base.progress import Task
    from labelproof.studio.live import Hub

__all__ = ["Cancelled", "Jobs", "Running"]

_LOG = logging.getLogger("labelproof.studio")
_BETWEEN_NEWS = 0.2
_KEPT = 100
Kind = Literal["audit", "improve", "export", "train"]


class Cancelled(Exception):  # noqa: N818 - it is no error
    """Somebody asked for the end of a job."""


class Running:
    """A job as its work sees it: it takes reports of progress, as a `Progress` does, and says when to end."""

    def __init__(self, job: Job, jobs: Jobs) -> None:
        self._job = job
        self._jobs = jobs
        self._started = time.monotonic()
        self._told = 0.0
        self.cancelled = threading.Event()
        self.on_cancel: Callable[[], None] | None = None

    @contextmanager
    def task(self, what: str, total: int) -> Iterator[Task]:
        """Report a piece of work of `total` steps."""
        self.report(what, 0.0)
        yield _Step(self, what, total)

    def say(self, message: str) -> None:
        """Report one line of news."""
        self._jobs.change(self._job.id, message=message)

    def report(self, step: str, done: float | None) -> None:
        """Report how far the work is; ends the work where that was asked for."""
        if self.cancelled.is_set():
            raise Cancelled
        now = time.monotonic()
        left = (now - self._started) * (1 - done) / done if done and done > 0.05 else None
        tells = now - self._told >= _BETWEEN_NEWS
        if tells:
            self._told = now
        self._jobs.change(self._job.id, tells=tells, step=step, done=done, seconds_left=left)

    def cancel(self) -> None:
        """Ask the work to end."""
        self.cancelled.set()
        if self.on_cancel is not None:
            self.on_cancel()


class _Step:
    """One piece of work that counts its steps."""

    def __init__(self, running: Running, what: str, total: int) -> None:
        self._running = running
        self._what = what
        self._total = max(total, 1)
        self._done = 0

    def advance(self, steps: int = 1, note: str = "") -> None:
        self._done += steps
        self._running.report(f"{self._what}: {note}" if note else self._what, min(self._done / self._total, 1.0))


class Jobs:
    """The jobs of one server, each in a thread of its own."""

    def __init__(self, live: Hub) -> None:
        self._live = live
        self._lock = threading.Lock()
        self._jobs: dict[int, Job] = {}
        self._running: dict[int, tuple[Running, threading.Thread]] = {}

    def start(self, kind: Kind, title: str, work: Callable[[Running], dict[str, Any] | None]) -> Job:
        """Start a job and return it; `work` gets a `Running` and returns what came of it."""
        with self._lock:
            if kind != "export" and any(self._jobs[number].kind != "export" for number in self._running):
                raise Refused(409, "busy", "A model is being trained already. Wait for it, or cancel it.")
            number = max(self._jobs, default=0) + 1
            job = Job(number, kind, "running", title, "", None, None, None)
            self._jobs[number] = job
            for old in sorted(set(self._jobs) - set(self._running) - {number})[:-_KEPT]:
                del self._jobs[old]
            running = Running(job, self)
            thread = threading.Thread(target=self._run, args=(running, number, work), daemon=True)
            self._running[number] = (running, thread)
        thread.start()
        return job

    @property
    def current(self) -> Job | None:
        """The newest job that is running, if any."""
        with self._lock:
            return self._jobs[max(self._running)] if self._running else None

    def find(self, number: int) -> Job:
        """Return a job as it stands."""
        with self._lock:
            if number not in self._jobs:
                raise Refused(404, "not_found", f"There is no job {number}. Jobs end with the server.")
            return self._jobs[number]

    def change(self, number: int, *, tells: bool = True, **changes: Any) -> None:
        """Change what is said about a job, and tell the pages."""
        with self._lock:
            job = self._jobs[number] = _with(self._jobs[number], changes)
        if tells:
            self._live.tell(LiveMessage("job", 0, job=job))

    def cancel(self, number: int) -> Job:
        """Ask a job to end, and return it."""
        job = self.find(number)
        with self._lock:
            running = self._running.get(number)
        if running is not None:
            running[0].cancel()
        return job

    def close(self) -> None:
        """End all jobs."""
        with self._lock:
            left = list(self._running.values())
        for running, _ in left:
            running.cancel()
        for _, thread in left:
            thread.join(timeout=5)

    def _run(self, running: Running, number: int, work: Callable[[Running], dict[str, Any] | None]) -> None:
        """Do the work of a job, and say how it ended."""
        ended: dict[str, Any]
        try:
            ended = {"state": "done", "done": 1.0, "seconds_left": 0.0, "result": work(running)}
        except Cancelled:
            ended = {"state": "cancelled", "message": "Cancelled. Nothing was changed."}
        except LabelproofError as error:
            ended = {"state": "failed", "message": str(error)}
        except OSError as error:
            reason = error.strerror or str(error)
            ended = {"state": "failed", "message": f"A file could not be read or written: {reason}. Check the disk."}
        except Exception as error:  # noqa: BLE001 - the last stop of the thread: the page says it
            _LOG.error("A job failed", exc_info=error)
            ended = {"state": "failed", "message": f"{type(error).__name__}: {error}. This is a defect of labelproof."}
        if running.cancelled.is_set() and ended["state"] == "failed":
            ended = {"state": "cancelled", "message": "Cancelled. Nothing was changed."}
        with self._lock:
            self._running.pop(number, None)
        self.change(number, **ended)


def _with(job: Job, changes: dict[str, Any]) -> Job:
    """Return a job with other values."""
    values = {name: getattr(job, name) for name in job.__struct_fields__}
    return Job(**{**values, **changes})
