"""Which rewriter a file belongs to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from labelproof._formats.rewrite.arff import rewrite_arff
from labelproof._formats.rewrite.attributes import rewrite_attribute_list
from labelproof._formats.rewrite.delimited import rewrite_delimited
from labelproof._formats.rewrite.jsonlines import rewrite_json
from labelproof._formats.rewrite.lines import rewrite_lines
from labelproof._formats.rewrite.npz import rewrite_npy, rewrite_npz
from labelproof._formats.rewrite.parquet import rewrite_parquet
from labelproof._formats.rewrite.plan import Plan, Rewritten
from labelproof._formats.tags.attributes import is_attribute_list

__all__ = ["rewritten"]


def rewritten(content: bytes, path: Path, plan: Plan) -> Rewritten:
    """Return a file of labels with the changes of a plan, by the ending of its name."""
    suffix = path.suffix.lower()
    by_name: dict[str, Callable[[bytes, str, Plan], Rewritten]] = {
        **dict.fromkeys((".parquet", ".pq"), rewrite_parquet),
        ".npz": rewrite_npz,
        ".npy": rewrite_npy,
    }
    by_path: dict[str, Callable[[bytes, Path, Plan], Rewritten]] = {
        **dict.fromkeys((".jsonl", ".ndjson", ".json"), rewrite_json),
        ".arff": rewrite_arff,
    }
    if suffix == ".txt" and not plan.columns:
        return rewrite_lines(content, path.name, plan)
    if suffix in by_name:
        return by_name[suffix](content, path.name, plan)
    if suffix == ".txt" and is_attribute_list(path):
        return rewrite_attribute_list(content, path, plan)
    return by_path.get(suffix, rewrite_delimited)(content, path, plan)
