"""The part of a workspace that changes something: decisions and undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from labelproof._workspace.choices import Choice
from labelproof._workspace.deciding import decide
from labelproof._workspace.people import user_id
from labelproof._workspace.scripted import choices_of
from labelproof._workspace.state import State
from labelproof._workspace.undoing import undo
from labelproof._workspace.views import Decided, Undone

__all__ = ["Acting"]


class Acting:
    """What people do in a workspace."""

    _state: State

    def decide(
        self,
        rows: Any,
        verb: str,
        label: str | None = None,
        *,
        tag: str | None = None,
        comment: str | None = None,
        user: int | str | None = None,
    ) -> list[Decided]:
        """Decide rows from a script; several rows are one batch, and one undo.

        Parameters
        ----------
        rows : int, sequence of int, or boolean mask
            Row numbers.
        verb : {"accept", "keep", "relabel", "exclude", "unsure", "ambiguous"}
            What is concluded. "accept" relabels each row to its suggestion.
        label : str, optional
            The class to relabel to; of tags "present" or "absent".
        tag : str, optional
            Which tag is meant, where examples carry tags.
        comment : str, optional
            A remark that is stored with each decision.
        user : int or str, optional
            Who decides; by default who opened the workspace.

        Returns
        -------
        list of Decided
            What became of each, stored on the disk.
        """
        choices = choices_of(self._state, rows, verb, label, tag=tag, comment=comment)
        title = f"{verb} from Python" if len(choices) > 1 else None
        return decide(self._state, choices, user=user_id(self._state, user), sheet=title)[0]

    def decide_many(
        self, decisions: Sequence[Choice], *, user: int | str | None = None, sheet: str | None = None
    ) -> tuple[list[Decided], int | None]:
        """Store decisions, all or none.

        Parameters
        ----------
        decisions : sequence of Choice
            What is decided. A uuid that is stored already is not stored again.
        user : int or str, optional
            Who decides.
        sheet : str, optional
            Words for the batch that they make together; without it each is a step of its own.

        Returns
        -------
        (list of Decided, int or None)
            What became of each, stored on the disk; and the number of the batch.
        """
        return decide(self._state, decisions, user=user_id(self._state, user), sheet=sheet)

    def undo(
        self,
        *,
        uuid: str | None = None,
        batch: int | None = None,
        user: int | str | None = None,
        request: str | None = None,
    ) -> Undone:
        """Take back a decision, a batch, or the user's last step; again and again, back to the first.

        Parameters
        ----------
        uuid : str, optional
            The decision to take back.
        batch : int, optional
            The batch to take back.
        user : int or str, optional
            Who takes back. A lead may take back what others decided.
        request : str, optional
            Made by who asks, so that asking twice takes back once.

        Returns
        -------
        Undone
            How many events, and how their targets stand now.
        """
        return undo(self._state, uuid=uuid, batch=batch, user=user_id(self._state, user), request=request)
