"""A network that learns all tags together: a shared trunk, one sigmoid head per tag.

What scikit-learn users expect of an estimator, and which network it is; training is in `network_train`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

from labelproof._base.errors import InputError, InputTypeError
from labelproof._base.optional import require
from labelproof._learn.examples import as_container, check_length, num_examples
from labelproof._learn.multilabel.network_rows import fitted_reader
from labelproof._learn.multilabel.network_train import Training, logits_of, seeded, trained

__all__ = ["TagNetwork", "is_network"]

_TIMM = "timm:"


def is_network(model: Any) -> bool:
    """Return True for a module of torch, or a class or function that may make one; does not import torch."""
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(model, torch.nn.Module):
        return True
    return callable(model) and not hasattr(model, "fit") and not hasattr(model, "predict_proba")


class TagNetwork(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """A PyTorch network for tags, as an estimator: a shared trunk, so that tags that go together are learned together.

    Parameters
    ----------
    module : torch.nn.Module, callable without arguments, str or None, default None
        The network: takes a batch, gives one logit per tag. A module is copied, weights and all; a callable makes a
        fresh one under the seed. ``"timm:resnet18"`` is a backbone of that name, when timm is installed; its weights
        are not downloaded but random. None: two hidden layers for tables, a small convolutional network for images.
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
    tag_weights : "balanced", None or sequence of K float, default "balanced"
        How much more an example that has a tag counts than one that has not. "balanced": as rarer it is, at most 10.
        The probabilities are corrected for it, so that they stay probabilities.
    device : str, optional
        For example "cpu" or "cuda:1". Default: the first GPU where there is one. There, numbers are of mixed
        precision and images in channels-last order.
    random_state : int, optional
        Seed of weights, dropout and order. The state of torch's own generators is left as it was.

    Notes
    -----
    The loss is the binary cross-entropy, mean over examples and tags; tags that do not vary are left out of it.

    Examples
    --------
    >>> from labelproof.learn import TagNetwork
    >>> network = TagNetwork(hidden=(64,), random_state=0)
    >>> network.get_params()["hidden"]
    (64,)
    """

    def __init__(
        self,
        module: Any = None,
        *,
        hidden: Sequence[int] = (256, 128),
        dropout: float = 0.2,
        epochs: int = 100,
        patience: int = 10,
        holdout: float = 0.1,
        batch_size: int | None = None,
        learning_rate: float = 1e-3,
        weight_decay: float = 1e-4,
        tag_weights: Any = "balanced",
        device: str | None = None,
        random_state: int | None = None,
    ) -> None:
        self.module = module
        self.hidden = hidden
        self.dropout = dropout
        self.epochs = epochs
        self.patience = patience
        self.holdout = holdout
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.tag_weights = tag_weights
        self.device = device
        self.random_state = random_state

    def fit(self, X: Any, Y: Any, sample_weight: Any = None, checkpoint: Path | None = None) -> TagNetwork:
        """Train on examples and their tags.

        Parameters
        ----------
        X : n examples
            An array, a table of numbers, a sparse matrix, a tensor, a list of arrays, or a map-style torch Dataset.
        Y : (n, K) array of 0 and 1
            Their tags.
        sample_weight : (n,) array, optional
            How much each example counts.
        checkpoint : path, optional
            An npz file that keeps the state of the training, so that it goes on where it was interrupted.

        Returns
        -------
        TagNetwork
            Itself.
        """
        torch = require("torch", extra="torch", purpose="The network")
        X, tags = as_container(X), np.asarray(Y)
        if tags.ndim != 2 or not np.isin(tags, (0, 1)).all():
            raise InputError(f"`Y` must be a matrix of 0 and 1, one column per tag: got shape {tags.shape}. Pass that.")
        check_length(X, len(tags))
        seed = int(np.random.SeedSequence().generate_state(1)[0]) if self.random_state is None else self.random_state
        self.device_ = _device(self.device, torch)
        self.reader_ = fitted_reader(X, np.arange(len(tags)), standardise=self.module is None, seed=seed)
        with seeded(seed, self.device_):
            self.module_ = self._network(X, tags.shape[1]).to(self.device_)
        training = Training(
            epochs=self.epochs,
            patience=self.patience,
            holdout=self.holdout,
            batch_size=self.batch_size or int(np.clip(len(tags) // 50, 16, 256)),
            learning_rate=self.learning_rate,
            weight_decay=self.weight_decay,
            tag_weights=_tag_weights(self.tag_weights, tags),
            seed=seed,
            checkpoint=checkpoint,
        )
        weights = None if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
        trained(self.module_, self.reader_, X, tags.astype(np.uint8), weights, training, self.device_)
        self.shift_ = np.log(training.tag_weights)
        return self

    def predict_proba(self, X: Any) -> NDArray[np.float32]:
        """Return the probability of each tag of each example, (n, K).

        Parameters
        ----------
        X : n examples
            As in `fit`.

        Returns
        -------
        (n, K) float32
            Corrected for the weights of the tags.
        """
        X = as_container(X)
        rows = np.arange(num_examples(X))
        logits = logits_of(self.module_, self.reader_, X, rows, self.device_)
        # A weight of w multiplies the odds by w (Elkan, IJCAI 2001, theorem 2); this takes it out again.
        odds = logits.astype(np.float64) - self.shift_
        return np.asarray(1 / (1 + np.exp(-np.clip(odds, -500, 500))), dtype=np.float32)

    def _network(self, X: Any, num_tags: int) -> Any:
        """Return the network to train."""
        torch = require("torch", extra="torch", purpose="The network")
        if isinstance(self.module, torch.nn.Module):
            return self.module
        if isinstance(self.module, str):
            return _backbone(self.module, num_tags, int(self.reader_.batch(X, np.arange(1)).shape[1]))
        if self.module is not None:
            made = self.module()
            if not isinstance(made, torch.nn.Module):
                raise InputTypeError(
                    f"`module` must be a torch.nn.Module or make one when called without arguments: it made "
                    f"{type(made).__name__}. Pass a function such as `lambda: MyNetwork(num_tags=12)`."
                )
            return made
        shape = tuple(self.reader_.batch(X, np.arange(1)).shape)
        if len(shape) == 2:
            return _table_network(torch, [shape[1], *self.hidden], num_tags, self.dropout)
        if len(shape) == 4:
            return _image_network(torch, shape[1], num_tags, self.dropout)
        raise InputError(
            f"`X` must be a table (n, D) or images (n, height, width, channels) for the network of ours: got examples "
            f"of shape {shape[1:]}. Pass a network of your own as `module`."
        )


def _device(device: str | None, torch: Any) -> Any:
    """Return the device to train on."""
    return torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))


def _tag_weights(wanted: Any, tags: NDArray[Any]) -> NDArray[np.float64]:
    """Return how much having each tag counts."""
    if wanted is None:
        return np.ones(tags.shape[1])
    if isinstance(wanted, str) and wanted == "balanced":
        ones = tags.sum(axis=0, dtype=np.float64)
        rarity: NDArray[np.float64] = np.clip((len(tags) - ones) / np.maximum(ones, 1), 1, 10)
        return rarity
    given = np.asarray(wanted, dtype=np.float64) if not isinstance(wanted, str) else np.empty(0)
    if given.shape != (tags.shape[1],) or not (given > 0).all():
        raise InputError(
            f"`tag_weights` must be 'balanced', None or one positive number per tag: got {wanted!r} for "
            f"{tags.shape[1]} tags. Use 'balanced'."
        )
    return given


def _table_network(torch: Any, sizes: Sequence[int], num_tags: int, dropout: float) -> Any:
    """Return hidden layers that all tags share, then one head per tag."""
    layers: list[Any] = []
    for inside, outside in pairwise(sizes):
        layers += [torch.nn.Linear(inside, outside), torch.nn.ReLU(), torch.nn.Dropout(dropout)]
    return torch.nn.Sequential(*layers, torch.nn.Linear(sizes[-1], num_tags))


def _image_network(torch: Any, channels: int, num_tags: int, dropout: float) -> Any:
    """Return a small convolutional trunk for images of any size, then one head per tag."""
    layers: list[Any] = []
    for inside, outside in zip((channels, 32, 64), (32, 64, 128), strict=True):
        layers += [
            torch.nn.Conv2d(inside, outside, 3, padding=1, bias=False),
            torch.nn.BatchNorm2d(outside),
            torch.nn.ReLU(),
            torch.nn.MaxPool2d(2, ceil_mode=True),
        ]
    head = [
        torch.nn.AdaptiveAvgPool2d(1),
        torch.nn.Flatten(),
        torch.nn.Dropout(dropout),
        torch.nn.Linear(128, num_tags),
    ]
    return torch.nn.Sequential(*layers, *head)


def _backbone(name: str, num_tags: int, channels: int) -> Any:
    """Return an untrained network of timm's."""
    if not name.startswith(_TIMM):
        raise InputError(f"`module` must be a network or 'timm:' and a name: got {name!r}. Write 'timm:{name}'.")
    timm = require("timm", extra="timm", purpose=f"The backbone {name!r}")
    try:
        return timm.create_model(name[len(_TIMM) :], pretrained=False, num_classes=num_tags, in_chans=channels)
    except RuntimeError as error:
        raise InputError(
            f"`model` must name a backbone that timm knows: {name!r} is none ({error}). See timm.list_models()."
        ) from error
