"""Where the database lies: a network folder needs another journal, and a lock that other machines see."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
from pathlib import Path

from labelproof._workspace.errors import StoreError

__all__ = ["LockFile", "is_on_network", "network_mounts"]

_MOUNTS = Path("/proc/self/mounts")
_NETWORK = (
    *("9p", "afs", "ceph", "cifs", "fuse.glusterfs", "fuse.rclone", "fuse.s3fs", "fuse.sshfs", "glusterfs", "lustre"),
    *("ncpfs", "nfs", "nfs4", "smb3", "smbfs"),
)


def is_on_network(folder: Path) -> bool:
    """Tell whether a folder lies on another machine, as far as this system says."""
    absolute = folder.absolute().resolve()
    if sys.platform == "win32":
        return absolute.drive.startswith("\\\\")
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return any(absolute.is_relative_to(place) for place in network_mounts(mounts))


def network_mounts(mounts: str) -> list[str]:
    """Return where network file systems are mounted, from what Linux says in /proc/mounts."""
    fields = [line.split(" ") for line in mounts.splitlines()]
    escaped = [parts[1] for parts in fields if len(parts) > 2 and parts[2] in _NETWORK]
    return [path.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\") for path in escaped]


class LockFile:
    """A file that says which process has a database open, for file systems whose locks cannot be relied on."""

    def __init__(self, path: Path) -> None:
        """Make the file, refusing where another process holds it."""
        self._path = path
        text = json.dumps({"kind": "labelproof lock", "pid": os.getpid(), "host": socket.gethostname()})
        for _ in range(2):
            try:
                with path.open("x", encoding="utf-8") as file:
                    file.write(text)
            except FileExistsError:
                self._check_abandoned()
            except OSError as error:
                raise StoreError(
                    f"{path.parent} cannot be written ({error.strerror}): nothing was stored. Make the folder writable."
                ) from error
            else:
                return
        raise StoreError(f"{path} keeps coming back: another program is opening the workspace. Try again.")

    def release(self) -> None:
        """Remove the file."""
        with contextlib.suppress(OSError):
            self._path.unlink()

    def _check_abandoned(self) -> None:
        """Remove a lock whose process has died on this machine, and refuse any other."""
        try:
            owner = json.loads(self._path.read_text(encoding="utf-8"))
            host, pid = str(owner["host"]), int(owner["pid"])
        except (OSError, ValueError, KeyError, TypeError):
            host, pid = "an unknown machine", 0
        if host == socket.gethostname() and _is_gone(pid):
            self.release()
            return
        raise StoreError(
            f"Process {pid} on {host} has this workspace open, and on a network folder only one may. Close it there; "
            f"if it is no longer running, delete {self._path}."
        )


def _is_gone(pid: int) -> bool:
    """Tell whether a process of this machine has ended, where that can be asked without harm."""
    if sys.platform == "win32" or pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
