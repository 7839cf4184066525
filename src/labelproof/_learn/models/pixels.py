"""Images of one size, and what is computed from their pixels: shapes by gradient directions, coarse grey and colour.

Only arrays; reading and decoding is done by `image` and `_media`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["SIDE", "content_box", "pixel_features"]

SIDE = 32
_CELL = 4
_DIRECTIONS = 9
_LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)
_FLOOR = 1e-3
_CLIP = 0.2
_PLAIN_WITHIN = 25.0
_PLAIN_SHARE = 2 / 3
_SPECKS = 0.005


def content_box(grey: NDArray[np.uint8]) -> tuple[int, int, int, int]:
    """Return the box around what stands on a plain background; the whole image when the background is not plain.

    Parameters
    ----------
    grey : (H, W) uint8
        A grey image, at least 2 x 2.

    Returns
    -------
    tuple of int
        Left, top, right, bottom; right and bottom are exclusive.

    Notes
    -----
    The background is the median of the border. It is plain when two thirds of the pixels are within a tenth of the
    range of it. The box leaves out the outer half percent of the ink on each side, so specks do not count.
    """
    height, width = grey.shape
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    ink = np.abs(grey.astype(np.float32) - np.median(border))
    ink[ink < _PLAIN_WITHIN] = 0
    if np.count_nonzero(ink == 0) < _PLAIN_SHARE * ink.size or not ink.any():
        return 0, 0, width, height
    left, right = _ink_span(ink.sum(axis=0))
    top, bottom = _ink_span(ink.sum(axis=1))
    return left, top, right, bottom


def _ink_span(ink: NDArray[np.float32]) -> tuple[int, int]:
    """Return the first and the one after the last place between which nearly all ink is."""
    share = np.cumsum(ink, dtype=np.float64)
    share /= share[-1]
    return int(np.searchsorted(share, _SPECKS, side="right")), int(np.searchsorted(share, 1 - _SPECKS)) + 1


def pixel_features(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return features of small images.

    Parameters
    ----------
    images : (N, 32, 32, 3) uint8
        Grey images have three equal channels.

    Returns
    -------
    (N, D) float32
        Histograms of gradient directions (cells of 4 x 4 pixels, blocks of 2 x 2 cells), 16 x 16 grey pixels less
        their mean, 4 x 4 colours; each part of about unit length.

    Source
    ------
    Dalal and Triggs, "Histograms of Oriented Gradients for Human Detection", CVPR 2005, section 6; no Gaussian
    window, blocks clipped once.
    """
    colour = np.asarray(images / np.float32(255), dtype=np.float32)
    grey = np.asarray(colour @ _LUMA, dtype=np.float32)
    coarse = _averaged(grey, 2)
    coarse = coarse - coarse.mean(axis=(1, 2), keepdims=True)
    length = np.sqrt((coarse**2).sum(axis=(1, 2), keepdims=True))
    coarse /= np.maximum(length, 1.0)
    tint = colour.reshape(len(images), 4, SIDE // 4, 4, SIDE // 4, 3).mean(axis=(2, 4))
    parts = [_gradient_histograms(grey), coarse.reshape(len(images), -1), tint.reshape(len(images), -1) / 4]
    return np.concatenate(parts, axis=1).astype(np.float32, copy=False)


def _averaged(grey: NDArray[np.float32], step: int) -> NDArray[np.float32]:
    """Return images of a `step`-th of the side."""
    size = grey.shape[1] // step
    small: NDArray[np.float32] = grey.reshape(len(grey), size, step, size, step).mean(axis=(2, 4))
    return small


def _gradient_histograms(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the normalised histograms of gradient directions of all blocks, of unit length together."""
    down, right = np.gradient(grey, axis=(1, 2))
    strength = np.hypot(down, right)
    turn = (np.arctan2(down, right) / np.pi % 1.0) * _DIRECTIONS
    low = np.floor(turn)
    share = turn - low
    low = low.astype(np.int64) % _DIRECTIONS
    cells = SIDE // _CELL
    histograms = np.empty((len(grey), cells, cells, _DIRECTIONS), dtype=np.float32)
    for direction in range(_DIRECTIONS):
        here = np.where(low == direction, strength * (1 - share), 0)
        here += np.where(low == (direction - 1) % _DIRECTIONS, strength * share, 0)
        histograms[..., direction] = here.reshape(len(grey), cells, _CELL, cells, _CELL).sum(axis=(2, 4))
    corners = [histograms[:, i : cells - 1 + i, j : cells - 1 + j] for i in (0, 1) for j in (0, 1)]
    blocks = np.concatenate(corners, axis=3)
    blocks /= np.sqrt((blocks**2).sum(axis=3, keepdims=True)) + _FLOOR * _CELL
    np.minimum(blocks, _CLIP, out=blocks)
    blocks /= cells - 1
    return blocks.reshape(len(grey), -1)
