"""From examples with planted errors to a suspicion for each: the reference's way, and ours."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from labelproof._audit.findings import Findings
from labelproof._audit.prepared import Prepared
from labelproof._audit.run import analyse

try:
    from cleanlab.classification import CleanLearning
except ImportError:
    CleanLearning = None

__all__ = ["OURS", "ours", "peer", "peer_model", "peer_ways"]

OURS = ("fast", "regular", "best")
_STEPS = {"table": 1000, "text": 1000, "image": 100}


def ours(prepared: Prepared, noisy: NDArray[np.int64], model: Any) -> NDArray[np.floating]:
    """Return the audit's order as suspicion: the built-in model of that name, then the default score."""
    names = np.array(prepared.class_names, dtype=object)
    dataset = replace(prepared.dataset, labels=names[noisy])
    request = replace(prepared.request, model=model)
    found = analyse(replace(prepared, request=request, dataset=dataset, codes=noisy)).findings
    if not isinstance(found, Findings):
        raise TypeError("the audit did not see one label per example")
    suspicion = np.empty(noisy.size)
    suspicion[found.order] = -np.arange(noisy.size)
    return suspicion


def peer_ways(kind: str) -> tuple[str, ...]:
    """Return the models that the reference trains on data of a kind; where there are two, the better one counts."""
    return ("logistic", "boosting") if kind == "table" else ("logistic",)


def peer_model(kind: str, way: str) -> Any:
    """Return one of these models, as scikit-learn takes it."""
    if way == "boosting":
        return HistGradientBoostingClassifier(categorical_features="from_dtype", random_state=0)
    logistic = LogisticRegression(max_iter=_STEPS[kind])
    if kind == "text":
        return make_pipeline(TfidfVectorizer(sublinear_tf=True), logistic)
    return logistic if kind == "image" else make_pipeline(_columns(), logistic)


def peer(rows: Any, noisy: NDArray[np.int64], model: Any) -> NDArray[np.floating]:
    """Return the suspicion of the reference's `CleanLearning`, with its own defaults."""
    if CleanLearning is None:
        sys.exit("The bench extra is not installed: there is nobody to compare with.")
    found = CleanLearning(model, seed=0, find_label_issues_kwargs={"n_jobs": 1}).find_label_issues(rows, noisy)
    return np.asarray(-found["label_quality"])


def _columns() -> Any:
    """Return standardised numbers and indicators of categories."""
    return make_column_transformer(
        (StandardScaler(), make_column_selector(dtype_include="number")),
        (OneHotEncoder(handle_unknown="ignore"), make_column_selector(dtype_include="category")),
    )
