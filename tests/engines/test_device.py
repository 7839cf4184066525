"""The torch engine, driven on CPU tensors as on a device: the same flags, order and scores as from arrays."""

from __future__ import annotations

import numpy as np
import pytest

from labelproof import dataset
from labelproof._blocks import tensors as tensor_blocks
from labelproof._blocks.tensors import TensorSource
from labelproof._core.joint import JointPass
from labelproof._engines import run_pass
from labelproof._tasks.multiclass.inputs import prepare
from labelproof.count import compute_confident_joint, num_label_issues
from labelproof.experimental.label_issues_batched import find_label_issues_batched
from labelproof.filter import find_label_issues, find_predicted_neq_given
from labelproof.rank import get_label_quality_ensemble_scores, get_label_quality_scores
from problems import problem
from tensors import DTYPES, torch

FILTERS = (
    "prune_by_noise_rate",
    "prune_by_class",
    "both",
    "confident_learning",
    "predicted_neq_given",
    "low_normalized_margin",
    "low_self_confidence",
)
SCORES = ("self_confidence", "normalized_margin", "confidence_weighted_entropy")
pytestmark = pytest.mark.filterwarnings("ignore:.*classes have at most:labelproof._base.warnings.LabelproofWarning")


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch):
    monkeypatch.setattr(tensor_blocks, "_BLOCK_ROWS", 70)
    monkeypatch.setattr("labelproof._kernels.rows_torch.PIECE_VALUES", 500)


def both(seed, dtype, **options):
    """Labels, a tensor, and an array with its values."""
    labels, probs = problem(seed, **options)
    tensor = torch.from_numpy(probs).to(DTYPES[dtype])
    return labels, tensor, tensor.float().numpy() if dtype == "bfloat16" else tensor.numpy()


@pytest.mark.parametrize("coarse", [False, True], ids=["distinct", "ties"])
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("filter_by", FILTERS)
def test_flags_and_their_order_are_equal(filter_by, dtype, coarse):
    for seed, classes in ((1, 2), (7, 20)):
        labels, tensor, array = both(seed, dtype, rows=400, classes=classes, coarse=coarse)
        for ranked in (None, "normalized_margin"):
            options = {"filter_by": filter_by, "return_indices_ranked_by": ranked}
            actual = find_label_issues(labels, TensorSource(tensor), **options)
            np.testing.assert_array_equal(actual, find_label_issues(labels, array, **options))


@pytest.mark.parametrize(
    ("method", "adjusted"), [*((method, False) for method in SCORES), (SCORES[0], True), (SCORES[1], True)]
)
def test_scores_are_equal(method, adjusted):
    labels, tensor, array = both(3, "float32", rows=300, classes=12)
    options = {"method": method, "adjust_pred_probs": adjusted}
    actual = get_label_quality_scores(labels, TensorSource(tensor), **options)
    np.testing.assert_allclose(actual, get_label_quality_scores(labels, array, **options), rtol=1e-12, atol=1e-15)


def test_counts_are_equal():
    labels, tensor, array = both(5, "float16", rows=500, classes=6)
    np.testing.assert_array_equal(
        compute_confident_joint(labels, TensorSource(tensor)), compute_confident_joint(labels, array)
    )
    assert num_label_issues(labels, TensorSource(tensor)) == num_label_issues(labels, array)


@pytest.mark.parametrize("block_rows", [1, 33, 1000])
def test_the_block_size_does_not_matter(block_rows):
    labels, tensor, array = both(6, "float32", rows=200, classes=5)
    what = JointPass(np.full(5, 0.3))
    actual = run_pass(what, TensorSource(tensor), labels, block_rows=block_rows, n_jobs=7)
    np.testing.assert_array_equal(actual, run_pass(what, prepare(labels, array).source, labels))


def test_labels_are_copied_to_the_device_once():
    labels, tensor, _ = both(8, "float32", rows=300, classes=4)
    inputs = prepare(labels, TensorSource(tensor), keep_facts=True)
    placed = inputs.source.placed(inputs.labels)
    run_pass(JointPass(np.full(4, 0.3)), inputs.source, inputs.labels)
    assert inputs.source.placed(inputs.labels) is placed
    assert placed.dtype == torch.int64
    assert isinstance(inputs.facts.own, torch.Tensor)


def health(labels, probs):
    return dataset.rank_classes_by_label_quality(labels, probs).to_numpy()


def ensemble(labels, probs):
    return get_label_quality_ensemble_scores(labels, [probs, probs], weight_ensemble_members_by="log_loss_search")


def batched(labels, probs):
    return find_label_issues_batched(labels=labels, pred_probs=probs)


@pytest.mark.parametrize("function", [find_predicted_neq_given, health, ensemble, batched])
def test_other_answers_are_equal(function):
    labels, tensor, array = both(7, "bfloat16", rows=400, classes=6)
    np.testing.assert_array_equal(function(labels, TensorSource(tensor)), function(labels, array))


def test_facts_are_kept_of_more_rows_than_in_main_memory(monkeypatch):
    labels, tensor, array = both(8, "float32", rows=300, classes=20)
    monkeypatch.setattr("labelproof._tasks.multiclass.inputs._MANY", 299)
    assert prepare(labels, array).facts is None
    assert isinstance(prepare(labels, TensorSource(tensor)).facts.own, torch.Tensor)


@pytest.mark.parametrize("filter_by", FILTERS)
def test_values_leave_the_device_only_where_that_is_said(filter_by, monkeypatch):
    def refuse(*args, **options):
        raise TypeError("can't convert cuda:0 device type tensor to numpy")

    labels, tensor, _ = both(10, "float32", rows=300, classes=20)
    monkeypatch.setattr(torch.Tensor, "__array__", refuse)
    for ranked in SCORES:
        find_label_issues(labels, TensorSource(tensor), filter_by=filter_by, return_indices_ranked_by=ranked)
        get_label_quality_scores(labels, TensorSource(tensor), method=ranked)


def test_a_nan_is_named_by_its_row():
    labels, tensor, _ = both(9, "float32", rows=300, classes=4)
    tensor[250, 2] = torch.nan
    with pytest.raises(ValueError, match="row 250, column 2"):
        find_label_issues(labels, TensorSource(tensor))


def test_the_tensor_stays_as_it_was():
    labels, tensor, _ = both(10, "float32", rows=300, classes=4)
    before = tensor.clone()
    for filter_by in FILTERS:
        find_label_issues(labels, TensorSource(tensor), filter_by=filter_by)
    assert torch.equal(tensor, before)


@pytest.mark.parametrize("options", [{"method": "confidence_weighted_entropy"}, {"adjust": True}], ids=str)
def test_rows_that_are_permutations_of_each_other_are_ranked_alike(options):
    rng = np.random.default_rng(0)
    few = rng.dirichlet(np.ones(12), 20)
    probs = np.array([rng.permutation(few[row % 20]) for row in range(2000)])
    labels = rng.integers(0, 12, 2000)
    asked = {
        "filter_by": "predicted_neq_given",
        "return_indices_ranked_by": options.get("method", "self_confidence"),
        "rank_by_kwargs": {"adjust_pred_probs": options.get("adjust", False)},
    }
    on_device = find_label_issues(labels, TensorSource(torch.from_numpy(probs)), **asked)
    assert on_device.tolist() == find_label_issues(labels, probs, **asked).tolist()
