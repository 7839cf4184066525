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
    """Rank the label errors in two ways, compare with the planted ones, and train without them."""
    train_data, test_data, y, y_test = train_test_split(*load_digits(return_X_y=True), test_size=0.3, random_state=0)
    labels, wrong = with_errors(y, count=60)
    model = KNeighborsClassifier(n_neighbors=10)

    # Option 1: data, labels and any classifier with scikit-learn's interface.
    label_issues_info = CleanLearning(clf=model).find_label_issues(train_data, labels)
    print(label_issues_info.sort_values("label_quality").head())

    # Option 2: out-of-sample probabilities of any model; each example is judged by a model that has not seen it.
    pred_probs = cross_val_predict(model, train_data, labels, cv=5, method="predict_proba")
    ordered_label_issues = find_label_issues(
        pred_probs=pred_probs,
        labels=labels,
        return_indices_ranked_by="self_confidence",
    )
    found = np.isin(ordered_label_issues, wrong).sum()
    print(f"{len(ordered_label_issues)} of {len(labels)} labels are flagged, {found} of the {len(wrong)} wrong ones.")
    print(f"The 15 most suspect examples: {ordered_label_issues[:15]}")
    print(f"Estimated share of right labels: {overall_label_health_score(labels, pred_probs):.3f}")

    # Train as if the errors were not there. CleanLearning is an estimator like any other.
    cl = CleanLearning(clf=model)
    cl.fit(train_data, labels)
    predictions = cl.predict(test_data)
    print(f"Accuracy on clean test data, trained without the flagged: {np.mean(predictions == y_test):.3f}")


if __name__ == "__main__":
    main()
