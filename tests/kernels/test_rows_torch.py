"""The torch twins stay on their device: shown on the device "meta", which has no values and refuses all others."""

from __future__ import annotations

import numpy as np
import pytest

from labelproof._kernels.joint_counts import add_joint_counts, row_guesses
from labelproof._kernels.row_facts import row_agrees, row_argmax
from labelproof._kernels.row_scores import row_scores
from labelproof._kernels.scan import ClassSums, row_facts, scan_rows
from labelproof._kernels.top_cells import Cells, TopCells
from tensors import DTYPES, torch

ROWS, CLASSES = 300, 6
BOUNDS = np.full(CLASSES, 0.3)


@pytest.fixture(params=DTYPES)
def rows(request, monkeypatch):
    """Probabilities, labels and facts without values; whatever is asked for is found five times."""

    def five(self, *, as_tuple=False):
        found = [torch.zeros(5, dtype=torch.int64, device=self.device) for _ in range(self.dim())]
        return tuple(found) if as_tuple else torch.stack(found, dim=1)

    monkeypatch.setattr(torch.Tensor, "nonzero", five)
    probs = torch.empty(ROWS, CLASSES, dtype=DTYPES[request.param], device="meta")
    labels = torch.empty(ROWS, dtype=torch.int64, device="meta")
    return probs, labels, row_facts(probs, labels)


def test_another_device_is_refused(rows):
    with pytest.raises(RuntimeError):
        row_agrees(rows[0], torch.zeros(ROWS, dtype=torch.int64), rows[2], bonus=0.0)


def test_answers_per_row_stay_on_the_device(rows):
    probs, labels, facts = rows
    answers = [
        facts.own,
        facts.other,
        row_argmax(probs),
        row_agrees(probs, labels, facts, bonus=1e-6),
        row_guesses(probs, labels, BOUNDS, facts),
        row_guesses(probs, labels, BOUNDS, facts, collisions="paper"),
        row_scores(probs, labels, method="confidence_weighted_entropy"),
        row_scores(probs, labels, method="normalized_margin"),
        row_scores(probs, labels, method="self_confidence", shift=BOUNDS),
    ]
    assert [answer.device.type for answer in answers] == ["meta"] * len(answers)
    assert [len(answer) for answer in answers] == [ROWS] * len(answers)


def test_a_selection_leaves_the_device_at_its_end(rows):
    probs, labels, facts = rows
    given = np.arange(CLASSES)
    first, second = (TopCells(Cells.of(given, (given + 1) % CLASSES, given + 1, CLASSES)) for _ in range(2))
    for state in (first, second):
        state.push_margins(probs, labels, facts, bonus=1e-6, agreeing=False, first_row=0)
        state.push_self(probs, labels, facts, bonus=1e-6, first_row=ROWS)
    first.merge(second)
    with pytest.raises(NotImplementedError, match="no data"):
        first.mark(np.zeros(2 * ROWS, np.bool_))


def test_sums_leave_the_device_at_their_end(rows):
    probs, labels, facts = rows
    with pytest.raises(NotImplementedError, match="no data"):
        scan_rows(probs, labels, ClassSums.empty(CLASSES))
    with pytest.raises(NotImplementedError, match="no data"):
        add_joint_counts(np.zeros((CLASSES, CLASSES), np.int64), probs, labels, BOUNDS, facts)
