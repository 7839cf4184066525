"""The oldest-versions run tests exactly the lower bounds that pyproject.toml promises."""

from __future__ import annotations

import re

from repository import ROOT, pyproject

_BOUND = re.compile(r"^([A-Za-z0-9_-]+)\s*(>=|==)\s*([0-9][0-9.]*)")
_EXTRAS_TESTED = ("audio", "hdf5", "image", "parquet", "plot", "studio", "zarr")


def _release(version: str) -> tuple[int, ...]:
    """(2, 0) for "2.0.0" and for "2.0": trailing zeros say nothing."""
    return tuple(int(part) for part in re.sub(r"(\.0)+$", "", version).split("."))


def _bounds(lines: list[str], sign: str) -> dict[str, tuple[int, ...]]:
    found = (_BOUND.match(line.strip()) for line in lines)
    return {match[1].lower(): _release(match[3]) for match in found if match and match[2] == sign}


def test_oldest_run_installs_the_lower_bounds() -> None:
    project = pyproject()["project"]
    promised = list(project["dependencies"])
    for extra in _EXTRAS_TESTED:
        promised += project["optional-dependencies"][extra]
    pinned = _bounds((ROOT / "tests" / "requirements-oldest.txt").read_text(encoding="utf-8").splitlines(), "==")
    expected = _bounds(promised, ">=")
    assert expected
    assert {name: pinned.get(name) for name in expected} == expected


def test_no_dependency_has_an_upper_cap() -> None:
    project = pyproject()["project"]
    extras = project["optional-dependencies"].values()
    everything = [*project["dependencies"], *(line for extra in extras for line in extra)]
    assert [line for line in everything if re.search(r"<|==|~=", line)] == []


def test_a_different_bound_is_noticed() -> None:
    assert _bounds(["numpy>=1.24"], ">=") != _bounds(["numpy==1.25.0"], "==")
    assert _bounds(["numpy>=1.24"], ">=") == _bounds(["numpy==1.24.0"], "==")
