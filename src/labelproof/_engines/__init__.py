"""How passes are driven over blocks: one thread or several; the results are the same by contract."""

from __future__ import annotations

from labelproof._engines.device import adopt_labels, on_device, room_for_facts
from labelproof._engines.run import map_rows, run_pass
from labelproof._engines.sample import run_on_sample
from labelproof._engines.workers import worker_count

__all__ = ["adopt_labels", "map_rows", "on_device", "room_for_facts", "run_on_sample", "run_pass", "worker_count"]
