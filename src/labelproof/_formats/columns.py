"""Which column is the label, the text, the image, the features: as named by the user, else guessed and said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from labelproof._base.dataset import Note
from labelproof._base.errors import InputError, InputTypeError, nearest
from labelproof._formats.ids import identifies
from labelproof._formats.kinds import KINDS
from labelproof._formats.profile import Profile, profile, stripped
from labelproof._formats.tags.cells import looks_listed

__all__ = ["Need", "NoColumnError", "Roles", "Wanted", "find_column", "find_roles"]

_LABEL_NAMES = (
    *("label", "labels", "given_label", "given_labels", "class", "classes", "category", "categories", "target"),
    *("targets", "y", "intent", "label_name", "class_name", "label_text", "sentiment", "topic", "emotion", "species"),
    *("diagnosis", "outcome"),
)
# Where a row comes from; guessed as the label by nobody who looks at the table.
_NEVER_LABELS = frozenset({"split", "fold", "file", "file_name", "filename", "source", "source_file", "id", "index"})
_TEXT_NAMES = (
    *("text", "sentence", "content", "review", "comment", "message", "question", "title", "body", "tweet", "utterance"),
    *("query", "description", "headline", "document", "name"),
)
_FILE_NAMES = (
    *("file_name", "file", "image", "audio", "path", "filename", "image_path", "audio_path", "img", "recording", "wav"),
)
_FILES = 0.9
"""A column names files when at least this share of its values ends like them."""


class NoColumnError(InputError):
    """A table without a column that was named."""


@dataclass(frozen=True)
class Wanted:
    """The columns that the user named; what is empty is to be guessed."""

    label: str | int | None = None
    text: tuple[str | int, ...] = ()
    image: str | int | None = None
    features: tuple[str | int, ...] = ()
    id: str | int | None = None
    audio: str | int | None = None


@dataclass(frozen=True)
class Need:
    """What a table must hold: not a label when labels are given, nothing to learn from when pred_probs are."""

    label: bool = True
    content: bool = True


@dataclass(frozen=True)
class Roles:
    """The columns of a table by what they are for."""

    label: str | None
    text: tuple[str, ...] = ()
    image: str | None = None
    features: tuple[str, ...] = ()
    id: str | None = None
    audio: str | None = None
    notes: tuple[Note, ...] = field(default=())

    @property
    def files(self) -> str | None:
        """The column that names images or recordings."""
        return self.image if self.image is not None else self.audio


class _Columns:
    """The columns of one frame, looked at when somebody asks."""

    def __init__(self, frame: pd.DataFrame, origin: str | None) -> None:
        self.frame = frame
        self.origin = origin
        self.names: list[str] = list(frame.columns)
        self._seen: dict[str, Profile] = {}

    def __getitem__(self, name: str) -> Profile:
        if name not in self._seen:
            self._seen[name] = profile(self.frame[name])
        return self._seen[name]

    def find(self, wanted: str | int, role: str) -> str:
        """Return the column's own name for what the user wrote: a name, a stripped name or a position."""
        if isinstance(wanted, bool) or not isinstance(wanted, (str, int)):
            raise InputTypeError(f"`{role}` must be a column name or position, got {wanted!r}. Pass the column's name.")
        name = str(wanted)
        if name in self.names:
            return name
        if isinstance(wanted, int) or re.fullmatch(r"-?\d{1,18}", name):
            return self._at(int(wanted), role)
        same = [column for column in self.names if column.strip() == name.strip()]
        if len(same) == 1:
            return same[0]
        raise NoColumnError(f"`{role}`: there is no column {name!r}. {nearest(name, self.names)}")

    def _at(self, position: int, role: str) -> str:
        if -len(self.names) <= position < len(self.names):
            return self.names[position]
        raise InputError(
            f"`{role}`: there is no column at position {position}, the table has {len(self.names)} columns. "
            f"Use 0 to {len(self.names) - 1}, or -1 for the last one."
        )


def find_column(frame: pd.DataFrame, wanted: str | int, role: str) -> str:
    """Return the column's own name for what the user wrote: a name, a stripped name or a position."""
    return _Columns(frame, None).find(wanted, role)


