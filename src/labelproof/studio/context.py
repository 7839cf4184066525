"""What all routes share: the workspace, who reviews it, and what is made from it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import anyio
import anyio.to_thread

from labelproof._workspace.views import User
from labelproof.studio.answers import Refused
from labelproof.studio.bundle import Bundle
from labelproof.studio.children import run_child
from labelproof.studio.jobs import Jobs, Running
from labelproof.studio.live import Hub
from labelproof.studio.media import Media
from labelproof.studio.views import Job, LiveMessage

if TYPE_CHECKING:
    from labelproof._workspace.workspace import Workspace

__all__ = ["Studio"]

_THREADS = 8
_DECODERS = 3
_MOST_TARGETS = 500
_MOST_EVENTS = 2000


class Studio:
    """One running studio. While an audit runs there is no workspace yet."""

    def __init__(self, workspace: Workspace | None, *, named_users: bool = False) -> None:
        self._workspace = workspace
        self._audit: int | None = None
        self.named_users = named_users
        self.bundle = Bundle()
        self.live = Hub()
        self.jobs = Jobs(self.live)
        self.media = Media()
        self.threads = anyio.CapacityLimiter(_THREADS)
        self.decoders = anyio.CapacityLimiter(_DECODERS)

    @property
    def workspace(self) -> Workspace:
        """What is reviewed."""
        if self._workspace is None:
            raise Refused(409, "auditing", "The audit is still running. Wait for it: GET boot says how far it is.")
        return self._workspace

    @property
    def audit_job(self) -> Job | None:
        """The audit that this studio waits for."""
        return None if self._audit is None else self.jobs.find(self._audit)

    def start_audit(self, arguments: dict[str, Any], open_workspace: Callable[[str], Workspace]) -> None:
        """Audit data in the background, and open the workspace that this writes."""

        def work(running: Running) -> dict[str, Any]:
            done = run_child("audit", arguments, running)
            self._workspace = open_workspace(done["workspace"])
            self.live.tell(LiveMessage("run", self.seq))
            return done

        self._audit = self.jobs.start("audit", "Audit", work).id

    @property
    def is_ready(self) -> bool:
        """Whether there is something to review."""
        return self._workspace is not None

    @property
    def seq(self) -> int:
        """Number of the last event."""
        return 0 if self._workspace is None else self._workspace.seq

    def user_of_token(self, token: str) -> int | None:
        """Return the id of the user whose token this is."""
        return 0 if self._workspace is not None and token == "" else None

    def user(self, number: int) -> User:
        """Return who asks; 0 is the only user of a studio that one token opens."""
        if self._workspace is None:
            return User(id=0, name="", role="lead")
        return User(id=number + 1, name="you", role="lead")

    def tell(self, targets: Iterable[int], user: User, *, batch: bool = False) -> None:
        """Tell every page that targets changed; of many, that it must look again."""
        changed = list(targets)
        self.live.tell(
            LiveMessage(
                "batch" if batch or len(changed) > _MOST_TARGETS else "decision",
                self.seq,
                targets=changed[:_MOST_TARGETS],
                user=user.id,
                user_name=user.name,
                counts=self.workspace.counts(),
            )
        )

    async def missed(self, seq: int) -> LiveMessage:
        """Return what a page missed since an event."""
        if self._workspace is None:
            return LiveMessage("hello", 0)
        return await anyio.to_thread.run_sync(self._missed, seq, limiter=self.threads)

    def _missed(self, seq: int) -> LiveMessage:
        """Return the targets that changed since an event; of very many, that everything may have."""
        page = self.workspace.events(seq, _MOST_EVENTS)
        targets = sorted({event.target for event in page.events if event.target >= 0})
        many = len(targets) > _MOST_TARGETS or len(page.events) == _MOST_EVENTS
        kind: Any = "batch" if many else "decision"
        return LiveMessage(kind, self.seq, targets=targets[:_MOST_TARGETS], counts=self.workspace.counts())

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve while the block runs; then nothing of it runs any more."""
        async with self.live.running():
            try:
                yield
            finally:
                self.jobs.close()

    def close(self) -> None:
        """Close the workspace that an audit here has written."""
        if self._audit is not None and self._workspace is not None:
            self._workspace.close()
