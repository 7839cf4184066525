"""Plant errors in the labels of real data and find them, the reference's way and ours; writes `benchmarks/noise.md`.

Run ``LABELPROOF_TEST_DATA=.../data python benchmarks/noise`` in an environment with the `bench` extra. Every finished
run is a line of `benchmarks/noise/results.jsonl`, so a run that was stopped goes on where it was; `--again` measures
our side anew after the built-in models have changed.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pipelines
from page import page
from planting import KINDS
from runs import Task, measured
from sets import SETS
from tqdm import tqdm

from labelproof._base.files import write_whole

HERE = Path(__file__).resolve().parent
STORE = HERE / "results.jsonl"
PAGE = HERE.parent / "noise.md"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python benchmarks/noise", description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("LABELPROOF_TEST_DATA"), help="the data folder")
    parser.add_argument("--only", nargs="+", choices=SETS, default=list(SETS), help="data sets (default all)")
    parser.add_argument("--noise", nargs="+", choices=KINDS, default=list(KINDS), help="kinds of errors (default all)")
    parser.add_argument("--seeds", type=int, help="how many seeds (default 5, MNIST 1)")
    parser.add_argument("--ways", nargs="+", choices=["logistic", "boosting", *pipelines.OURS], help="pipelines")
    parser.add_argument("--jobs", type=int, default=1, help="runs at the same time (default 1)")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="start no run after so many minutes")
    parser.add_argument("--again", action="store_true", help="measure our side of the chosen runs anew")
    parser.add_argument("--store", type=Path, default=STORE, help="where finished runs are kept, one JSON line each")
    parser.add_argument("--page", action="store_true", help="write the page from the finished runs; measure nothing")
    return parser.parse_args()


def main() -> int:
    """Measure what is missing, write the page; return the exit status."""
    options = arguments()
    if options.data is None and not options.page:
        sys.exit("Set LABELPROOF_TEST_DATA, or give --data: the folder that holds tabular-classification and others.")
    done = stored(options.store)
    wanted = list(tasks(options))
    if options.again:
        done = [line for line in done if task_of(line) not in wanted or line["way"] not in pipelines.OURS]
        keep(options.store, done)
    known = {task_of(line) for line in done}
    missing = [] if options.page else [task for task in wanted if task not in known]
    try:
        finish(missing, options)
    except KeyboardInterrupt:
        print(f"\nStopped. Finished runs are in {options.store}; the same command goes on.", file=sys.stderr)
        return 130
    text = page(stored(options.store))
    print(text)
    if options.store == STORE:
        PAGE.write_text(text, encoding="utf-8")
    return 0


def tasks(options: argparse.Namespace) -> Iterator[Task]:
    """Yield the runs that were asked for; the same seed of all kinds first, so that an early stop is no loss."""
    for name in options.only:
        source = SETS[name]
        ways = [*pipelines.peer_ways(source.kind), source.model]
        for seed, noise in itertools.product(range(options.seeds or source.seeds), options.noise):
            yield from (Task(name, noise, seed, way) for way in options.ways or ways)


def finish(missing: Sequence[Task], options: argparse.Namespace) -> None:
    """Measure the runs that are missing, and keep each as soon as it is done."""
    stop = time.monotonic() + 60 * options.minutes
    with options.store.open("a", encoding="utf-8") as file, tqdm(total=len(missing), disable=None) as bar:
        for line in measured(missing, options.data, jobs=options.jobs, stop=stop):
            file.write(json.dumps(line) + "\n")
            file.flush()
            bar.set_postfix_str(f"{line['data']}, {line['noise']}, {line['way']}: {line['ap']:.3f}")
            bar.update()


def task_of(line: dict[str, Any]) -> Task:
    return Task(line["data"], line["noise"], line["seed"], line["way"])


def stored(store: Path) -> list[dict[str, Any]]:
    """Return the finished runs, each once; a last line that was cut short by a kill is left out."""
    text = store.read_text(encoding="utf-8") if store.exists() else ""
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        keep(store, [json.loads(line) for line in whole.splitlines()])
    lines = [json.loads(line) for line in whole.splitlines()]
    return list({task_of(line): line for line in lines}.values())


def keep(store: Path, lines: Sequence[dict[str, Any]]) -> None:
    """Write the finished runs anew."""
    with write_whole(store) as file:
        file.write("".join(json.dumps(line) + "\n" for line in lines).encode())


if __name__ == "__main__":
    sys.exit(main())