def find_roles(frame: pd.DataFrame, wanted: Wanted, *, need: Need | None = None, origin: str | None = None) -> Roles:
    """Return what each column is for; every guess is in the notes.

    `need` says what may be missing because it comes from elsewhere; by default nothing may. `origin` is the column
    that was added to say which file a row came from; it is used for nothing unless the user names it.
    """
    need = need or Need()
    columns = _Columns(frame, origin)
    roles = Roles(
        label=None if wanted.label is None else columns.find(wanted.label, "label"),
        text=tuple(columns.find(name, "text") for name in wanted.text),
        image=None if wanted.image is None else columns.find(wanted.image, "image"),
        features=tuple(columns.find(name, "features") for name in wanted.features),
        id=None if wanted.id is None else columns.find(wanted.id, "id"),
        audio=None if wanted.audio is None else columns.find(wanted.audio, "audio"),
    )
    _check_overlap(roles)
    guessed: list[str] = []
    if roles.label is None and need.label:
        roles = replace(roles, label=_guess_label(columns, roles))
        guessed.append("label")
    if not (roles.text or roles.files or roles.features):
        roles = _guess_content(columns, roles, guessed, needed=need.content)
    several = _several_notes(columns, roles.label) if "label" in guessed else ()
    return replace(roles, notes=roles.notes + _guess_notes(roles, guessed) + several + _comma_notes(columns, roles))


def _several_notes(columns: _Columns, label: str | None) -> tuple[Note, ...]:
    """Return the note about a label column whose values are made of fewer others, "a|b" and "a|c" of a, b and c."""
    values = sorted({value for value in columns.frame[label] if isinstance(value, str)})
    mark = next((mark for mark in "|;" if any(mark in value for value in values)), None)
    if mark is None or len({part.strip() for value in values for part in value.split(mark)}) >= len(values):
        return ()
    example = next(value for value in values if mark in value)
    message = f"Labels such as {example!r:.60} look like several tags each; if they are, use --tags {label}."
    return (Note("several_tags", message, sum(mark in value for value in values)),)


def _comma_notes(columns: _Columns, roles: Roles) -> tuple[Note, ...]:
    """Return the note about features whose numbers have a decimal comma."""
    names = [name for name in roles.features if columns[name].decimal_comma]
    if not names:
        return ()
    message = f"Read as numbers with a decimal comma: {_names(names)}; the cells are kept as they are."
    return (Note("decimal_comma", message, len(names)),)


def _check_overlap(roles: Roles) -> None:
    """Refuse a column that is named for two purposes that exclude each other."""
    uses = [("text", name) for name in roles.text] + [("feature", name) for name in roles.features]
    single = (("image", roles.image), ("audio", roles.audio), ("id", roles.id))
    uses += [(use, name) for use, name in single if name is not None]
    if roles.image is not None and roles.audio is not None:
        raise InputError("An example is an image or a recording, not both. Name a column for one of the two.")
    for use, name in uses:
        if name == roles.label:
            raise InputError(
                f"Column {name!r} is named as the label and as {use}: a model that reads the label learns nothing. "
                f"Name another column for one of the two."
            )
        if use == "feature" and name in (*roles.text, roles.files):
            raise InputError(f"Column {name!r} is named as a feature and as text, image or audio. Name it once.")


def _guess_label(columns: _Columns, roles: Roles) -> str:
    """Return the likeliest label column: a usual name, else the last or first that repeats its values, else lists."""
    taken = {*roles.text, roles.files, *roles.features, roles.id, columns.origin}
    free = [name for name in columns.names if name not in taken]
    usual = {name.strip().casefold().replace(" ", "_"): name for name in reversed(free)}
    for name in _LABEL_NAMES:
        if name in usual and not columns[usual[name]].prose:
            return usual[name]
    rest = [name for name in free if name.strip().casefold() not in _NEVER_LABELS]
    ends = [rest[-1], rest[0]] if len(rest) > 1 else rest
    if ends and columns[ends[0]].continuous:
        seen = columns[ends[0]]
        raise InputError(
            f"No column is named like a label, and the last one, {ends[0]!r}, looks like regression ({seen.distinct} "
            f"distinct numbers in {seen.present} rows). Name the column with the classes with `--label` (label=...)."
        )
    for name in [*ends, *reversed(rest[1:-1])]:
        if _categorical(columns[name]):
            return name
    listed = [name for name in rest if looks_listed(columns.frame[name])]
    if len(listed) == 1:
        return listed[0]
    raise InputError(
        "No column looks like a label: none has a usual name or repeats its values. "
        f"Name it with `--label` (label=...). {nearest('label', columns.names)}"
    )


def _categorical(seen: Profile) -> bool:
    """Tell whether the column could hold class names."""
    return seen.kind in {"string", "number", "bool"} and seen.repeats and not seen.continuous and not seen.prose


