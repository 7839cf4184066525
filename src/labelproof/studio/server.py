"""A server on this machine: its socket, its token and where scripts find both, and its end."""

from __future__ import annotations

import errno
import ipaddress
import json
import os
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import uvicorn

from labelproof._base.errors import InputError
from labelproof.studio.access import new_token
from labelproof.studio.app import application
from labelproof.studio.context import Studio
from labelproof.studio.memory import give_back_freed

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Self

    from labelproof._workspace.workspace import Workspace

__all__ = ["Server", "state_folder"]

_SECONDS_TO_END = 3
_SECONDS_IDLE = 90
_LARGEST_MESSAGE = 4096


def state_folder() -> Path:
    """Return the user's own folder for what a running server tells scripts."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "labelproof"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "labelproof"


class Server:
    """A bound socket that serves one studio; a context manager that leaves nothing behind."""

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        token: str | None = None,
        hosts: Sequence[str] = (),
        people: bool = False,
    ) -> None:
        self.is_local = _is_loopback(host)
        if not self.is_local and not people:
            raise InputError(
                f"{host} can be reached from other machines, and nobody has a token. "
                "Give each person one with --add-user NAME (Workspace.add_user), or listen on 127.0.0.1."
            )
        self.host = host
        self.token = token or new_token() if self.is_local else None
        self._hosts = (*hosts, *(() if host in {"0.0.0.0", "::"} else (host,)))  # noqa: S104 - compared, not bound
        self._socket = _bound(host, port)
        self.port: int = self._socket.getsockname()[1]
        self._said: Path | None = None
        self._server: uvicorn.Server | None = None

    @property
    def url(self) -> str:
        """Where the studio is, with the token that opens it where one token opens it for all."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{name}:{self.port}/" + (f"?token={self.token}" if self.token else "")

    def run(self, workspace: Workspace | None) -> None:
        """Serve until interrupted."""
        self._run(Studio(workspace))

    def run_audit(
        self, arguments: dict[str, Any], open_workspace: Callable[[str], Workspace], tell: Callable[[str], None]
    ) -> None:
        """Serve while data is audited, then what the audit wrote, until interrupted; `tell` hears how it ended."""
        studio = Studio(None)
        studio.start_audit(arguments, open_workspace, tell)
        self._run(studio)

    def _run(self, studio: Studio) -> None:
        """Serve until interrupted."""
        app = application(studio, token=self.token, port=self.port, hosts=self._hosts)
        self._tell_scripts()
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="on",
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=_SECONDS_TO_END,
            timeout_keep_alive=_SECONDS_IDLE,
            ws="websockets-sansio",
            ws_max_size=_LARGEST_MESSAGE,
        )
        give_back_freed()
        self._server = _Announced(config, studio)
        self._server.run(sockets=[self._socket])

    def stop(self) -> None:
        """End the server, from another thread."""
        if self._server is not None:
            self._server.should_exit = True

    def _tell_scripts(self) -> None:
        """Write address and token to a file that its owner alone may read."""
        if self.token is None:
            return
        folder = state_folder()
        path = folder / f"review-{self.port}.json"
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.unlink(missing_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError:  # A home that cannot be written is no reason not to review.
            return
        said = {"url": f"http://127.0.0.1:{self.port}", "token": self.token, "process": os.getpid()}
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(said, file)
        self._said = path

    def close(self) -> None:
        """Close the socket and take the token's file away."""
        self._socket.close()
        if self._said is not None:
            with suppress(OSError):
                self._said.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Announced(uvicorn.Server):
    """A server that tells the open pages when it ends, before it closes their connections."""

    def __init__(self, config: uvicorn.Config, studio: Studio) -> None:
        super().__init__(config)
        self._studio = studio

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell the pages, then end."""
        await self._studio.live.say_goodbye()
        await super().shutdown(sockets)


def _is_loopback(host: str) -> bool:
    """Tell whether an address is reached from this machine alone."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _bound(host: str, port: int) -> socket.socket:
    """Return a listening socket; connections wait in it until the server answers."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named TCP, because asyncio turns off its waiting for more to send (40 ms an answer) only for sockets that say so.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(2048)
    except (OSError, OverflowError) as error:
        listening.close()
        raise InputError(_why_not(error, host, port)) from error
    return listening


def _why_not(error: Exception, host: str, port: int) -> str:
    """Return why an address cannot be listened on, and what to do."""
    if getattr(error, "errno", None) == errno.EADDRINUSE:
        return (
            f"Port {port} of {host} is taken: a studio may be running there already, and its own link still opens it. "
            "Use that one, or choose another port: --port auto takes a free one."
        )
    reason = getattr(error, "strerror", None) or str(error)
    return f"The studio cannot listen on {host}, port {port}: {reason}. Choose another with --port, or --port auto."
