"""The generated data of arXiv 2211.13895: tags of known rows, some of them wrong, draw by draw.

Everything is drawn from NumPy's global generator in the order of the published benchmark, because its figures depend
on it: K accuracies, examples with their true tags, the split, then for each tag a noise matrix and the flips.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import make_multilabel_classification
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import normalize

from labelproof.benchmarking.noise_generation import generate_noise_matrix_from_trace, generate_noisy_labels

__all__ = ["GROUPS", "Group", "Problem", "generate"]

MOST_FLIPS = 3
"""No example gets more wrong tags than this."""


@dataclass(frozen=True)
class Group:
    """One size of generated data; `held_out` examples are split off first and not used."""

    rows: int
    features: int
    tags: int
    tags_per_row: int
    held_out: int

    def __str__(self) -> str:
        """Return for example "5,000 rows, 3 features, 4 tags"."""
        return f"{self.rows - self.held_out:,} rows, {self.features} features, {self.tags} tags"


GROUPS = {
    "small": Group(rows=6_000, features=3, tags=4, tags_per_row=2, held_out=1_000),
    "large": Group(rows=37_500, features=20, tags=50, tags_per_row=5, held_out=7_500),
}
QUICK = Group(rows=360, features=3, tags=4, tags_per_row=2, held_out=60)
"""Instead of either group when only the machinery is tried."""


@dataclass(frozen=True)
class Problem:
    """Features, given tags and true tags."""

    X: NDArray[np.float64]
    given: NDArray[np.uint8]
    true: NDArray[np.uint8]

    @property
    def wrong(self) -> NDArray[np.int64]:
        """How many tags of each row are wrong."""
        return np.count_nonzero(self.given != self.true, axis=1)


def generate(group: Group, seed: int) -> Problem:
    """Return the data of one seed; NumPy's global generator is seeded and drawn from."""
    np.random.seed(seed)  # noqa: NPY002 - the published draws come from the global generator
    accuracies = draw_accuracies(group.tags)
    X, tags = make_multilabel_classification(
        n_samples=group.rows,
        n_features=group.features,
        n_classes=group.tags,
        n_labels=group.tags_per_row,
        length=500,
        allow_unlabeled=True,
    )
    X, _, true, _ = train_test_split(normalize(X), tags, test_size=group.held_out, random_state=seed)
    return Problem(X, add_noise(true, accuracies, seed).astype(np.uint8), true.astype(np.uint8))


def draw_accuracies(tags: int) -> NDArray[np.float64]:
    """Return how often each tag is given rightly: 1 - gamma, ascending, the first ones lowered."""
    places = np.arange(tags)
    drawn = np.sort(1 - np.random.gamma(2, 0.01, size=tags))  # noqa: NPY002 - as above
    lowered = drawn * (1 - np.exp(-(places**2) / tags) / (2 * tags))
    return np.maximum(lowered, 1 - lowered)


def add_noise(true: NDArray[np.int64], accuracies: NDArray[np.float64], seed: int) -> NDArray[np.int64]:
    """Return the tags with flips, tag by tag; a row that has `MOST_FLIPS` already keeps its further tags."""
    given = true.copy()
    for tag, accuracy in enumerate(accuracies):
        matrix = generate_noise_matrix_from_trace(2, 2 * accuracy, py=shares(true[:, tag]), seed=seed + tag)
        noisy = generate_noisy_labels(true[:, tag], matrix)
        open_rows = np.count_nonzero(given != true, axis=1) < MOST_FLIPS
        given[open_rows, tag] = noisy[open_rows]
    return given


def shares(column: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the shares of rows without and with a tag."""
    return np.bincount(column, minlength=2) / column.size
