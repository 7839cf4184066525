"""Take the pictures of the studio in docs/images/studio: every screen, light and dark, on data that is free to publish.

Run by `make screenshots`, with LABELPROOF_TEST_DATA naming the folder of data sets; the audits are kept in
build/screenshots. ``python docs/make_screenshots.py WORKSPACE FOLDER`` takes every screen of another workspace, to look
at and not to publish.
"""

from __future__ import annotations

import io
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from screenshot_data import audited

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "images" / "studio"
PLACE = ROOT / "build" / "screenshots"
sys.path.insert(0, str(ROOT / "tests"))

from browsers import chromium, headless  # noqa: E402 - found beside the tests
from studio.studios import Studio, reviewing  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

COMMON = 160
SIZE = {"width": 1280, "height": 720}
STYLE = {False: "light", True: "dark"}
PATHS = {
    "overview": "/",
    "focus": "/review",
    "sheet": "/sheet?{pair}",
    "matrix": "/matrix",
    "items": "/items?flagged=yes",
    "map": "/map",
    "disagreements": "/disagreements",
    "history": "/history",
    "export": "/export",
    "settings": "/settings",
}
READY = {
    "overview": ".pairs",
    "focus": ".focus .decision",
    "sheet": ".tiles:not(.wait) .tile",
    "matrix": ".matrix h1",
    "items": ".win [id^=cell-]:not(.wait)",
    "map": "canvas[data-state=settled]",
}
"""What each screen shows once it is there; a heading where nothing is said."""


@dataclass(frozen=True)
class Shot:
    """One picture: which screen, on which data."""

    screen: str
    data: str
    dark: bool = False
    kind: str = ""
    query: str = ""

    @property
    def file(self) -> str:
        """The name of the picture."""
        return "-".join(part for part in (self.screen, self.kind, STYLE[self.dark]) if part) + ".png"


SHOTS = [
    Shot("overview", "digits"),
    Shot("overview", "questions", dark=True),
    Shot("focus", "digits"),
    Shot("focus", "questions", dark=True),
    Shot("focus", "census", kind="table"),
    Shot("focus", "comments", dark=True, kind="tags"),
    Shot("sheet", "digits"),
    Shot("sheet", "questions", dark=True),
    Shot("matrix", "digits"),
    Shot("matrix", "questions", dark=True),
    Shot("items", "digits"),
    Shot("items", "census", dark=True),
    Shot("map", "questions", query="?by=chance"),
    Shot("map", "digits", dark=True),
    Shot("disagreements", "questions"),
    Shot("disagreements", "comments", dark=True),
    Shot("history", "questions"),
    Shot("history", "digits", dark=True),
    Shot("export", "questions"),
    Shot("export", "census", dark=True),
    Shot("settings", "questions"),
    Shot("settings", "digits", dark=True),
]


def shoot(workspace: Path, shots: list[Shot], out: Path, browser: Browser) -> None:
    """Take some pictures of one workspace."""
    out.mkdir(parents=True, exist_ok=True)
    homes = {"XDG_STATE_HOME": str(PLACE / "state"), "XDG_CACHE_HOME": str(PLACE / "cache")}
    with reviewing(workspace, "--user", "Ann", folder=ROOT, environment=homes) as (studio, _):
        for shot in shots:
            context = browser.new_context(
                viewport=SIZE, color_scheme="dark" if shot.dark else "light", reduced_motion="reduce"
            )
            page = context.new_page()
            page.goto(f"{studio.origin}/?token={studio.token}")
            page.goto(studio.origin + PATHS[shot.screen].format(pair=largest_pair(studio)) + shot.query)
            settle(page, READY.get(shot.screen, "main h1"))
            (out / shot.file).write_bytes(small(page.screenshot()))
            context.close()


def largest_pair(studio: Studio) -> str:
    """Return the class pair with most to do, as part of an address."""
    pairs = studio.get("pairs", limit=40).json["pairs"]
    most = max(pairs, key=lambda pair: pair["todo"])
    named = [f"{name}={most[name]}" for name in ("given", "suggested", "tag") if most[name] is not None]
    return "&".join(named)


def settle(page: Page, ready: str) -> None:
    """Wait until a screen shows all that it will."""
    page.locator(ready).first.wait_for()
    page.wait_for_load_state("networkidle")
    page.evaluate("Promise.all([...document.images].map((image) => image.decode().catch(() => null)))")
    page.evaluate("document.fonts.ready.then(() => null)")


def small(picture: bytes) -> bytes:
    """Return a PNG with a palette, a third of the bytes: the commonest colours exactly, the rest by their nearest."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    counted = sorted(image.getcolors(1 << 24) or [], key=lambda entry: -entry[0])
    common = [colour for _, colour in counted[:COMMON]]
    spread = image.quantize(256 - len(common), method=Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette([*(part for colour in common for part in colour), *spread[: 3 * (256 - len(common))]])
    written = io.BytesIO()
    image.quantize(palette=palette, dither=Image.Dither.NONE).save(written, format="PNG", optimize=True)
    return written.getvalue()


def main() -> None:
    """Take the pictures of the documents, or those of another workspace."""
    executable = chromium()
    if executable is None:
        sys.exit("No Chromium was found. Install one, or set LABELPROOF_CHROMIUM to its path.")
    if len(sys.argv) == 3:  # A workspace, and where its pictures go.
        every = [Shot(screen, "", dark=dark) for screen in PATHS for dark in STYLE]
        with headless(executable) as browser:
            shoot(Path(sys.argv[1]).resolve(), every, Path(sys.argv[2]), browser)
        return
    data = os.environ.get("LABELPROOF_TEST_DATA")
    if not data:
        sys.exit("Set LABELPROOF_TEST_DATA to the folder that holds mnist, goemotions and tabular-classification.")
    PLACE.mkdir(parents=True, exist_ok=True)
    folders = audited(Path(data), PLACE)
    with headless(executable) as browser:
        for name, folder in folders.items():
            shoot(folder, [shot for shot in SHOTS if shot.data == name], OUT, browser)


if __name__ == "__main__":
    main()
