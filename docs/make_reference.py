"""Write docs/reference from the docstrings of the public modules: one page per door, and an index.

Run by `make docs`. Tests demand that every public name has its section; the text is what `help()` shows.
"""

from __future__ import annotations

import importlib
import inspect
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from numpydoc.docscrape import NumpyDocString

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs" / "reference"
sys.path.insert(0, str(ROOT / "tests"))

from repository import door_names, public_names  # noqa: E402 - found beside the tests

_WIDTH = 100


class _Docstring(NumpyDocString):
    """The sections of numpydoc, and ours that says where a formula comes from."""

    sections = {**NumpyDocString.sections, "Source": ""}  # noqa: RUF012 - a constant of the base class


def _first_paragraph(text: str | None) -> str:
    return " ".join((text or "").split("\n\n")[0].split())


def _signature(item: Any, name: str) -> str:
    """Names and defaults of the parameters, without types: those are described below."""
    parts, starred = [], False
    for parameter in inspect.signature(item).parameters.values():
        if parameter.name == "self":
            continue
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            parts.append("*")
        starred = starred or parameter.kind in (parameter.KEYWORD_ONLY, parameter.VAR_POSITIONAL)
        stars = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
        # Where an object lies in memory differs from run to run.
        shown = re.sub(r" object at 0x[0-9a-f]+", "", repr(parameter.default))
        default = "" if parameter.default is parameter.empty else f"={shown}"
        parts.append(f"{stars}{parameter.name}{default}")
    line = f"{name}({', '.join(parts)})"
    return line if len(line) <= _WIDTH else f"{name}(\n    " + ",\n    ".join(parts) + ",\n)"


def _entries(title: str, entries: list[Any]) -> Iterator[str]:
    if not entries:
        return
    yield f"**{title}**\n"
    for entry in entries:
        head = " : ".join(f"`{part}`" for part in (entry.name, entry.type) if part)
        text = " ".join(line.strip() for line in entry.desc if line.strip())
        yield f"- {head}: {text}" if text else f"- {head}"
    yield ""


def _prose(title: str, lines: list[str]) -> Iterator[str]:
    if any(line.strip() for line in lines):
        yield f"**{title}**\n"
        yield textwrap.dedent("\n".join(lines)).strip()
        yield ""


def _object(item: Any, name: str, level: str) -> Iterator[str]:
    doc = _Docstring(inspect.getdoc(item) or "")
    yield f"{level} `{name.rpartition('.')[2] if level == '##' else name}`\n"
    shows_call = inspect.isroutine(item) or bool(doc["Parameters"])
    if shows_call:
        yield f"```python\n{_signature(item, name.rpartition('.')[2])}\n```\n"
    yield " ".join(line.strip() for line in doc["Summary"]) + "\n"
    if any(line.strip() for line in doc["Extended Summary"]):
        yield "\n".join(doc["Extended Summary"]).strip() + "\n"
    for section in ("Parameters", "Attributes", "Returns", "Yields", "Raises"):
        yield from _entries(section, doc[section])
    yield from _prose("Notes", doc["Notes"])
    yield from _prose("Source", [line.strip() for line in doc["Source"]])
    if doc["Examples"]:
        yield "**Examples**\n\n```pycon\n" + "\n".join(doc["Examples"]).strip() + "\n```\n"


def _page(door: str) -> str:
    module = importlib.import_module(door)
    parts = [f"# `{door}`\n", inspect.cleandoc(module.__doc__ or "") + "\n"]
    for name in public_names(door):
        item = getattr(module, name)
        parts.extend(_object(item, name, "##"))
        if inspect.isclass(item):
            for method, function in inspect.getmembers(item, inspect.isfunction):
                if not method.startswith("_") and function.__module__.startswith("labelproof"):
                    parts.extend(_object(function, f"{name}.{method}", "###"))
    return "\n".join(parts).rstrip() + "\n"


def _index() -> str:
    lines = ["# Reference\n", "Written from the docstrings by `make docs`; `help(name)` shows the same.\n"]
    lines += ["| module | what it is for |", "|---|---|"]
    for door in door_names():
        about = _first_paragraph(importlib.import_module(door).__doc__)
        lines.append(f"| [`{door}`]({door}.md) | {about} |")
    lines.append("\nThe command line is described in the [guide to the audit](../guides/audit.md).")
    return "\n".join(lines) + "\n"


def pages() -> dict[Path, str]:
    """Every page of the reference and its text."""
    texts = {PAGES / f"{door}.md": _page(door) for door in door_names()}
    return {PAGES / "index.md": _index(), **texts}


def write() -> None:
    """Write all pages, and remove those of modules that are gone."""
    PAGES.mkdir(parents=True, exist_ok=True)
    texts = pages()
    for stale in set(PAGES.glob("*.md")) - set(texts):
        stale.unlink()
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
