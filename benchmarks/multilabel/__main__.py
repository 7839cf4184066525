"""Find wrong tags on the generated data of arXiv 2211.13895, with our default score and the paper's ten.

Without arguments the small group is run: ten seeds, logistic regression and random forest, a few minutes. The large
group (30,000 rows, 50 tags) takes seconds per seed with logistic regression, half an hour with random forests. What was
learnt is kept in `--cache` fold by fold, so a run that was stopped goes on where it was. Writes
`benchmarks/multilabel.md`, two pictures in docs/images, and the figures in `benchmarks/multilabel/results.json`.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from pathlib import Path
from typing import Any

import folds
import sklearn
from bars import PUBLISHED, missed
from data import GROUPS, QUICK, generate
from measures import measure
from page import page, table
from scores import scores_of
from tqdm import tqdm

from labelproof._base.files import write_whole

HERE = Path(__file__).resolve().parent
STORE = HERE / "results.json"
PAGE = HERE.parent / "multilabel.md"
IMAGES = HERE.parents[1] / "docs" / "images"


def seeds_of(text: str) -> list[int]:
    """Return the seeds of "0-9", "3" or "0,2,5-7"."""
    found: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return sorted(found)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python benchmarks/multilabel", description=__doc__)
    parser.add_argument("--group", nargs="+", choices=GROUPS, default=["small"], help="sizes of data (default small)")
    parser.add_argument("--seeds", type=seeds_of, default="0-9", metavar="0-9", help="which data sets (default 0-9)")
    parser.add_argument("--models", nargs="+", choices=folds.MODELS, default=list(folds.MODELS), help="default both")
    parser.add_argument("--jobs", type=int, default=1, help="threads of a random forest (default 1)")
    parser.add_argument("--cache", type=Path, default=HERE / ".cache", help="folder for probabilities, kept")
    parser.add_argument("--quick", action="store_true", help="300 rows, small forests: print a table, write nothing")
    parser.add_argument("--page", action="store_true", help="write page and pictures from results.json; learn nothing")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    if options.page:
        return write(stored())
    try:
        return run(options)
    except KeyboardInterrupt:
        print(f"\nStopped. What was learnt is in {options.cache}; the same command goes on.", file=sys.stderr)
        return 130


def run(options: argparse.Namespace) -> int:
    """Run every group and model that was asked for; return the exit status."""
    for group in ["quick"] if options.quick else options.group:
        for model in options.models:
            found = run_seeds(options, group, model)
            if not options.quick:
                keep(group, model, found)
            print(
                f"\n{group}, {folds.MODELS[model]}\n\n{table(found, PUBLISHED.get(group, {}).get(model, {}))}",
                flush=True,
            )
    for sentence in [] if options.quick else missed(stored()):
        print("not met:", sentence)
    return 0


def keep(group: str, model: str, found: dict[str, Any]) -> None:
    """Put the figures of these seeds in the place of older ones, and write everything anew."""
    results = stored()  # read again: another run may have written since
    this = this_machine()
    if this not in results["machines"]:
        results["machines"].append(this)
    number = results["machines"].index(this)
    figures = results["groups"].setdefault(group, {}).setdefault(model, {})
    figures.update({seed: {"machine": number, **one} for seed, one in found.items()})
    write(results)


def this_machine() -> dict[str, str]:
    """Return the facts that the speed benchmark gives, and scikit-learn's version."""
    sys.path.append(str(HERE.parent / "speed"))
    describe = importlib.import_module("machine").describe
    return {**describe(), "scikit-learn": sklearn.__version__}


def run_seeds(options: argparse.Namespace, group: str, model: str) -> dict[str, Any]:
    """Return the figures of each seed; show how far it is when someone is watching."""
    size = GROUPS.get(group, QUICK)
    fitted = folds.model_of(model, jobs=options.jobs, quick=options.quick)
    found = {}
    total = len(options.seeds) * folds.FOLDS * size.tags
    with tqdm(total=total, desc=f"{group} {model}", unit="tag", disable=None) as bar:
        for seed in options.seeds:
            problem = generate(size, seed)
            folder = options.cache / group / f"seed-{seed}" / model
            learned = folds.out_of_sample(problem, fitted, folder, advance=bar.update)
            scores = scores_of(problem.given, learned.probs)
            found[str(seed)] = {
                "seconds": round(learned.seconds, 1),
                "wrong": [int((problem.wrong >= least).sum()) for least in (1, 2, 3)],
                "scores": {name: measure(problem.wrong, score) for name, score in scores.items()},
            }
    return found


def stored() -> dict[str, Any]:
    """Return what was measured before."""
    if not STORE.exists():
        return {"machines": [], "groups": {}}
    found: dict[str, Any] = json.loads(STORE.read_text(encoding="utf-8"))
    return found


def write(results: dict[str, Any]) -> int:
    """Write results.json, the page and the pictures."""
    with write_whole(STORE) as file:
        file.write((json.dumps(results, indent=1) + "\n").encode())
    PAGE.write_text(page(results), encoding="utf-8")
    importlib.import_module("picture").draw(results, IMAGES)  # matplotlib only where something is drawn
    return 0


if __name__ == "__main__":
    sys.exit(main())
