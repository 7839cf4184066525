"""The table of issues: one line per example in rank order, our columns first, then the row as it was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from labelproof._audit.findings import DIGITS, Findings
from labelproof._base.dataset import Dataset, Note

__all__ = ["beside_own_columns", "issues_table"]

_SUFFIX = "_original"


def issues_table(
    dataset: Dataset, codes: NDArray[np.int64], names: Sequence[str], findings: Findings
) -> tuple[pd.DataFrame, tuple[Note, ...]]:
    """Return the table of issues, and a note when a column of the data had to be renamed in it.

    Parameters
    ----------
    dataset : Dataset
        The rows as they were read.
    codes : (N,) int64
        Given class of each row, -1 where the label is missing.
    names : sequence of str
        Class names.
    findings : Findings
        What was found.

    Returns
    -------
    table : DataFrame
        N lines, rank 1 first.
    notes : tuple of Note
        Empty, or one note that lists the renamed columns.
    """
    order = findings.order
    probability = findings.error_probability[order]
    columns: dict[str, object] = {"row": order}
    if dataset.id_column is not None:
        columns["id"] = dataset.frame[dataset.id_column].to_numpy()[order]
    columns |= {
        "given_label": _names_of(codes[order], names),
        "suggested_label": _names_of(findings.suggested[order], names),
        "label_quality": np.round(1.0 - probability, DIGITS),
        "error_probability": probability,
        "is_label_issue": findings.is_issue[order],
        "rank": np.arange(1, len(order) + 1, dtype=np.int64),
    }
    return beside_own_columns(dataset, columns)


def beside_own_columns(dataset: Dataset, columns: Mapping[str, object]) -> tuple[pd.DataFrame, tuple[Note, ...]]:
    """Return our columns, whose `row` says the order, and then those of the data, renamed where ours has the name."""
    ours = pd.DataFrame(dict(columns))
    order = ours["row"].to_numpy()
    own = dataset.frame.drop(columns=["id"] if dataset.id_column == "id" else [])
    renamed = _free_names([str(name) for name in own.columns], taken=set(columns))
    own = own.iloc[order].reset_index(drop=True)
    own.columns = pd.Index([new for _, new in renamed])
    changed = [f"{old!r} is {new!r}" for old, new in renamed if old != new]
    notes = (
        (Note("column_renamed", f"In issues.csv the column {', '.join(changed)}.", len(changed)),) if changed else ()
    )
    return pd.concat([ours, own], axis=1), notes


def _names_of(codes: NDArray[np.int64], names: Sequence[str]) -> pd.Series[Any]:
    """Return the class name of each code, None for -1; as objects, since a name may be no valid Unicode."""
    return pd.Series(np.array([*names, None], dtype=object)[codes], dtype=object)


def _free_names(names: Sequence[str], *, taken: set[str]) -> list[tuple[str, str]]:
    """Return (old, new) for each column, with a suffix where our columns, or an earlier one, have the name."""
    used, kept = taken | set(names), set(taken)
    pairs = []
    for name in names:
        new, number = name, 1
        while new in kept or (new != name and new in used):
            new = f"{name}{_SUFFIX}" + ("" if number == 1 else str(number))
            number += 1
        kept.add(new)
        pairs.append((name, new))
    return pairs
