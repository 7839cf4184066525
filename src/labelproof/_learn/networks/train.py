"""Training of a network: batches, early stopping, and a state on disk to go on from.

What the network is, and what its logits mean, is decided by the estimator and its loss. Random numbers are drawn from
torch's generator of the process, because layers draw from no other; its state is put back.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from labelproof._base.files import write_whole
from labelproof._base.optional import require
from labelproof._base.warnings import warn
from labelproof._blocks.damage import DAMAGE
from labelproof._learn.networks.rows import Reader

__all__ = ["Loss", "Training", "logits_of", "seeded", "trained"]

_ASK = 1024
_SMALL_BATCH, _SMALL_NETWORK = 2**16, 10**6
_FIRST_RATE, _RISE = 0.04, 0.25
_BETWEEN_WRITES = 20.0
"""Seconds: a state is large, and at most so much work is lost."""


@dataclass(frozen=True)
class Training:
    """How to train; see `TagNetwork`.

    `learn` and `held_back` are the rows to learn from, and those whose loss decides when to stop; without the latter
    all epochs are done and the last weights count. `one_cycle`: the learning rate rises to the given one and falls to
    nothing (Smith and Topin 2019), instead of staying the same.
    """

    learn: NDArray[np.int64]
    held_back: NDArray[np.int64]
    epochs: int
    patience: int
    batch_size: int
    learning_rate: float
    weight_decay: float
    seed: int
    checkpoint: Path | None
    one_cycle: bool = False


class Loss(Protocol):
    """What is to become small."""

    def training(self, logits: Any, rows: NDArray[np.int64]) -> Any:
        """Return the mean loss of a batch, as a tensor to be differentiated."""

    def held_back(self, logits: NDArray[np.float32], rows: NDArray[np.int64]) -> float:
        """Return the mean loss of rows that were held back."""


@dataclass
class _State:
    """How far the training is: epochs done, the lowest loss so far, when it came, and the weights then."""

    epoch: int = 0
    best_loss: float = np.inf
    best_epoch: int = 0
    best: dict[str, Any] = field(default_factory=dict)
    finished: bool = False


@contextmanager
def seeded(seed: int, device: Any) -> Iterator[None]:
    """Seed torch's generators inside the block; their state outside is as it was."""
    torch = require("torch", extra="torch", purpose="The network")
    on_gpu = device.type == "cuda"
    index = torch.cuda.current_device() if on_gpu and device.index is None else device.index
    with torch.random.fork_rng(devices=[index] if on_gpu else []):
        torch.default_generator.manual_seed(seed)
        if on_gpu:
            torch.cuda.default_generators[index].manual_seed(seed)
        yield


def trained(module: Any, reader: Reader, X: Any, loss: Loss, training: Training, device: Any) -> None:
    """Train a module in place; at the end it has the weights with the lowest loss on the part held back.

    Parameters
    ----------
    module : torch.nn.Module
        On the device.
    reader : Reader
        Makes tensors of examples.
    X : examples
        All of them.
    loss : Loss
        Of some rows of X.
    training : Training
        How.
    device : torch.device
        Where.

    Notes
    -----
    Every epoch has random numbers of its own, from the seed and its number: training that was interrupted and goes on
    from a checkpoint ends with the same weights as without the interruption.
    """
    torch = require("torch", extra="torch", purpose="The network")
    optimizer = torch.optim.AdamW(module.parameters(), lr=training.learning_rate, weight_decay=training.weight_decay)
    state = _State()
    _read(training.checkpoint, module, optimizer, state)
    if device.type == "cuda":
        module.to(memory_format=torch.channels_last)
    written = monotonic()
    with _few_threads(torch, module, reader.batch(X, training.learn[: training.batch_size]).numel()):
        while not state.finished:
            with seeded(_seed_of(training.seed, state.epoch), device):
                _epoch(module, reader, X, loss, optimizer, training, device, state.epoch)
            state.epoch += 1
            now = -np.inf
            if training.held_back.size:
                now = loss.held_back(logits_of(module, reader, X, training.held_back, device), training.held_back)
            if now < state.best_loss or not training.held_back.size:
                state.best_loss, state.best_epoch, state.best = now, state.epoch, _copied(module)
            state.finished = state.epoch >= training.epochs or state.epoch - state.best_epoch >= training.patience
            if state.finished or monotonic() - written > _BETWEEN_WRITES:
                _write(training.checkpoint, module, optimizer, state)
                written = monotonic()
    if state.best:
        module.load_state_dict(state.best)


@contextmanager
def _few_threads(torch: Any, module: Any, numbers: int) -> Iterator[None]:
    """Train a small network on small batches with one thread: several would wait for each other longer than work."""
    before = torch.get_num_threads()
    weights = sum(parameter.numel() for parameter in module.parameters())
    small = numbers <= _SMALL_BATCH and weights <= _SMALL_NETWORK
    torch.set_num_threads(1 if small else before)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _seed_of(seed: int, epoch: int) -> int:
    """Return the seed of an epoch."""
    return int(np.random.SeedSequence((seed, epoch)).generate_state(1)[0])


