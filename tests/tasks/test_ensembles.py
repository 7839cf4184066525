from __future__ import annotations

import numpy as np
import pytest

from labelproof._blocks import open_source
from labelproof.rank import get_label_quality_ensemble_scores

LABELS = [0, 1, 1]
MODELS = [np.array([[0.7, 0.3], [0.4, 0.6], [0.9, 0.1]]), np.array([[0.5, 0.5], [0.2, 0.8], [0.3, 0.7]])]


class CountedSource:
    """An array that counts how often all of its rows are wanted as one block; passes want a size of their own."""

    class_names = cuts = None

    def __init__(self, array):
        self.source, self.whole = open_source(array), 0
        self.num_rows, self.num_classes = array.shape
        self.dtype = array.dtype

    def blocks(self, start, stop, rows):
        self.whole += rows == self.num_rows
        return self.source.blocks(start, stop, rows)


@pytest.mark.parametrize(
    ("weights", "times"),
    [
        ({"weight_ensemble_members_by": "uniform"}, 0),
        ({"weight_ensemble_members_by": "custom", "custom_weights": [0.5, 0.5]}, 0),
        ({"weight_ensemble_members_by": "accuracy"}, 1),
        ({"weight_ensemble_members_by": "log_loss_search"}, 1),
    ],
    ids=lambda value: "" if isinstance(value, int) else value["weight_ensemble_members_by"],
)
def test_all_rows_are_read_at_once_only_for_weights_that_depend_on_them(weights, times):
    sources = [CountedSource(model) for model in MODELS]
    actual = get_label_quality_ensemble_scores(LABELS, sources, **weights)
    np.testing.assert_array_equal(actual, get_label_quality_ensemble_scores(LABELS, MODELS, **weights))
    assert [source.whole for source in sources] == [times, times]
