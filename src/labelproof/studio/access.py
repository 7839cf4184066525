"""Who may come in: hosts, tokens and the cookie that a token is exchanged for."""

from __future__ import annotations

import hmac
import ipaddress
import re
import secrets
from collections.abc import Callable, Iterable

import anyio.to_thread

__all__ = ["Access", "host_name", "new_token"]

_LOCAL = frozenset({"127.0.0.1", "localhost", "[::1]"})
_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?)(?::[0-9]{1,5})?")


def new_token() -> str:
    """Return a secret of 256 bits, fit for an address."""
    return secrets.token_urlsafe(32)


def host_name(header: str) -> str | None:
    """Return the name of a Host header without its port; None where it is no plain name or address."""
    found = _HOST.fullmatch(header.lower())
    return None if found is None else found["name"]


class Access:
    """The rules of one server: its own token, if it has one; `user_of` finds the user of a person's token."""

    def __init__(
        self, *, token: str | None, port: int, hosts: Iterable[str] = (), user_of: Callable[[str], int | None]
    ) -> None:
        self.cookie = f"labelproof-{port}"
        self._token = token
        self._hosts = frozenset(_bracketed(name.lower()) for name in hosts)
        self._user_of = user_of

    def is_host(self, name: str) -> bool:
        """Tell whether the server may be called so."""
        return name in _LOCAL or name in self._hosts

    def schemes(self, name: str) -> tuple[str, ...]:
        """Return the schemes of pages under a host name: a name that was allowed may lie behind a TLS proxy."""
        return ("http",) if name in _LOCAL else ("http", "https")

    async def user(self, token: str) -> int | None:
        """Return who a token opens the studio for: a user's id, 0 for who opened the workspace, None for nobody."""
        if self._token is not None and hmac.compare_digest(token.encode(), self._token.encode()):
            return 0
        return await anyio.to_thread.run_sync(self._user_of, token)

    def cookie_in(self, header: str) -> str | None:
        """Return our cookie's value from a Cookie header."""
        for part in header.split(";"):
            name, _, value = part.strip().partition("=")
            if name == self.cookie:
                return value
        return None

    def set_cookie(self, token: str, *, secure: bool) -> str:
        """Return the Set-Cookie header for a token.

        Lax, not Strict: under Strict a link from a notebook sets the cookie, and the redirect after it comes without.
        """
        return f"{self.cookie}={token}; Path=/; HttpOnly; SameSite=Lax" + ("; Secure" if secure else "")


def _bracketed(name: str) -> str:
    """Return an IPv6 address as a Host header writes it, and any other name as it is."""
    try:
        return f"[{name}]" if ipaddress.ip_address(name).version == 6 else name
    except ValueError:
        return name
