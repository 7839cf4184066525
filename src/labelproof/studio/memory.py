"""What the server frees goes back to the system at once."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

__all__ = ["give_back_freed"]

_M_MMAP_THRESHOLD = -3
_LARGE = 256 << 10


def give_back_freed() -> None:
    """Have the C library map large blocks, so that they go back when they are freed; elsewhere than in glibc nothing.

    By itself glibc keeps blocks of up to 32 MB as soon as one so large was freed, for each thread: of a million rows
    lists, masks and maps that nobody needs any more would take more memory than the server itself.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # Another C library.
            ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE)
