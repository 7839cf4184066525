"""A real server for tests: in a thread, on a free port, asked through plain sockets."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import numpy as np

from labelproof.studio.server import Server, state_folder
from workspace.folders import write_folder

__all__ = ["Answer", "Studio", "reviewing", "serving", "token_file", "until", "write_media_folder"]


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        """The answer as JSON."""
        return json.loads(self.content)

    @property
    def error(self) -> dict[str, Any]:
        """The refusal, of the one shape that each has."""
        said = self.json
        assert set(said) == {"error"}
        assert set(said["error"]) == {"code", "message", "field"}
        return said["error"]


class Studio:
    """A running studio, and a script that talks to it."""

    def __init__(self, port: int, token: str) -> None:
        self.port = port
        self.token = token
        self.origin = f"http://127.0.0.1:{port}"

    def ask(self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes | None = None) -> Answer:
        """Send exactly these headers (a Host is added unless one is given)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            sent = dict(headers or {})
            connection.putrequest(method, path, skip_host="Host" in sent, skip_accept_encoding=True)
            if body is not None:
                sent.setdefault("Content-Length", str(len(body)))
            for name, value in sent.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            answer = connection.getresponse()
            return Answer(answer.status, {n.lower(): v for n, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def get(self, path: str, token: str | None = None, **query: Any) -> Answer:
        """Read something of the API, as a script with the token does."""
        parts = {k: json.dumps(v) if isinstance(v, (dict, list)) else v for k, v in query.items()}
        search = "?" + urlencode(parts, quote_via=quote) if parts else ""
        return self.ask("GET", f"/api/v1/{path}{search}", {"Authorization": f"Bearer {token or self.token}"})

    def post(self, path: str, body: Any = None, token: str | None = None) -> Answer:
        """Write something through the API."""
        headers = {"Authorization": f"Bearer {token or self.token}", "Content-Type": "application/json"}
        content = body if isinstance(body, bytes) else json.dumps({} if body is None else body).encode()
        return self.ask("POST", f"/api/v1/{path}", headers, content)

    def delete(self, path: str, token: str | None = None) -> Answer:
        """Take something away through the API."""
        return self.ask("DELETE", f"/api/v1/{path}", {"Authorization": f"Bearer {token or self.token}"})


def write_media_folder(path: Path, media: list[Any], *, root: Path | None, modality: str = "image") -> Path:
    """Write a workspace whose rows have these media, as an audit stores where they are."""
    folder = write_folder(path, [0] * len(media), [1] * len(media))
    about = folder / "review" / "review.json"
    said = json.loads(about.read_text(encoding="utf-8"))
    said.update({"modality": modality, "root": None if root is None else str(root)})
    about.write_text(json.dumps(said), encoding="utf-8")
    rows = [json.dumps({"key": str(row), "media": place}).encode() for row, place in enumerate(media)]
    (folder / "review" / "payload.bin").write_bytes(b"".join(rows))
    offsets = np.cumsum([0, *map(len, rows)], dtype=np.uint64)
    np.save(folder / "review" / "payload.npy", offsets)
    return folder


@contextmanager
def serving(workspace: Any, **options: Any) -> Iterator[Studio]:
    """Serve a workspace while the block runs."""
    with Server(**options) as server:
        thread = threading.Thread(target=server.run, args=(workspace,), daemon=True)
        thread.start()
        studio = Studio(server.port, server.token or "")
        assert studio.ask("GET", "/api/v1/health").status == 200
        try:
            yield studio
        finally:
            server.stop()
            thread.join(10)
            assert not thread.is_alive()


@contextmanager
def reviewing(
    *arguments: str | Path, folder: Path, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[Studio, subprocess.Popen[str]]]:
    """Run `labelproof review` as a process of its own while the block runs; then it is killed if it still runs."""
    command = [sys.executable, "-m", "labelproof", "review", "--no-browser", *map(str, arguments)]
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            assert url.startswith("http://127.0.0.1:"), process.stderr.read() if process.stderr else ""
            port, _, token = url.removeprefix("http://127.0.0.1:").partition("/?token=")
            yield Studio(int(port), token), process
        finally:
            process.kill()


def until(look: Callable[[], Any], holds: Callable[[Any], bool]) -> Any:
    """What `look` sees as soon as it holds; the server is left alone for a moment in between."""
    pause = threading.Event()
    for _ in range(2400):
        seen = look()
        if holds(seen):
            return seen
        pause.wait(0.05)
    raise AssertionError(f"two minutes later it was still {seen}")


def token_file(port: int) -> Path:
    """Where a server of this port tells scripts its token."""
    return state_folder() / f"review-{port}.json"
