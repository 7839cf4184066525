"""Long work in a process of its own, so that the server stays quick and the work can be ended at any moment.

The parent writes one JSON object, what to do; the child answers with lines of JSON: progress, and at last a result or
an error. Run as ``python -m labelproof.studio.worker``.
"""

from __future__ import annotations

import itertools
import json
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from labelproof._base.errors import LabelproofError

__all__: list[str] = []

_BETWEEN_LINES = 0.1


class _Lines:
    """Progress as lines of JSON; see `labelproof._base.progress.Progress`."""

    def __init__(self) -> None:
        self._said = 0.0

    @contextmanager
    def task(self, what: str, total: int) -> Iterator[_Counted]:
        """Report a piece of work of `total` steps."""
        self.report(what, 0.0, now=True)
        yield _Counted(self, what, total)

    def say(self, message: str) -> None:
        """Report one line of news."""
        _write({"message": message})

    def report(self, step: str, done: float, *, now: bool = False) -> None:
        """Report how far the work is, a few times a second."""
        moment = time.monotonic()
        if now or moment - self._said >= _BETWEEN_LINES:
            self._said = moment
            _write({"step": step, "done": done})


class _Counted:
    """One piece of work that counts its steps."""

    def __init__(self, lines: _Lines, what: str, total: int) -> None:
        self._lines = lines
        self._what = what
        self._total = max(total, 1)
        self._done = 0

    def advance(self, steps: int = 1, note: str = "") -> None:
        """Count steps as done."""
        self._done += steps
        self._lines.report(f"{self._what}: {note}" if note else self._what, min(self._done / self._total, 1.0))


def _audit(asked: dict[str, Any], progress: _Lines) -> dict[str, Any]:
    """Audit data, and return the folder that was written; an audit of that name that is there already is taken."""
    from labelproof._audit.output import reserved  # noqa: PLC0415 - heavy, and for this work alone
    from labelproof._audit.request import AuditRequest  # noqa: PLC0415
    from labelproof._audit.run import analyse, prepare  # noqa: PLC0415
    from labelproof._audit.save import default_output, write_audit  # noqa: PLC0415

    request = AuditRequest(**asked)
    with progress.task("Reading", 1) as task:
        prepared = prepare(request)
        task.advance()
    target = default_output(prepared.dataset.name)
    if (target / "run.json").is_file():
        progress.say(f"{target} was there already: this is its audit.")
        return {"workspace": str(target)}
    with reserved(target, sources=request.sources) as output:
        result = analyse(prepared, progress=progress, cache_dir=output.cache)
        write_audit(result, output)
    return {"workspace": str(Path(target).resolve())}


def _improve(asked: dict[str, Any], progress: _Lines) -> dict[str, Any]:
    """Audit a workspace again with what people have corrected, and return its folder."""
    from labelproof._workspace.improve import improve  # noqa: PLC0415 - heavy, and for this work alone

    improve(asked["workspace"], model=asked["model"], progress=progress)
    return {"workspace": asked["workspace"]}


def _train(asked: dict[str, Any], progress: _Lines) -> dict[str, Any]:
    """Fit a model on the corrected labels, and return its folder, which is beside the workspace."""
    from labelproof._workspace.train import train  # noqa: PLC0415 - heavy, and for this work alone

    done = train(asked["workspace"], _free(Path(asked["workspace"])), progress=progress)
    return {"model": str(done.path), "examples": done.examples, "accuracy": done.model.accuracy}


def _free(workspace: Path) -> Path:
    """Return a name for a model that is not taken."""
    name = workspace.name.removesuffix(".labelproof")
    names = (f"{name}.model" if number == 1 else f"{name}-{number}.model" for number in itertools.count(1))
    return next(path for name in names if not (path := workspace.with_name(name)).exists())


_WORK = {"audit": _audit, "improve": _improve, "train": _train}


def _write(line: dict[str, Any]) -> None:
    """Write one line to the parent."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def main() -> int:
    """Do what the parent asks, and return the exit code."""
    signal.signal(signal.SIGTERM, _interrupt)
    asked = json.loads(sys.stdin.readline())
    try:
        _write({"result": _WORK[asked["kind"]](asked["arguments"], _Lines())})
    except LabelproofError as error:
        _write({"error": str(error)})
        return 2
    except (KeyboardInterrupt, BrokenPipeError):
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
