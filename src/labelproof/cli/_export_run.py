"""`labelproof export` at work: open the workspace, show or write, say what was done."""

from __future__ import annotations

import argparse
from pathlib import Path

from labelproof._base.errors import InputError
from labelproof._workspace.views import Exported, ExportPreview
from labelproof._workspace.workspace import Workspace
from labelproof.cli._signals import terminable
from labelproof.cli._talk import plain, say

__all__ = ["execute"]

_SHOWN = 10


def execute(options: argparse.Namespace) -> int:
    """Run the command and return its exit code."""
    with terminable(), Workspace.open(_workspace(options.workspace), user=options.user, data=options.data) as workspace:
        choice = {"columns": options.columns, "excluded": options.excluded}
        if options.preview:
            _show(workspace.preview_export(options.format, **choice))
            return 0
        usual = next(one.file for one in workspace.export_formats() if one.code == options.format)
        target = Path(options.output) if options.output is not None else Path(usual)
        left_open = workspace.left_open()
        done = workspace.export(options.format, target, force=options.force, **choice)
    if not options.quiet:
        _report(done, left_open)
    print(plain(str(target)))
    return 0


def _workspace(named: list[str]) -> Path:
    """Return the folder of the workspace: as named, else the newest one of the current folder."""
    if len(named) > 1:
        raise InputError(f"One workspace was expected, got {len(named)}: {' '.join(named)}. Name one.")
    if named:
        return Path(named[0])
    found = [path for path in Path().glob("*.labelproof") if (path / "review" / "review.json").is_file()]
    if not found:
        raise InputError("There is no *.labelproof folder here. Name the folder that `labelproof audit` wrote.")
    return max(found, key=lambda path: (path / "review" / "review.json").stat().st_mtime)


def _show(preview: ExportPreview) -> None:
    """Print what would be written."""
    print(f"{preview.rows:,} rows, {preview.changed:,} with another label, {preview.left_out:,} left out")
    if preview.note:
        print(plain(preview.note))
    for one in preview.differences[:_SHOWN]:
        print(plain(one.place))
        print(plain(f"- {one.before}"))
        if one.after is not None:
            print(plain(f"+ {one.after}"))
    more = preview.changed + preview.left_out - len(preview.differences[:_SHOWN])
    if more > 0:
        print(f"... and {more:,} more")


def _report(done: Exported, left_open: str | None) -> None:
    """Say what was written."""
    if left_open:
        say(left_open)
    say(f"wrote {done.rows:,} rows, {done.bytes:,} bytes, and a manifest; the log counts {done.last_seq:,} entries")