def _guess_content(columns: _Columns, roles: Roles, guessed: list[str], *, needed: bool) -> Roles:
    """Return the roles with something to learn from: images, else recordings, else text, else the other columns."""
    free = [name for name in columns.names if name not in (roles.label, roles.id, columns.origin)]
    for kind in KINDS:
        files = [name for name in free if columns[name].shares.get(kind.modality, 0.0) >= _FILES]
        if files:
            guessed.append(kind.modality)
            first = min(files, key=lambda name: (_rank(name, _FILE_NAMES), columns.names.index(name)))
            found: dict[str, Any] = {kind.modality: first}
            return replace(roles, **found)
    named = {name for name in free if _rank(name, _TEXT_NAMES) < len(_TEXT_NAMES) and columns[name].wordy}
    text = tuple(name for name in free if columns[name].prose or name in named)
    with_features = roles if text else _guess_features(columns, roles, free)
    if not text and not with_features.features:
        text = tuple(name for name in free if columns[name].wordy)
    if text:
        guessed.append("text")
        return replace(roles, text=text)
    guessed.append("features")
    if needed and not with_features.features:
        raise InputError(
            "There is nothing to learn from: no column besides the label holds text, images or features that vary. "
            "Name columns with `--text`, `--image` or `--feature`, or pass `--labels` and `--pred-probs`."
        )
    return with_features


def _rank(name: str, order: Sequence[str]) -> int:
    """Return the place of a name in an order of usual names; after all of them when it is not usual."""
    plain = name.strip().casefold()
    return order.index(plain) if plain in order else len(order)


def _guess_features(columns: _Columns, roles: Roles, free: Sequence[str]) -> Roles:
    """Return the roles with every usable column as a feature, and notes about those left out."""
    left_out: dict[str, list[str]] = {"constant": [], "ids": [], "copies of the label": [], "nested": []}
    left_out["the file of a row"] = [] if columns.origin in (None, roles.label, roles.id) else [columns.origin]
    features: list[str] = []
    for name in free:
        reason = _unusable(columns, name, roles.label)
        if reason is None:
            features.append(name)
        else:
            left_out[reason].append(name)
    parts = [f"{_names(names)} ({reason})" for reason, names in left_out.items() if names]
    count = sum(map(len, left_out.values()))
    notes = (Note("unused_columns", f"Not used as features: {'; '.join(parts)}.", count),) if parts else ()
    return replace(roles, features=tuple(features), notes=roles.notes + notes)


def _unusable(columns: _Columns, name: str, label: str | None) -> str | None:
    """Return why a column is no feature, or None when it is one."""
    seen = columns[name]
    if seen.kind == "nested":
        return "nested"
    if seen.distinct < 2:
        return "constant"
    origin = None if columns.origin is None else columns.frame[columns.origin]
    if identifies(columns.frame[name], name, seen, origin):
        return "ids"
    if label is not None and _copies(columns, name, label):
        return "copies of the label"
    return None


def _copies(columns: _Columns, name: str, label: str) -> bool:
    """Tell whether the column is the label under other names: one value for each class and one class for each value."""
    if columns[name].distinct != columns[label].distinct or columns[name].present < 20:
        return False
    pairs = pd.DataFrame({"a": stripped(columns.frame[name]), "b": stripped(columns.frame[label])})
    pairs = pairs[(pairs["a"] != "") & (pairs["b"] != "")].drop_duplicates()
    return bool(pairs["a"].is_unique and pairs["b"].is_unique)


def _names(names: Sequence[str]) -> str:
    """Return column names for a sentence, at most six of them."""
    shown = [f"`{name}`" for name in names[:6]]
    if len(names) > 6:
        return ", ".join(shown) + f" and {len(names) - 6} more"
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + f" and {shown[-1]}"


def _guess_notes(roles: Roles, guessed: Sequence[str]) -> tuple[Note, ...]:
    """Return the note that states the guesses and how to overrule them."""
    if not guessed:
        return ()
    parts, options = [], []
    if "label" in guessed and roles.label is not None:
        parts.append(f"{_names([roles.label])} as the label")
        options.append("--label")
    if "text" in guessed:
        parts.append(f"{_names(roles.text)} as the text")
        options.append("--text")
    for role, column in (("image", roles.image), ("audio", roles.audio)):
        if role in guessed and column is not None:
            parts.append(f"{_names([column])} as the {role}")
            options.append(f"--{role}")
    if "features" in guessed and roles.features:
        parts.append(f"{_names(roles.features)} as the features")
        options.append("--feature")
    if not parts:
        return ()
    how = " and ".join(options)
    return (Note("guessed_columns", f"Using {' and '.join(parts)} (guessed; name them with {how}).", len(parts)),)
