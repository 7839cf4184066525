"""The command line: choose the command, run it, turn what went wrong into one line and an exit code.

One file per command; a command's file is imported only when it runs, and imports heavy packages only then.
"""

from __future__ import annotations

import errno
import importlib
import os
import sys
import traceback
from collections.abc import Sequence

from labelproof import __version__
from labelproof._base.errors import LabelproofError, nearest
from labelproof.cli._parser import UsageError
from labelproof.cli._talk import say

__all__ = ["main"]

COMMANDS = {
    "audit": "find the label errors of a data set: ranked list, probabilities, report",
    "review": "review and fix an audit in the browser",
    "export": "write the corrected data of a review",
    "train": "fit a model to the corrected labels, and keep it",
    "predict": "label other data with a model that was kept",
}

OK, BAD_INPUT, BROKEN, INTERRUPTED = 0, 2, 3, 130

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG} if hasattr(errno, "EDQUOT") else {errno.ENOSPC, errno.EFBIG}

_HELP = """usage: labelproof COMMAND [OPTIONS]

labelproof proofreads the labels of machine-learning datasets.

commands:
{commands}

options:
  --version     show the version and exit
  -h, --help    show this help and exit

example:
  labelproof audit train.csv --label category

exit codes: 0 done, 2 usage or input error, 3 a defect of labelproof itself, 130 interrupted
'labelproof COMMAND --help' explains a command."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments without the program's name. Default: those of the process.

    Returns
    -------
    int
        0 done, 2 usage or input error, 3 a defect of labelproof itself, 130 interrupted.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _dispatch(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of our output (`| head`) has left; Python would complain once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt as interrupt:
        say(f"interrupted; {interrupt.args[0] if interrupt.args else 'nothing was written'}")
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last stop: every failure becomes one line
        return _failed(error, debug="--debug" in arguments)
    return code


def _dispatch(arguments: list[str]) -> int:
    """Run the command that the first argument names."""
    shown = "\n".join(f"  {name:<14}{what}" for name, what in COMMANDS.items())
    if not arguments:
        say(_HELP.format(commands=shown))
        return BAD_INPUT
    first, *rest = arguments
    if first in {"-h", "--help", "help"}:
        print(_HELP.format(commands=shown))
        return OK
    if first in {"--version", "-V"}:
        print(f"labelproof {__version__}")
        return OK
    if first not in COMMANDS:
        kind = "option" if first.startswith("-") else "command"
        legal = ["--version", "--help"] if kind == "option" else list(COMMANDS)
        hint = "" if kind == "option" or not os.path.exists(first) else f" To audit it: labelproof audit {first}"  # noqa: PTH110
        raise UsageError(f"unknown {kind} {first!r}. {nearest(first, legal)}{hint}", command="labelproof")
    module = importlib.import_module(f"labelproof.cli.{first}")
    return int(module.run(rest))


def _failed(error: Exception, *, debug: bool) -> int:
    """Say what went wrong in one line, with the traceback when asked for, and return the exit code."""
    if debug and not isinstance(error, UsageError):
        traceback.print_exception(error)
    if isinstance(error, LabelproofError):
        message = str(error)
        if isinstance(error, UsageError):
            message += f" ('{error.command} --help' lists all options)"
        return _refuse(message)
    if isinstance(error, OSError) and error.errno in _FULL:
        where = f" at {error.filename}" if error.filename else ""
        return _refuse(
            f"The disk is full{where} ({error.strerror}); nothing was written. "
            "Free some space, or choose another place with -o."
        )
    if isinstance(error, OSError):
        where = f" ({error.filename})" if error.filename else ""
        return _refuse(f"{error.strerror or error}{where}. Check the path and its permissions.")
    if isinstance(error, MemoryError):
        return _refuse(
            f"There is not enough memory for this data ({error}). Use fewer rows, or a machine with more memory."
        )
    say(
        f"error: {type(error).__name__}: {error}\n"
        "This is a defect of labelproof, please report it. --debug shows where it happened."
    )
    return BROKEN


def _refuse(message: str) -> int:
    say(f"error: {message}")
    return BAD_INPUT
