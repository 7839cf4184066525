"""Measure the studio on a made-up workspace of a million rows; writes `benchmarks/studio.md`.

Run ``make bench-studio`` on a quiet machine; it takes a few minutes. `LABELPROOF_ROWS` and `LABELPROOF_LOAD_SECONDS`
ask for less, and then the page is only printed. The workspace (0.9 GB) is made in the folder that `TMPDIR` names, and
goes at the end. Each answer is checked before its time counts.
"""

from __future__ import annotations

import gzip
import os
import platform
import sys
import tempfile
import uuid
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from browser import browsing  # noqa: E402 - needs what is beside the tests
from lines import HEAD, Line  # noqa: E402
from server import Asked, running, spread  # noqa: E402

from studio.reviewers import Reviewer, review_together  # noqa: E402 - found beside the tests
from workspace.folders import write_large_folder  # noqa: E402

OUT = ROOT / "benchmarks" / "studio.md"
STATIC = ROOT / "src" / "labelproof" / "studio" / "static"
WHOLE, MINUTE = 1_000_000, 60.0
ROWS = int(os.environ.get("LABELPROOF_ROWS", WHOLE))
SECONDS = float(os.environ.get("LABELPROOF_LOAD_SECONDS", MINUTE))
PEOPLE, PAUSE = 50, 0.5


def reading(server: Asked) -> list[Line]:
    """Measure what a page asks for while somebody looks around."""
    draw = np.random.default_rng(0)
    first = spread(lambda _: server.ask("GET", "boot"), 1)[0]
    again = spread(lambda _: server.ask("GET", "boot"), 20)[0]
    queue = [item["target"] for item in server.ask("GET", "queue", limit=200)["items"]]
    offsets = draw.integers(0, ROWS, 200)
    pages = spread(lambda n: server.ask("GET", "queue", after=queue[n], limit=60), 100)
    windows = spread(lambda n: server.ask("GET", "items", offset=int(offsets[n]), limit=60), 200)
    filters = spread(lambda n: server.ask("GET", "items", filter={"given": [n], "flagged": True}), 50)
    details = spread(lambda n: server.ask("GET", f"items/{queue[n]}"), 30)
    search = spread(lambda n: server.ask("GET", "items", filter={"q": f"number {7 * n}"}), 5)
    points = spread(lambda _: server.ask("GET", "points"), 5)
    assert len(server.ask("GET", "points")) == 10 * ROWS
    return [
        Line("GET boot, the first", first, "ms"),
        Line("GET boot, later, p50", again, "ms"),
        Line("GET queue, a page of 60, p50", pages[0], "ms"),
        Line("GET items, a window of 60 anywhere, p50", windows[0], "ms"),
        Line("GET items, a filter asked for the first time, p50", filters[0], "ms"),
        Line("GET items, a search through all texts, p50", search[0], "ms"),
        Line("GET an item in full, with similar ones, p50", details[0], "ms"),
        Line("GET points, the map, p50", points[0], "ms"),
    ]


def writing(server: Asked) -> list[Line]:
    """Measure decisions, one by one and many at once."""
    queue = [item["target"] for item in server.ask("GET", "queue", limit=200)["items"]]
    before = server.ask("GET", "boot")["seq"]
    single = spread(lambda n: server.ask("POST", "decisions", decision(queue[n % 200])), 500)
    assert server.ask("GET", "boot")["seq"] == before + 500
    lines = [Line("one decision, on the disk (`synchronous=FULL`), p99", single[1], "ms", 25)]
    for count, target in ((5_000, 0.2), (100_000, 3.0)):
        lines.append(Line(f"bulk decision of {count:,}, on the disk", bulk(server, count), "s", target))
    return lines


def decision(target: int) -> dict[str, object]:
    """Return a decision of one target."""
    return {"decisions": [{"uuid": uuid.uuid4().hex, "target": target, "verb": "keep", "milliseconds": 900}]}


def bulk(server: Asked, count: int) -> float:
    """Return how many seconds a bulk decision takes; it is taken back afterwards."""
    chosen = {"flagged": True, "status": ["todo"]}
    left = server.ask("GET", "items", filter=chosen, limit=1)["total"]
    asked = {"filter": chosen, "verb": "relabel", "accept": True, "expect": left, "reason": "measured"}
    if left > count:
        asked["first"] = count
    done: list[int] = []
    took = spread(lambda _: done.append(server.ask("POST", "batches", asked)["count"]), 1)[0]
    assert done == [min(left, count)]
    server.ask("POST", "undo", {})
    assert server.ask("GET", "items", filter=chosen, limit=1)["total"] == left
    return took / 1000


