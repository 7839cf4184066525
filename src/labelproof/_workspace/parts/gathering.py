"""The part of a workspace for many at once, and for what people add: samples, batches, classes, queues, views."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from labelproof._workspace.bulk import decide_batch
from labelproof._workspace.keeping import add_class, comment, drop, flagged_of, queues, save_view, select, views
from labelproof._workspace.people import user_id
from labelproof._workspace.samples import draw, sample_of
from labelproof._workspace.state import State
from labelproof._workspace.views import Batch, Class, Comment, Filter, Queue, Sample, SavedView, Verb

__all__ = ["Gathering"]


class Gathering:
    """Samples, batches, and what people add."""

    _state: State

    def draw_sample(self, filter: Filter, size: int = 59, user: int | str | None = None) -> Sample:  # noqa: A002
        """Draw a random sample of what a filter finds undecided, or make the one that there is larger.

        Parameters
        ----------
        filter : Filter
            Which targets.
        size : int, default 59
            How many members the sample shall have. 59 without an error show that at most 5 % are wrong; enlarging a
            sample that somebody has judged makes its bounds stricter (`Sample.confidence`).
        user : int or str, optional
            Who draws.

        Returns
        -------
        Sample
            Its members, and what their judgements allow.
        """
        return draw(self._state, filter, size, user=user_id(self._state, user))

    def sample(self, number: int, *, viewer: int | str | None = None) -> Sample:
        """Return a random sample as it stands.

        Parameters
        ----------
        number : int
            `Sample.id`.
        viewer : int or str, optional
            Who asks. In a blind review a reviewer is told what they judged themselves until all of it is judged.

        Returns
        -------
        Sample
            With the exact bound that follows from what was judged.
        """
        return sample_of(self._state, number, user_id(self._state, viewer))

    def decide_batch(
        self,
        filter: Filter,  # noqa: A002
        verb: Verb,
        *,
        expect: int,
        accept: bool = False,
        label: int | None = None,
        first: int | None = None,
        sample: int | None = None,
        reason: str | None = None,
        user: int | str | None = None,
    ) -> Batch:
        """Decide all undecided targets of a filter, as one batch and one undo.

        Parameters
        ----------
        filter : Filter
            Which targets.
        verb : {"keep", "relabel", "exclude", "unsure", "ambiguous"}
            What is concluded.
        expect : int
            How many there are, as the user was told; refused when it is another number by now.
        accept : bool, default False
            Relabel each to its own suggestion.
        label : int, optional
            Relabel all to this class.
        first : int, optional
            Only the first so many in rank order; a sample speaks for all of them alone.
        sample : int, optional
            The random sample that opens the gate.
        reason : str, optional
            Why the gate is passed over; it is stored.
        user : int or str, optional
            Who decides.

        Returns
        -------
        Batch
            Its number and how many targets were decided.

        Raises
        ------
        ConflictError
            If the number has changed.
        GateError
            If no sample supports it, and no reason was given.
        """
        return decide_batch(
            self._state,
            filter,
            verb,
            accept=accept,
            label=label,
            expect=expect,
            first=first,
            sample=sample,
            reason=reason,
            user=user_id(self._state, user),
        )

    def add_class(self, name: str, user: int | str | None = None) -> Class:
        """Add a class that the data do not have yet.

        Parameters
        ----------
        name : str
            Its name. A tag becomes usable with the next audit.
        user : int or str, optional
            Who adds it.

        Returns
        -------
        Class
            With its number.
        """
        return add_class(self._state, name, user=user_id(self._state, user))

    def comment(self, uuid: str, target: int, text: str, *, user: int | str | None = None) -> Comment:
        """Store a remark on a target.

        Parameters
        ----------
        uuid : str
            Made by who asks, so that asking twice stores once.
        target : int
            What is meant.
        text : str
            The remark.
        user : int or str, optional
            Whose it is.

        Returns
        -------
        Comment
            As it is stored.
        """
        return comment(self._state, uuid, target, text, user=user_id(self._state, user))

    def select(
        self,
        name: str,
        targets: Iterable[int] = (),
        *,
        rows: Iterable[int] = (),
        user: int | str | None = None,
    ) -> Queue:
        """Keep targets as a queue.

        Parameters
        ----------
        name : str
            What it is called.
        targets : iterable of int
            Its members, in order.
        rows : iterable of int
            Rows whose flagged targets are members too; of rows without any, all targets.
        user : int or str, optional
            Who selects.

        Returns
        -------
        Queue
            Its number is for `Filter.queue`.
        """
        members = itertools.chain(targets, flagged_of(self._state, rows).tolist())
        return select(self._state, name, members, user=user_id(self._state, user))

    def queues(self) -> list[Queue]:
        """Return the queues that people selected.

        Returns
        -------
        list of Queue
            The last one first.
        """
        return queues(self._state)

    def drop_queue(self, number: int) -> None:
        """Forget a queue; its targets and their decisions stay.

        Parameters
        ----------
        number : int
            `Queue.id`.
        """
        drop(self._state, "queue", number)

    def views(self) -> dict[int, SavedView]:
        """Return the saved views.

        Returns
        -------
        dict of int to SavedView
            By number.
        """
        return views(self._state)

    def save_view(self, view: SavedView, *, user: int | str | None = None) -> int:
        """Save a filter with an order and a layout under a name, in place of an older one of that name.

        Parameters
        ----------
        view : SavedView
            What is saved.
        user : int or str, optional
            Who saves it.

        Returns
        -------
        int
            Its number.
        """
        return save_view(self._state, view, user=user_id(self._state, user))

    def drop_view(self, number: int) -> None:
        """Forget a saved view.

        Parameters
        ----------
        number : int
            As in `views`.
        """
        drop(self._state, "view", number)
