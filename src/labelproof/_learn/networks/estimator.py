"""What networks for classes and for tags have in common as estimators: how they are made, and asked.

Training is in `train`, examples as tensors are in `rows`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

from labelproof._base.errors import InputError, InputTypeError
from labelproof._base.optional import require
from labelproof._learn.examples import as_container, num_examples
from labelproof._learn.networks.device import device_named
from labelproof._learn.networks.rows import fitted_reader
from labelproof._learn.networks.train import Loss, Training, logits_of, seeded, trained

__all__ = ["TIMM", "NetworkEstimator", "is_network", "row_weights"]

TIMM = "timm:"
"""How the name of a backbone starts."""
_FEW = 20
"""Of fewer examples none is held back."""


def is_network(model: Any) -> bool:
    """Return True for a module of torch, or a class or function that may make one; does not import torch."""
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(model, torch.nn.Module):
        return True
    return callable(model) and not hasattr(model, "fit") and not hasattr(model, "predict_proba")


class NetworkEstimator(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """A network with the parameters of `TagNetwork`; what its logits mean is the business of those who inherit."""

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
        self.device = device
        self.random_state = random_state

    def _prepare(self, X: Any, num_examples: int, width: int) -> int:
        """Make `device_`, `reader_` and an untrained `module_` with so many logits, and return the seed."""
        seed = int(np.random.SeedSequence().generate_state(1)[0]) if self.random_state is None else self.random_state
        self.device_ = device_named(self.device)
        self.reader_ = fitted_reader(X, np.arange(num_examples), standardise=self.module is None, seed=seed)
        with seeded(seed, self.device_):
            self.module_ = self._network(X, width).to(self.device_)
        return seed

    def _train(
        self, X: Any, loss: Loss, assign: Callable[[int], NDArray[np.int64]], seed: int, checkpoint: Any
    ) -> None:
        """Train until the loss of the part that is held back tells to stop; `assign` cuts the rows into so many."""
        size = num_examples(X)
        learn = held_back = np.arange(size)
        if size >= _FEW:
            part = assign(max(2, round(1 / self.holdout)))
            learn, held_back = np.flatnonzero(part != 0), np.flatnonzero(part == 0)
        training = Training(
            learn=learn,
            held_back=held_back,
            epochs=self.epochs,
            patience=self.patience,
            batch_size=self.batch_size or int(np.clip(size // 50, 16, 256)),
            learning_rate=self.learning_rate,
            weight_decay=self.weight_decay,
            seed=seed,
            checkpoint=checkpoint,
        )
        trained(self.module_, self.reader_, X, loss, training, self.device_)

    def _logits(self, X: Any) -> NDArray[np.float32]:
        """Return the logits of some examples."""
        X = as_container(X)
        return logits_of(self.module_, self.reader_, X, np.arange(num_examples(X)), self.device_)

    def _network(self, X: Any, width: int) -> Any:
        """Return the network to train."""
        torch = require("torch", extra="torch", purpose="The network")
        if isinstance(self.module, torch.nn.Module):
            return self.module
        if isinstance(self.module, str):
            return _backbone(self.module, width, int(self.reader_.batch(X, np.arange(1)).shape[1]))
        if self.module is not None:
            made = self.module()
            if not isinstance(made, torch.nn.Module):
                raise InputTypeError(
                    f"`module` must be a torch.nn.Module or make one when called without arguments: it made "
                    f"{type(made).__name__}. Pass a function such as `lambda: MyNetwork(12)`."
                )
            return made
        shape = tuple(self.reader_.batch(X, np.arange(1)).shape)
        if len(shape) == 2:
            return _table_network(torch, [shape[1], *self.hidden], width, self.dropout)
        if len(shape) == 4:
            return _image_network(torch, shape[1], width, self.dropout)
        raise InputError(
            f"`X` must be a table (n, D) or images (n, height, width, channels) for the network of ours: got examples "
            f"of shape {shape[1:]}. Pass a network of your own as `module`."
        )


def row_weights(weights: NDArray[np.float64] | None, num_rows: int) -> NDArray[np.float64]:
    """Return how much each row counts, 1 on the mean."""
    return np.ones(num_rows) if weights is None else weights / max(float(weights.mean()), 1e-12)


def _table_network(torch: Any, sizes: Sequence[int], width: int, dropout: float) -> Any:
    """Return hidden layers that all outputs share, then one head for each."""
    layers: list[Any] = []
    for inside, outside in pairwise(sizes):
        layers += [torch.nn.Linear(inside, outside), torch.nn.ReLU(), torch.nn.Dropout(dropout)]
    return torch.nn.Sequential(*layers, torch.nn.Linear(sizes[-1], width))


def _image_network(torch: Any, channels: int, width: int, dropout: float) -> Any:
    """Return a small convolutional trunk for images of any size, then one head for each output."""
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
        torch.nn.Linear(128, width),
    ]
    return torch.nn.Sequential(*layers, *head)


def _backbone(name: str, width: int, channels: int) -> Any:
    """Return an untrained network of timm's."""
    if not name.startswith(TIMM):
        raise InputError(f"`module` must be a network or 'timm:' and a name: got {name!r}. Write 'timm:{name}'.")
    timm = require("timm", extra="timm", purpose=f"The backbone {name!r}")
    try:
        return timm.create_model(name[len(TIMM) :], pretrained=False, num_classes=width, in_chans=channels)
    except RuntimeError as error:
        raise InputError(
            f"`model` must name a backbone that timm knows: {name!r} is none ({error}). See timm.list_models()."
        ) from error
