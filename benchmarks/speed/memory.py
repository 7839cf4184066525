"""Peak memory of one call in a fresh process (Linux).

The child loads its inputs, makes the same call on a few rows so that everything is imported, gives freed memory back
to the system and says "ready". Its anonymous memory at that moment is the base line. Then it makes the call, keeping
the result. Two gauges watch it, and the larger one counts: the kernel's own high-water mark of the resident set, exact
where no file is mapped, and the anonymous memory that this process reads from outside as often as it can.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Peak", "available", "peak_of", "report_calls"]


@dataclass(frozen=True)
class Peak:
    """Bytes of anonymous memory: beyond the base line, and in all; and what the child said of its result."""

    extra: int
    total: int
    said: dict[str, Any]


def available() -> bool:
    """Return whether this system shows what is needed."""
    return sys.platform == "linux" and Path("/proc/self/clear_refs").exists()


def _status(pid: int | str, key: str) -> int:
    with Path(f"/proc/{pid}/status").open("rb") as file:
        for line in file:
            if line.startswith(key.encode()):
                return int(line.split()[1]) * 1024
    return 0


def peak_of(arguments: list[str], *, environment: dict[str, str] | None = None) -> Peak:
    """Run `python benchmarks/speed/children.py ARGUMENTS` and return the peak of its calls."""
    command = [sys.executable, str(Path(__file__).with_name("children.py")), *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})}
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        ready = json.loads(child.stdout.readline() or "{}")
        if not ready:
            raise RuntimeError(f"the measured process ended early: {' '.join(arguments)}")
        base = _status(child.pid, "RssAnon")
        highest, stop = [base], threading.Event()
        gauge = threading.Thread(target=_watch, args=(child.pid, highest, stop), daemon=True)
        gauge.start()
        child.stdin.write("go\n")
        child.stdin.flush()
        said = json.loads(child.stdout.readline() or "{}")
        stop.set()
        gauge.join()
        child.stdin.close()
    if not said or child.returncode:
        raise RuntimeError(f"the measured process failed: {' '.join(arguments)}")
    extra = max(highest[0] - base, said.get("resident", 0))
    return Peak(extra, max(highest[0], base + extra), said)


def _watch(pid: int, highest: list[int], stop: threading.Event) -> None:
    while not stop.is_set():
        highest[0] = max(highest[0], _status(pid, "RssAnon"))
        time.sleep(2e-4)


def report_calls(warm: Callable[[], Any], call: Callable[[], Any], *, mapped: bool, repeats: int = 3) -> None:
    """Be the child: warm up, wait to be watched, call, and say what was seen as one line of JSON."""
    warm()
    _give_back()
    _say({"ready": True})
    sys.stdin.readline()
    resident, seconds, result = 0, [], None
    for _ in range(repeats):
        result = None
        _give_back()
        before = _status("self", "VmRSS")
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the high-water mark starts again here
        start = time.perf_counter()
        result = call()
        seconds.append(time.perf_counter() - start)
        resident = max(resident, _status("self", "VmHWM") - before)
    said = {"seconds": sorted(seconds)[len(seconds) // 2], "bytes": getattr(result, "nbytes", 0)}
    _say(said if mapped else {**said, "resident": resident})


def _give_back() -> None:
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _say(what: dict[str, Any]) -> None:
    print(json.dumps(what), flush=True)
