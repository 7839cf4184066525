"""The tutorial that users of the field know, with our names: its data, its 30 indices and its ten scores."""

from __future__ import annotations

import runpy

import numpy as np
import pytest
import sklearn

from labelproof.filter import find_label_issues
from labelproof.internal.multilabel_utils import int2onehot, onehot2int
from labelproof.multilabel_classification import get_label_quality_scores
from repository import ROOT

ISSUES = """275 267 225 72 171 234 165 44 6 29 227 188 102 262 263 35 266 139 143 172 53 216 265 176 164 73 75 10 159
107"""
SCORES = [1.0, 0.888, 0.8224, 0.9632, 0.968, 0.6512, 0.0444, 1.0, 0.76, 0.774]


@pytest.mark.skipif(
    tuple(map(int, sklearn.__version__.split(".")[:2])) < (1, 7), reason="the forests of older versions differ"
)
def test_the_tutorial_prints_what_it_printed() -> None:
    tutorial = runpy.run_path(str(ROOT / "examples" / "multilabel_tutorial.py"))
    X, _, labels = tutorial["make_data"]()
    pred_probs = tutorial["cross_validate"](X, labels)
    assert labels[:3] == [[0], [0, 2], [0]]
    np.testing.assert_allclose(pred_probs[:3], [[1, 0, 0], [0.96, 0.09, 0.88], [1, 0.01, 0.22]])
    issues = find_label_issues(
        labels=labels, pred_probs=pred_probs, multi_label=True, return_indices_ranked_by="self_confidence"
    )
    assert issues.tolist() == [int(row) for row in ISSUES.split()]
    np.testing.assert_allclose(get_label_quality_scores(labels, pred_probs)[:10], SCORES, atol=5e-5)
    assert onehot2int(int2onehot(labels, K=3)) == labels
