"""Prune counts equal their slow twin, and survive the way to a matrix and back."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import naive
from labelproof._core.pruning import PruneCounts, prune_counts

JOINTS = st.integers(1, 9).flatmap(
    lambda size: arrays.arrays(np.int64, (size, size), elements=st.integers(0, 30) | st.just(0))
)


@given(joint=JOINTS, least=st.integers(0, 6), share=st.sampled_from([0.0, 0.1, 0.5, 1.0]))
def test_prune_counts_equal_the_slow_twin(joint, least, share):
    actual = prune_counts(joint, min_examples=least, frac_noise=share).matrix()
    np.testing.assert_array_equal(actual, np.transpose(naive.prune_counts(joint.tolist(), least, share)))


@given(JOINTS)
def test_a_matrix_gives_the_counts_it_came_from(matrix):
    np.testing.assert_array_equal(PruneCounts.of(matrix).matrix(), matrix)
