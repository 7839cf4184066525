"""One audit at a time per output folder: a file beside it, locked by the operating system while an audit runs.

The system releases the lock when its process dies, so nothing is ever taken over. What the file says is for the
message only.
"""

from __future__ import annotations

import errno
import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from labelproof._base.errors import InputError
from labelproof._base.warnings import warn

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

__all__ = ["locked"]

_KIND = "labelproof lock"
_LONGEST = 4096
_LOCKED_BYTE = 2**30
"""Where Windows locks: a locked byte cannot be read, so it lies beyond what the file says."""
_HELD = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK}
_NO_LOCKS_HERE = {errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK}


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
        If another audit holds it, or if the file is something else.
    """
    descriptor = _acquired(path)
    try:
        _sign(descriptor)
        yield
    finally:
        _release(descriptor, path)


def _acquired(path: Path) -> int:
    """Return the descriptor of the lock file, locked."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    while True:
        descriptor = os.open(path, flags, 0o666)
        try:
            _lock(descriptor, path)
            # Its last owner may have removed the file between the opening and the locking: then start again.
            if _is_there(descriptor, path):
                _check_owner(_read(path), path)
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _lock(descriptor: int, path: Path) -> None:
    """Lock an open file without waiting; refuse when somebody else has locked it."""
    try:
        if sys.platform == "win32":
            os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _HELD:
            owner = _owner(_read(path))
            who = f" (process {owner[0]} on {owner[1]})" if owner else ""
            raise InputError(
                f"Another audit{who} is writing {path.name.removesuffix('.lock')}. "
                "Wait for it, or choose another output with -o."
            ) from None
        if error.errno not in _NO_LOCKS_HERE:
            raise
        warn(f"Files cannot be locked in {path.parent}: do not start a second audit of the same output meanwhile.")


def _is_there(descriptor: int, path: Path) -> bool:
    """Return whether an open file is still the one of this name."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.lstat())
    except FileNotFoundError:
        return False


def _check_owner(content: bytes, path: Path) -> None:
    """Refuse a file that is no lock of ours, and the lock of another machine: a shared disk may not pass locks on."""
    if not content:
        return
    owner = _owner(content)
    if owner is None:
        raise InputError(
            f"The file {path} is in the way: it has the name of a lock, and is none of ours. "
            "Move it, or choose another output with -o."
        )
    if owner[1] != socket.gethostname():
        raise InputError(
            f"Another audit (process {owner[0]} on {owner[1]}) is writing {path.name.removesuffix('.lock')}. "
            f"Wait for it, choose another output with -o, or delete {path} if no audit runs."
        )


def _owner(content: bytes) -> tuple[int, str] | None:
    """Return the process and the machine that a lock names, None for anything else."""
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or said.get("kind") != _KIND:
        return None
    pid, host = said.get("pid"), said.get("host")
    return (pid, host) if isinstance(pid, int) and isinstance(host, str) else None


def _read(path: Path) -> bytes:
    """Return what the lock file says, nothing where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(_LONGEST)
    except OSError:
        return b""


def _sign(descriptor: int) -> None:
    """Write whose lock it is."""
    text = json.dumps({"kind": _KIND, "pid": os.getpid(), "host": socket.gethostname()})
    os.ftruncate(descriptor, 0)
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, text.encode("utf-8"))


def _release(descriptor: int, path: Path) -> None:
    """Remove the lock file while it is still ours, and let go of it."""
    if sys.platform == "win32":  # Windows removes no file that is open here, and none that is open elsewhere.
        os.close(descriptor)
        _remove(path)
        return
    try:
        if _is_there(descriptor, path):
            _remove(path)
    finally:
        os.close(descriptor)


def _remove(path: Path) -> None:
    """Remove the lock file where that is possible: a file that stays is no lock once its owner has let go."""
    with suppress(OSError):
        path.unlink()
