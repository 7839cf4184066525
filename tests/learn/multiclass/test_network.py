"""Networks of classes: any module, resumable within a fold, and classifiers to scikit-learn."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.model_selection import cross_val_predict

from labelproof._base.errors import InputError, InputTypeError
from labelproof._base.warnings import LabelproofWarning
from labelproof.learn import ClassNetwork, cross_val_pred_probs

torch = pytest.importorskip("torch", reason="the extra torch is not installed")
from labelproof._learn.networks import train  # noqa: E402 - needs nothing of torch, but is of no use without

RNG = np.random.default_rng(0)
X = RNG.normal(size=(200, 4)).astype(np.float32)
Y = np.array(["a", "b", "c"])[np.digitize(X[:, 0], [-0.5, 0.5])]
QUICK = ClassNetwork(hidden=(32,), epochs=30, learning_rate=0.01, random_state=0, device="cpu")


def made():
    return torch.nn.Sequential(torch.nn.Linear(4, 32), torch.nn.ReLU(), torch.nn.Linear(32, 3))


def _accuracy(pred_probs, y=Y):
    return float((np.unique(y)[pred_probs.argmax(axis=1)] == y).mean())


@pytest.mark.parametrize("model", [QUICK, made, made(), "network"], ids=["estimator", "function", "module", "name"])
def test_every_kind_of_network_learns(model):
    network = ClassNetwork(model, epochs=30, learning_rate=0.01) if callable(model) else model
    found = cross_val_pred_probs(network, X, Y, folds=3, device="cpu")
    assert found.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert _accuracy(found) > 0.85


def test_a_module_alone_is_trained_as_a_copy():
    module = made()
    before = [parameter.detach().clone() for parameter in module.parameters()]
    found = cross_val_pred_probs(module, torch.from_numpy(X), Y, folds=2, device="cpu")
    assert _accuracy(found) > 0.85
    assert all(torch.equal(one, other) for one, other in zip(before, module.parameters(), strict=True))


@pytest.mark.parametrize("shape", [(60, 8, 8), (60, 8, 8, 3), (60, 3, 8, 8)])
def test_images_are_learned(shape):
    images = RNG.integers(0, 60, size=shape)
    y = np.arange(60) % 2
    images[y == 1] += 150
    if len(shape) == 3:
        images = images[..., None]
    network = ClassNetwork(epochs=40, learning_rate=0.01, device="cpu")
    assert _accuracy(cross_val_pred_probs(network, images.astype(np.uint8), y, folds=2), y) > 0.9


def test_a_data_set_of_torch_is_read():
    data = torch.utils.data.TensorDataset(torch.from_numpy(X), torch.zeros(200))
    assert _accuracy(cross_val_pred_probs(QUICK, data, Y, folds=2)) > 0.85


def test_a_class_that_is_absent_gets_its_small_share():
    y = np.where(np.arange(200) == 7, "rare", Y)
    with pytest.warns(LabelproofWarning, match="'rare'"):
        found = cross_val_pred_probs(QUICK, X, y, folds=2)
    assert found[7, 3] == pytest.approx(1 / (100 + 4), rel=0.02)


def test_training_goes_on_within_a_fold_and_ends_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(train, "_BETWEEN_WRITES", -1.0)
    network = ClassNetwork(Breaking, epochs=6, device="cpu", batch_size=30)
    whole = cross_val_pred_probs(network, X, Y, folds=2)
    Breaking.left = 6 * 3 + 7  # the six epochs of three batches of the first fold, and two of the second
    with pytest.raises(KeyboardInterrupt):
        cross_val_pred_probs(network, X, Y, folds=2, cache_dir=tmp_path)
    Breaking.left = 4 * 3
    resumed = cross_val_pred_probs(network, X, Y, folds=2, cache_dir=tmp_path)
    Breaking.left = None
    np.testing.assert_array_equal(resumed, whole)


class Breaking(torch.nn.Module):
    """A network that breaks off after some batches of training."""

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


def test_it_is_a_classifier_of_scikit_learn():
    assert clone(QUICK).get_params() == QUICK.get_params()
    found = cross_val_predict(QUICK, X, Y, cv=4, method="predict_proba")
    assert _accuracy(found) > 0.75
    fitted = clone(QUICK).fit(pd.DataFrame(X), Y)
    assert fitted.classes_.tolist() == ["a", "b", "c"]
    assert fitted.score(pd.DataFrame(X), Y) > 0.9


def test_weights_count():
    weights = np.where(Y == "b", 100.0, 0.1)
    assert (clone(QUICK).fit(X, Y, weights).predict(X) == "b").mean() > 0.6


def test_the_generator_of_torch_is_left_alone():
    torch.manual_seed(3)
    before = torch.get_rng_state()
    clone(QUICK).set_params(epochs=1).fit(X, Y)
    assert torch.equal(torch.get_rng_state(), before)


def test_a_network_of_another_width_is_refused():
    with pytest.raises(InputError, match=r"one logit per class: got shape \(16, 3\) for 16 examples and 2 classes"):
        ClassNetwork(made(), batch_size=16).fit(X, X[:, 0] > 0)
    with pytest.raises(InputTypeError, match="it made list"):
        ClassNetwork(list).fit(X, Y)
