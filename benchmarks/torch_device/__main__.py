"""Measure find_label_issues on a CUDA tensor against the device's copy bandwidth: python benchmarks/torch_device.

The flags and their order are compared with those of the CPU engine first; a difference ends the run with exit status 1.
Without a CUDA device the check runs on a small CPU tensor, driven as a device would be, and nothing is timed.

The floor is one reading of the tensor for each of the three passes. One unit is the tensor's size in bytes. The scan
moves 3 units (it reads the tensor, writes a copy in which another class stands in the given one's place, reduces the
copy to the smallest and largest other class) and 0.8 in numbers of each row. Joint counts and selection read two facts
of each row, and of the tensor only the rows that these leave open: 0.5 and 1.0 units where 3 % of the labels are wrong,
0.9 and 2.8 where 10 % are (2,000,000 x 100 float32). `--traffic` counts this on any device; caches and the several
readings of a sort are not in it. A scan in one kernel would move 1 unit.

A block of 2^27 values takes some 35 launches a pass, more in the selection. The host waits for the device once a block
in the scan, twice in the counts and some five times in the selection; the first block of a selection has ten more.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from statistics import median

import numpy as np
import torch
import traffic

from labelproof._blocks.tensors import TensorSource
from labelproof.filter import find_label_issues

PASSES = 3
ROWS_AT_ONCE = 1 << 18


def arguments() -> argparse.Namespace:
    cuda = torch.cuda.is_available()
    parser = argparse.ArgumentParser(prog="python benchmarks/torch_device", description=__doc__)
    parser.add_argument("--device", choices=("cuda", "cpu"), default="cuda" if cuda else "cpu")
    parser.add_argument("--rows", type=int, help="10,000,000 on a device, 200,000 without")
    parser.add_argument("--classes", type=int, default=100)
    parser.add_argument("--noise", type=float, default=0.03, help="share of wrong labels (default 0.03)")
    parser.add_argument("--dtype", choices=("float16", "bfloat16", "float32", "float64"), default="float32")
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--traffic", action="store_true", help="count bytes and waits of every pass")
    chosen = parser.parse_args()
    chosen.rows = chosen.rows or (10_000_000 if chosen.device == "cuda" else 200_000)
    return chosen


def problem(options: argparse.Namespace) -> tuple[torch.Tensor, torch.Tensor]:
    """Return random labels and probabilities of which `noise` is wrong, made on the device."""
    random = torch.Generator(options.device).manual_seed(0)
    rows, classes = options.rows, options.classes
    true = torch.randint(classes, (rows,), generator=random, device=options.device)
    probs = torch.empty(rows, classes, dtype=getattr(torch, options.dtype), device=options.device)
    for part, given in zip(probs.split(ROWS_AT_ONCE), true.split(ROWS_AT_ONCE), strict=True):
        scores = torch.randn(part.shape, generator=random, device=options.device)
        scores[torch.arange(len(part), device=options.device), given] += np.log(classes) + 3
        part.copy_(scores.softmax(dim=1))
    wrong = torch.rand(rows, generator=random, device=options.device) < options.noise
    other = torch.randint(classes, (rows,), generator=random, device=options.device)
    return torch.where(wrong, other, true), probs


def check(labels: torch.Tensor, probs: torch.Tensor) -> int:
    """Return the number of flags, refused unless the CPU engine gives the same in the same order."""
    ranked = {"return_indices_ranked_by": "self_confidence"}
    actual = find_label_issues(labels, TensorSource(probs), **ranked)
    expected = find_label_issues(labels.cpu().numpy(), probs.cpu(), **ranked)
    if not np.array_equal(actual, expected):
        sys.exit(f"WRONG: the device flags {len(actual)} rows, the CPU {len(expected)}, and they differ.")
    return len(actual)


def seconds(work: Callable[[], object], repeats: int) -> float:
    """Return the median time of some work with everything that it started on the device."""
    taken = []
    for _ in range(repeats + 2):
        torch.cuda.synchronize()
        start = time.perf_counter()
        work()
        torch.cuda.synchronize()
        taken.append(time.perf_counter() - start)
    return median(taken[2:])


def busy(work: Callable[[], object]) -> float:
    """Return the seconds that kernels and copies took on the device."""
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CUDA]) as profile:
        work()
        torch.cuda.synchronize()
    found = profile.key_averages()
    return sum(getattr(event, "self_device_time_total", 0) for event in found) / 1e6


def copy_bandwidth(probs: torch.Tensor, repeats: int) -> float:
    """Return the bytes read and written per second by a copy of the tensor."""
    copied = torch.empty_like(probs)
    return 2 * size_of(probs) / seconds(lambda: copied.copy_(probs), repeats)


def size_of(tensor: torch.Tensor) -> int:
    return tensor.numel() * tensor.element_size()


def measure(labels: torch.Tensor, probs: torch.Tensor, repeats: int) -> None:
    size = size_of(probs)
    bandwidth = copy_bandwidth(probs, repeats)
    torch.cuda.reset_peak_memory_stats()
    before = torch.cuda.memory_allocated()
    host = labels.cpu().numpy()
    print(f"{torch.cuda.get_device_name()}, torch {torch.__version__}, {size / 1e9:.2f} GB")
    print(f"copy, bytes read and written      {bandwidth / 1e12:6.2f} TB/s")
    lines = {
        "whole call, labels on the device": seconds(lambda: find_label_issues(labels, probs), repeats),
        "whole call, labels on the host": seconds(lambda: find_label_issues(host, probs), repeats),
        "kernels and copies alone": busy(lambda: find_label_issues(labels, probs)),
    }
    for name, taken in lines.items():
        share = PASSES * size / taken / bandwidth
        print(f"{name:33s} {taken * 1e3:6.1f} ms, {share:6.1%} of the copy bandwidth times {PASSES} passes")
    print(f"extra memory on the device        {(torch.cuda.max_memory_allocated() - before) / 1e9:6.2f} GB")


def main() -> int:
    options = arguments()
    labels, probs = problem(options)
    flags = check(labels, probs)
    print(
        f"{options.rows:,} x {options.classes} {options.dtype} on {options.device}: {flags:,} flags, equal to the CPU's"
    )
    if options.traffic:
        traffic.count(labels, probs)
    if options.device == "cpu":
        print("There is no CUDA device here (or --device cpu), so nothing is timed.")
        return 0
    measure(labels, probs, options.repeats)
    return 0


if __name__ == "__main__":
    sys.exit(main())
