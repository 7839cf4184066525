"""The built page: as new as its sources, small enough, and inside the wheel. None of this needs node."""

from __future__ import annotations

import gzip
import importlib.util
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "src" / "labelproof" / "studio" / "static"
NAMES = {"BUILD.json", "LICENSES.txt", "app.css", "app.js", "icon.svg", "index.html"}
BOUND = (200_000, 65_000)
"""How many bytes the script and the styles may have, raw and gzipped."""


@pytest.fixture(scope="module")
def stamp() -> ModuleType:
    """The script that stamps a build."""
    spec = importlib.util.spec_from_file_location("stamp", ROOT / "studio-ui" / "stamp.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_bundle_is_built_from_the_sources_as_they_are(stamp: ModuleType) -> None:
    written = json.loads((STATIC / "BUILD.json").read_text(encoding="utf-8"))

    assert stamp.source_digest() == written["sources"], "run `make ui` and commit the bundle"


def test_no_built_file_was_edited_by_hand(stamp: ModuleType) -> None:
    written = json.loads((STATIC / "BUILD.json").read_text(encoding="utf-8"))

    assert stamp.built() == written["files"]


def test_a_changed_source_changes_the_stamp(stamp: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*stamp._SINGLE, "src/app.tsx", "public/icon.svg"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name, encoding="utf-8")
    monkeypatch.setattr(stamp, "HERE", tmp_path)
    before = stamp.source_digest()

    (tmp_path / "src" / "app.tsx").write_text("another", encoding="utf-8")

    assert stamp.source_digest() != before


def test_the_bundle_holds_the_files_with_fixed_names() -> None:
    assert {path.name for path in STATIC.iterdir()} == NAMES


def test_script_and_styles_together_stay_within_their_bound() -> None:
    whole = _sizes("app.js", "app.css")

    assert whole[0] <= BOUND[0]
    assert whole[1] <= BOUND[1]


def test_the_styles_that_all_screens_share_are_few() -> None:
    shared = [ROOT / "studio-ui" / "src" / "styles" / name for name in ("tokens.css", "components.css")]

    assert sum(path.stat().st_size for path in shared) <= 16_000


def test_the_page_keeps_to_its_own_policy() -> None:
    page = (STATIC / "index.html").read_text(encoding="utf-8")

    assert page.count("<script") == page.count('src="/static/app.js"') == 1
    assert "style=" not in page
    assert "http" not in page


def test_the_licences_of_what_is_in_the_bundle_are_beside_it() -> None:
    text = (STATIC / "LICENSES.txt").read_text(encoding="utf-8")
    packages = json.loads((ROOT / "studio-ui" / "package.json").read_text(encoding="utf-8"))["dependencies"]

    assert packages
    for name, version in packages.items():
        assert f"{name} {version}" in text


def test_a_wheel_holds_the_page(tmp_path: Path) -> None:
    pytest.importorskip("scikit_build_core")
    settings = ("wheel.cmake=false", "wheel.py-api=py3", f"build-dir={tmp_path / 'build'}")
    options = [f"--config-settings={setting}" for setting in settings]  # The pip of Python 3.10 has no -C for it.
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", *options]
    made = subprocess.run([*command, "-w", str(tmp_path), str(ROOT)], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr

    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        inside = {Path(name).name for name in wheel.namelist() if name.startswith("labelproof/studio/static/")}

    assert inside == NAMES


def _sizes(*names: str) -> tuple[int, int]:
    """Return how many bytes these built files have, raw and gzipped."""
    contents = [(STATIC / name).read_bytes() for name in names]
    return sum(map(len, contents)), sum(len(gzip.compress(content)) for content in contents)
