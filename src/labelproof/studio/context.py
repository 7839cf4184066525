"""What all routes share: the workspace, who reviews it, and what is made from it."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import anyio
import anyio.to_thread

from labelproof._base.errors import LabelproofError
from labelproof._workspace.errors import ConflictError
from labelproof._workspace.views import User
from labelproof.studio.answers import Refused
from labelproof.studio.bundle import Bundle
from labelproof.studio.children import run_child
from labelproof.studio.jobs import Jobs, Running
from labelproof.studio.live import Hub
from labelproof.studio.media import Media
from labelproof.studio.views import Job, LiveMessage, Proof

if TYPE_CHECKING:
    from labelproof._workspace.workspace import Workspace

__all__ = ["Studio"]

_THREADS = 8
_DECODERS = 3
_MOST_TARGETS = 500
_MOST_EVENTS = 2000


@dataclass
class _Open:
    """An open workspace, and how many calls use it; that it is the current one counts as one more."""

    workspace: Workspace
    calls: int = 1


class Studio:
    """One running studio. While an audit runs there is no workspace yet; what it opens itself it also closes."""

    def __init__(self, workspace: Workspace | None) -> None:
        self._given = workspace
        self._open = None if workspace is None else _Open(workspace)
        self._audit: int | None = None
        self._alike: set[int] = set()
        self._opening = threading.Lock()
        self._counting = threading.Lock()
        self._call = threading.local()
        self.bundle = Bundle()
        self.live = Hub()
        self.jobs = Jobs(self.live)
        self.media = Media()
        self.proof = Proof(events=0, at=None)
        self.threads = anyio.CapacityLimiter(_THREADS)
        self.decoders = anyio.CapacityLimiter(_DECODERS)

    @property
    def workspace(self) -> Workspace:
        """What is reviewed: throughout a call the one that was open when the call began."""
        held = getattr(self._call, "held", None) or self._open
        if held is None:
            raise Refused(409, "auditing", "The audit is still running. Wait for it: GET boot says how far it is.")
        return held.workspace

    @property
    def audit_job(self) -> Job | None:
        """The audit that this studio waits for."""
        return None if self._audit is None else self.jobs.find(self._audit)

    def start_audit(
        self, arguments: dict[str, Any], open_workspace: Callable[[str], Workspace], tell: Callable[[str], None]
    ) -> None:
        """Audit data in the background, and open the workspace that this writes; `tell` hears how it ended."""

        def work(running: Running) -> dict[str, Any]:
            try:
                done = run_child("audit", arguments, running)
            except LabelproofError as error:
                tell(f"The audit failed: {error}")
                raise
            tell(f"Audited into {done['workspace']}.")
            self._open = _Open(open_workspace(done["workspace"]))
            self.live.tell(LiveMessage("run", self.seq))
            return done

        self._audit = self.jobs.start("audit", "Audit", work).id

    def improve(self, model: str | None) -> Job:
        """Audit again with the corrected labels, in the background, and go on with what that suggests."""
        place = self.workspace.path

        def work(running: Running) -> dict[str, Any]:
            done = run_child("improve", {"workspace": str(place), "model": model}, running)
            self.renew()
            return done

        return self.jobs.start("improve", "Train again", work)

    def train(self) -> Job:
        """Fit a model on the corrected labels, in the background."""
        asked = {"workspace": str(self.workspace.path)}
        return self.jobs.start("train", "Train a model", lambda running: run_child("train", asked, running))

    def keep_current(self) -> None:
        """Open the workspace again if another server, or another program, audited the data again.

        One call does; others go on with what is open, and so does this one where it cannot be opened just now.
        """
        with self.using():  # Else it could be closed while it is asked.
            outdated = self._open is not None and self.workspace.is_outdated
        if outdated and self._opening.acquire(blocking=False):
            try:
                with suppress(LabelproofError):
                    self._renew()
            finally:
                self._opening.release()

    def renew(self) -> None:
        """Open the workspace again where the data were audited again; whoever comes second waits for the first."""
        with self._opening:
            self._renew()

    def _renew(self) -> None:
        """Put the newest audit in the place of the open one, which is closed when its last call ends."""
        before = self._open
        if before is None or not before.workspace.is_outdated:
            return
        old = before.workspace
        new = type(old).open(old.path, user=old.user.name)
        with self._counting:
            self._alike = {*self._alike, old.run} if new.numbers_like(old) else set()
            self._open = _Open(new)
        self._let_go(before)
        self.live.tell(LiveMessage("run", self.seq))

    def check_run(self, run: int | None) -> None:
        """Refuse what was asked of an audit whose rows, tags or classes had other numbers: it would hit wrong ones."""
        if run is not None and run != self.workspace.run and run not in self._alike:
            raise ConflictError("The data were audited again meanwhile, and their rows have other numbers. Look again.")

    @contextmanager
    def using(self) -> Iterator[None]:
        """Keep what is reviewed as it is while the block runs, whatever is opened meanwhile."""
        with self._counting:
            held = self._open
            if held is not None:
                held.calls += 1
        self._call.held = held
        try:
            yield
        finally:
            self._call.held = None
            if held is not None:
                self._let_go(held)

    def _let_go(self, held: _Open) -> None:
        """Use a workspace no more; the last one closes it."""
        with self._counting:
            held.calls -= 1
            last = held.calls == 0
        if last:
            held.workspace.close()

    @property
    def is_ready(self) -> bool:
        """Whether there is something to review."""
        return self._open is not None

    @property
    def seq(self) -> int:
        """Number of the last event."""
        return 0 if self._open is None else self.workspace.seq

    def user_of_token(self, token: str) -> int | None:
        """Return the id of the user whose token this is."""
        if self._open is None:
            return None
        with self.using():
            user = self.workspace.user_of_token(token)
        return None if user is None else user.id

    def user(self, number: int) -> User:
        """Return who asks, by number; 0 is who opened the workspace."""
        if self._open is None:
            return User(id=0, name="", role="lead")
        if number == 0:
            return self.workspace.user
        return next(user for user in self.workspace.users() if user.id == number)

    def tell(self, targets: Iterable[int], user: User, *, batch: bool = False) -> None:
        """Tell every page that targets changed; of many, that it must look again."""
        changed, workspace = list(targets), self.workspace
        knowing = workspace.who_may_count()
        if knowing is not None and workspace.user.id in knowing:
            knowing |= {0}
        self.live.tell(
            LiveMessage(
                "batch" if batch or len(changed) > _MOST_TARGETS else "decision",
                self.seq,
                targets=changed[:_MOST_TARGETS],
                user=user.id,
                user_name=user.name,
                counts=workspace.counts(viewer=user.id if knowing is None else max(knowing, default=user.id)),
            ),
            counts_for=knowing,
        )

    async def now(self, kind: Literal["hello", "pong"]) -> LiveMessage:
        """Return the number of the last event; asking may have to wait for a writer, so it is done in a thread."""
        return LiveMessage(kind, await anyio.to_thread.run_sync(self._newest, limiter=self.threads))

    def _newest(self) -> int:
        """Return the number of the last event, from outside of a call."""
        self.keep_current()
        with self.using():
            return self.seq

    async def missed(self, seq: int, user: int) -> LiveMessage:
        """Return what somebody's page missed since an event."""
        if self._open is None:
            return LiveMessage("hello", 0)
        return await anyio.to_thread.run_sync(self._missed, seq, user, limiter=self.threads)

    def _missed(self, seq: int, user: int) -> LiveMessage:
        """Return the targets that changed since an event; of very many, that everything may have."""
        with self.using():
            page = self.workspace.events(seq, _MOST_EVENTS)
            newest, counts = self.seq, self.workspace.counts(viewer=self.user(user).id)
        targets = sorted({event.target for event in page.events if event.target >= 0})
        many = len(targets) > _MOST_TARGETS or len(page.events) == _MOST_EVENTS
        return LiveMessage("batch" if many else "decision", newest, targets=targets[:_MOST_TARGETS], counts=counts)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve while the block runs; then nothing of it runs any more."""
        async with self.live.running():
            try:
                yield
            finally:
                self.jobs.close()
                self.media.tidy()
                if self._open is not None and self._open.workspace is not self._given:
                    self._open.workspace.close()
