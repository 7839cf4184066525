"""Compare our public functions with the reference package on random problems.

Run `python benchmarks/parity [cases] [labels|tags|annotators|all]`.

The reference package (extra `bench`) is called as a black box. Prints one line per kind of check and exits with 1
when anything differs beyond what docs/differences.md lists.
"""

from __future__ import annotations

import sys
import warnings
from collections import Counter
from typing import Any

from annotator_cases import random_annotator_case
from annotator_checks import ANNOTATOR_CHECKS
from cases import random_case
from checks import CHECKS
from tag_cases import random_tag_case
from tag_checks import TAG_CHECKS

FIRST_SEED = 10_000


ONE_LABEL = (random_case, CHECKS)
SEVERAL_TAGS = (random_tag_case, TAG_CHECKS)
SEVERAL_ANNOTATORS = (random_annotator_case, ANNOTATOR_CHECKS)


def main(number: int, kinds: tuple[Any, ...]) -> int:
    done: Counter[str] = Counter()
    failures: list[str] = []
    for seed in range(FIRST_SEED, FIRST_SEED + number):
        for draw, checks in kinds:
            case = draw(seed)
            for name, check in checks.items():
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    problem = check(case)
                done[name] += 1
                if problem:
                    failures.append(f"{name}: {problem} ({case.about})")
    for name, count in done.items():
        bad = sum(line.startswith(f"{name}:") for line in failures)
        print(f"{name:44s} {count - bad:5d} of {count} equal")
    for line in failures[:40]:
        print(line)
    print(f"{sum(done.values())} comparisons on {number} cases, {len(failures)} differ")
    return 1 if failures else 0


if __name__ == "__main__":
    kinds = {"labels": (ONE_LABEL,), "tags": (SEVERAL_TAGS,), "annotators": (SEVERAL_ANNOTATORS,)}
    kinds["all"] = (ONE_LABEL, SEVERAL_TAGS, SEVERAL_ANNOTATORS)
    sys.exit(main(int((sys.argv[1:] or [300])[0]), kinds[(sys.argv[2:] or ["all"])[0]]))
