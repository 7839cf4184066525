"""Short vectors: alike rows lie close together, whatever the container, and the map keeps their order."""

import sys
import types

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from labelproof._base.dataset import Dataset
from labelproof._learn.map_points import map_points
from labelproof._learn.vectors import content_vectors, short_vectors


def clouds(rows=60, width=100):
    """Return two clouds of points, far apart."""
    rng = np.random.default_rng(0)
    place = np.arange(rows)[:, None] % 2 == np.arange(width) % 2
    return (rng.normal(size=(rows, width)) + 8 * place).astype(np.float32)


def nearest(vectors):
    """Return the most similar other row of each."""
    similarity = vectors.astype(np.float32) @ vectors.T.astype(np.float32)
    np.fill_diagonal(similarity, -2)
    return similarity.argmax(axis=1)


@pytest.mark.parametrize("container", [np.asarray, sparse.csr_matrix])
def test_nearest_row_is_of_the_same_cloud(container):
    vectors = short_vectors(container(clouds()), seed=0)
    assert (vectors.shape, vectors.dtype) == ((60, 32), np.float16)
    assert (nearest(vectors) % 2 == np.arange(60) % 2).all()
    np.testing.assert_allclose(np.linalg.norm(vectors.astype(float), axis=1), 1, atol=0.01)


def test_few_columns_are_kept():
    assert short_vectors(clouds(width=3), seed=0).shape == (60, 3)


def test_unreadable_rows_get_zeros_and_change_no_other():
    readable = np.arange(60) != 7
    rows = clouds()
    rows[7] = 1e6
    vectors = short_vectors(rows, seed=0, readable=readable)
    assert not vectors[7].any()
    np.testing.assert_array_equal(vectors[readable], short_vectors(rows[readable], seed=0))


def test_blocks_do_not_matter(monkeypatch):
    rows = clouds(width=20)
    whole = short_vectors(rows, seed=0)
    monkeypatch.setattr("labelproof._learn.vectors._BLOCK_CELLS", 100)
    np.testing.assert_array_equal(short_vectors(rows, seed=0), whole)


def test_no_readable_row_is_all_zeros():
    assert not short_vectors(clouds(), seed=0, readable=np.zeros(60, dtype=bool)).any()


def _dataset(frame, modality, **roles):
    return Dataset("d", frame, np.full(len(frame), None, dtype=object), modality, **roles)


def test_texts_are_compared_by_their_words():
    texts = ["lost card", "card lost today", "high bill", "bill too high"] * 3
    frame = pd.DataFrame({"text": texts})
    vectors = content_vectors(_dataset(frame, "text", text_columns=("text",)), np.full((12, 2), 0.5), seed=0)
    assert all(("card" in texts[row]) == ("card" in texts[near]) for row, near in enumerate(nearest(vectors)))


def test_texts_without_words_are_compared_by_their_probabilities():
    frame = pd.DataFrame({"text": ["!", "?", "!", "?"]})
    probs = np.array([[1, 0], [0, 1], [1, 0], [0, 1.0]])
    vectors = content_vectors(_dataset(frame, "text", text_columns=("text",)), probs, seed=0)
    assert nearest(vectors).tolist() == [2, 3, 0, 1]


def test_tables_are_compared_by_their_columns():
    frame = pd.DataFrame({"a": [1, 9, 1.1, 9.1, 1.2, 9.2], "b": list("xyxyxy")})
    vectors = content_vectors(_dataset(frame, "table", feature_columns=("a", "b")), np.full((6, 2), 0.5), seed=0)
    assert (nearest(vectors) % 2).tolist() == [0, 1] * 3


def test_map_keeps_clouds_apart_and_within_bounds():
    points = map_points(short_vectors(clouds(), seed=0), seed=0)
    assert (points.shape, points.dtype) == ((60, 2), np.uint16)
    left, right = np.sort([points[::2, 0].mean(), points[1::2, 0].mean()])
    assert right - left > 40_000


def test_far_point_does_not_squeeze_the_others():
    vectors = np.zeros((200, 2), dtype=np.float16)
    vectors[:, 0] = np.arange(200) / 200
    vectors[-1, 0] = 60_000
    places = map_points(vectors, seed=0)[:, 0].astype(int)
    steps = np.diff(places if places[-1] > places[0] else -places)
    assert (steps >= 0).all()
    assert np.median(steps) > 200


def test_equal_rows_have_equal_places():
    assert len(np.unique(map_points(np.ones((5, 3), dtype=np.float16), seed=0), axis=0)) == 1


def test_map_of_one_dimension_is_a_line():
    points = map_points(np.linspace(-1, 1, 9, dtype=np.float16)[:, None], seed=0)
    assert (len(np.unique(points[:, 0])), len(np.unique(points[:, 1]))) == (9, 1)


def test_map_of_nothing_is_empty():
    assert map_points(np.zeros((0, 4), dtype=np.float16), seed=0).shape == (0, 2)


def test_umap_is_used_where_it_is_installed(monkeypatch):
    class Umap:
        def __init__(self, random_state):
            self.seed = random_state

        def fit_transform(self, rows):
            return np.column_stack([np.arange(len(rows)), np.full(len(rows), self.seed)])

    module = types.ModuleType("umap")
    module.UMAP = Umap
    module.__spec__ = types.SimpleNamespace(name="umap")
    monkeypatch.setitem(sys.modules, "umap", module)
    assert (np.diff(map_points(short_vectors(clouds(), seed=0), seed=3)[:, 0].astype(int)) > 0).all()
    assert (np.diff(map_points(short_vectors(clouds(20), seed=0), seed=3)[:, 0].astype(int)) < 0).any()
