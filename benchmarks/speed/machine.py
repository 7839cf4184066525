"""What the figures were measured on, without naming the machine."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from pathlib import Path

import numpy as np

import labelproof
from labelproof._kernels import _native

__all__ = ["describe"]


def describe() -> dict[str, str]:
    """Return processor, caches, system and versions."""
    return {
        "processor": _processor(),
        "cores": str(_cores()),
        "caches": _caches(),
        "memory": _memory(),
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "Python": platform.python_version(),
        "NumPy": np.__version__,
        "labelproof": f"{labelproof.__version__}, vector unit {_native.vector_unit()}",
        "reference package": f"cleanlab {_version('cleanlab')}",
    }


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if not info.exists():
        return platform.processor() or platform.machine()
    fields = dict(line.split(":", 1) for line in info.read_text().splitlines() if ":" in line)
    found = {name.strip(): value.strip() for name, value in fields.items()}
    numbers = [f"{name} {found[name]}" for name in ("cpu family", "model") if name in found]
    return f"{found.get('model name', platform.machine())} ({', '.join(numbers)})"


def _caches() -> str:
    places = sorted(Path("/sys/devices/system/cpu/cpu0/cache").glob("index*"))
    caches = [[(place / name).read_text().strip() for name in ("level", "type", "size")] for place in places]
    return ", ".join(f"L{level} {size}B" for level, kind, size in caches if kind != "Instruction") or "unknown"


def _memory() -> str:
    info = Path("/proc/meminfo")
    total = int(info.read_text().split()[1]) if info.exists() else 0
    return f"{total / 2**20:.0f} GiB" if total else "unknown"


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"
