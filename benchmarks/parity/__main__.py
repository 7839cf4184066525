"""Compare our public functions with the reference package on random problems: python benchmarks/parity [cases].

The reference package (extra `bench`) is called as a black box. Prints one line per kind of check and exits with 1
when anything differs beyond what docs/differences.md lists.
"""

from __future__ import annotations

import sys
import warnings
from collections import Counter

from cases import random_case
from checks import CHECKS

FIRST_SEED = 10_000


def main(number: int) -> int:
    done: Counter[str] = Counter()
    failures: list[str] = []
    for seed in range(FIRST_SEED, FIRST_SEED + number):
        case = random_case(seed)
        for name, check in CHECKS.items():
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                problem = check(case)
            done[name] += 1
            if problem:
                failures.append(f"{name}: {problem} ({case.about})")
    for name, count in done.items():
        bad = sum(line.startswith(f"{name}:") for line in failures)
        print(f"{name:40s} {count - bad:5d} of {count} equal")
    for line in failures[:40]:
        print(line)
    print(f"{sum(done.values())} comparisons on {number} cases, {len(failures)} differ")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300))
