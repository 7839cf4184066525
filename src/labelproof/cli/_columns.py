"""The options that say what the columns of data are, for the commands that audit."""

from __future__ import annotations

import argparse
from typing import Any

__all__ = ["add_columns", "named_columns"]


def add_columns(group: argparse._ArgumentGroup) -> None:
    """Add the options that name columns."""
    several: dict[str, Any] = {"metavar": "COL", "nargs": "+", "action": "extend", "default": []}
    group.add_argument("--label", metavar="COL", help="the label column, by name or position (-1 is the last)")
    group.add_argument(
        "--tags",
        metavar="COL",
        nargs="*",
        action="extend",
        help="examples carry several tags: the column with lists "
        "of them, or all columns of 0 and 1; without COL they are found",
    )
    group.add_argument("--text", help="text columns to learn from", **several)
    group.add_argument("--image", metavar="COL", help="the column with image paths")
    group.add_argument("--audio", metavar="COL", help="the column with paths of recordings")
    group.add_argument("--feature", help="columns to learn from", **several)
    group.add_argument("--id", metavar="COL", help="the column that identifies rows; its values must be distinct")
    group.add_argument("--no-header", action="store_true", help="the tables have no header: columns are c0, c1, ...")


def named_columns(options: argparse.Namespace) -> dict[str, Any]:
    """Return what these options say, as arguments of an audit."""
    return {
        "label": options.label,
        "text": tuple(options.text),
        "image": options.image,
        "audio": options.audio,
        "features": tuple(options.feature),
        "id": options.id,
        "header": False if options.no_header else None,
        "tags": None if options.tags is None else options.tags or True,
    }
