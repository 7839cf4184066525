"""A compact residual network for images, and the neighbours in its last layer: two members of a pool, trained once.

What the network is, is in `image_layers`; how networks are trained in general, in `networks.train`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from labelproof._base.optional import require
from labelproof._learn.models.image_layers import image_network
from labelproof._learn.models.neighbors import Neighbors
from labelproof._learn.networks.device import device_named
from labelproof._learn.networks.rows import Reader
from labelproof._learn.networks.train import Training, logits_of, seeded, trained

__all__ = ["Residual"]

_SEEN = 224_000
"""So many images are looked at in training, each as often as it takes, within bounds: 4 epochs of 56,000 digits."""
_FEWEST_EPOCHS, _MOST_EPOCHS = 3, 30
_STEPS = 25
"""So many batches make an epoch, at least."""
_SMALLEST_BATCH, _LARGEST_BATCH = 16, 256
_RATE = 0.02
_DECAY = 0.05
_VIEWS = ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))
_SHIFT = 32
"""A held-out image is seen from five places, a 32nd of its side apart."""


@dataclass(frozen=True)
class Residual:
    """A residual network, and the neighbours in its last layer.

    Parameters
    ----------
    pixels : (N, S, S, C) uint8
        The images.
    effort : float, default 1
        How much longer to train than usual.
    device : str, default "cpu"
        Where to train, for example "cuda".

    Notes
    -----
    AdamW with one cycle of the learning rate, light augmentation (turns, shifts, stretches, brightness), images in
    channels-last order, mixed precision on a GPU. A held-out image's logits are the mean over five views, a pixel
    apart. Neighbours are sought among the training images, in the layer before the last, by direction.
    """

    pixels: NDArray[np.uint8]
    effort: float = 1.0
    device: str = "cpu"

    parts: ClassVar[int] = 2

    def scores(
        self, train: NDArray[np.int64], codes: NDArray[np.int64], target: NDArray[np.int64], seed: int
    ) -> NDArray[np.floating]:
        """Return the scores of both parts, (2, len(target), number of classes)."""
        return self.resumed_scores(train, codes, target, seed, None)

    def resumed_scores(
        self,
        train: NDArray[np.int64],
        given: NDArray[np.int64],
        target: NDArray[np.int64],
        seed: int,
        state: Path | None,
    ) -> NDArray[np.floating]:
        """Return what `scores` does; the training goes on from the file `state`, if it is there."""
        torch = require("torch", extra="torch", purpose="The network")
        device = device_named(self.device)
        reader = Reader(None, None, None)
        mean, spread = _colours(self.pixels, train)
        with seeded(seed, device):
            network = image_network(mean, spread, side=self.pixels.shape[1], num_classes=int(given.max()) + 1)
        network.to(device, memory_format=torch.channels_last)
        loss = _Loss(torch, self.pixels.shape[0], train, given, device)
        trained(network, reader, self.pixels, loss, self._training(train, seed, state), device)
        trunk, head = network
        views = [_Shifted(step, self.pixels.shape[1] // _SHIFT) for step in _VIEWS]
        seen = [logits_of(trunk, view, self.pixels, target, device) for view in views]
        weights, bias = (value.detach().cpu().numpy() for value in (head.weight, head.bias))
        logits = np.mean(seen, axis=0) @ weights.T + bias
        known = logits_of(trunk, reader, self.pixels, train, device)
        return np.stack([logits, _votes(known, given, seen[0], seed)])

    def _training(self, train: NDArray[np.int64], seed: int, state: Path | None) -> Training:
        """Return how to train: small data for more epochs, in smaller batches."""
        batch = 2 ** int(np.log2(max(train.size // _STEPS, 1)))
        batch = int(np.clip(batch, _SMALLEST_BATCH, _LARGEST_BATCH))
        return Training(
            learn=train,
            held_back=train[:0],
            epochs=int(np.clip(round(self.effort * _SEEN / train.size), _FEWEST_EPOCHS, self.effort * _MOST_EPOCHS)),
            patience=1,
            batch_size=batch,
            learning_rate=_RATE * (batch / _LARGEST_BATCH) ** 0.5,
            weight_decay=_DECAY,
            seed=seed,
            checkpoint=state,
            one_cycle=True,
        )


class _Loss:
    """Cross-entropy."""

    def __init__(self, torch: Any, size: int, train: NDArray[np.int64], codes: NDArray[np.int64], device: Any) -> None:
        self.torch = torch
        self.device = device
        self.codes = np.full(size, -1, dtype=np.int64)
        self.codes[train] = codes

    def training(self, logits: Any, rows: NDArray[np.int64]) -> Any:
        """Return the mean loss of a batch."""
        wanted = self.torch.from_numpy(self.codes[rows]).to(self.device)
        return self.torch.nn.functional.cross_entropy(logits.float(), wanted)

    def held_back(self, logits: NDArray[np.float32], rows: NDArray[np.int64]) -> float:  # noqa: ARG002
        """Return nothing of use: no rows are held back."""
        return 0.0


class _Shifted(Reader):
    """Batches of images that are moved a little."""

    def __init__(self, direction: tuple[int, int], step: int) -> None:
        super().__init__(None, None, None)
        self.shift = (direction[0] * step, direction[1] * step)

    def batch(self, X: Any, rows: NDArray[np.int64]) -> Any:
        """Return some images as one tensor."""
        return super().batch(X, rows).roll(self.shift, (2, 3))


def _colours(pixels: NDArray[np.uint8], rows: NDArray[np.int64]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the mean and the deviation of each channel over at most 5,000 images, between 0 and 1."""
    some = pixels[rows[:: -(-rows.size // 5000)]].astype(np.float32) / 255
    return some.mean(axis=(0, 1, 2)), np.maximum(some.std(axis=(0, 1, 2)), 1e-3)


def _votes(
    known: NDArray[np.float32], codes: NDArray[np.int64], asked: NDArray[np.float32], seed: int
) -> NDArray[np.floating]:
    """Return what the nearest training rows say of others, by the angle between them."""
    rows = np.concatenate([known, asked])
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    places = np.arange(len(rows))
    return Neighbors(rows).scores(places[: len(known)], codes, places[len(known) :], seed)
