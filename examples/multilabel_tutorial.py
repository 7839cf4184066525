"""Find label errors where every example carries several tags: data, cross-validation, issues, scores, two pictures.

Three clouds of points in the plane are tagged by their cloud and by the boxes that they lie in; some tag sets are then
replaced by wrong ones. A forest per tag judges every point by cross-validation, and the points whose tags do not fit
are found and ranked. The steps and the numbers are those of the field's usual introduction to the subject.

    python examples/multilabel_tutorial.py [FOLDER FOR THE PICTURES]
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedKFold
from sklearn.multiclass import OneVsRestClassifier

from labelproof.benchmarking.noise_generation import generate_noise_matrix_from_trace, generate_noisy_labels
from labelproof.filter import find_label_issues
from labelproof.internal.multilabel_utils import int2onehot, onehot2int
from labelproof.multilabel_classification import get_label_quality_scores

NUM_TAGS = 3
MEANS = [[-5, 3.5], [0, 2], [-3, 6]]
COVARIANCES = [[[3, -1.5], [-1.5, 1]], [[5, -1.5], [-1.5, 1]], [[3, -1.5], [-1.5, 1]]]
BOXES = [[-3.5, 0, -1.5, 1.7], [-1, 3, 2, 4], [-5, 2, -3, 4], [-3, 2, -1, 4]]  # left, low, right, high
BOX_TAGS = [[0, 1], [1, 2], [0, 2], [0, 1, 2]]
SIZES = [100, 80, 100]
COLORS = {
    "0": "#aa4400",
    "1": "#00c000",
    "2": "#0000ff",
    "0 1": "#55a100",
    "0 2": "#55227f",
    "1 2": "#007f7f",
    "0 1 2": "#386b55",
}
Tags = list[list[int]]


def make_data() -> tuple[NDArray[np.float64], Tags, Tags]:
    """Return points (280, 2), their true tags, and the given ones, some of them wrong."""
    np.random.seed(1)  # noqa: NPY002  the known numbers come from NumPy's global generator
    points = []
    for mean, covariance, size in zip(MEANS, COVARIANCES, SIZES, strict=True):
        draws = [np.random.multivariate_normal(mean, covariance, size) for _ in range(2)]  # noqa: NPY002
        points.append(draws[0])  # the second would be a test set
    data = np.vstack(points)
    true = [[cloud] for cloud, size in enumerate(SIZES) for _ in range(size)]
    for (left, low, right, high), tags in zip(BOXES, BOX_TAGS, strict=True):
        inside = np.all((data >= [left, low]) & (data <= [right, high]), axis=1)
        true = [tags if within else before for within, before in zip(inside, true, strict=True)]
    return data, true, with_errors(true)


def with_errors(true: Tags) -> Tags:
    """Return the tags after each distinct set of tags was confused with the others, one time in ten."""
    sets = [list(known) for known in dict.fromkeys(map(tuple, true))]
    codes = np.array([sets.index(tags) for tags in true])
    prior = np.bincount(codes) / len(codes)
    noise = generate_noise_matrix_from_trace(
        len(sets), trace=0.9 * len(sets), py=prior, valid_noise_matrix=True, seed=1
    )
    return [sets[code] for code in generate_noisy_labels(codes, noise)]


def cross_validate(data: NDArray[np.float64], labels: Tags) -> NDArray[np.float64]:
    """Return out-of-sample probabilities of the tags (N, K) from one forest per tag."""
    random.seed(0)
    one_hot = int2onehot(labels, K=NUM_TAGS)
    stratify = [random.choice(tags) for tags in labels]
    model = OneVsRestClassifier(RandomForestClassifier(random_state=0))
    pred_probs = np.zeros((len(labels), NUM_TAGS))
    for train, test in StratifiedKFold(n_splits=5, shuffle=True, random_state=0).split(data, stratify):
        pred_probs[test] = clone(model).fit(data[train], one_hot[train]).predict_proba(data[test])
    return pred_probs


def draw(path: Path, title: str, data: NDArray[np.float64], labels: Tags, circled: NDArray[np.int64]) -> None:
    """Write a scatter plot of the points in the colors of their given tags, some of them circled."""
    figure = Figure(figsize=(12, 5))
    axes = figure.subplots()
    names = np.array([" ".join(map(str, tags)) for tags in labels])
    for name, color in COLORS.items():
        rows = names == name
        axes.scatter(*data[rows].T, c=color, s=30, alpha=0.6, label=f"tags {name}")
    axes.scatter(*data[circled].T, s=140, facecolors="none", edgecolors="red", label="circled")
    axes.set_title(title)
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    figure.savefig(path, bbox_inches="tight", dpi=120)


def main() -> None:
    """Find the wrong tag sets, compare them with the true errors, and draw both."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()
    data, true, labels = make_data()
    errors = np.flatnonzero((int2onehot(true, K=NUM_TAGS) != int2onehot(labels, K=NUM_TAGS)).any(axis=1))
    pred_probs = cross_validate(data, labels)
    print(f"labels of the first 3 examples: {labels[:3]}")
    print(f"their probabilities:\n{pred_probs[:3]}")

    issues = find_label_issues(
        labels=labels, pred_probs=pred_probs, multi_label=True, return_indices_ranked_by="self_confidence"
    )
    print(f"Indices of examples with label issues:\n{issues}")
    print(f"{np.isin(issues, errors).sum()} of these {len(issues)} are among the {len(errors)} true errors.")
    scores = get_label_quality_scores(labels, pred_probs)
    print(f"Label quality scores of the first 10 examples:\n{scores[:10].round(4)}")

    one_hot = int2onehot(labels, K=NUM_TAGS)  # tags as a 0/1 matrix, and back
    print(f"As a matrix: {one_hot[1].tolist()}; as a list: {onehot2int(one_hot)[1]}")
    draw(folder / "true_errors.png", "True label errors", data, labels, errors)
    draw(folder / "found_issues.png", "Found label issues", data, labels, issues)
    print(f"Pictures: {folder / 'true_errors.png'}, {folder / 'found_issues.png'}")


if __name__ == "__main__":
    main()
