"""A network for classes: softmax over one logit per class.

How a network is made and trained is in `networks`; here is what its logits mean, and what it is to make small.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import ClassifierMixin

from labelproof._base.errors import InputError
from labelproof._base.optional import require
from labelproof._learn.examples import as_container, check_length
from labelproof._learn.folds import stratified_folds
from labelproof._learn.networks.estimator import NetworkEstimator, row_weights

__all__ = ["ClassNetwork"]


class ClassNetwork(ClassifierMixin, NetworkEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """A PyTorch network for classes, as a classifier of scikit-learn.

    Parameters
    ----------
    module : torch.nn.Module, callable without arguments, str or None, default None
        The network: takes a batch, gives one logit per class (no softmax at its end). A module is copied, weights and
        all; a callable makes a fresh one under the seed. ``"timm:resnet18"`` is a backbone of that name, when timm is
        installed; its weights are not downloaded but random. None: two hidden layers for tables, a small convolutional
        network for images.
    hidden : sequence of int, default (256, 128)
        Sizes of the hidden layers for tables.
    dropout : float in [0, 1), default 0.2
        Share of the hidden numbers left out in training.
    epochs : int, default 100
        At most so many times through the examples.
    patience : int, default 10
        Training stops after so many epochs without a lower loss on the part held back, and the best weights count.
    holdout : float in (0, 0.5], default 0.1
        The part of the training examples that is held back for that.
    batch_size : int, optional
        Default: a fiftieth of the examples, from 16 to 256.
    learning_rate, weight_decay : float, defaults 1e-3 and 1e-4
        Of AdamW.
    device : str, optional
        For example "cpu" or "cuda:1". Default: the first GPU where there is one. There, numbers are of mixed
        precision and images in channels-last order.
    random_state : int, optional
        Seed of weights, dropout and order. The state of torch's own generators is left as it was.

    Notes
    -----
    The loss is the cross-entropy, mean over examples. Bytes become numbers from 0 to 1; images with their channels last
    get them first.

    Examples
    --------
    >>> from labelproof.learn import ClassNetwork
    >>> ClassNetwork(hidden=(64,), epochs=5).get_params()["epochs"]
    5
    """

    def fit(
        self,
        X: Any,
        y: Any,
        sample_weight: Any = None,
        *,
        num_classes: int | None = None,
        checkpoint: Path | None = None,
    ) -> ClassNetwork:
        """Train on examples and their classes.

        Parameters
        ----------
        X : n examples
            An array, a table of numbers, a sparse matrix, a tensor, a list of arrays, or a map-style torch Dataset.
        y : (n,) array
            Their labels.
        sample_weight : (n,) array, optional
            How much each example counts.
        num_classes : int, optional
            The labels are numbers 0..num_classes - 1, some of which may be missing. Default: the distinct labels.
        checkpoint : path, optional
            An npz file that keeps the state of the training, so that it goes on where it was interrupted.

        Returns
        -------
        ClassNetwork
            Itself.
        """
        torch = require("torch", extra="torch", purpose="The network")
        X = as_container(X)
        if num_classes is None:
            self.classes_, codes = np.unique(np.asarray(y), return_inverse=True)
        else:
            self.classes_, codes = np.arange(num_classes), np.asarray(y)
        codes = codes.reshape(-1).astype(np.int64)
        check_length(X, codes.size)
        weights = None if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
        seed = self._prepare(X, codes.size, self.classes_.size)
        loss = _Loss(torch, codes, self.classes_.size, weights, self.device_)
        self._train(X, loss, lambda folds: stratified_folds(codes, folds=folds, seed=seed), seed, checkpoint)
        return self

    def predict_proba(self, X: Any) -> NDArray[np.float32]:
        """Return the probability of each class of each example, (n, K).

        Parameters
        ----------
        X : n examples
            As in `fit`.

        Returns
        -------
        (n, K) float32
            Rows sum to 1.
        """
        return np.exp(_log_softmax(self._logits(X))).astype(np.float32)

    def predict(self, X: Any) -> NDArray[Any]:
        """Return the likeliest label of each example.

        Parameters
        ----------
        X : n examples
            As in `fit`.

        Returns
        -------
        (n,) array
            Of `classes_`.
        """
        likeliest: NDArray[Any] = self.classes_[self._logits(X).argmax(axis=1)]
        return likeliest


def _log_softmax(logits: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the logarithm of the probabilities."""
    centred = logits.astype(np.float64)
    centred -= centred.max(axis=1, keepdims=True)
    return np.asarray(centred - np.log(np.exp(centred).sum(axis=1, keepdims=True)))


class _Loss:
    """Weighted cross-entropy, mean over rows."""

    def __init__(
        self, torch: Any, codes: NDArray[np.int64], width: int, weights: NDArray[np.float64] | None, device: Any
    ) -> None:
        self.codes = codes
        self.width = width
        self.rows = row_weights(weights, codes.size)
        self.torch = torch
        self.device = device

    def training(self, logits: Any, rows: NDArray[np.int64]) -> Any:
        """Return the loss of a batch, as a tensor to be differentiated."""
        if tuple(logits.shape) != (len(rows), self.width):
            raise InputError(
                f"The network must give one logit per class: got shape {tuple(logits.shape)} for {len(rows)} examples "
                f"and {self.width} classes. Make its last layer as wide as there are classes."
            )
        wanted = self.torch.from_numpy(self.codes[rows]).to(self.device)
        each = self.torch.nn.functional.cross_entropy(logits.float(), wanted, reduction="none")
        return (each * self.torch.from_numpy(self.rows[rows]).to(self.device, self.torch.float32)).mean()

    def held_back(self, logits: NDArray[np.float32], rows: NDArray[np.int64]) -> float:
        """Return the loss of rows that were held back."""
        each = -_log_softmax(logits)[np.arange(rows.size), self.codes[rows]]
        return float(np.average(each, weights=np.maximum(self.rows[rows], 1e-12)))
