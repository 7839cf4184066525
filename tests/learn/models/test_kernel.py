"""The kernel machine on rows that nearly repeat."""

from __future__ import annotations

import numpy as np

from labelproof._learn.models.kernel import Kernel


def test_rounding_of_many_nearly_equal_rows_is_no_obstacle() -> None:
    rng = np.random.default_rng(0)
    rows = np.repeat(rng.normal(size=(40, 2)), 150, axis=0).astype(np.float32)
    rows += rng.normal(scale=1e-4, size=rows.shape).astype(np.float32)
    codes = (rows[:, 0] > 0).astype(np.int64)
    train, held = np.arange(0, 6000, 2), np.arange(1, 6000, 2)
    found = Kernel(rows).scores(train, codes[train], held, 0)
    assert np.mean(found.argmax(axis=1) == codes[held]) > 0.95
