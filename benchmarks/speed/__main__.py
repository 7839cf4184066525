"""Compare answers, then time and memory, with the reference package: python benchmarks/speed.

Needs the extra `bench`. Without arguments every line of the table is measured (about six minutes on two cores, 7 GB of
temporary files) and `benchmarks/RESULTS.md` and `docs/images/speed.png` are written. A wrong answer ends the run with
exit status 1; a bar that is missed is said and does not.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import shutil
import sys
import tempfile
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import scale
from cases import Settings, cases, compare, measure, prepare
from data import make
from large import LARGE, WrongAnswerError
from machine import describe
from page import missed, page
from picture import draw

HERE = Path(__file__).resolve().parent
STORE = HERE / "results.json"
PAGE = HERE.parent / "RESULTS.md"
PICTURE = HERE.parents[1] / "docs" / "images" / "speed.png"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python benchmarks/speed", description=__doc__)
    parser.add_argument("--case", nargs="+", metavar="NAME", help='only these: "ranked", "*100000x1000", "stream", ...')
    parser.add_argument("--list", action="store_true", help="print the names of the cases and end")
    parser.add_argument("--quick", action="store_true", help="tiny shapes: check the answers, time nothing")
    parser.add_argument("--scale", action="store_true", help="measure the tables of docs/scale.md and write them")
    parser.add_argument("--repeats", type=int, default=9, help="turns per case (default 9)")
    parser.add_argument("--jobs", type=int, default=2, help="threads of ours (default 2)")
    parser.add_argument("--data", type=Path, help="folder for the data, kept and used again; else a temporary one")
    parser.add_argument("--write", action="store_true", help="let a run of some cases change the page too")
    parser.add_argument("--page", action="store_true", help="write page and picture from results.json; measure nothing")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    if options.page:
        return write(json.loads(STORE.read_text(encoding="utf-8")))
    if options.scale:
        return scale.main(options.jobs)
    if options.list:
        print(*names(quick=False), sep="\n")
        return 0
    if importlib.util.find_spec("cleanlab") is None and not options.quick:
        sys.exit("The reference package is missing: pip install '.[bench]'.")
    folder = options.data or Path(tempfile.mkdtemp(prefix="labelproof-speed-"))
    try:
        return run(options, folder)
    finally:
        if options.data is None:
            shutil.rmtree(folder)


def names(*, quick: bool) -> list[str]:
    """Return the names of all cases."""
    return [case.name for case in cases(quick=quick)] + list(LARGE)


def chosen(name: str, patterns: list[str] | None) -> bool:
    """Return whether a case is asked for: by its name, a glob, or the name of its work."""
    return patterns is None or any(fnmatch(name, pattern) or name.partition(" ")[0] == pattern for pattern in patterns)


def run(options: argparse.Namespace, folder: Path) -> int:
    """Check and measure what was asked for; return the exit status."""
    known = names(quick=options.quick)
    unknown = [wanted for wanted in options.case or () if not any(chosen(name, [wanted]) for name in known)]
    if unknown:
        sys.exit(f"No case is called {unknown[0]!r}. Names: {', '.join(known)}")
    settings = Settings(folder, options.repeats, options.jobs, options.quick)
    results: dict[str, Any] = {
        "machine": describe(),
        "run": {"jobs": options.jobs, "turns": options.repeats},
        "cases": {},
        "large": {},
    }
    wrong = [*table_cases(options, settings, results), *large_cases(options, settings, results)]
    if wrong:
        print("\nOther answers than the reference package's, nothing timed there:", *wrong, sep="\n")
        return 1
    if options.quick:
        return 0
    for line in missed(results):
        print("not met:", line)
    if options.case and not options.write:
        return 0
    return write(merged(results) if options.case else results)


def table_cases(options: argparse.Namespace, settings: Settings, results: dict[str, Any]) -> list[str]:
    """Check and measure the lines of the table; return what was wrong."""
    wrong: list[str] = []
    shape, problem, exact = None, None, None
    for case in cases(quick=settings.quick):
        if not chosen(case.name, options.case):
            continue
        if importlib.util.find_spec("cleanlab") is None:
            print(f"{case.name}: not checked, the reference package is not installed")
            continue
        if case.shape != shape or problem is None:
            problem = exact = None  # one shape in memory at a time
            shape, problem = case.shape, prepare(case.shape, settings)
            exact = None if case.work.files else make(*shape)
        difference = compare(case, exact if exact is not None and not case.work.files else problem, settings)
        if difference:
            wrong.append(f"{case.name}: {difference}")
        elif settings.quick:
            print(f"{case.name}: equal")
        else:
            results["cases"][case.name] = found = measure(case, problem, settings)
            print(f"{case.name}: equal, {summary(found)}", flush=True)
    return wrong


def summary(found: dict[str, Any]) -> str:
    """Return one line about a measured case."""
    memory = "" if found["memory"] is None else f", {found['memory'] / 1e6:.1f} MB"
    return (
        f"{found['ours'] * 1e3:.1f} ms against {found['reference'] * 1e3:.0f} ms: {found['ratio']:.1f} times "
        f"(bar {found['bars']['ratio']:g}), {found['ours'] / found['read2']:.1f} reads{memory}"
    )


def large_cases(options: argparse.Namespace, settings: Settings, results: dict[str, Any]) -> list[str]:
    """Check and measure growth, streaming and containers; return what was wrong."""
    wrong = []
    for name, work in LARGE.items():
        if not chosen(name, options.case):
            continue
        try:
            found = work(settings)
        except WrongAnswerError as error:
            wrong.append(f"{name}: {error}")
            continue
        if found is not None:
            results["large"][name] = found
            print(f"{name}: {found['measured']}", flush=True)
    return wrong


def merged(results: dict[str, Any]) -> dict[str, Any]:
    """Return the stored results with these in their place; refuse those of another machine or version."""
    stored = json.loads(STORE.read_text(encoding="utf-8"))
    if stored["machine"] != results["machine"]:
        sys.exit("The stored figures come from another machine or other versions: measure all cases, or drop --write.")
    for kind in ("cases", "large"):
        found = {**stored[kind], **results[kind]}
        results[kind] = {name: found[name] for name in names(quick=False) if name in found}
    return {**stored, **results}


def write(results: dict[str, Any]) -> int:
    """Write results.json, the page and the picture."""
    STORE.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(results), encoding="utf-8")
    draw(results, PICTURE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
