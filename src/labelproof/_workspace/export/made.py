"""The content of an export, format by format, before it has a place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import IO

from labelproof._base.errors import InputError
from labelproof._formats.rewrite.files import rewritten
from labelproof._formats.rewrite.fresh import write_table
from labelproof._formats.rewrite.plan import Rewritten
from labelproof._workspace.export.choice import Choice
from labelproof._workspace.export.decisions import Decisions
from labelproof._workspace.export.folders import copy_zip, moves_needed, plan_of_moves
from labelproof._workspace.export.patch import patch_lines
from labelproof._workspace.export.plans import plans_of
from labelproof._workspace.export.source import Source, SourceFile
from labelproof._workspace.export.tables import corrected_table

__all__ = ["corrected_files", "write_content"]


def corrected_files(
    decisions: Decisions, source: Source, choice: Choice, *, shown: int = 0, limit: int | None = None
) -> Iterator[tuple[SourceFile, Rewritten]]:
    """Yield each file of labels as it is to be; one that changed since the audit is refused."""
    for file, plan in plans_of(decisions, source, choice, shown=shown, limit=limit):
        try:
            content = file.path.read_bytes()
        except OSError as error:
            raise InputError(f"`{file.path}` cannot be read: {error.strerror or error}. Put it back.") from error
        if hashlib.sha256(content).hexdigest() != file.sha256:
            source.check()
        yield file, rewritten(content, file.path, plan)


def write_content(decisions: Decisions, source: Source, choice: Choice, code: str, file: IO[bytes]) -> None:
    """Write an export that is one file."""
    if code == "patch":
        file.writelines(line.encode("utf-8", "backslashreplace") for line in patch_lines(decisions))
    elif code == "moves":
        file.write(plan_of_moves(moves_needed(decisions, source, choice)))
    elif code == "source" and source.kind == "zip":
        copy_zip(source.files[0].path, file, moves_needed(decisions, source, choice))
    elif code == "source":
        for _, made in corrected_files(decisions, source, choice):
            file.write(made.content)
    else:
        write_table(corrected_table(decisions, source, choice), file, code)
