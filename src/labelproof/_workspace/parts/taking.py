"""The part of a workspace for what comes out of it: tables, corrected labels, the map, and proof that all is sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from labelproof._workspace.checking import rebuild_state, verify_state
from labelproof._workspace.maps import points_of
from labelproof._workspace.people import user_id
from labelproof._workspace.state import State

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Taking"]


class Taking:
    """What comes out of a workspace."""

    _state: State

    def issues(self) -> pd.DataFrame:
        """Return what the audit flagged, and how it stands.

        Returns
        -------
        DataFrame
            `row`, `key`, (`tag`,) `given`, `suggested`, `chance` that the given label is wrong, `status`; most suspect
            first.
        """
        from labelproof._workspace.results import issues  # noqa: PLC0415 - pandas is loaded for tables alone

        return issues(self._state)

    def corrections(self) -> pd.DataFrame:
        """Return what was decided, in input order.

        Returns
        -------
        DataFrame
            `row`, `key`, (`tag`,) `given`, `corrected` (None where the label did not change), `action`, `reviewer`,
            `at`, `comment`.
        """
        from labelproof._workspace.results import corrections  # noqa: PLC0415 - pandas is loaded for tables alone

        return corrections(self._state)

    def corrected(self, *, keep_excluded: bool = False) -> pd.Series | pd.DataFrame:
        """Return the corrected labels.

        Parameters
        ----------
        keep_excluded : bool, default False
            Keep the rows that were excluded, with the label that they were given.

        Returns
        -------
        Series or DataFrame
            The label of each row, None where there is none, by row number; of tags one column of booleans per tag.
            What is undecided, unsure, ambiguous or in conflict keeps its given label.
        """
        from labelproof._workspace.results import corrected  # noqa: PLC0415 - pandas is loaded for tables alone

        return corrected(self._state, keep_excluded=keep_excluded)

    def points(self, *, viewer: int | str | None = None) -> tuple[NDArray[np.uint16], ...]:
        """Return the map.

        Parameters
        ----------
        viewer : int or str, optional
            Who asks. In a blind review a reviewer sees as decided what they have decided themselves.

        Returns
        -------
        five (N,) uint16
            x, y, given class and suggested class (65535 for none), and (status, plus 128 where flagged) * 256 + chance
            of an error in 255ths.
        """
        return points_of(self._state, viewer=user_id(self._state, viewer))

    def verify(self) -> int:
        """Check that the log is as it was written: numbers without gaps, each hash following from the one before.

        Returns
        -------
        int
            How many events were checked.

        Raises
        ------
        StoreError
            If something was changed from outside, with the number of the event where it shows.
        """
        return verify_state(self._state)

    def rebuild(self) -> None:
        """Work out anew from the log how everything stands."""
        rebuild_state(self._state)
