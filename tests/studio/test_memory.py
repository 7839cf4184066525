"""Memory that the server needs no more, given back."""

import subprocess
import sys

import pytest

PROGRAM = """
import sys
from pathlib import Path
import numpy as np
from labelproof.studio.memory import give_back_freed

def resident():
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) // 1024

if sys.argv[1] == "given back":
    give_back_freed()
np.ones(30 << 20, dtype=np.uint8)
before = resident()
kept = []
for _ in range(50):
    large = np.ones(1 << 20, dtype=np.uint8)
    kept.append((np.ones(1 << 16, dtype=np.uint8), large))
kept = [small for small, _ in kept]
del large
print(resident() - before)
"""
"""Fifty blocks of 1 MB, each freed with a small one behind it that stays, after one of 30 MB was freed."""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have another C library")
def test_large_blocks_go_back_to_the_system_when_they_are_freed():
    grown = {
        how: int(
            subprocess.run([sys.executable, "-c", PROGRAM, how], capture_output=True, text=True, check=True).stdout
        )
        for how in ("given back", "kept")
    }
    if grown["kept"] < 30:
        pytest.skip("this C library gives them back by itself")
    assert grown["given back"] < 10
