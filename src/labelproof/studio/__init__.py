"""The studio: a local web app to find, review and fix label errors (extra `studio`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from labelproof.studio.packages import require_packages

if TYPE_CHECKING:
    from starlette.applications import Starlette

__all__ = ["make_app", "serve"]


def make_app(workspace: Any, *, token: str | None, port: int = 0, hosts: Sequence[str] = ()) -> Starlette:
    """Return the studio as an ASGI application, to be run by a server of your own.

    Parameters
    ----------
    workspace : Workspace
        What is reviewed; the caller closes it.
    token : str or None
        The secret that opens the studio for who opened the workspace: in the address as ``?token=``, or as a bearer
        token. None: only the tokens of `Workspace.add_user` open it, each for one person; they do beside a secret, too.
    port : int, default 0
        The port that it will be served on: a part of the cookie's name, so that two studios do not share one.
    hosts : sequence of str, default ()
        Names under which the studio may be called, beside this machine's own (127.0.0.1, localhost and [::1]).

    Returns
    -------
    starlette.applications.Starlette
        The application.

    Raises
    ------
    MissingExtraError
        If Starlette or msgspec is not installed.

    Examples
    --------
    >>> from labelproof.studio import make_app
    >>> app = make_app(None, token="a secret of your own")
    >>> app.debug
    False
    """
    require_packages()
    from labelproof.studio.app import application  # noqa: PLC0415 - needs the extra
    from labelproof.studio.context import Studio  # noqa: PLC0415

    return application(Studio(workspace), token=token, port=port, hosts=hosts)


def serve(
    workspace: Any,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    token: str | None = None,
    hosts: Sequence[str] = (),
) -> None:
    """Serve the studio until it is interrupted.

    Parameters
    ----------
    workspace : Workspace
        What is reviewed; the caller closes it.
    host : str, default "127.0.0.1"
        The address to listen on. On any but this machine's own each person needs a token (`Workspace.add_user`).
    port : int, default 0
        The port; 0 chooses a free one.
    token : str, optional
        The secret that opens the studio on this machine. Default: a new one.
    hosts : sequence of str, default ()
        Names under which the studio may be called, beside this machine's own.

    Raises
    ------
    InputError
        If the address cannot be listened on, or if it can be reached from elsewhere and nobody has a token.
    MissingExtraError
        If the extra `studio` is not installed.

    Examples
    --------
    >>> from labelproof.studio import serve
    >>> serve(None, host="0.0.0.0")
    Traceback (most recent call last):
        ...
    labelproof._base.errors.InputError: 0.0.0.0 can be reached from other machines, and nobody has a token. ...
    """
    require_packages()
    from labelproof.studio.server import Server  # noqa: PLC0415 - needs the extra

    people = workspace is not None and any(user.has_token for user in workspace.users())
    with Server(host=host, port=port, token=token, hosts=hosts, people=people) as server:
        server.run(workspace)
