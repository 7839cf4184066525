"""Bring your own model: the same wrong labels found by four kinds of it, and what correcting them is worth.

Whatever has `fit`, `predict_proba` and `get_params` is cross-validated by one call: boosted trees of XGBoost or
LightGBM, a network in skorch. A plain torch module needs nothing around it. For anything else, such as Keras, a few
lines make an estimator. The data are the digits that come with scikit-learn, with 180 wrong labels planted.

    python examples/bring_your_own_model.py
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import load_digits
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.tree import DecisionTreeClassifier

from labelproof.filter import find_label_issues
from labelproof.learn import compare, cross_val_pred_probs


def boosted_trees() -> Any:
    """Return boosted trees of whichever library is installed: all speak scikit-learn's interface."""
    if importlib.util.find_spec("xgboost"):
        return importlib.import_module("xgboost").XGBClassifier(n_estimators=30, max_depth=3, n_jobs=1)
    if importlib.util.find_spec("lightgbm"):
        return importlib.import_module("lightgbm").LGBMClassifier(n_estimators=30, n_jobs=1, verbose=-1)
    return HistGradientBoostingClassifier(max_iter=30)


def torch_module() -> Any:
    """Return a plain torch module: it takes a batch and gives one logit per class; ours is the training."""
    import torch  # noqa: PLC0415 - optional
    from torch import nn  # noqa: PLC0415 - optional

    torch.manual_seed(0)  # of the weights that each fold starts from
    return nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))


def skorch_network() -> Any:
    """Return a network in skorch, which owns the training: optimiser, epochs, callbacks."""
    import torch  # noqa: PLC0415 - optional
    from skorch import NeuralNetClassifier  # noqa: PLC0415 - optional

    return NeuralNetClassifier(
        torch_module(),
        criterion=torch.nn.CrossEntropyLoss,
        optimizer=torch.optim.Adam,
        lr=0.01,
        max_epochs=15,
        train_split=None,
        verbose=0,
    )


class KerasStyle(ClassifierMixin, BaseEstimator):
    """An estimator around a model that is built by a function and trained by `fit(x, y, epochs=..., verbose=...)`.

    `build(width, classes)` returns a compiled model whose `predict` gives probabilities, such as a Keras model with a
    softmax at its end. It is built anew for each fold, so nothing leaks from one to the next. It works with Keras
    3 as it is; without Keras this example runs it with `StandIn`, which has the two methods that are used here.
    """

    def __init__(self, build: Callable[[int, int], Any], epochs: int = 20) -> None:
        self.build = build
        self.epochs = epochs

    def fit(self, X: NDArray[Any], y: NDArray[Any]) -> KerasStyle:
        """Build a model and train it; classes come as the numbers 0, 1, ..."""
        self.classes_ = np.unique(y)
        self.model_ = self.build(X.shape[1], self.classes_.size)
        self.model_.fit(X, y, epochs=self.epochs, verbose=0)
        return self

    def predict_proba(self, X: NDArray[Any]) -> NDArray[Any]:
        """Return what the model predicts."""
        return np.asarray(self.model_.predict(X, verbose=0))


def keras_model(width: int, classes: int) -> Any:
    """Return a compiled Keras model; where Keras is not installed, a stand-in with the same methods."""
    if not importlib.util.find_spec("keras"):
        return StandIn()
    keras = importlib.import_module("keras")
    layers = [keras.Input((width,)), keras.layers.Dense(64, "relu"), keras.layers.Dense(classes, "softmax")]
    model = keras.Sequential(layers)
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    return model


class StandIn:
    """Has the methods of a Keras model, so that this example runs without Keras."""

    def fit(self, X: NDArray[Any], y: NDArray[Any], *, epochs: int, verbose: int) -> None:
        """Train."""
        self.network = MLPClassifier((64,), batch_size=32, random_state=0, verbose=verbose > 0)
        for _ in range(epochs):
            self.network.partial_fit(X, y, classes=np.unique(y))

    def predict(self, X: NDArray[Any], *, verbose: int) -> NDArray[Any]:  # noqa: ARG002 - as Keras has it
        """Return the probability of each class."""
        return self.network.predict_proba(X)


def models() -> dict[str, Any]:
    """Return the models by name; those that need torch only where it is installed."""
    found = {"boosted trees": boosted_trees(), "Keras-style": KerasStyle(keras_model)}
    if importlib.util.find_spec("torch"):
        found["torch module"] = torch_module()
        if importlib.util.find_spec("skorch"):
            found["skorch"] = skorch_network()
    return found


def main() -> None:
    """Find the planted errors with each model, and measure what mending them brings."""
    X, y = load_digits(return_X_y=True)
    X = (X / 16).astype(np.float32)
    X, X_test, y, y_test = train_test_split(X, y, test_size=0.3, random_state=0)
    rng = np.random.default_rng(0)
    wrong = rng.choice(len(y), size=180, replace=False)
    labels = y.copy()
    labels[wrong] = (y[wrong] + rng.integers(1, 10, size=180)) % 10
    for name, model in models().items():
        pred_probs = cross_val_pred_probs(model, X, labels, folds=3)
        flagged = find_label_issues(labels, pred_probs, return_indices_ranked_by="self_confidence")
        found = np.isin(flagged, wrong).sum()
        print(f"{name}: {len(flagged)} of {len(labels)} labels are flagged, {found} of the 180 wrong ones.")

    # A person reviews what was flagged last and mends what is wrong. What is that worth to a model that believes every
    # label? The test labels are right, and nobody touches them.
    mended = labels.copy()
    mended[flagged] = y[flagged]
    print(compare(X, labels, mended, X_test=X_test, y_test=y_test, model=DecisionTreeClassifier()))


if __name__ == "__main__":
    main()
