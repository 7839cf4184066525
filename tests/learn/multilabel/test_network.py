"""The network learns tags together, stops early, goes on where it stopped, and leaves torch's generators alone."""

import sys

import numpy as np
import pytest
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.multiclass import OneVsRestClassifier

from labelproof._base.errors import InputError, InputTypeError, MissingExtraError
from labelproof._base.warnings import LabelproofWarning
from labelproof._learn.networks import train
from labelproof.learn import TagNetwork, cross_val_multilabel_pred_probs

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

RNG = np.random.default_rng(0)
X = RNG.normal(size=(300, 4)).astype(np.float32)
TAGS = (X[:, :2] > 0).astype(np.uint8)
QUICK = TagNetwork(hidden=(16,), epochs=15, learning_rate=0.01, random_state=0, device="cpu")


def made():
    return torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.Dropout(0.2), torch.nn.Linear(8, 2))


def test_a_network_models_tags_that_depend_on_others():
    a, b = X[:, 0] > 0, X[:, 1] > 0
    tags = np.column_stack([a, b, a ^ b]).astype(int)
    together = cross_val_multilabel_pred_probs(
        TagNetwork(hidden=(32,), epochs=60, learning_rate=0.01, device="cpu"), X, tags, folds=3
    )
    alone = cross_val_multilabel_pred_probs(OneVsRestClassifier(LogisticRegression()), X, tags, folds=3)
    assert roc_auc_score(tags[:, 2], together[:, 2]) > 0.9
    assert roc_auc_score(tags[:, 2], alone[:, 2]) < 0.65


@pytest.mark.parametrize("model", [made, made(), QUICK, "network"], ids=["factory", "module", "estimator", "name"])
def test_every_way_to_name_a_network_works(model):
    found = cross_val_multilabel_pred_probs(model, X, TAGS, folds=2, device="cpu")
    assert found.shape == (300, 2)
    assert roc_auc_score(TAGS, found) > 0.85


def test_the_module_of_the_user_is_not_trained_itself():
    module = made()
    before = [value.clone() for value in module.state_dict().values()]
    cross_val_multilabel_pred_probs(TagNetwork(module, epochs=2), X, TAGS, folds=2)
    assert all(torch.equal(a, b) for a, b in zip(before, module.state_dict().values(), strict=True))


@pytest.mark.parametrize(
    "examples",
    [
        torch.from_numpy(X),
        torch.utils.data.TensorDataset(torch.from_numpy(X), torch.zeros(300)),
        list(X),
        [torch.from_numpy(row) for row in X],
    ],
    ids=["tensor", "dataset", "arrays", "tensors"],
)
def test_the_container_does_not_matter(examples):
    network = TagNetwork(made, epochs=3, device="cpu")
    expected = cross_val_multilabel_pred_probs(network, X, TAGS, folds=2, groups=None)
    actual = cross_val_multilabel_pred_probs(network, examples, TAGS, folds=2, groups=None)
    np.testing.assert_array_equal(actual, expected)


def test_sparse_rows_narrow_and_wide_can_be_learned():
    narrow = sparse.csr_matrix(X)
    wide = sparse.hstack([narrow, sparse.random(300, 5000, density=0.001, random_state=0)]).tocsr()
    for rows in (narrow, wide):
        assert roc_auc_score(TAGS, QUICK.fit(rows, TAGS).predict_proba(rows)) > 0.8


def test_missing_values_stand_for_the_mean():
    rows = X.copy()
    rows[::7, 3] = np.nan
    assert np.isfinite(QUICK.fit(rows, TAGS).predict_proba(rows)).all()


@pytest.mark.parametrize("shape", [(60, 8, 8, 3), (60, 3, 8, 8)])
def test_images_are_learned_from_their_pixels(shape):
    tags = np.random.default_rng(1).integers(0, 2, size=(60, 2)).astype(np.uint8)
    images = np.random.default_rng(2).integers(0, 80, size=shape).astype(np.uint8)
    channel = images if shape[-1] == 3 else np.moveaxis(images, 1, -1)
    channel[..., :2] += (100 * tags[:, None, None, :]).astype(np.uint8)
    network = TagNetwork(epochs=12, learning_rate=0.01, batch_size=8, random_state=0, device="cpu").fit(images, tags)
    assert roc_auc_score(tags, network.predict_proba(images)) > 0.95


