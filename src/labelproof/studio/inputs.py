"""What comes in: bodies within a limit, JSON and query strings read strictly into records, refusals in plain words."""

from __future__ import annotations

import dataclasses
import re
import typing
from collections.abc import AsyncIterator, Mapping
from typing import Any, Literal, TypeVar

import msgspec

from labelproof._base.errors import nearest
from labelproof.studio.answers import Refused

__all__ = ["body_within", "read_json", "read_query"]

Record = TypeVar("Record")
_PLACE = re.compile(r" - at `\$\.?(?P<place>[^`]*)`$")
_MISSING = re.compile(r"Object missing required field `(?P<name>.*)`")
_LONGEST_TEXT = 20_000
_LARGEST = 2**53 - 1


async def body_within(chunks: AsyncIterator[bytes], *, most: int) -> bytes:
    """Return a whole body, refusing one that is larger than allowed as soon as that is known."""
    content = bytearray()
    async for chunk in chunks:
        content += chunk
        if len(content) > most:
            raise Refused(413, "too_large", f"The request is larger than {most >> 10} KiB. Send it in parts.")
    return bytes(content)


def read_json(content: bytes, kind: type[Record]) -> Record:
    """Return JSON as a record; what does not fit it, or is unknown to it, is refused."""
    try:
        value = msgspec.json.decode(content)
    except msgspec.DecodeError as error:
        raise Refused(400, "json", f"The request is no JSON ({error}). Send one JSON object.") from error
    except RecursionError:
        raise Refused(400, "json", "The request is nested too deeply. Send one JSON object.") from None
    return _fitted(value, kind)


def read_query(query: Mapping[str, str], kind: type[Record]) -> Record:
    """Return a query string as a record; records inside it are written as JSON. Empty parts say nothing."""
    hints = typing.get_type_hints(kind, include_extras=True)
    return _fitted({name: _part(name, text, hints.get(name, str)) for name, text in query.items() if text}, kind)


def _part(name: str, text: str, hint: Any) -> Any:
    """Return one part of a query string as its type."""
    if len(text) > _LONGEST_TEXT:
        raise Refused(400, "invalid", f"`{name[:80]}` is too long. Send less.", name[:80])
    try:
        if any(_is_record(one) for one in _alternatives(hint)):
            return msgspec.json.decode(text)
        return msgspec.convert(text, hint, strict=False)
    except msgspec.ValidationError as error:
        raise Refused(400, "invalid", f"`{name}` cannot be used: {error}. Send {_legal(hint, '')}.", name) from error
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError) as error:
        raise Refused(400, "json", f"`{name}` is no JSON ({error}). Send a JSON object.", name) from error


def _fitted(value: Any, kind: type[Record]) -> Record:
    """Return plain values as a record."""
    _refuse_unknown(value, kind, "")
    _refuse_huge(value, "")
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise _refusal(str(error), kind) from error


def _refuse_unknown(value: Any, kind: Any, place: str) -> None:
    """Refuse keys that a record does not have; msgspec leaves those of plain dataclasses out without a word."""
    if isinstance(value, list):
        for part in typing.get_args(kind) if typing.get_origin(kind) is list and _has_records(kind) else ():
            for number, one in enumerate(value):
                _refuse_unknown(one, part, f"{place}[{number}]")
        return
    record = next((one for one in _alternatives(kind) if _is_record(one)), None)
    if record is None or not isinstance(value, dict):
        return
    hints = typing.get_type_hints(record)
    for name, one in value.items():
        where = f"{place}.{name}" if place else str(name)
        if name not in hints:
            legal = nearest(name, hints)
            raise Refused(400, "unknown_field", f"`{where[:80]}` is not known here. {legal}", where[:80])
        _refuse_unknown(one, hints[name], where)


def _refuse_huge(value: Any, place: str) -> None:
    """Refuse numbers that no column and no database can hold, and texts without an end."""
    if isinstance(value, dict):
        for name, one in value.items():
            _refuse_huge(one, f"{place}.{name}" if place else str(name))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            if not (type(one) is int and 0 <= one <= _LARGEST):
                _refuse_huge(one, f"{place}[{number}]")
    elif isinstance(value, int) and abs(value) > _LARGEST:
        raise Refused(
            400, "invalid", f"`{place[:80]}` is too large: got {str(value)[:20]}.... Send a smaller number.", place[:80]
        )
    elif isinstance(value, str) and len(value) > _LONGEST_TEXT:
        raise Refused(400, "invalid", f"`{place[:80]}` is too long. Send less.", place[:80])


def _alternatives(kind: Any) -> tuple[Any, ...]:
    """Return what a type may be."""
    is_union = typing.get_origin(kind) is not None and typing.get_origin(kind) is not list
    return typing.get_args(kind) if is_union else (kind,)


def _has_records(kind: Any) -> bool:
    """Tell whether a type is a record, or has one inside."""
    return any(_is_record(one) for one in _inside(kind))


def _is_record(kind: Any) -> bool:
    return isinstance(kind, type) and (issubclass(kind, msgspec.Struct) or dataclasses.is_dataclass(kind))


def _legal(kind: Any, place: str) -> str:
    """Return what a field takes, if that is one of a few words; `place` is its path, like `decisions[0].verb`."""
    for name in re.sub(r"\[[^\]]*\]", "", place).split(".") if place else []:
        record = next((one for one in _inside(kind) if _is_record(one)), None)
        kind = None if record is None else typing.get_type_hints(record).get(name)
    words = [word for one in _inside(kind) if typing.get_origin(one) is Literal for word in typing.get_args(one)]
    return f"one of {', '.join(map(str, words))}" if words else "a value that fits"


def _inside(kind: Any) -> list[Any]:
    """Return what a type may be, or what a list of it holds."""
    return [kind, *(one for part in typing.get_args(kind) for one in _inside(part))]


def _refusal(said: str, kind: Any) -> Refused:
    """Return what msgspec says about a value as a refusal that names the field."""
    found = _PLACE.search(said)
    place = "" if found is None else found["place"]
    reason = said if found is None else said[: found.start()]
    missing = _MISSING.fullmatch(reason)
    if missing is not None:
        place = f"{place}.{missing['name']}" if place else missing["name"]
        return Refused(400, "missing", f"`{place}` is missing. Add it.", place)
    what = f"`{place}`" if place else "The request"
    advice = f"Send {_legal(kind, place)}."
    return Refused(400, "invalid", f"{what} cannot be used: {reason[:300]}. {advice}", place or None)
