"""A network that learns all tags together: a shared trunk, one sigmoid head per tag.

How a network is made and trained is in `networks`; here is what its logits mean, and what it is to make small.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError
from labelproof._base.optional import require
from labelproof._learn.examples import as_container, check_length
from labelproof._learn.multilabel.folds import tag_folds
from labelproof._learn.networks.estimator import NetworkEstimator, row_weights

__all__ = ["TagNetwork"]


class TagNetwork(NetworkEstimator):
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
        super().__init__(
            module,
            hidden=hidden,
            dropout=dropout,
            epochs=epochs,
            patience=patience,
            holdout=holdout,
            batch_size=batch_size,
            learning_rate=learning_rate,
            weight_decay=weight_decay,
            device=device,
            random_state=random_state,
        )
        self.tag_weights = tag_weights

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
        tags = tags.astype(np.uint8)
        tag_weights = _tag_weights(self.tag_weights, tags)
        weights = None if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
        seed = self._prepare(X, len(tags), tags.shape[1])
        loss = _Loss(torch, tags, weights, tag_weights, self.device_)
        self._train(X, loss, lambda folds: tag_folds(tags, folds=folds, seed=seed), seed, checkpoint)
        self.shift_ = np.log(tag_weights)
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
        logits = self._logits(X)
        # A weight of w multiplies the odds by w (Elkan, IJCAI 2001, theorem 2); this takes it out again.
        odds = logits.astype(np.float64) - self.shift_
        return np.asarray(1 / (1 + np.exp(-np.clip(odds, -500, 500))), dtype=np.float32)


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


class _Loss:
    """Weighted binary cross-entropy, mean over rows and over the tags that vary."""

    def __init__(
        self,
        torch: Any,
        tags: NDArray[np.uint8],
        weights: NDArray[np.float64] | None,
        tag_weights: NDArray[np.float64],
        device: Any,
    ) -> None:
        varied = np.logical_and(tags.any(axis=0), ~tags.all(axis=0))
        self.tags = tags
        self.rows = row_weights(weights, len(tags))
        self.varied = varied.astype(np.float64) / max(1, int(varied.sum()))
        self.shift = np.log(tag_weights)
        self.torch = torch
        self.device = device
        self.positive = torch.tensor(tag_weights, dtype=torch.float32, device=device)

    def training(self, logits: Any, rows: NDArray[np.int64]) -> Any:
        """Return the loss of a batch, as a tensor to be differentiated."""
        if tuple(logits.shape) != (len(rows), self.tags.shape[1]):
            raise InputError(
                f"The network must give one logit per tag: got shape {tuple(logits.shape)} for {len(rows)} examples "
                f"and {self.tags.shape[1]} tags. Make its last layer as wide as there are tags."
            )
        wanted = self.torch.from_numpy(self.tags[rows]).to(self.device, self.torch.float32)
        scale = np.outer(self.rows[rows], self.varied).astype(np.float32) / len(rows)
        return self.torch.nn.functional.binary_cross_entropy_with_logits(
            logits.float(),
            wanted,
            weight=self.torch.from_numpy(scale).to(self.device),
            pos_weight=self.positive,
            reduction="sum",
        )

    def held_back(self, logits: NDArray[np.float32], rows: NDArray[np.int64]) -> float:
        """Return the loss of the corrected probabilities, in which having a tag counts no more than lacking it."""
        odds = logits.astype(np.float64) - self.shift
        each = np.logaddexp(0, odds) - self.tags[rows] * odds
        return float(np.average(each @ self.varied, weights=np.maximum(self.rows[rows], 1e-12)))
