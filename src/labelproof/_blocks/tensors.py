"""Tensors of PyTorch: what lies in main memory is read as an array, what lies on a CUDA device stays there.

PyTorch is not loaded here: who passes a tensor has loaded it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError, InputTypeError
from labelproof._blocks.memory import MemorySource
from labelproof._blocks.shape import checked_shape
from labelproof._blocks.source import BlockSource, block_dtype

if TYPE_CHECKING:
    import torch

__all__ = ["CopiedTensor", "TensorSource", "open_tensor"]

_BLOCK_VALUES = 1 << 27
"""Values per block on a device: large enough that launches do not count. A pass needs less than 2 GiB for it."""
_BLOCK_ROWS = 1 << 22
"""Rows per block on a device: some ten numbers of each row are needed at a time."""
_SHARED = ("float16", "float32", "float64", "bool", "uint8", "int8", "int16", "int32", "int64")
"""Number types of tensors that NumPy has too."""


class TensorSource:
    """A tensor whose blocks are views, read where it lies by one thread: a device works on one thing after another."""

    class_names = None
    cuts = np.zeros(1, np.int64)

    def __init__(self, tensor: torch.Tensor) -> None:
        self.tensor = tensor
        self._placed: tuple[NDArray[np.integer], torch.Tensor] | None = None

    @property
    def num_rows(self) -> int:
        """N."""
        return int(self.tensor.shape[0])

    @property
    def num_classes(self) -> int:
        """K."""
        return int(self.tensor.shape[1])

    @property
    def dtype(self) -> np.dtype[Any]:
        """What blocks hold, as an array would; bfloat16 counts as the float32 that it is widened to."""
        return _array_dtype(self.tensor)

    @property
    def block_rows(self) -> int:
        """How many rows are best read at a time."""
        return max(1, min(_BLOCK_ROWS, _BLOCK_VALUES // self.num_classes))

    def blocks(self, start: int, stop: int, rows: int) -> Iterator[Any]:
        """Yield rows start..stop-1 as tensors, at most `rows` at a time."""
        for first in range(start, stop, rows):
            block = self.tensor[first : min(first + rows, stop)]
            yield block if block.is_floating_point() else block.double()

    def adopt(self, labels: NDArray[np.integer], tensor: torch.Tensor) -> None:
        """Take a tensor that has the values of the labels as their copy on the device."""
        self._placed = labels, tensor.detach().to(self.tensor.device).long()

    def placed(self, labels: NDArray[np.integer]) -> torch.Tensor:
        """Return the labels, int64, beside the tensor; they are copied once, however many passes ask for them."""
        if self._placed is None or self._placed[0] is not labels:
            copied = self.tensor[:0].long().new_tensor(labels.astype(np.int64, copy=False))
            self._placed = labels, copied
        return self._placed[1]


class CopiedTensor:
    """A tensor whose blocks are copied into arrays: bfloat16, which NumPy lacks, or another device's."""

    class_names = None
    cuts = None

    def __init__(self, tensor: torch.Tensor) -> None:
        self.tensor = tensor

    @property
    def num_rows(self) -> int:
        """N."""
        return int(self.tensor.shape[0])

    @property
    def num_classes(self) -> int:
        """K."""
        return int(self.tensor.shape[1])

    @property
    def dtype(self) -> np.dtype[Any]:
        """What blocks hold."""
        return _array_dtype(self.tensor)

    def blocks(self, start: int, stop: int, rows: int) -> Iterator[NDArray[np.floating]]:
        """Yield rows start..stop-1, at most `rows` at a time."""
        narrow = _name(self.tensor) not in _SHARED
        for first in range(start, stop, rows):
            block = self.tensor[first : min(first + rows, stop)].cpu()
            yield (block.float() if narrow else block).numpy().astype(self.dtype, copy=False)


def open_tensor(tensor: torch.Tensor) -> BlockSource:
    """Return the source that reads a tensor.

    Parameters
    ----------
    tensor : (N, K) tensor
        Real numbers on any device.

    Returns
    -------
    BlockSource
        Views where the tensor lies, for main memory and CUDA; else arrays that are copied block by block.

    Raises
    ------
    InputTypeError
        If it is sparse or holds complex numbers.
    InputError
        If its shape does not fit.
    """
    plain = tensor.detach()
    checked_shape(plain.shape)
    if str(plain.layout) != "torch.strided" or plain.is_complex() or plain.is_quantized:
        raise InputTypeError(
            f"`pred_probs` must be a dense tensor of real numbers: got {plain.layout} of {plain.dtype}. "
            "Convert it with .to_dense().float()."
        )
    if plain.device.type == "meta":
        raise InputError("`pred_probs` is a tensor without values, on the device 'meta'. Pass computed probabilities.")
    if plain.device.type == "cuda":
        return TensorSource(plain)
    if plain.device.type == "cpu" and _name(plain) in _SHARED:
        return MemorySource(plain.numpy())
    return CopiedTensor(plain)


def _name(tensor: torch.Tensor) -> str:
    return str(tensor.dtype).removeprefix("torch.")


def _array_dtype(tensor: torch.Tensor) -> np.dtype[Any]:
    name = _name(tensor)
    return block_dtype(np.dtype(name if name in _SHARED else np.float32 if tensor.is_floating_point() else np.float64))
