"""How every target stands, in memory: what lists, filters and counts are made from without asking the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from labelproof._workspace.opinions import STATUSES
from labelproof._workspace.views import Counts

__all__ = ["CODE_OF", "Board"]

CODE_OF: dict[str, int] = {status: code for code, status in enumerate(STATUSES)}


class Board:
    """Status of each target, as a position in `STATUSES`, and the label that a fixed one became.

    Attributes
    ----------
    status : int8 per target
    label : int32 per target; a class (of tags 0 or 1), -1 where nothing was fixed
    seq : number of the last event that is in it
    version : grows with every change
    """

    def __init__(self, flagged: NDArray[np.bool_], *, version: int = 0) -> None:
        self.status = np.zeros(len(flagged), dtype=np.int8)
        self.label = np.full(len(flagged), -1, dtype=np.int32)
        self.seq = 0
        self.version = version
        self._flagged = flagged
        self._of_flagged = np.zeros(len(STATUSES), dtype=np.int64)
        self._of_flagged[0] = int(np.count_nonzero(flagged))
        self._of_others = np.zeros(len(STATUSES), dtype=np.int64)

    def apply(self, targets: Sequence[int], statuses: Iterable[str], labels: Sequence[int], *, seq: int) -> None:
        """Take over how some targets stand now, each named once."""
        places = np.asarray(targets, dtype=np.int64)
        new = np.fromiter((CODE_OF[status] for status in statuses), dtype=np.int8, count=len(places))
        old = self.status[places]
        flagged = np.asarray(self._flagged[places])
        self._of_flagged += _tally(new[flagged]) - _tally(old[flagged])
        self._of_others += _tally(new[~flagged]) - _tally(old[~flagged])
        self.status[places] = new
        self.label[places] = labels
        self.seq = max(self.seq, seq)
        self.version += 1

    def counts(self, decisions: int, hidden: NDArray[np.int64]) -> Counts:
        """Return how far the review is; `decisions` counts all that stand, each person's.

        How the `hidden` targets were decided is counted nowhere.
        """
        told = hidden[(self.status[hidden] != 0) & np.asarray(self._flagged[hidden])]
        flagged = dict(zip(STATUSES, (self._of_flagged - _tally(self.status[told])).tolist(), strict=True))
        return Counts(
            flagged=int(self._of_flagged.sum()),
            todo=flagged["todo"],
            fixed=flagged["fixed"],
            kept=flagged["kept"],
            excluded=flagged["excluded"],
            unsure=flagged["unsure"],
            ambiguous=flagged["ambiguous"],
            conflicts=flagged["conflict"],
            beyond=int(self._of_others[1:].sum()),
            decisions=decisions,
        )


def _tally(codes: NDArray[np.int8]) -> NDArray[np.int64]:
    """Return how many targets have each status."""
    return np.bincount(codes, minlength=len(STATUSES))
