"""Count what the torch twins ask of a device: bytes that every operation reads and writes, and waits of the host.

Caches are not modelled: entries of small tables count as often as they are asked for, but sums of few numbers, which
stay in a cache, do not. Sorts count once, although they pass over their entries several times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import wraps
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from labelproof._blocks.tensors import TensorSource
from labelproof._kernels import joint_counts_torch, scan_torch, top_cells_torch
from labelproof.filter import find_label_issues

STEPS = {
    "scan": (scan_torch, "scan_rows"),
    "joint counts": (joint_counts_torch, "add_joint_counts"),
    "selection, rows": (top_cells_torch.TorchCells, "push_margins"),
    "selection, end": (top_cells_torch.TorchCells, "mark"),
}
SECTOR = 32
"""Bytes that a device reads for a number that is alone."""
WAITS = ("aten::nonzero", "aten::_local_scalar_dense", "aten::_unique2")


def tensors(values: Any) -> list[torch.Tensor]:
    return [leaf for leaf in tree_leaves(values) if isinstance(leaf, torch.Tensor)]


def size(tensor: torch.Tensor) -> int:
    """Return the bytes of the entries that are really there, not those of expanded dimensions."""
    there = (length for length, step in zip(tensor.shape, tensor.stride(), strict=True) if step or not length)
    return torch.Size(there).numel() * tensor.element_size()


class Traffic(TorchDispatchMode):
    """Sums bytes, operations and waits."""

    def __init__(self) -> None:
        super().__init__()
        self.total: Counter[str] = Counter()

    def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = function(*args, **(kwargs or {}))
        if function.is_view or "empty" in function._schema.name:
            return result
        name, given = function._schema.name, tensors((args, kwargs))
        made = [tensor for tensor in tensors(result) if all(tensor is not known for known in given)]
        self.total["bytes"] += sum(map(size, made)) + read(name, given, made)
        self.total["operations"] += 1
        self.total["waits"] += name in WAITS
        return result


def read(name: str, given: list[torch.Tensor], made: list[torch.Tensor]) -> int:
    """Return the bytes that an operation reads of what it is given, or changes in place."""
    if name in ("aten::gather", "aten::scatter_", "aten::scatter"):  # one number of each row
        return sum(map(size, given[1:])) + given[1].numel() * max(SECTOR, given[0].element_size())
    if name in ("aten::index", "aten::index_select"):
        return sum(map(size, given[1:])) + sum(map(size, made))
    if name in ("aten::index_add_", "aten::index_put_"):
        return sum(map(size, given[1:]))
    return sum(map(size, given))


def count(labels: torch.Tensor, probs: torch.Tensor) -> None:
    """Print the units (sizes of the tensor) that every step of the default filter moves."""
    found: dict[str, Counter[str]] = {name: Counter() for name in STEPS}

    def counted(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(work)
        def run(*args: Any, **options: Any) -> Any:
            with Traffic() as traffic:
                result = work(*args, **options)
            found[name] += traffic.total
            return result

        return run

    plain = {name: getattr(owner, method) for name, (owner, method) in STEPS.items()}
    for name, (owner, method) in STEPS.items():
        setattr(owner, method, counted(name, plain[name]))
    find_label_issues(labels, TensorSource(probs))
    for name, (owner, method) in STEPS.items():
        setattr(owner, method, plain[name])
    for name, total in found.items():
        units = total["bytes"] / size(probs)
        print(f"{name:16s} {units:5.2f} units, {total['operations']:5d} operations, {total['waits']:3d} waits")
