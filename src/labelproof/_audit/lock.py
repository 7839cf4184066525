"""One audit at a time per output folder: a lock file beside it that names its owner.

A lock left behind by a process that died is taken over; a lock of another machine never is.
"""

from __future__ import annotations

import ctypes
import json
import os
import secrets
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from labelproof._base.errors import InputError

__all__ = ["locked"]


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file `path` while the block runs.

    Parameters
    ----------
    path : Path
        The lock file; it is removed at the end.

    Raises
    ------
    InputError
        If a running process, or a process on another machine, holds it.
    """
    mine = json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "token": secrets.token_hex(8)})
    for _ in range(3):
        if _create(path, mine):
            break
        _take_away_if_dead(path)
    else:
        raise InputError(f"Another audit takes {path.name} again and again. Wait for it, or choose another output.")
    try:
        yield
    finally:
        if _content(path) == mine:
            path.unlink(missing_ok=True)


def _create(path: Path, content: str) -> bool:
    """Create the lock file whole, or return False where there is one."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    draft.write_text(content, encoding="utf-8")
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    except OSError:
        return _create_without_links(path, content)
    finally:
        draft.unlink(missing_ok=True)
    return True


def _create_without_links(path: Path, content: str) -> bool:
    """Create the lock file on a file system that has no hard links."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(content)
    except FileExistsError:
        return False
    return True


def _content(path: Path) -> str | None:
    """Return what the lock file says, None where there is none."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def _take_away_if_dead(path: Path) -> None:
    """Remove the lock of a process that is gone; refuse when its owner may be alive."""
    found = _content(path)
    if found is None:
        return
    try:
        owner = json.loads(found)
        pid, host = int(owner["pid"]), str(owner["host"])
    except (ValueError, KeyError, TypeError):
        pid, host = -1, "an unknown machine"
    if pid < 0 or host != socket.gethostname() or _alive(pid):
        raise InputError(
            f"Another audit (process {pid} on {host}) is writing {path.name.removesuffix('.lock')}. "
            f"Wait for it, choose another output with -o, or delete {path} if no audit runs."
        )
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.rename(aside)
    except FileNotFoundError:
        return
    if _content(aside) != found and not path.exists():
        aside.rename(path)  # Somebody else took the dead lock over first: give theirs back.
    else:
        aside.unlink()


def _alive(pid: int) -> bool:
    """Return whether a process of this machine runs."""
    if sys.platform == "win32":
        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, pid)
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
