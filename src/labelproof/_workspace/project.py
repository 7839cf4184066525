"""What is reviewed, what the audit found in it, and earlier audits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import labelproof
from labelproof._workspace.filters import mask_of
from labelproof._workspace.pairs import class_list
from labelproof._workspace.state import State
from labelproof._workspace.views import Filter, IssueKind, Project, Run

__all__ = ["kinds_of", "project_of", "runs_of"]

_REWRITABLE = ("csv", "tsv", "jsonl", "parquet", "folder", "npz", "arff", "frame")


def project_of(state: State) -> Project:
    """Return what is reviewed."""
    folder, about = state.folder, state.folder.about
    unlabelled = int(np.count_nonzero(np.asarray(folder.given) < 0)) if folder.task == "classes" else 0
    return Project(
        name=str(about["name"]),
        path=str(folder.path),
        task=about["task"],
        modality=about["modality"],
        noun=about["noun"],
        examples=folder.rows,
        labelled=folder.rows - unlabelled,
        unlabelled=unlabelled,
        chances=folder.chances,
        classes=class_list(state),
        run=state.run,
        created=about["created"],
        model=about["model"],
        accuracy=about.get("accuracy"),
        has_map=folder.points is not None,
        has_neighbors=folder.vectors is not None,
        can_replace=about.get("source", {}).get("kind") in _REWRITABLE,
        warning=about.get("warning"),
        version=labelproof.__version__,
    )


def kinds_of(state: State) -> list[IssueKind]:
    """Return the kinds of findings that there are, each with the filter that shows it."""
    state.refresh()
    tags = state.folder.task == "tags"
    kinds = [
        ("label", "Tag looks wrong" if tags else "Label looks wrong", Filter(flagged=True)),
        ("missing", "Tag looks missing", Filter(flagged=True, given=[0])),
        ("extra", "Tag looks out of place", Filter(flagged=True, given=[1])),
        ("unlabelled", "Without a label", Filter(labelled=False)),
        ("duplicates", "Near duplicates", Filter(duplicates=True, flagged=True if tags else None)),
        ("changed", "Changed since they were decided", Filter(carried="changed")),
    ]
    found = []
    for code, title, chosen in kinds:
        if (code in ("missing", "extra")) == tags or code not in ("missing", "extra", "unlabelled"):
            mask = mask_of(state, chosen)
            left = np.flatnonzero(mask & (state.board.status == 0))
            count, todo = int(np.count_nonzero(mask)), len(left)
            if count or code == "label":
                about = _groups(state, left) if code == "duplicates" else f"{todo:,} to review"
                found.append(IssueKind(code=code, title=title, count=count, todo=todo, about=about, filter=chosen))
    return found


def _groups(state: State, targets: NDArray[np.int64]) -> str:
    """Say in how many groups of duplicates some targets lie: most of them are not flagged, but each group is a look."""
    groups = len(np.unique(np.asarray(state.folder.group)[targets // state.folder.tags]))
    return f"{groups:,} {'group' if groups == 1 else 'groups'} to look at"


def runs_of(state: State) -> list[Run]:
    """Return all audits of these data, the newest first."""
    with state.reading() as connection:
        rows = connection.execute(
            "SELECT id, at, model, accuracy, flagged, carried, changed, gone FROM run ORDER BY id DESC"
        ).fetchall()
    names = ("id", "at", "model", "accuracy", "flagged", "decisions_carried", "changed", "gone")
    return [Run(**dict(zip(names, row, strict=True)), current=row[0] == state.run) for row in rows]
