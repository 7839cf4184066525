"""Starting a process for long work, passing on its progress, and ending it."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from typing import IO, Any

from labelproof._base.errors import InputError
from labelproof.studio.jobs import Cancelled, Running

__all__ = ["run_child"]

_SECONDS_TO_END = 5
_LAST_WORDS = 2000


def run_child(kind: str, arguments: dict[str, Any], running: Running) -> dict[str, Any]:
    """Return the result of a piece of work that is done in a process of its own.

    Parameters
    ----------
    kind : str
        The name of the work, see `labelproof.studio.worker`.
    arguments : dict
        What JSON can hold.
    running : Running
        Is told how far it is, and can end it.

    Raises
    ------
    InputError
        If the work refuses what it got.
    Cancelled
        If it was ended.
    """
    command = [sys.executable, "-m", "labelproof.studio.worker"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, encoding="utf-8") as child:  # noqa: S603 - our own program
        running.on_cancel = child.terminate
        try:
            return _followed(child, json.dumps({"kind": kind, "arguments": arguments}), running)
        finally:
            _end(child)


def _followed(child: subprocess.Popen[str], asked: str, running: Running) -> dict[str, Any]:
    """Return what the child says at its end, and pass on what it says before."""
    if child.stdin is None or child.stdout is None or child.stderr is None:
        raise OSError("The child has no pipes.")
    if running.cancelled.is_set():
        raise Cancelled
    child.stdin.write(asked + "\n")
    child.stdin.flush()
    said = _last(child.stdout, running)
    if running.cancelled.is_set():
        raise Cancelled
    if "result" in said:
        return dict(said["result"])
    if "error" in said:
        raise InputError(str(said["error"]))
    raise RuntimeError(f"The work ended without a result. {child.stderr.read()[-_LAST_WORDS:]}")


def _last(lines: IO[str], running: Running) -> dict[str, Any]:
    """Pass on the progress in lines of JSON, and return the first line that is none."""
    for line in lines:
        said: dict[str, Any] = json.loads(line)
        if "step" in said:
            running.report(said["step"], said["done"])
        elif "message" in said:
            running.say(said["message"])
        else:
            return said
    return {}


def _end(child: subprocess.Popen[str]) -> None:
    """End a process, politely first."""
    if child.poll() is None:
        with suppress(subprocess.TimeoutExpired):
            child.wait(0.5)
    for stop in (child.terminate, child.kill):
        if child.poll() is None:
            stop()
            with suppress(subprocess.TimeoutExpired):
                child.wait(_SECONDS_TO_END)
