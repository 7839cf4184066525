"""The data of the benchmark, read as an audit reads it, and what a model of their clean labels says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.decomposition import TruncatedSVD
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from labelproof._audit.prepared import Prepared
from labelproof._audit.request import AuditRequest
from labelproof._audit.run import prepare

__all__ = ["SETS", "Source", "clean_probs", "features", "load"]

_TREES, _COMPONENTS = 200, 100


@dataclass(frozen=True)
class Source:
    """Where a data set lies under the data folder, how it is read, how often noise is planted, and our model there."""

    files: tuple[str, ...]
    options: Mapping[str, Any]
    kind: str = "table"
    seeds: int = 5
    model: str = "regular"


_TABLE = {"label": -1, "header": False}
SETS = {
    "german": Source(("tabular-classification/german.csv",), _TABLE),
    "adult-test": Source(("tabular-classification/adult-test.csv",), _TABLE),
    "phoneme": Source(("tabular-classification/phoneme.csv",), _TABLE),
    "wine-white": Source(("tabular-classification/winequality-white.csv",), _TABLE),
    "banking77": Source(
        ("banking77/train.csv", "banking77/test.csv"), {"label": "category", "text": ("text",)}, "text"
    ),
    "mnist": Source(("mnist/mnist-train.npz",), {"label": "labels"}, "image", seeds=1, model="fast"),
}


def load(name: str, folder: Path) -> Prepared:
    """Return a data set, read and checked."""
    source = SETS[name]
    files = [folder / file for file in source.files]
    return prepare(AuditRequest(data=files if len(files) > 1 else files[0], **source.options))


def features(prepared: Prepared) -> Any:
    """Return the examples as other packages take them: a frame, an array of strings, or flat pixels from 0 to 1."""
    dataset = prepared.dataset
    if dataset.modality == "text":
        return dataset.frame[dataset.text_columns[0]].astype(str).to_numpy(dtype=object)
    if dataset.modality == "image":
        return np.stack([np.asarray(ref.array, dtype=np.float32).ravel() / 255 for ref in dataset.images])
    return dataset.frame[list(dataset.feature_columns)].apply(_column)


def _column(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column as numbers where all of it reads so, else as categories."""
    numbers = pd.to_numeric(values, errors="coerce")
    return numbers.astype(np.float64) if numbers.notna().all() else values.astype("category")


def clean_probs(prepared: Prepared) -> NDArray[np.floating]:
    """Return out-of-sample probabilities of a model of the clean labels that neither side uses.

    A random forest's, out of its bags; for texts linear discriminants of the leading
    components of TF-IDF.
    """
    rows, codes = features(prepared), prepared.codes
    if prepared.dataset.modality == "text":
        words = TfidfVectorizer(min_df=2, sublinear_tf=True).fit_transform(rows)
        parts = TruncatedSVD(_COMPONENTS, random_state=0).fit_transform(words)
        folds = StratifiedKFold(5, shuffle=True, random_state=0)
        found = cross_val_predict(LinearDiscriminantAnalysis(), parts, codes, cv=folds, method="predict_proba")
        return np.asarray(found)
    if prepared.dataset.modality == "table":
        rows = rows.apply(lambda column: column.cat.codes if column.dtype == "category" else column)
    forest = RandomForestClassifier(_TREES, max_features="sqrt", oob_score=True, n_jobs=-1, random_state=0)
    return np.asarray(forest.fit(rows, codes).oob_decision_function_)