def test_weights_of_tags_are_taken_out_of_the_probabilities():
    rng = np.random.default_rng(3)
    rows = rng.normal(size=(2000, 2)).astype(np.float32)
    tags = (rng.random((2000, 1)) < 0.1).astype(np.uint8)
    for weights in ("balanced", None, [5.0]):
        network = TagNetwork(hidden=(8,), epochs=15, tag_weights=weights, random_state=0, device="cpu").fit(rows, tags)
        assert abs(network.predict_proba(rows).mean() - tags.mean()) < 0.03


def test_training_stops_when_nothing_gets_better():
    noise = np.random.default_rng(4).integers(0, 2, size=(300, 2)).astype(np.uint8)
    calls = []

    def watched():
        module = made()
        module.register_forward_hook(lambda module, *_: calls.append(module.training))
        return module

    TagNetwork(watched, epochs=1000, patience=3, learning_rate=0.05, random_state=0, device="cpu").fit(X, noise)
    assert sum(calls) / (270 // 16) < 60


def test_the_seed_decides_and_the_generators_of_the_process_stay():
    torch.manual_seed(5)
    before, numpy_before = torch.get_rng_state(), np.random.get_state()[1].copy()  # noqa: NPY002
    first, again, other = (
        TagNetwork(made, epochs=2, random_state=seed, device="cpu").fit(X, TAGS).predict_proba(X) for seed in (0, 0, 1)
    )
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    assert torch.equal(torch.get_rng_state(), before)
    np.testing.assert_array_equal(np.random.get_state()[1], numpy_before)  # noqa: NPY002


class Breaking(torch.nn.Module):
    """A network that breaks off after so many batches of training."""

    left = None

    def __init__(self):
        super().__init__()
        self.layers = made()

    def forward(self, batch):
        if self.training and Breaking.left is not None:
            Breaking.left -= 1
            if Breaking.left < 0:
                raise KeyboardInterrupt
        return self.layers(batch)


def test_training_goes_on_within_a_fold_and_ends_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(train, "_BETWEEN_WRITES", -1.0)
    network = TagNetwork(Breaking, epochs=6, device="cpu", batch_size=32)
    whole = cross_val_multilabel_pred_probs(network, X, TAGS, folds=2)
    Breaking.left = 5 * 6 + 12  # the first fold's six epochs of five batches, and two epochs of the second
    with pytest.raises(KeyboardInterrupt):
        cross_val_multilabel_pred_probs(network, X, TAGS, folds=2, cache_dir=tmp_path)
    assert sorted(path.suffix for path in tmp_path.glob("fold-*")) == [".npy", ".npz", ".npz"]
    Breaking.left = 4 * 5
    resumed = cross_val_multilabel_pred_probs(network, X, TAGS, folds=2, cache_dir=tmp_path)
    Breaking.left = None
    np.testing.assert_array_equal(resumed, whole)


def test_a_finished_network_is_not_trained_again(tmp_path):
    path = tmp_path / "weights.npz"
    network = TagNetwork(Breaking, epochs=2, random_state=0, device="cpu")
    first = network.fit(X, TAGS, checkpoint=path).predict_proba(X)
    Breaking.left = 0
    second = network.fit(X, TAGS, checkpoint=path).predict_proba(X)
    Breaking.left = None
    np.testing.assert_array_equal(second, first)


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04broken"])
def test_a_damaged_state_is_named_and_replaced(tmp_path, content):
    path = tmp_path / "weights.npz"
    expected = QUICK.fit(X, TAGS).predict_proba(X)
    path.write_bytes(content)
    with pytest.warns(LabelproofWarning, match=r"weights\.npz` in `cache_dir` is damaged"):
        actual = QUICK.fit(X, TAGS, checkpoint=path).predict_proba(X)
    np.testing.assert_array_equal(actual, expected)
    with np.load(path, allow_pickle=False) as kept:
        assert kept["progress"][2] == 1


def test_training_goes_on_where_its_state_cannot_be_kept(tmp_path):
    expected = QUICK.fit(X, TAGS).predict_proba(X)
    (tmp_path / "no folder").write_bytes(b"")
    with pytest.warns(LabelproofWarning, match=r"cannot be kept in `cache_dir` .* Free some space there"):
        actual = QUICK.fit(X, TAGS, checkpoint=tmp_path / "no folder" / "weights.npz").predict_proba(X)
    np.testing.assert_array_equal(actual, expected)


def test_a_state_of_another_network_is_not_used(tmp_path):
    path = tmp_path / "weights.npz"
    TagNetwork(made, epochs=1, random_state=0).fit(X, TAGS, checkpoint=path)
    with pytest.warns(LabelproofWarning, match="damaged"):
        QUICK.fit(X, TAGS, checkpoint=path)


def test_tags_that_do_not_vary_do_not_disturb_the_others():
    tags = np.column_stack([TAGS, np.ones(300, np.uint8)])
    with pytest.warns(LabelproofWarning, match="do not vary"):
        found = cross_val_multilabel_pred_probs(QUICK, X, tags, folds=2)
    np.testing.assert_allclose(found[:, 2], 151 / 152)
    assert roc_auc_score(TAGS, found[:, :2]) > 0.85


def test_weights_of_examples_count():
    weights = np.where(TAGS[:, 0] == 1, 10.0, 0.1)
    assert QUICK.fit(X, TAGS, weights).predict_proba(X)[:, 0].mean() > 0.6


@pytest.mark.parametrize(
    ("network", "rows", "error", "message"),
    [
        (TagNetwork(lambda: 3), X, InputTypeError, "it made int"),
        (TagNetwork(lambda: torch.nn.Linear(4, 5)), X, InputError, r"got shape \(16, 5\) for 16 examples and 2 tags"),
        (TagNetwork("resnet18"), X, InputError, "Write 'timm:resnet18'"),
        (TagNetwork(tag_weights="even"), X, InputError, "`tag_weights` must be 'balanced'"),
        (TagNetwork(tag_weights=[1.0, -1.0]), X, InputError, "one positive number per tag"),
        (TagNetwork(), X[:, :, None], InputError, r"of shape \(4, 1\)"),
        (TagNetwork(made), np.full((300, 4), "a"), InputTypeError, "`X` must hold numbers for a network"),
    ],
)
def test_what_cannot_be_trained_is_refused(network, rows, error, message):
    with pytest.raises(error, match=message):
        network.fit(rows, TAGS)


def test_tags_must_be_a_matrix():
    with pytest.raises(InputError, match="`Y` must be a matrix of 0 and 1"):
        QUICK.fit(X, TAGS[:, 0])


def test_without_torch_the_error_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'labelproof\[torch\]'"):
        cross_val_multilabel_pred_probs("network", X, TAGS)


def test_without_timm_the_error_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "timm", None)
    images = np.zeros((40, 3, 8, 8), np.uint8)
    with pytest.raises(MissingExtraError, match=r"'timm:resnet18' needs the package 'timm'.*labelproof\[timm\]"):
        cross_val_multilabel_pred_probs("timm:resnet18", images, TAGS[:40], groups=None)


def test_a_backbone_of_timm_is_trained(monkeypatch):
    asked = {}

    class Timm:
        @staticmethod
        def create_model(name, **options):
            asked.update(options, name=name)
            return torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(3 * 64, options["num_classes"]))

    monkeypatch.setitem(sys.modules, "timm", Timm)
    images = np.random.default_rng(5).integers(0, 255, size=(40, 8, 8, 3)).astype(np.uint8)
    found = cross_val_multilabel_pred_probs("timm:tiny", images, TAGS[:40], folds=2, groups=None)
    assert found.shape == (40, 2)
    assert asked == {"name": "tiny", "pretrained": False, "num_classes": 2, "in_chans": 3}
