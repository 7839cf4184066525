"""How to write: labels replaced or columns added, excluded rows left out or marked; and what follows for the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from labelproof._base.errors import legal_name
from labelproof._formats.rewrite.plan import DROPPED, Change
from labelproof._workspace.export.decisions import Decision, Decisions
from labelproof._workspace.folder import Folder

__all__ = ["Choice", "corrected_labels"]

_COLUMNS = ("replace", "add")
_EXCLUDED = ("drop", "mark")


@dataclass(frozen=True)
class Choice:
    """How to write.

    Attributes
    ----------
    columns : {"replace", "add"}
        Write the new labels in the place of the old ones; or leave those, and add columns.
    excluded : {"drop", "mark"}
        Leave excluded rows out; or keep them, and say so in a column.
    """

    columns: str = "replace"
    excluded: str = "drop"

    def check(self) -> Choice:
        """Return the choice, refused when one of its words is unknown."""
        legal_name("columns", "be a way to write labels", self.columns, _COLUMNS)
        legal_name("excluded", "be a way to write excluded rows", self.excluded, _EXCLUDED)
        return self

    def changes(self, decisions: Decisions) -> dict[int, Change]:
        """Return the rows whose labels are written anew or that are left out."""
        return {
            row: change
            for row, change in decisions.changes.items()
            if (self.excluded == "drop" if change is DROPPED else self.columns == "replace")
        }

    def added(self, decisions: Decisions) -> dict[str, list[Any]]:
        """Return the columns that are added, one value per row."""
        if self.columns == "add":
            return _reviewed(decisions)
        if self.excluded == "mark":
            gone = set(decisions.excluded)
            return {"excluded": [row in gone for row in range(decisions.state.folder.rows)]}
        return {}


def _reviewed(decisions: Decisions) -> dict[str, list[Any]]:
    """Return what the audit thought of every row and what people decided."""
    folder = decisions.state.folder
    given = _shown(folder, np.asarray(folder.given))
    corrected = list(given)
    for row, label in corrected_labels(decisions).items():
        corrected[row] = label
    by_row: dict[int, list[Decision]] = {}
    for one in decisions.listed:
        by_row.setdefault(one.row, []).append(one)
    told: dict[str, list[Any]] = {name: [None] * folder.rows for name in ("action", "reviewer", "comment")}
    for row, several in by_row.items():
        told["action"][row] = _joined(one.action for one in several)
        told["reviewer"][row] = _joined(one.reviewer for one in several)
        told["comment"][row] = _joined(one.comment for one in several)
    return {
        "given_label": given,
        "suggested_label": _shown(folder, np.asarray(folder.suggested)),
        "corrected_label": corrected,
        "action": told["action"],
        "error_probability": _chances(folder),
        "reviewer": told["reviewer"],
        "comment": told["comment"],
    }


def corrected_labels(decisions: Decisions) -> dict[int, str | None]:
    """Return the new label of every row that changes, tags joined by `|`; None where the row is left out."""
    folder = decisions.state.folder
    labels: dict[int, str | None] = {}
    for row, change in decisions.changes.items():
        if isinstance(change, Mapping):
            given = np.asarray(folder.given).reshape(folder.rows, folder.tags)[row]
            labels[row] = "|".join(
                name for name, has in zip(folder.classes, given, strict=True) if change.get(name, bool(has))
            )
        else:
            labels[row] = None if change is DROPPED else change
    return labels


def _shown(folder: Folder, codes: np.ndarray) -> list[Any]:
    """Return the label of every row by name; tags joined by `|`."""
    if folder.task == "classes":
        names: Sequence[Any] = [*folder.classes, None]
        return [names[code] for code in codes.tolist()]
    matrix = codes.reshape(folder.rows, folder.tags)
    return ["|".join(folder.classes[tag] for tag in np.flatnonzero(row)) for row in matrix]


def _chances(folder: Folder) -> list[float | None]:
    """Return the chance that each given label is wrong, of tags the highest one; None where there is no label."""
    chances = np.asarray(folder.chance, dtype=np.float64).reshape(folder.rows, folder.tags).max(axis=1)
    return [None if np.isnan(chance) else round(chance, 6) for chance in chances.tolist()]


def _joined(words: Any) -> str | None:
    """Return the different words that there are, in their order."""
    return "; ".join(dict.fromkeys(word for word in words if word)) or None
