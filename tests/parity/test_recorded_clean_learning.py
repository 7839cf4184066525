"""CleanLearning against results that the peer computed once."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.linear_model import LogisticRegression

from labelproof.classification import CleanLearning

RECORDED = json.loads((Path(__file__).parent / "recorded" / "clean_learning.json").read_text())["cases"]


pytestmark = pytest.mark.filterwarnings("ignore:1 classes have at most 10 examples")


@pytest.fixture(scope="module", params=RECORDED, ids=lambda case: case["name"])
def case(request):
    return request.param


@pytest.fixture(scope="module")
def trained(case):
    call = {name: np.array(value) for name, value in case["call"].items()}
    if case["pred_probs"] is not None:
        call["pred_probs"] = np.array(case["pred_probs"])
    return CleanLearning(LogisticRegression(), **case["settings"]).fit(np.array(case["X"]), case["labels"], **call)


def test_the_frame_equals_the_recorded_one(case, trained):
    frame = trained.get_label_issues()
    assert np.flatnonzero(frame["is_label_issue"]).tolist() == case["is_label_issue"]
    assert_allclose(frame["label_quality"], case["label_quality"], rtol=1e-8)
    assert_array_equal(frame["given_label"], case["labels"])
    assert_array_equal(frame["predicted_label"], case["predicted_label"])


@pytest.mark.parametrize(
    "name", ["confident_joint", "py", "ps", "noise_matrix", "inverse_noise_matrix", "sample_weight"]
)
def test_the_estimates_equal_the_recorded_ones(case, trained, name):
    actual, expected = getattr(trained, name), case[name]
    assert (actual is None) == (expected is None)
    if expected is not None:
        # Where a class is missing, the peer's shares leave it out; ours have one entry per class.
        actual = np.asarray(actual)[np.asarray(actual) > 0] if name == "ps" else actual
        assert_allclose(actual, expected, rtol=1e-9)


def test_the_trained_model_scores_as_recorded(case, trained):
    assert trained.num_classes == case["num_classes"]
    assert_allclose(trained.score(np.array(case["X"]), case["labels"]), case["score"], rtol=1e-9)
