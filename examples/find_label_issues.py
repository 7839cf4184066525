"""Find label errors with the functions: data, any model, cross-validated probabilities, one line, then look.

The steps of the usual introduction to the field, on the handwritten digits that come with scikit-learn, into which we
plant sixty wrong labels so that there is something to check against. Any classifier with `predict_proba` will do in
place of this one.

    python examples/find_label_issues.py
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits
from sklearn.model_selection import cross_val_predict, train_test_split
from sklearn.neighbors import KNeighborsClassifier

from labelproof.classification import CleanLearning
from labelproof.dataset import overall_label_health_score
from labelproof.filter import find_label_issues


def with_errors(y: NDArray[np.int64], count: int, seed: int = 0) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return labels of which `count` are wrong, and the rows of the wrong ones."""
    rng = np.random.default_rng(seed)
    wrong = rng.choice(len(y), size=count, replace=False)
    labels = y.copy()
    labels[wrong] = (y[wrong] + rng.integers(1, 10, size=count)) % 10
    return labels, wrong


def main() -> None:
    """Rank the label errors, compare with the planted ones, and train without them."""
    X, X_test, y, y_test = train_test_split(*load_digits(return_X_y=True), test_size=0.3, random_state=0)
    labels, wrong = with_errors(y, count=60)
    model = KNeighborsClassifier(n_neighbors=10)

    # Out-of-sample probabilities: each example is judged by a model that has not seen it.
    pred_probs = cross_val_predict(model, X, labels, cv=5, method="predict_proba")

    ranked = find_label_issues(labels, pred_probs, return_indices_ranked_by="self_confidence")
    found = np.isin(ranked, wrong).sum()
    print(f"{len(ranked)} of {len(labels)} labels are flagged; {found} of {len(wrong)} planted errors are among them.")
    print(f"The 15 most suspect examples: {ranked[:15]}")
    print(f"Estimated share of right labels: {overall_label_health_score(labels, pred_probs):.3f}")

    # Train as if the errors were not there. CleanLearning is an estimator like any other.
    clean = CleanLearning(model, seed=0).fit(X, labels)
    print(f"Accuracy on clean test data, trained without the flagged examples: {clean.score(X_test, y_test):.3f}")


if __name__ == "__main__":
    main()
