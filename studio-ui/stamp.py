"""Finish the built bundle: the licences of what is in it, and a stamp that tells a stale bundle without node.

`BUILD.json` holds one SHA-256 over everything that the bundle is made from and one for each built file. The tests
compute both again (`tests/studio/test_bundle.py`), so neither a forgotten `make ui` nor an edited file passes.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

HERE = Path(__file__).resolve().parent
STATIC = HERE.parent / "src" / "labelproof" / "studio" / "static"
_SHIPPED = ("preact", "@preact/signals", "@preact/signals-core")
"""The packages whose code is in the bundle; all others only build it."""
_SINGLE = ("index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts")
_FOLDERS = ("src", "public")


def sources() -> list[Path]:
    """Return every file that the bundle is made from, in a fixed order."""
    inside = [path for folder in _FOLDERS for path in (HERE / folder).rglob("*") if path.is_file()]
    return sorted([HERE / name for name in _SINGLE] + inside, key=lambda path: path.relative_to(HERE).as_posix())


def digest(path: Path) -> str:
    """Return the SHA-256 of a file; line ends do not count, because a checkout may change them."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def source_digest() -> str:
    """Return one SHA-256 over the names and contents of all sources."""
    lines = [f"{path.relative_to(HERE).as_posix()} {digest(path)}\n" for path in sources()]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def built() -> dict[str, str]:
    """Return the SHA-256 of every built file by its name."""
    names = sorted(path.name for path in STATIC.iterdir() if path.name != "BUILD.json")
    return {name: digest(STATIC / name) for name in names}


def licences() -> str:
    """Return the licence texts of the packages in the bundle."""
    parts = []
    for name in _SHIPPED:
        folder = HERE / "node_modules" / name
        about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        text = (folder / "LICENSE").read_text(encoding="utf-8").strip()
        parts.append(f"{name} {about['version']} ({about['license']})\n\n{text}\n")
    return f"\n{'-' * 72}\n\n".join(parts)


def main() -> None:
    """Write the licences and the stamp beside the built files."""
    (STATIC / "LICENSES.txt").write_text(licences(), encoding="utf-8")
    stamp = {"sources": source_digest(), "files": built()}
    (STATIC / "BUILD.json").write_text(json.dumps(stamp, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
