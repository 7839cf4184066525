"""A small workspace, and a server for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the studio needs the extra studio")

from labelproof._workspace.workspace import Workspace
from studio.studios import Studio, serving
from workspace.folders import write_folder

GIVEN = [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, -1]
SUGGESTED = [1, 1, 2, 1, 0, 2, 0, 2, 2, 0, 1, 2]
"""Rows 0, 3, 4 and 7 are flagged."""


@pytest.fixture(autouse=True, scope="session")
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep tokens and pictures out of the home of who runs the tests."""
    place = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(place / "state"))
        patch.setenv("XDG_CACHE_HOME", str(place / "cache"))
        yield


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """Twelve texts of three classes, four of them flagged, the last one without a label."""
    with Workspace.open(write_folder(tmp_path / "made.labelproof", GIVEN, SUGGESTED), user="ada") as opened:
        yield opened


@pytest.fixture
def studio(workspace: Workspace) -> Iterator[Studio]:
    """A server for this test alone."""
    with serving(workspace) as running:
        yield running
