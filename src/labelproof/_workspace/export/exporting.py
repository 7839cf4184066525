"""The part of a workspace that gives back: corrected data, and what was given back before."""

from __future__ import annotations

import os
from pathlib import Path

from labelproof._base.errors import InputError
from labelproof._workspace.export.done import exported
from labelproof._workspace.export.formats import format_of, formats_of
from labelproof._workspace.people import user_id
from labelproof._workspace.state import State
from labelproof._workspace.views import Exported, ExportFormat, ExportPreview

__all__ = ["Exporting"]

EXPORTS = "exports"


class Exporting:
    """How a workspace gives back the corrected data."""

    _state: State

    def export_formats(self) -> list[ExportFormat]:
        """Return the ways to write the result.

        Returns
        -------
        list of ExportFormat
            `why` says of those that cannot be used here why not.
        """
        return formats_of(self._state)

    def exports(self) -> list[Exported]:
        """Return what was exported.

        Returns
        -------
        list of Exported
            Newest first.
        """
        return exported(self._state)

    def left_open(self) -> str | None:
        """Return a sentence about what nobody has settled.

        Returns
        -------
        str or None
            What is undecided, unsure or in conflict keeps its given label; None where there is no such thing.
        """
        from labelproof._workspace.export.decisions import decisions_of  # noqa: PLC0415 - loads the rewriters
        from labelproof._workspace.export.preview import left_open  # noqa: PLC0415

        return left_open(decisions_of(self._state))

    def preview_export(
        self,
        format: str = "source",  # noqa: A002 - the word of the command line
        *,
        columns: str = "replace",
        excluded: str = "drop",
    ) -> ExportPreview:
        """Return what `export` would write.

        Parameters
        ----------
        format, columns, excluded
            As in `export`.

        Returns
        -------
        ExportPreview
            Counts, and the first lines that differ.
        """
        from labelproof._workspace.export.choice import Choice  # noqa: PLC0415 - loads pandas
        from labelproof._workspace.export.preview import preview_of  # noqa: PLC0415

        return preview_of(self._state, format, Choice(columns, excluded))

    def export(
        self,
        format: str = "source",  # noqa: A002 - the word of the command line
        path: str | os.PathLike[str] | None = None,
        *,
        columns: str = "replace",
        excluded: str = "drop",
        force: bool = False,
        name: str | None = None,
        user: int | str | None = None,
    ) -> Exported:
        """Write the corrected data, with a manifest beside them. The source is never overwritten.

        Parameters
        ----------
        format : {"source", "csv", "jsonl", "parquet", "patch", "moves"}, default "source"
            "source" is the data as they came, every byte the same but for what was changed. "patch" are the decisions
            alone, "moves" is a plan for class folders.
        path : path, optional
            The file to write, or the folder where it is several files; by default one in the folder `exports` of the
            workspace.
        columns : {"replace", "add"}, default "replace"
            Write the new labels in the place of the old ones; or leave those, and add columns.
        excluded : {"drop", "mark"}, default "drop"
            Leave excluded rows out; or keep them, and say so in a column.
        force : bool, default False
            Replace an earlier export at `path`.
        name : str, optional
            The name of the file in the folder `exports`, in place of `path`; a number is added where it is taken.
        user : int or str, optional
            Who exports; by default who opened the workspace.

        Returns
        -------
        Exported
            What was written.

        Raises
        ------
        InputError
            If the format cannot be used here, the source changed since the audit, or the place is taken.
        """
        from labelproof._workspace.export.choice import Choice  # noqa: PLC0415 - loads pandas
        from labelproof._workspace.export.write import write_export  # noqa: PLC0415

        number = user_id(self._state, user)
        target = Path(path) if path is not None else self._free(name or format_of(self._state, format).file)
        return write_export(self._state, format, target, Choice(columns, excluded), force=force, user=number)

    def _free(self, name: str) -> Path:
        """Return a path in the folder `exports` that is not taken."""
        if name != Path(name).name or name.startswith(".") or "\\" in name or not name.isprintable() or len(name) > 200:
            raise InputError(f"`name` must be the name of a file: got {name!r}. Leave folders out.")
        folder = self._state.folder.path / EXPORTS
        folder.mkdir(exist_ok=True)
        wanted, number = folder / name, 2
        while wanted.exists():
            wanted = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
            number += 1
        return wanted
