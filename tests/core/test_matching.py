from __future__ import annotations

import numpy as np
import pytest

from labelproof._core.matching import misplaced_class


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([[50, 0], [0, 50]], None),
        ([[0, 50], [50, 0]], (0, 1)),
        ([[50, 0, 0], [0, 5, 45], [0, 45, 5]], (1, 2)),
        ([[0, 5], [5, 0]], None),  # too few rows to say
        ([[20, 30], [5, 45]], None),  # one class alone is noise, not an order
        ([[30, 20], [20, 30]], None),
    ],
)
def test_only_a_plain_mismatch_counts(counts, expected):
    assert misplaced_class(np.array(counts, np.int64)) == expected