def _epoch(
    module: Any, reader: Reader, X: Any, loss: Loss, optimizer: Any, training: Training, device: Any, number: int
) -> None:
    """Go through the examples once, in random order."""
    torch = require("torch", extra="torch", purpose="The network")
    module.train()
    order = training.learn[torch.randperm(len(training.learn)).numpy()]
    for start in range(0, len(order), training.batch_size):
        rows = order[start : start + training.batch_size]
        if len(rows) == 1 and len(order) > 1:
            continue  # layers that normalise over a batch cannot learn from a single row
        if training.one_cycle:
            share = (number + start / len(order)) / training.epochs
            optimizer.param_groups[0]["lr"] = training.learning_rate * _cycle(share)
        optimizer.zero_grad(set_to_none=True)
        with _mixed(torch, device):
            logits = module(_moved(reader.batch(X, rows), device, torch))
        loss.training(logits, rows).backward()
        optimizer.step()


def _cycle(share: float) -> float:
    """Return the part of the highest learning rate when such a share of the training is done."""
    low, high = (_FIRST_RATE, share / _RISE) if share < _RISE else (0.0, (1 - share) / (1 - _RISE))
    return low + (1 - low) * (1 - math.cos(math.pi * high)) / 2


def _mixed(torch: Any, device: Any) -> Any:
    """Return a context of mixed precision on a GPU that has bfloat16, one that does nothing elsewhere."""
    if device.type == "cuda" and torch.cuda.is_bf16_supported():
        return torch.autocast("cuda", dtype=torch.bfloat16)
    return nullcontext()


def _moved(batch: Any, device: Any, torch: Any) -> Any:
    """Return a batch on the device; images with the channels of a pixel side by side where that is faster."""
    if device.type != "cuda":
        return batch.to(device)
    batch = batch.pin_memory()
    if batch.ndim == 4:
        return batch.to(device, memory_format=torch.channels_last, non_blocking=True)
    return batch.to(device, non_blocking=True)


def logits_of(module: Any, reader: Reader, X: Any, rows: NDArray[np.int64], device: Any) -> NDArray[np.float32]:
    """Return the logits of some rows, (len(rows), K), without dropout."""
    torch = require("torch", extra="torch", purpose="The network")
    module.eval()
    found = []
    with torch.no_grad(), _mixed(torch, device):
        for start in range(0, len(rows), _ASK):
            batch = reader.batch(X, rows[start : start + _ASK])
            found.append(module(_moved(batch, device, torch)).float().cpu().numpy())
    return np.concatenate(found) if found else np.empty((0, 0), dtype=np.float32)


def _copied(module: Any) -> dict[str, Any]:
    """Return a copy of the weights."""
    return {name: tensor.detach().clone() for name, tensor in module.state_dict().items()}


def _write(path: Path | None, module: Any, optimizer: Any, state: _State) -> None:
    """Keep the state; of a finished training the best weights alone."""
    if path is None:
        return
    arrays = {f"best/{name}": _array(tensor) for name, tensor in state.best.items()}
    if not state.finished:
        arrays |= {f"now/{name}": _array(tensor) for name, tensor in module.state_dict().items()}
        for number, values in optimizer.state_dict()["state"].items():
            arrays |= {f"step/{number}/{name}": _array(value) for name, value in values.items()}
    arrays["progress"] = np.array([state.epoch, state.best_epoch, state.finished, state.best_loss])
    try:
        with write_whole(path) as file:
            np.savez(file, allow_pickle=False, **arrays)
    except OSError as error:
        warn(f"A network's state cannot be kept in `cache_dir` (`{path}`: {error.strerror}). Free some space there.")


def _array(tensor: Any) -> NDArray[Any]:
    """Return a tensor as an array of a kind that NumPy has."""
    tensor = tensor.detach().cpu()
    return np.asarray((tensor.float() if str(tensor.dtype) == "torch.bfloat16" else tensor).numpy())


def _read(path: Path | None, module: Any, optimizer: Any, state: _State) -> None:
    """Take up a state that was kept; one that is damaged, or of another network, is named and not used."""
    if path is None or not path.is_file():
        return
    torch = require("torch", extra="torch", purpose="The network")
    fresh = _copied(module)
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            arrays = {name: torch.from_numpy(np.array(kept[name])) for name in kept.files}
        epoch, best_epoch, finished, best_loss = arrays.pop("progress").tolist()
        best = _named(arrays, "best/")
        module.load_state_dict(best if finished else _named(arrays, "now/"))
        if not finished:
            optimizer.load_state_dict({**optimizer.state_dict(), "state": _steps(_named(arrays, "step/"))})
    except DAMAGE:
        module.load_state_dict(fresh)
        warn(f"The file `{path}` in `cache_dir` is damaged: its network is trained anew and the file replaced.")
        return
    state.epoch, state.best_epoch, state.finished = int(epoch), int(best_epoch), bool(finished)
    state.best_loss, state.best = best_loss, best


def _named(arrays: dict[str, Any], start: str) -> dict[str, Any]:
    """Return the arrays whose names start so, without the start."""
    return {name[len(start) :]: value for name, value in arrays.items() if name.startswith(start)}


def _steps(values: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """Return the state of the optimizer by parameter."""
    found: dict[int, dict[str, Any]] = {}
    for name, value in values.items():
        number, _, what = name.partition("/")
        found.setdefault(int(number), {})[what] = value
    return found
