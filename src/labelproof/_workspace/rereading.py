"""The data of a workspace as people have corrected it: read again, with every decision on the row that it is about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._audit.review.content import digests_of, keys_of
from labelproof._audit.review.reread import request_from
from labelproof._audit.revision import Revision
from labelproof._audit.run import Prepared, prepare
from labelproof._base.dataset import Dataset
from labelproof._base.errors import InputError
from labelproof._base.progress import SILENT, Progress
from labelproof._workspace.board import CODE_OF
from labelproof._workspace.folder import Folder
from labelproof._workspace.opening import open_state
from labelproof._workspace.relocating import ELSEWHERE
from labelproof._workspace.results import Results, results

__all__ = ["corrected_data"]

_SETTLED = [CODE_OF[status] for status in ("fixed", "kept", "excluded")]
_KEPT, _TODO = CODE_OF["kept"], CODE_OF["todo"]
_TEACHES = [CODE_OF[status] for status in ("todo", "fixed", "kept")]


def corrected_data(
    path: str | Path, *, model: Any = None, called: str | None = None, progress: Progress = SILENT
) -> Prepared:
    """Return the data of a workspace, read again, with what people have decided about it.

    Parameters
    ----------
    path : path
        The folder of the workspace; it may be open elsewhere.
    model : name or model, optional
        What is going to be trained. Default: what was trained before.
    called : str, optional
        What the user calls the model.
    progress : Progress, optional
        Where to report progress. Default: nowhere.

    Raises
    ------
    InputError
        If the data cannot be read again.
    """
    state = open_state(path, user=None)
    try:
        folder, standing = state.folder, results(state)
        request = request_from(folder.about, folder.path.absolute(), model=model, called=called)
        missing = next((place for place in request.sources if not place.exists()), None)
        if missing is not None:
            raise InputError(f"{missing} is no longer there. {ELSEWHERE}")
        with progress.task("Reading", 1) as task:
            prepared = prepare(request)
            task.advance()
        return prepared.revised(_revision(prepared, folder, standing))
    finally:
        state.database.close()
        state.folder.close()


def _revision(prepared: Prepared, folder: Folder, standing: Results) -> Revision:
    """Return what people have decided, about the rows as they are now."""
    old_rows, rows = _matched(prepared.dataset, folder, standing)
    if prepared.dataset.tags is None:
        return _of_classes(prepared, folder, standing, old_rows, rows)
    return _of_tags(prepared, folder, standing, old_rows, rows)


def _of_classes(
    prepared: Prepared, folder: Folder, standing: Results, old_rows: NDArray[np.int64], rows: NDArray[np.int64]
) -> Revision:
    """Return what people have decided about labels; classes that they have added and used come last."""
    before = np.array([*folder.classes, None], dtype=object)[folder.given[old_rows]]
    same = before == np.array([*prepared.class_names, None], dtype=object)[prepared.codes[rows]]
    status, labels = _standing(standing.status[old_rows], same), standing.labels[old_rows]
    used = [standing.classes[code] for code in np.unique(labels[status == CODE_OF["fixed"]])]
    names = (*prepared.class_names, *(name for name in used if name not in prepared.class_names))
    position = {name: code for code, name in enumerate(names)}
    now = prepared.codes.copy()
    for row, code in zip(rows[status == CODE_OF["fixed"]], labels[status == CODE_OF["fixed"]], strict=True):
        now[row] = position[standing.classes[code]]
    decided, taught = np.zeros(now.shape, dtype=np.bool_), np.ones(now.shape, dtype=np.bool_)
    decided[rows] = np.isin(status, _SETTLED)
    taught[rows] = np.isin(status, _TEACHES)
    return Revision(names, prepared.codes, now, decided, taught)


def _of_tags(
    prepared: Prepared, folder: Folder, standing: Results, old_rows: NDArray[np.int64], rows: NDArray[np.int64]
) -> Revision:
    """Return what people have decided about tags; those that they have added come last, on no row yet."""
    before = () if prepared.dataset.tags is None else prepared.dataset.tags.names
    names = (*before, *(name for name in standing.classes if name not in before))
    given = np.zeros((len(prepared.codes), len(names)), dtype=np.uint8)
    if prepared.dataset.tags is not None:
        given[:, : len(before)] = prepared.dataset.tags.given
    columns = np.array([names.index(name) for name in standing.classes[: standing.status.shape[1]]], dtype=np.int64)
    place = np.ix_(rows, columns)
    same = folder.given.reshape(folder.rows, folder.tags)[old_rows] == given[place]
    status, labels = _standing(standing.status[old_rows], same), standing.labels[old_rows]
    now, decided, taught = given.copy(), np.zeros(given.shape, dtype=np.bool_), np.ones(given.shape, dtype=np.bool_)
    now[place] = np.where(status == CODE_OF["fixed"], labels, now[place])
    decided[place] = np.isin(status, _SETTLED)
    taught[place] = np.isin(status, _TEACHES)
    return Revision(names, given, now, decided, taught)


def _standing(status: NDArray[np.int8], same: NDArray[np.bool_]) -> NDArray[np.int8]:
    """Return how rows stand; who kept a label meant that label, so one that is not the `same` now is undecided."""
    return np.where((status == _KEPT) & ~same, _TODO, status).astype(np.int8)


def _matched(dataset: Dataset, folder: Folder, standing: Results) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows that something was decided about, as they were numbered and as they are, if they are the same."""
    touched = standing.status.reshape(folder.rows, -1).any(axis=1)
    old_rows = np.flatnonzero(touched)
    if not old_rows.size:
        return old_rows, old_rows
    digests = digests_of(dataset)
    place = {key: row for row, key in enumerate(keys_of(dataset, digests))}
    now = np.array([place.get(folder.key(int(row)), -1) for row in old_rows], dtype=np.int64)
    same = [
        new >= 0 and digests[new].tobytes() == folder.content(int(old)) for old, new in zip(old_rows, now, strict=True)
    ]
    return old_rows[same], now[same]
