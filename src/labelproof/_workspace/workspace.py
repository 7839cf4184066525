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
from labelproof._workspace.relocating import Data, relocate
from labelproof._workspace.state import State

__all__ = ["Workspace"]


class Workspace(Reading, Acting, Gathering, Team, Taking, Exporting):
    """The folder that an audit wrote, with every decision that people made about it; made by `Workspace.open`.

    Several processes and threads may have one open at once. It is closed by `close`, or by leaving its ``with`` block.

    Parameters
    ----------
    state : State
        What `open` makes; nobody else does.

    Examples
    --------
    >>> import labelproof
    >>> pred_probs = [[0.9, 0.1], [0.2, 0.8], [0.1, 0.9], [0.3, 0.7]]
    >>> result = labelproof.audit(labels=["cat", "dog", "cat", "dog"], pred_probs=pred_probs)
    >>> with labelproof.Workspace.open(result.save("pets.labelproof"), user="Ann") as workspace:
    ...     print(workspace.issues()[["row", "given", "suggested", "status"]])
    ...     decided = workspace.decide(2, "accept", comment="it barks")
    ...     print(workspace.corrected().tolist())
    ...     undone = workspace.undo()
    ...     print(workspace.corrected().tolist())
       row given suggested status
    0    2   cat       dog   todo
    ['cat', 'dog', 'dog', 'dog']
    ['cat', 'dog', 'cat', 'dog']
    """

    def __init__(self, state: State) -> None:
        self._state = state

    @property
    def path(self) -> Path:
        """The folder."""
        return self._state.folder.path

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, user: str | None = None, data: Data | None = None) -> Workspace:
        """Open the folder that an audit wrote.

        Parameters
        ----------
        path : path
            The folder.
        user : str, optional
            Who reviews; by default the name that the system knows. Who is not known yet is a lead, and is one of
            `users` from the first decision on: to have a look adds nobody.
        data : path or paths, optional
            Where the data lie now, if they were moved since the audit: the file or folder, or the folder that holds
            the files. It is remembered.

        Returns
        -------
        Workspace
            To be closed, or used in a ``with`` block.

        Raises
        ------
        InputError
            If the folder is no workspace, or `data` is not what was audited.
        """
        if data is not None:
            relocate(path, data)
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
