"""Blocks that the caller makes: a function that gives a new iterator, a re-iterable object, or a one-shot generator.

The data are read several times. What can be iterated again is iterated for every walk, and must give the same rows; a
one-shot generator is written to a temporary file first.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError, InputTypeError
from labelproof._blocks.memory import MemorySource
from labelproof._blocks.reader import between
from labelproof._blocks.scratch import spooled
from labelproof._blocks.shape import checked_shape
from labelproof._blocks.source import BlockSource, block_dtype, dealt

__all__ = ["open_batches"]

_SAMPLED = 97
"""Every how manieth row is compared between walks."""


def open_batches(value: Any, *, num_rows: int | None = None) -> BlockSource:
    """Return the source of an iterable of (n, K) arrays, or of a function that returns one.

    Parameters
    ----------
    value : callable or iterable
        Gives arrays or tensors with K columns, in row order.
    num_rows : int, optional
        N; counted by a walk when it is not given.

    Returns
    -------
    BlockSource
        Iterates again for every walk, or reads the temporary file of a one-shot iterator.
    """
    make: Callable[[], Iterable[Any]] = (lambda: value) if hasattr(value, "__iter__") else value
    iterator = iter(make())
    first = next(iterator, None)
    if first is None:
        raise InputError("`pred_probs` gives no blocks. Pass an iterator that yields arrays of shape (n, K).")
    shape = checked_shape(_array(first).shape)
    dtype = block_dtype(_array(first).dtype)
    again = _Again(make, shape[1], dtype)
    if iterator is value:
        return MemorySource(spooled(again.checked(chain([first], iterator)), shape[1], dtype))
    count = sum(len(block) for block in again.checked(make())) if num_rows is None else num_rows
    return _BatchSource(again, count)


class _Again:
    """Iterates blocks of K columns of one number type, again and again."""

    def __init__(self, make: Callable[[], Iterable[Any]], num_classes: int, dtype: np.dtype[Any]) -> None:
        self.make = make
        self.num_classes = num_classes
        self.dtype = dtype

    def checked(self, blocks: Iterable[Any]) -> Iterator[NDArray[Any]]:
        """Yield blocks as arrays, refusing another number of columns or a wider number type."""
        for number, block in enumerate(blocks):
            array = _array(block)
            if checked_shape(array.shape)[1] != self.num_classes:
                raise InputError(
                    f"`pred_probs` must give blocks of the same number of classes: block {number} has "
                    f"{array.shape[1]} columns and the first has {self.num_classes}. Give one column per class."
                )
            if not np.can_cast(block_dtype(array.dtype), self.dtype, "safe"):
                raise InputError(
                    f"`pred_probs` must give blocks of one number type: block {number} has {array.dtype} and the first "
                    f"has {self.dtype}. Convert them all alike."
                )
            yield array.astype(self.dtype, copy=False)


class _BatchSource:
    """Walks all blocks from the first one on; `cuts` says that there is no other place to begin."""

    class_names = None

    def __init__(self, again: _Again, num_rows: int) -> None:
        self.num_rows = num_rows
        self.num_classes = again.num_classes
        self.dtype = again.dtype
        self.cuts = np.zeros(1, np.int64)
        self._again = again
        self._seen: int | None = None

    def blocks(self, start: int, stop: int, rows: int) -> Iterator[NDArray[np.floating]]:
        """Yield rows start..stop-1, at most `rows` at a time."""
        everything = self._again.checked(self._again.make())
        whole = (start, stop) == (0, self.num_rows)
        for part in self._whole(everything) if whole else between(everything, start, stop):
            yield from dealt(part, self.dtype, rows)

    def _whole(self, parts: Iterator[NDArray[Any]]) -> Iterator[NDArray[Any]]:
        """Yield all rows, refusing too few, too many, and others than the last time."""
        row = digest = 0
        for part in parts:
            digest = zlib.crc32(np.ascontiguousarray(part[-row % _SAMPLED :: _SAMPLED]).data, digest)
            row += len(part)
            if row > self.num_rows:
                raise self._other_count("more")
            yield part
        if row < self.num_rows:
            raise self._other_count(str(row))
        if self._seen not in {None, digest}:
            raise InputError(
                "`pred_probs` gave other numbers when it was iterated again; they are read several times. Make the "
                "function give the same rows every time (no dropout, no shuffling), or pass a generator."
            )
        self._seen = digest

    def _other_count(self, got: str) -> InputError:
        return InputError(
            f"`pred_probs` must have one row per label: its blocks have {got} rows and there are {self.num_rows} "
            "labels. Give the probabilities of all examples, in the same order, every time it is iterated."
        )


def _array(block: Any) -> NDArray[Any]:
    """Return a block as an array; tensors may be on a device, and of a type that NumPy does not have."""
    if hasattr(block, "detach") and hasattr(block, "cpu"):
        block = block.detach().cpu()
        block = block.float() if str(block.dtype) == "torch.bfloat16" else block
    if not hasattr(block, "__array__"):
        raise InputTypeError(
            f"`pred_probs` must give arrays of shape (n, K): got {type(block).__name__}. "
            "Convert each block with numpy.asarray."
        )
    return np.asarray(block)
