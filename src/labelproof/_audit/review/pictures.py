"""Pictures that came as arrays, kept as one file, because nothing else could show them later."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.dataset import ImageRef

__all__ = ["write_pictures"]

_MOST_BYTES = 2 << 30
_BLOCK = 1024


def write_pictures(images: Sequence[ImageRef], path: Path) -> bool:
    """Write (N, H, W) or (N, H, W, C) uint8, and return True; False for pictures in files, or of more than 2 GiB."""
    arrays = [image.array for image in images if image.array is not None]
    if not arrays or len(arrays) < len(images):
        return False
    shape = (len(arrays), *arrays[0].shape)
    if int(np.prod(shape, dtype=np.int64)) > _MOST_BYTES:
        return False
    with path.open("xb") as file:
        np.lib.format.write_array_header_1_0(file, {"descr": "|u1", "fortran_order": False, "shape": shape})
        for start in range(0, len(arrays), _BLOCK):
            file.write(_bytes_of(np.stack(arrays[start : start + _BLOCK])).data)
    return True


def _bytes_of(values: NDArray[Any]) -> NDArray[np.uint8]:
    """Return pixels in 0..255: floats and booleans from 0..1, whole numbers as they are, both clipped."""
    if values.dtype == np.uint8:
        return np.ascontiguousarray(values)
    scaled = np.nan_to_num(values.astype(np.float32)) * (255.0 if values.dtype.kind in "bf" else 1.0)
    return np.ascontiguousarray(np.clip(scaled.round(), 0, 255).astype(np.uint8))
