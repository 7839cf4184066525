"""The part of a workspace for people: who they are, what each holds, where they differ, and their settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from labelproof._workspace.agreement import agreements, disagreements
from labelproof._workspace.leases import give_back, take
from labelproof._workspace.people import Role, add_user, disable_user, user_id, user_of_token, users
from labelproof._workspace.rules import change_rules, remember, resume_of, settings_of
from labelproof._workspace.state import State
from labelproof._workspace.views import Agreement, Disagreement, Filter, Lease, Resume, User

__all__ = ["Team"]


class Team:
    """People and what is theirs."""

    _state: State

    @property
    def user(self) -> User:
        """Who opened the workspace."""
        return next(one for one in users(self._state) if one.id == self._state.user)

    def users(self) -> list[User]:
        """Return everybody who reviews.

        Returns
        -------
        list of User
            The first one first.
        """
        return users(self._state)

    def add_user(self, name: str, role: Role = "reviewer") -> tuple[User, str]:
        """Add a person, or give one a new token.

        Parameters
        ----------
        name : str
            The person's name.
        role : {"reviewer", "lead"}, default "reviewer"
            A lead may settle disagreements, change rules, and take back what others decided.

        Returns
        -------
        (User, str)
            The person and the token, which is shown this once: only a digest of it is stored.
        """
        return add_user(self._state, name, role)

    def disable_user(self, number: int) -> None:
        """Take a person's access away; what they decided stays.

        Parameters
        ----------
        number : int
            `User.id`.
        """
        disable_user(self._state, number)

    def user_of_token(self, token: str) -> User | None:
        """Return whose token it is.

        Parameters
        ----------
        token : str
            As `add_user` gave it.

        Returns
        -------
        User or None
            None where it is nobody's.
        """
        return user_of_token(self._state, token)

    def lease(self, size: int = 20, filter: Filter | None = None, user: int | str | None = None) -> Lease:  # noqa: A002
        """Hold targets for a person for five minutes, so that two people do not do the same.

        Parameters
        ----------
        size : int, default 20
            How many.
        filter : Filter, optional
            Which targets; the flagged ones by default.
        user : int or str, optional
            For whom.

        Returns
        -------
        Lease
            Undecided targets, and blind ones for which a second opinion is wanted.
        """
        return take(self._state, size, filter, user=user_id(self._state, user))

    def give_back(self, number: int, *, user: int | str | None = None) -> None:
        """Give held targets back.

        Parameters
        ----------
        number : int
            `Lease.id`.
        user : int or str, optional
            Who holds them.
        """
        give_back(self._state, number, user=user_id(self._state, user))

    def disagreements(self, *, viewer: int | str | None = None) -> list[Disagreement]:
        """Return the targets on which people differ.

        Parameters
        ----------
        viewer : int or str, optional
            Who asks. In a blind review a reviewer gets those that they have decided themselves.

        Returns
        -------
        list of Disagreement
            With what each said; most suspect first.
        """
        return disagreements(self._state, viewer=user_id(self._state, viewer))

    def agreement(self) -> list[Agreement]:
        """Return how well people agree: over all, each with the others, and by class pair.

        Returns
        -------
        list of Agreement
            Krippendorff's alpha with a 95 % interval.
        """
        return agreements(self._state)

    def settings(self, user: int | str | None = None) -> dict[str, Any]:
        """Return the rules of the review and a person's own settings.

        Parameters
        ----------
        user : int or str, optional
            Whose.

        Returns
        -------
        dict
            `gate`, `overlap`, `blind`, `keys`, `preset`.
        """
        return settings_of(self._state, user_id(self._state, user))

    def set_settings(self, changed: Mapping[str, Any], *, user: int | str | None = None) -> None:
        """Change settings; the rules of the review are a lead's.

        Parameters
        ----------
        changed : mapping
            New values by name, as in `settings`.
        user : int or str, optional
            Who changes them.
        """
        change_rules(self._state, changed, user=user_id(self._state, user))

    def resume(self, user: int | str | None = None) -> Resume | None:
        """Return where a person stopped.

        Parameters
        ----------
        user : int or str, optional
            Who.

        Returns
        -------
        Resume or None
            None for one who has not begun, or who stopped in another audit of the data.
        """
        return resume_of(self._state, user_id(self._state, user))

    def remember(self, user: int | str | None, place: Resume) -> None:
        """Remember where a person stopped.

        Parameters
        ----------
        user : int, str or None
            Who.
        place : Resume
            Where.
        """
        remember(self._state, user_id(self._state, user), place)
