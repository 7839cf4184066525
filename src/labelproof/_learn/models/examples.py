"""What every modality hands on to the cross-validation; the modalities themselves are in the sibling files."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from labelproof._base.dataset import Note
from labelproof._learn.cross_val import Member
from labelproof._learn.near_pairs import Space

__all__ = ["Prepared", "both_sides"]


@dataclass(frozen=True)
class Prepared:
    """Examples made ready for learning, without looking at a label.

    Attributes
    ----------
    keys : (N,) int64
        Rows of one key are equal after normalising.
    space : (N, D) float32 array or sparse matrix
        Where near copies are looked for.
    members : tuple of Member
        The models to pool.
    readable : (N,) bool
        False for rows that could not be read.
    what : str
        What the rows are, in the plural.
    description : str
        The features and models, as the start of a sentence.
    notes : tuple of Note
        What was handled.
    alike : (M, 2) int64, optional
        Pairs of rows that are near copies wherever they lie in the space.
    rounds : int, default 1
        How often to cross-validate, at least, each time with other folds.
    """

    keys: NDArray[np.int64]
    space: Space
    members: tuple[Member, ...]
    readable: NDArray[np.bool_]
    what: str
    description: str
    notes: tuple[Note, ...] = field(default=())
    alike: NDArray[np.int64] | None = None
    rounds: int = 1


def both_sides(scores: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return decision scores with one column per class; scikit-learn gives a single column for two classes."""
    return scores if scores.ndim == 2 else np.column_stack([-scores, scores])
