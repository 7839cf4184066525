"""Parquet with other labels: the same columns, types, metadata, row groups and compression (extra `parquet`)."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from itertools import accumulate, islice, pairwise
from types import ModuleType
from typing import Any

from labelproof._base.errors import InputError
from labelproof._base.optional import require
from labelproof._formats.rewrite.flags import Flags
from labelproof._formats.rewrite.plan import DROPPED, Changed, Plan, Rewritten, check_rows, free_names, unwritable
from labelproof._formats.rewrite.values import flag_values, label_values, list_values
from labelproof._formats.table import unique_names

__all__ = ["rewrite_parquet"]

_FEATURES = b"huggingface"
_FLAG_SAMPLE = 1000


def rewrite_parquet(content: bytes, name: str, plan: Plan) -> Rewritten:
    """Return a Parquet file with the changes of a plan."""
    if plan.idle:
        return Rewritten(content)
    arrow = require("pyarrow", extra="parquet", purpose="Writing Parquet files")
    parquet = require("pyarrow.parquet", extra="parquet", purpose="Writing Parquet files")
    file = parquet.ParquetFile(io.BytesIO(content))
    table = file.read().slice(0, plan.limit)
    check_rows(plan, table.num_rows, f"`{name}`")
    names = unique_names([str(column) for column in table.column_names])[0]
    missing = [column for column in plan.columns if column not in names]
    if missing:
        raise InputError(f"`{name}` no longer has a column {missing[0]!r}. Audit the file again.")
    table, shown = _relabelled(arrow, table, names, plan, f"`{name}`")
    if plan.limit is not None:
        return Rewritten(b"", shown)
    for title, values in zip(free_names(plan.added, names), plan.added.values(), strict=True):
        table = table.append_column(title, arrow.array(list(values)))
    kept = [plan.changes.get(row) is not DROPPED for row in range(plan.rows)]
    if not all(kept):
        table = table.filter(arrow.array(kept))
    return Rewritten(_bytes_of(parquet, file, table, kept), shown)


def _relabelled(
    arrow: ModuleType, table: Any, names: list[str], plan: Plan, origin: str
) -> tuple[Any, tuple[Changed, ...]]:
    """Return the table with the changed labels, and the first changes."""
    wanted = {row: change for row, change in plan.changes.items() if change is not DROPPED}
    places = [names.index(column) for column in plan.columns]
    old = {place: table.column(place).to_pylist() for place in places}
    new: dict[int, dict[int, Any]] = {}
    if plan.one_column_per_tag:
        flags = Flags({column: map(str, old[place][:_FLAG_SAMPLE]) for column, place in _pairs(plan, places)})
        for tag, (column, place) in zip(plan.tags or (), _pairs(plan, places), strict=True):
            rows = {row: change[tag] for row, change in wanted.items() if isinstance(change, Mapping) and tag in change}
            new[place] = flag_values(column, old[place], rows, flags)
    elif plan.tags is not None:
        changes = {row: change for row, change in wanted.items() if isinstance(change, Mapping)}
        new[places[0]] = list_values(old[places[0]], changes, plan.tags, origin)
    elif places:
        labels = {row: str(change) for row, change in wanted.items()}
        table, known = _with_classes(table, places[0], labels, old[places[0]])
        made = label_values(old[places[0]], {row: label for row, label in labels.items() if label not in known}, origin)
        new[places[0]] = {**made, **{row: known[label] for row, label in labels.items() if label in known}}
    shown = tuple(islice(_shown(plan, names, old, new), plan.shown))
    for place, values in new.items():
        if values:
            merged = [values.get(row, value) for row, value in enumerate(old[place])]
            table = table.set_column(place, table.field(place), _array(arrow, table.column(place), merged, origin))
    return table, shown


def _pairs(plan: Plan, places: Sequence[int]) -> list[tuple[str, int]]:
    return list(zip(plan.columns, places, strict=True))


def _shown(plan: Plan, names: list[str], old: Mapping[int, Any], new: Mapping[int, Any]) -> Any:
    """Yield the changed values, before and after."""
    for row in sorted(plan.changes):
        if plan.changes[row] is DROPPED:
            before = ", ".join(f"{names[place]}: {values[row]}" for place, values in old.items())
            yield Changed(place=f"row {row}", before=before[:300], after=None)
            continue
        places = [place for place in new if row in new[place]]
        before = ", ".join(f"{names[place]}: {old[place][row]}" for place in places)
        after = ", ".join(f"{names[place]}: {new[place][row]}" for place in places)
        yield Changed(place=f"row {row}", before=before[:300], after=after[:300])


def _array(arrow: ModuleType, column: Any, values: list[Any], origin: str) -> Any:
    """Return values as an array of the type of a column; categories keep their order."""
    kind = column.type
    try:
        if not arrow.types.is_dictionary(kind):
            return arrow.array(values, type=kind)
        chunks = column.unify_dictionaries().chunks
        words = chunks[0].dictionary.to_pylist() if chunks else []
        words += sorted({value for value in values if value is not None} - set(words))
        place = {word: index for index, word in enumerate(words)}
        indices = arrow.array([None if value is None else place[value] for value in values], type=kind.index_type)
        dictionary = arrow.array(words, type=kind.value_type)
        return arrow.DictionaryArray.from_arrays(indices, dictionary, ordered=kind.ordered)
    except (arrow.ArrowException, ValueError, TypeError, OverflowError) as error:
        raise unwritable("of this change", origin, f"its column is of type {kind} ({error})") from error


def _with_classes(table: Any, place: int, labels: Mapping[int, str], old: list[Any]) -> tuple[Any, dict[str, int]]:
    """Return the table, and the numbers of classes by names that its metadata keeps; new names are put behind them."""
    stored = (table.schema.metadata or {}).get(_FEATURES)
    about = json.loads(stored) if stored else {}
    feature = about.get("info", {}).get("features", {}).get(table.column_names[place], {})
    classes = feature.get("names") if isinstance(feature, dict) else None
    if not isinstance(classes, list) or not all(value is None or isinstance(value, int) for value in old):
        return table, {}
    new = [label for label in dict.fromkeys(labels.values()) if label not in classes and not label.isdecimal()]
    classes += new
    number = {label: classes.index(label) for label in labels.values() if label in classes and not label.isdecimal()}
    if not new:
        return table, number
    return table.replace_schema_metadata({**table.schema.metadata, _FEATURES: json.dumps(about)}), number


def _bytes_of(parquet: ModuleType, file: Any, table: Any, kept: Sequence[bool]) -> bytes:
    """Return the table as a file with the row groups, compression and encodings of another one."""
    about = file.metadata
    groups = [about.row_group(number) for number in range(about.num_row_groups)]
    columns = [groups[0].column(number) for number in range(about.num_columns)] if groups else []
    coded = [column.path_in_schema for column in columns if any("DICTIONARY" in code for code in column.encodings)]
    target = io.BytesIO()
    writer = parquet.ParquetWriter(
        target,
        table.schema,
        version=about.format_version,
        compression={
            column.path_in_schema: column.compression.lower().replace("uncompressed", "none") for column in columns
        }
        or "snappy",
        use_dictionary=coded or False,
        use_deprecated_int96_timestamps=any(column.physical_type == "INT96" for column in columns),
        store_schema=b"ARROW:schema" in (about.metadata or {}),
    )
    before = [0, *accumulate(kept)]
    with writer:
        for start, end in pairwise([0, *accumulate(group.num_rows for group in groups)]):
            size = before[end] - before[start]
            if size:
                writer.write_table(table.slice(before[start], size), row_group_size=size)
    return target.getvalue()
