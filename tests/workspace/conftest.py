"""Workspaces of made-up folders, open, and closed at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from labelproof._workspace.workspace import Workspace
from workspace.folders import write_folder, write_tags_folder
from workspace.helpers import assert_projection_follows

Open = Callable[..., Workspace]


@pytest.fixture
def opened() -> Iterator[Open]:
    """Open workspaces that are checked against their log, and closed, at the end of the test."""
    open_ones: list[Workspace] = []

    def open_one(path: Path, user: str = "ann") -> Workspace:
        open_ones.append(Workspace.open(path, user=user))
        return open_ones[-1]

    yield open_one
    try:
        for workspace in open_ones:
            workspace.verify()
            assert_projection_follows(workspace)
    finally:
        for workspace in open_ones:
            workspace.close()


@pytest.fixture
def six(tmp_path: Path, opened: Open) -> Workspace:
    """Six rows of ant, bee, cat: rows 0, 2, 5 are flagged in this order, row 4 has no label."""
    return opened(write_folder(tmp_path / "six", [0, 1, 2, 0, -1, 1], [1, 1, 0, 0, 2, 2], group=[0, -1, -1, 0, -1, -1]))


@pytest.fixture
def tagged(tmp_path: Path, opened: Open) -> Workspace:
    """Three rows with the tags red and round: "round" of row 0 is missing, "red" of row 2 is too many."""
    return opened(write_tags_folder(tmp_path / "tags", [[1, 0], [0, 0], [1, 1]], [[1, 1], [0, 0], [0, 1]]))
