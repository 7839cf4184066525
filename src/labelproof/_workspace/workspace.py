"""The workspace: an audit's folder, opened for review. One object for scripts, the command line and the studio."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType

from labelproof._workspace.export.exporting import Exporting
from labelproof._workspace.opening import open_state
from labelproof._workspace.parts.acting import Acting
from labelproof._workspace.parts.gathering import Gathering
from labelproof._workspace.parts.reading import Reading
from labelproof._workspace.parts.taking import Taking
from labelproof._workspace.parts.team import Team
from labelproof._workspace.state import State

__all__ = ["Workspace"]


class Workspace(Reading, Acting, Gathering, Team, Taking, Exporting):
    """The folder that an audit wrote, with every decision that people made about it; made by `Workspace.open`.

    Attributes
    ----------
    path : Path
        The folder.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self.path: Path = state.folder.path

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, user: str | None = None) -> Workspace:
        """Open the folder that an audit wrote.

        Parameters
        ----------
        path : path
            The folder.
        user : str, optional
            Who reviews; by default the name that the system knows. The first one becomes the lead.

        Returns
        -------
        Workspace
            To be closed, or used in a ``with`` block.
        """
        return cls(open_state(path, user=user))

    def close(self) -> None:
        """Close the files."""
        self._state.database.close()
        self._state.folder.close()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
