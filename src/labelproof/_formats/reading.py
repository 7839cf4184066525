"""`read`: any supported data to one `Dataset`. Each format is in its own file; here they meet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from labelproof._base.dataset import Dataset, Modality
from labelproof._base.errors import InputError
from labelproof._formats.columns import Roles, Wanted, find_roles
from labelproof._formats.labels import check_classes, label_strings
from labelproof._formats.profile import stripped
from labelproof._formats.sources import existing, read_table
from labelproof._formats.table import Table

__all__ = ["read"]


def read(
    data: Any,
    *,
    label: str | int | None = None,
    text: Sequence[str] = (),
    image: str | None = None,
    features: Sequence[str] = (),
    id: str | None = None,  # noqa: A002 - the public word for it
    header: bool | None = None,
) -> Dataset:
    """Return the data as one checked `Dataset`."""
    wanted = Wanted(label, _several(text), image, _several(features), id)
    return _dataset_of_table(read_table(existing(Path(data)), header=header), wanted)


def _several(names: Sequence[str] | str | int) -> tuple[str | int, ...]:
    """Return column names as a tuple, also when one was given bare."""
    return (names,) if isinstance(names, (str, int)) else tuple(names)


def _dataset_of_table(table: Table, wanted: Wanted) -> Dataset:
    """Return the data set of a table whose labels are in a column."""
    if table.frame.empty:
        raise InputError(f"{table.name} has no rows below its header. Pass a table with at least two classes.")
    roles = find_roles(table.frame, wanted)
    origin = f"The label column {roles.label!r}"
    labels, notes = label_strings(table.frame[roles.label], origin)
    check_classes(labels, origin)
    if roles.id is not None:
        _check_ids(table.frame[roles.id], roles.id)
    return Dataset(
        name=table.name,
        frame=table.frame,
        labels=labels,
        modality=_modality(roles),
        label_column=roles.label,
        id_column=roles.id,
        text_columns=roles.text,
        feature_columns=roles.features,
        notes=table.notes + roles.notes + notes,
        inputs=table.inputs,
    )


def _modality(roles: Roles) -> Modality:
    if roles.image is not None:
        return "image"
    return "text" if roles.text else "table"


def _check_ids(column: pd.Series, name: str) -> None:
    """Refuse ids that are missing or come twice."""
    ids = stripped(column)
    empty = ids.eq("").to_numpy().nonzero()[0]
    if len(empty):
        raise InputError(f"The id column {name!r} is empty in row {empty[0]}: every row needs an id. Fill it in.")
    twice = ids.duplicated().to_numpy().nonzero()[0]
    if len(twice):
        value = ids.iloc[twice[0]]
        first = int(ids.eq(value).to_numpy().argmax())
        raise InputError(
            f"The id column {name!r} holds {value!r} twice, in rows {first} and {twice[0]} ({len(twice)} repeated "
            "ids in all): ids must be unique. Name another column with `--id`, or leave it out."
        )
