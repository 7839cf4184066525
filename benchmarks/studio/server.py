"""The studio's server, asked as a browser asks it: one connection, kept open, every answer taken whole."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np

__all__ = ["Asked", "running", "spread"]


class Asked:
    """A running server, and a connection to it."""

    def __init__(self, url: str, process: subprocess.Popen[str], begun: float) -> None:
        address, _, self.token = url.partition("/?token=")
        self.port = int(address.rpartition(":")[2])
        self.origin = address
        self.process = process
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        self.ask("GET", "health")
        self.ready = time.perf_counter() - begun

    def ask(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """Return the answer of the API, which must be a good one."""
        parts = [f"{name}={quote(json.dumps(value))}" for name, value in query.items()]
        where = f"/api/v1/{path}" + ("?" + "&".join(parts) if parts else "")
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        self._connection.request(method, where, None if body is None else json.dumps(body), headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:300]!r}")
        kind = answer.headers["content-type"]
        return json.loads(content) if kind == "application/json" else content

    def memory(self, kind: str) -> float:
        """Return the memory of the server, in MB; `kind` is a name that the system has for it."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(kind)) / 1000


@contextmanager
def running(workspace: Path) -> Iterator[Asked]:
    """Run `labelproof review` while the block runs."""
    command = [sys.executable, "-m", "labelproof", "review", str(workspace), "--no-browser", "--user", "ada"]
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        yield Asked(process.stdout.readline().strip(), process, begun)
    finally:
        process.terminate()
        process.wait(10)


def spread(work: Callable[[int], Any], times: int) -> tuple[float, float]:
    """Return the median and the 99th percentile of how many milliseconds some work takes."""
    seconds = np.zeros(times)
    for number in range(times):
        begun = time.perf_counter()
        work(number)
        seconds[number] = time.perf_counter() - begun
    return float(np.median(seconds)) * 1000, float(np.quantile(seconds, 0.99)) * 1000
