"""What the members of a pool say of the rows that a fold holds out: asked for once, then found again after a break.

Between the pools (`cross_val`, `multilabel.pool`) and the cache: neither knows of the other.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from labelproof import __version__
from labelproof._learn.content_key import content_key, versions
from labelproof._learn.fold_cache import FoldCache

__all__ = ["MemberScores", "Resumable", "parts_of"]

_FORMAT = 1
"""Raised whenever the same members and rows would give other scores: older results are then not found."""
_QUICK = 0.2
"""Seconds: what takes less is not worth a file."""


@runtime_checkable
class Resumable(Protocol):
    """A member whose training takes long: it may keep its state in a file while it trains.

    A member may also have an attribute `parts`, for example a network and the neighbours in its last layer: its scores
    are then (parts, len(target), k), and each part is scaled and weighted by itself.
    """

    def resumed_scores(
        self, train: NDArray[np.int64], given: Any, target: NDArray[np.int64], seed: int, state: Path | None
    ) -> NDArray[np.floating]:
        """Return what `scores` would.

        `state` is the path of a file of this fold alone, ending in .npz, which may be there from a run that was
        interrupted; None where nothing is to be kept. The scores must not depend on it.
        """


def parts_of(member: Any) -> int:
    """Return how many models a member stands for."""
    return int(getattr(member, "parts", 1))


class MemberScores:
    """The scores of members, from the cache where they are.

    Parameters
    ----------
    members : sequence of members
        Told apart by what they hold: dataclasses of arrays and settings.
    cache : FoldCache
        Where scores are kept.
    """

    def __init__(self, members: Sequence[Any], cache: FoldCache) -> None:
        self.members = members
        self.cache = cache
        known = versions({"numpy", "scipy", "sklearn", "torch"})
        self._keys = (
            [content_key(_FORMAT, __version__, known, member) for member in members] if cache.folder is not None else []
        )

    def of(
        self, index: int, train: NDArray[np.int64], given: NDArray[Any], target: NDArray[np.int64], seed: int
    ) -> NDArray[np.float32]:
        """Return the scores of one member, (parts, len(target), number of classes or tags).

        Parameters
        ----------
        index : int
            Which member.
        train, target : (n,) and (m,) int64
            Row numbers.
        given : (n,) or (n, k) array
            Classes 0..k-1, or tags, of the training rows.
        seed : int
            Of the member.
        """
        member = self.members[index]
        shape = (parts_of(member), target.size, given.shape[1] if given.ndim == 2 else int(given.max()) + 1)
        if not self._keys:
            return _asked(member, train, given, target, seed, None).reshape(shape)
        key = content_key(self._keys[index], train, given, target, seed)
        kept = self.cache.read(key, shape)
        if kept is not None:
            return kept
        begun = time.monotonic()
        found = _asked(member, train, given, target, seed, self.cache.path(key, ".npz")).reshape(shape)
        if time.monotonic() - begun >= _QUICK:
            self.cache.write(key, found)
        return found


def _asked(
    member: Any,
    train: NDArray[np.int64],
    given: NDArray[Any],
    target: NDArray[np.int64],
    seed: int,
    state: Path | None,
) -> NDArray[np.float32]:
    """Return what a member says, in the precision in which it is kept."""
    if isinstance(member, Resumable):
        found = member.resumed_scores(train, given, target, seed, state)
    else:
        found = member.scores(train, given, target, seed)
    return np.asarray(found, dtype=np.float32)