def together(server: Asked) -> list[Line]:
    """Measure fifty people at two decisions a second each; all of what they were told is stored, once."""
    before = server.ask("GET", "boot")["seq"]
    names = [f"person {number} {uuid.uuid4().hex[:6]}" for number in range(PEOPLE)]
    tokens = [server.ask("POST", "users", {"name": name})["token"] for name in names]
    people = [
        Reviewer(server.port, token, uuid.uuid4().hex[:12], range(n, min(5000, ROWS), 25))
        for n, token in enumerate(tokens)
    ]
    review_together(people, seconds=SECONDS, pause=PAUSE)
    assert [problem for person in people for problem in person.problems] == []
    told = sorted(told for person in people for told in person.told)
    stored: list[str] = []
    while page := server.ask("GET", "events", after=before, limit=200)["events"]:
        stored += [event["uuid"] for event in page]
        before = page[-1]["seq"]
    assert sorted(stored) == told
    assert len(told) == PEOPLE * SECONDS / PAUSE
    seconds = np.array([second for person in people for second in person.seconds])
    what = f"{PEOPLE} people, {1 / PAUSE:g} decisions a second each, {SECONDS:g} s"
    return [
        Line(f"{what}: p50", float(np.median(seconds)) * 1000, "ms"),
        Line(f"{what}: p99", float(np.quantile(seconds, 0.99)) * 1000, "ms", 100),
        Line(f"{what}: errors, lost or doubled of {len(told):,}", 0, "", 0),
    ]


def bundle() -> list[Line]:
    """Measure what the page loads: one script and one file of styles, with all screens."""
    files = [path for path in sorted(STATIC.iterdir()) if path.suffix in {".js", ".css"}]
    return [
        Line("bundle: all screens", sum(map(size, files)), "kB", 200),
        Line("bundle: all screens, packed", sum(map(packed, files)), "kB", 65),
    ]


def size(path: Path) -> float:
    """Return the size of a file, in kB."""
    return path.stat().st_size / 1000


def packed(path: Path) -> float:
    """Return the size of a file when it is packed, in kB."""
    return len(gzip.compress(path.read_bytes())) / 1000


def memory(server: Asked) -> list[Line]:
    """Measure what the server holds after all that the browser did."""
    return [
        Line("server's memory after browsing (RSS)", server.memory("VmRSS"), "MB", 200),
        Line("server's memory, without files that the system may drop at any time", server.memory("RssAnon"), "MB"),
    ]


def measured() -> list[Line]:
    """Make the workspace and measure."""
    with tempfile.TemporaryDirectory() as place:
        folder = write_large_folder(Path(place) / "large.labelproof", rows=ROWS)
        with running(folder) as server:
            server.ask("GET", "boot")  # The first opening makes the database.
        with running(folder) as server:
            lines = [Line("`labelproof review` → the server answers", server.ready, "s", 1), *browsing(server)]
            lines += memory(server)
        with running(folder) as server:
            lines += [*writing(server), *reading(server)]
        with running(folder) as server:
            lines += together(server)
    return [*lines, *bundle()]


def page(lines: list[Line]) -> str:
    """Return the Markdown page."""
    wanted = "".join(f"{line}\n" for line in lines if line.target is not None)
    more = "".join(f"{line}\n" for line in lines if line.target is None)
    return f"""# The studio at a million rows

Written by `make bench-studio`, never by hand. A made-up workspace of {ROWS:,} texts in 100 classes, an eighth of them
flagged; the real server, and a headless Chromium without a GPU, on the same {os.cpu_count()} processors; Python
{platform.python_version()}. Each answer was checked before its time counted: decisions are those that the server then
has, and what {PEOPLE} people were told is stored is there, each once. RSS counts the columns that
are mapped from files and were looked at, 30 MB here; the server's own memory is below.

{HEAD}{wanted}
Without a target:

{HEAD}{more}"""


def main() -> None:
    """Measure, and write the page where all was measured in full."""
    text = page(measured())
    if (ROWS, SECONDS) == (WHOLE, MINUTE):
        OUT.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
