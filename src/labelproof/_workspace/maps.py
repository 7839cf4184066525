"""The map as columns of bytes: where each row lies, its given class, and how it stands."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError
from labelproof._workspace.people import is_lead, seen_status
from labelproof._workspace.state import State

__all__ = ["points_of"]

_NO_CLASS = 65_535


def points_of(state: State, *, viewer: int) -> tuple[NDArray[np.uint16], ...]:
    """Return x, y, class, suggested class, and (status + 128 where flagged) * 256 + chance in 255ths, of each row.

    Of an example with tags, the flagged target that is undecided and most suspect speaks, else the most suspect one;
    both its classes are that tag. In a blind review only what the viewer decided is shown as decided, and a reviewer
    sees no suggestion.
    """
    state.refresh()
    folder = state.folder
    if folder.points is None:
        raise InputError("This audit made no map: there was nothing to compare. Audit again with the data.")
    status, flagged = seen_status(state, viewer), np.asarray(folder.flagged)
    chance = np.nan_to_num(np.asarray(folder.chance, dtype=np.float32))
    given, suggested = np.asarray(folder.given), np.asarray(folder.suggested)
    if folder.task == "tags":
        shape = (folder.rows, folder.tags)
        marked = flagged.reshape(shape)
        waiting = marked & (status.reshape(shape) == 0)
        speaking = np.argmax(chance.reshape(shape) + marked + 2 * waiting, axis=1)
        place = np.arange(folder.rows) * folder.tags + speaking
        given = suggested = np.where(marked.any(axis=1), speaking, -1)
        status, chance, flagged = status[place], chance[place], flagged[place]
    if state.hides and not is_lead(state, viewer):
        suggested = np.full_like(suggested, -1)
    standing = status.astype(np.uint16) + 128 * flagged.astype(np.uint16)
    packed = (standing << 8) | np.round(np.clip(chance, 0, 1) * 255).astype(np.uint16)
    classes = (np.where(column < 0, _NO_CLASS, column) for column in (given, suggested))
    columns = (folder.points[:, 0], folder.points[:, 1], *classes, packed)
    return tuple(np.asarray(column, dtype=np.uint16) for column in columns)
