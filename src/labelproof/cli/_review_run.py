"""The work of `labelproof review`: find or make the workspace, serve it, open the browser, end cleanly."""

from __future__ import annotations

import argparse
import contextlib
import threading
import webbrowser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from labelproof._base.errors import InputError
from labelproof._workspace.workspace import Workspace
from labelproof.cli._columns import named_columns
from labelproof.cli._signals import terminable
from labelproof.cli._talk import say
from labelproof.studio.packages import require_packages

__all__ = ["execute"]

_SUFFIX = ".labelproof"


def execute(options: argparse.Namespace) -> int:
    """Serve until interrupted, and return the exit code."""
    place = Path(options.place[0]).expanduser() if options.place else _newest(Path())
    if options.add_user is not None:
        return _add_user(place, options)
    require_packages()
    asked = named_columns(options)
    workspace = _opened(place, asked, options) if _is_workspace(place) else None
    if workspace is None and options.data:
        raise InputError(f"{place} was not audited yet, so --data says nothing about it. Leave it out.")
    try:
        with terminable(), contextlib.suppress(KeyboardInterrupt):
            _serve(place, workspace, asked, options)
    finally:
        if workspace is not None:
            workspace.close()
    say("The studio has ended. Every decision is stored.")
    return 0


def _opened(place: Path, asked: Mapping[str, Any], options: argparse.Namespace) -> Workspace:
    """Open the folder of an audit, whose columns are known."""
    if any(said is not None and said != () for said in asked.values()):
        raise InputError(
            f"{place} is an audit already, so its columns are known. Leave out the options that name columns; to audit "
            "with others, name the data before them: labelproof review train.csv --label category"
        )
    return Workspace.open(place, user=options.user, data=options.data)


def _serve(place: Path, workspace: Workspace | None, asked: Mapping[str, Any], options: argparse.Namespace) -> None:
    """Serve a workspace, or data that is audited meanwhile."""
    from labelproof.studio.server import Server  # noqa: PLC0415 - the server is imported when its packages are there

    people = workspace is not None and any(user.has_token for user in workspace.users())
    with Server(host=options.host, port=options.port, hosts=options.allow_host, people=people) as server:
        say(f"Opening {place}.")
        print(server.url, flush=True)
        _tell(server.is_local, people=people)
        if not options.no_browser:
            threading.Thread(target=webbrowser.open, args=(server.url,), daemon=True).start()
        if workspace is not None:
            server.run(workspace)
        else:
            arguments = {"data": str(place), **asked}
            server.run_audit(arguments, lambda folder: Workspace.open(folder, user=options.user), say)


def _tell(is_local: bool, *, people: bool) -> None:
    """Say who can reach the studio, and how to end it."""
    if people:
        say("Everybody with a token of their own (--add-user NAME) opens it under the same address with ?token=TOKEN.")
    if not is_local:
        say("warning: other machines can reach this studio, without encryption. Put a TLS proxy in front of it.")
    say("Ctrl-C ends the studio; every decision is stored as it is made.")


def _add_user(place: Path, options: argparse.Namespace) -> int:
    """Add a person and print their token, the only time that it is shown."""
    if not _is_workspace(place):
        raise InputError(f"{place} is no audit, so nobody can be added to it. Run: labelproof audit {place}")
    with Workspace.open(place, user=options.user) as workspace:
        user, token = workspace.add_user(options.add_user, "lead" if options.lead else "reviewer")
    say(f"{user.name} opens {place.name} with this token, which is not shown again:")
    print(token)
    return 0


def _newest(folder: Path) -> Path:
    """Return the newest audit in a folder."""
    found = [path for path in folder.glob(f"*{_SUFFIX}") if (path / "run.json").is_file()]
    if not found:
        raise InputError(
            "There is no *.labelproof folder here. Name a workspace or your data: labelproof review train.csv"
        )
    return max(found, key=lambda path: ((path / "run.json").stat().st_mtime_ns, path.name))


def _is_workspace(place: Path) -> bool:
    """Tell whether a place is the folder of an audit; data that does not exist is refused."""
    if not place.exists():
        raise InputError(f"{place} does not exist. Name the folder of an audit, or data that can be audited.")
    return place.is_dir() and (place.suffix == _SUFFIX or (place / "run.json").is_file())
