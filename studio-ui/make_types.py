"""Write the front end's types from the records of the API: `src/api/types.ts`, which is never edited by hand."""

from __future__ import annotations

import dataclasses
import inspect
import sys
import types
import typing
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import msgspec

from labelproof._workspace import views as records
from labelproof.studio import views

TARGET = Path(__file__).resolve().parent / "src" / "api" / "types.ts"
_PLAIN = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null", Any: "unknown"}
_SENT = {"Filter", "SavedView"}
"""Records that the front end sends as well: fields with a default may be left out."""


def typescript(hint: Any) -> str:
    """Return a Python type as a TypeScript one."""
    if hint in _PLAIN:
        return _PLAIN[hint]
    if is_record(hint):
        return str(hint.__name__)
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return " | ".join(f'"{value}"' for value in inner)
    if origin in (typing.Union, types.UnionType):
        return " | ".join(typescript(part) for part in inner)
    if origin is list:
        part = typescript(inner[0])
        return f"({part})[]" if "|" in part else f"{part}[]"
    if origin is tuple:
        return "[" + ", ".join(typescript(part) for part in inner) + "]"
    if origin is dict:
        return f"Record<{typescript(inner[0])}, {typescript(inner[1])}>"
    raise TypeError(f"No TypeScript for {hint!r}. Add it to make_types.py.")


def is_record(value: Any) -> bool:
    """Return whether a value is a record of the API."""
    return isinstance(value, type) and (issubclass(value, msgspec.Struct) or dataclasses.is_dataclass(value))


def interface(record: type[Any]) -> str:
    """Return the interface of one record."""
    hints = {name: hint for name, hint in typing.get_type_hints(record).items() if not name.startswith("_")}
    lines = [f"  {name}{'?' if name in optional(record) else ''}: {typescript(hint)};" for name, hint in hints.items()]
    about = " ".join((inspect.getdoc(record) or "").partition("\nAttributes\n")[0].split())
    return f"/** {about} */\nexport interface {record.__name__} {{\n" + "\n".join(lines) + "\n}\n"


def optional(record: type[Any]) -> set[str]:
    """Return the fields that the front end may leave out."""
    if issubclass(record, msgspec.Struct):
        sent = record.__struct_config__.forbid_unknown_fields
        return {field.name for field in msgspec.structs.fields(record) if sent and not field.required}
    if record.__name__ not in _SENT:
        return set()
    return {field.name for field in dataclasses.fields(record) if field.default is not dataclasses.MISSING}


def document() -> str:
    """Return the whole file."""
    parts = ["// Generated from the records of the API by make_types.py; do not edit.\n"]
    known = {**{name: getattr(records, name) for name in records.__all__}, **vars(views)}
    for name, value in sorted(known.items()):
        if not name.startswith("_") and is_record(value):
            parts.append(interface(value))
        elif get_origin(value) is Literal:
            parts.append(f"export type {name} = {typescript(value)};\n")
    return "\n".join(parts)


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(TARGET.read_text(encoding="utf-8") != document())
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(document(), encoding="utf-8")
