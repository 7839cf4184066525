"""The part of a workspace that shows: what is reviewed, lists, details, history."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._workspace.detail import detail_of
from labelproof._workspace.history import events_after, history_page
from labelproof._workspace.items import check_target, items_of
from labelproof._workspace.lists import item_page, listed, queue_page
from labelproof._workspace.pairs import matrix, pairs
from labelproof._workspace.people import hidden_from, user_id
from labelproof._workspace.project import kinds_of, project_of, runs_of
from labelproof._workspace.state import State
from labelproof._workspace.tallies import counts_for, who_may_count
from labelproof._workspace.views import (
    Counts,
    Detail,
    EventPage,
    Filter,
    HistoryPage,
    IssueKind,
    Item,
    ItemPage,
    Matrix,
    Order,
    Pair,
    Project,
    QueuePage,
    Run,
)

__all__ = ["Reading"]


class Reading:
    """What a workspace shows."""

    _state: State

    @property
    def seq(self) -> int:
        """Number of the last event."""
        self._state.refresh()
        return self._state.board.seq

    @property
    def run(self) -> int:
        """Number of the audit."""
        return self._state.run

    @property
    def is_outdated(self) -> bool:
        """Whether the data were audited again since this was opened; then it is open for reading alone."""
        return self._state.is_outdated

    def numbers_like(self, other: Reading) -> bool:
        """Tell whether rows, tags and classes have the numbers that they have in another audit.

        Parameters
        ----------
        other : Workspace
            The same workspace, opened before.

        Returns
        -------
        bool
            Whether what was asked of the one can be asked of the other.
        """
        mine, theirs = self._state, other._state
        return mine.classes == theirs.classes and mine.folder.has_rows_of(theirs.folder)

    def project(self) -> Project:
        """Return what is reviewed.

        Returns
        -------
        Project
            Name, task, classes and what the audit said of itself.
        """
        self._state.refresh()
        return project_of(self._state)

    def counts(self, *, viewer: int | str | None = None) -> Counts:
        """Return how far the review is.

        Parameters
        ----------
        viewer : int or str, optional
            Who asks. In a blind review a reviewer is told how many are left, and of what they decided how it stands.

        Returns
        -------
        Counts
            Flagged targets by status, and how many decisions stand.
        """
        return counts_for(self._state, user_id(self._state, viewer))

    def who_may_count(self) -> frozenset[int] | None:
        """Return the people from whom nothing is hidden just now.

        Returns
        -------
        frozenset of int or None
            Their numbers; None where that is everybody.
        """
        return who_may_count(self._state)

    def kinds(self) -> list[IssueKind]:
        """Return the kinds of findings that there are.

        Returns
        -------
        list of IssueKind
            Each with its counts and the filter that shows it.
        """
        return kinds_of(self._state)

    def runs(self) -> list[Run]:
        """Return all audits that this workspace has seen.

        Returns
        -------
        list of Run
            Newest first.
        """
        return runs_of(self._state)

    def queue(
        self,
        filter: Filter | None = None,  # noqa: A002
        *,
        after: int | None = None,
        limit: int = 20,
        user: int | str | None = None,
    ) -> QueuePage:
        """Return the next targets to decide.

        Parameters
        ----------
        filter : Filter, optional
            Which targets; the flagged ones by default. Only undecided ones are listed unless it names a status.
        after : int, optional
            A target; those that follow it are returned.
        limit : int, default 20
            How many.
        user : int or str, optional
            Who asks; what other people hold is left out.

        Returns
        -------
        QueuePage
            In rank order.
        """
        number = user_id(self._state, user)
        return queue_page(self._state, filter, after=after, limit=limit, user=number)

    def items(
        self,
        filter: Filter | None = None,  # noqa: A002
        *,
        order: Order = "rank",
        offset: int = 0,
        limit: int = 60,
        user: int | str | None = None,
    ) -> ItemPage:
        """Return a window of a filtered, ordered list.

        Parameters
        ----------
        filter : Filter, optional
            Which targets; all by default.
        order : {"rank", "row", "given", "suggested", "chance", "similar", "decided"}, default "rank"
            What comes first. "similar" puts look-alikes of a class pair together.
        offset, limit : int
            The window.
        user : int or str, optional
            Who asks.

        Returns
        -------
        ItemPage
            The items, and how many there are in all.
        """
        number = user_id(self._state, user)
        return item_page(self._state, filter, order=order, offset=offset, limit=limit, user=number)

    def targets(self, filter: Filter | None = None, order: Order = "rank") -> NDArray[np.int64]:  # noqa: A002
        """Return the numbers of all targets of a filter.

        Parameters
        ----------
        filter : Filter, optional
            Which targets; all by default.
        order : str, default "rank"
            As in `items`.

        Returns
        -------
        (M,) int64
            Target numbers.
        """
        self._state.refresh()
        return listed(self._state, filter, order)

    def item(self, target: int, user: int | str | None = None) -> Item:
        """Return one target.

        Parameters
        ----------
        target : int
            Its number.
        user : int or str, optional
            Who asks.

        Returns
        -------
        Item
            As lists show it.
        """
        self._state.refresh()
        check_target(self._state, target)
        hidden = hidden_from(self._state, user_id(self._state, user), [target])
        return items_of(self._state, [target], blind=hidden)[0]

    def detail(self, target: int, *, user: int | str | None = None, blind: bool = False) -> Detail:
        """Return everything about one target.

        Parameters
        ----------
        target : int
            Its number.
        user : int or str, optional
            Who asks.
        blind : bool, default False
            Hide what the audit thinks and what others decided, as for second opinions.

        Returns
        -------
        Detail
            Content, probabilities, reasons, similar examples, history.
        """
        return detail_of(self._state, target, user=user_id(self._state, user), blind=blind)

    def pairs(self, limit: int = 40, *, user: int | str | None = None) -> tuple[list[Pair], int]:
        """Return the pairs of given and suggested class, those with most undecided targets first.

        Parameters
        ----------
        limit : int, default 40
            How many pairs.
        user : int or str, optional
            Who asks.

        Returns
        -------
        (list of Pair, int)
            The pairs, and how many there are in all.
        """
        return pairs(self._state, limit, user=user_id(self._state, user))

    def matrix(self) -> Matrix:
        """Return flagged targets by given and suggested class.

        Returns
        -------
        Matrix
            Cells that hold any.
        """
        return matrix(self._state)

    def history(
        self,
        *,
        before: int | None = None,
        limit: int = 50,
        user: int | None = None,
        batch: int | None = None,
        verb: str | None = None,
        q: str | None = None,
        viewer: int | str | None = None,
    ) -> HistoryPage:
        """Return a page of what people did, newest first.

        Parameters
        ----------
        before : int, optional
            `HistoryPage.next` of the page before.
        limit : int, default 50
            How many entries.
        user, batch : int, optional
            Only those of one person, or the decisions of one batch, each an entry.
        verb : str, optional
            Only those of one verb or kind.
        q : str, optional
            Words in keys, labels, comments, titles and reasons.
        viewer : int or str, optional
            Who asks. What others decided is left out where it is hidden from a reviewer.

        Returns
        -------
        HistoryPage
            One entry per decision or batch.
        """
        number = user_id(self._state, viewer)
        return history_page(
            self._state, before=before, limit=limit, user=user, batch=batch, verb=verb, q=q, viewer=number
        )

    def events(self, after: int = 0, limit: int = 500, *, viewer: int | str | None = None) -> EventPage:
        """Return the log after a number.

        Parameters
        ----------
        after : int, default 0
            The last number that is known.
        limit : int, default 500
            How many.
        viewer : int or str, optional
            Who asks. What is hidden from a reviewer has the verb "hidden" and no label.

        Returns
        -------
        EventPage
            Events in order.
        """
        return events_after(self._state, after, limit, viewer=user_id(self._state, viewer))

    def media(self, row: int) -> Any:
        """Return where the image or recording of a row is.

        Parameters
        ----------
        row : int
            The row.

        Returns
        -------
        str, dict or None
            A path relative to the media root, or ``{"file", "member"}``, or ``{"file", "index"}``; None without one.
        """
        check_target(self._state, row * self._state.folder.tags)
        return self._state.folder.payload(row).get("media")
