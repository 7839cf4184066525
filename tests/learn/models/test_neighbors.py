"""The vote of the nearest rows."""

import numpy as np
import pytest
from scipy import sparse

from labelproof._learn.models.kernel import Kernel
from labelproof._learn.models.neighbors import Neighbors

_ROWS = np.concatenate([np.zeros((20, 2)), np.full((20, 2), 3.0)]).astype(np.float32)
_ROWS += np.random.default_rng(0).normal(scale=0.3, size=_ROWS.shape).astype(np.float32)
_CODES = np.repeat([0, 1], 20)
_TRAIN, _HELD = np.arange(0, 40, 2), np.arange(1, 40, 2)


@pytest.mark.parametrize(
    "member", [Neighbors(_ROWS), Neighbors(sparse.csr_matrix(_ROWS)), Kernel(_ROWS), Kernel(_ROWS, 6)]
)
def test_near_rows_decide(member):
    scores = member.scores(_TRAIN, _CODES[_TRAIN], _HELD, 0)
    assert scores.argmax(axis=1).tolist() == _CODES[_HELD].tolist()


def test_dense_and_sparse_neighbours_agree():
    dense = Neighbors(_ROWS).scores(_TRAIN, _CODES[_TRAIN], _HELD, 0)
    thin = Neighbors(sparse.csr_matrix(_ROWS)).scores(_TRAIN, _CODES[_TRAIN], _HELD, 0)
    assert dense == pytest.approx(thin, abs=1e-4)


@pytest.mark.parametrize("kind", [Neighbors, Kernel])
def test_equal_rows_are_no_error(kind):
    member = kind(np.ones((6, 2), dtype=np.float32))
    scores = member.scores(np.arange(4), np.array([0, 1, 0, 1]), np.arange(4, 6), 0)
    assert np.isfinite(scores).all()
