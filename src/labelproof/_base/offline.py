"""A stretch of code in which the libraries of model hubs are told that there is no network."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["SWITCHES", "offline"]

SWITCHES = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_DATASETS_OFFLINE")


@contextmanager
def offline() -> Iterator[None]:
    """Set the switches of hub libraries, those already read too; everything is as it was afterwards."""
    before = {name: os.environ.get(name) for name in SWITCHES}
    # The library reads its switch once, when it is loaded.
    hub = sys.modules.get("huggingface_hub.constants")
    switch = getattr(hub, "HF_HUB_OFFLINE", None)
    os.environ.update(dict.fromkeys(SWITCHES, "1"))
    if hub is not None:
        hub.HF_HUB_OFFLINE = True  # type: ignore[attr-defined]
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        if hub is not None:
            hub.HF_HUB_OFFLINE = switch  # type: ignore[attr-defined]
