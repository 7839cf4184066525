"""What is learned from images: gradient and pixel features, reduced; a linear model, a kernel machine, neighbours."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA

from labelproof._base.dataset import Dataset, ImageRef, Note
from labelproof._base.errors import InputError
from labelproof._base.optional import require
from labelproof._base.progress import Progress
from labelproof._learn.cross_val import Member
from labelproof._learn.models.examples import Prepared
from labelproof._learn.models.kernel import Kernel
from labelproof._learn.models.neighbors import Neighbors
from labelproof._learn.models.pixels import SIDE, content_box, pixel_features
from labelproof._learn.models.table import Linear, RandomTrees
from labelproof._media.images import UnreadableImage, decode

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["prepare"]

_COMPONENTS = 192
_FIT_ROWS = 5000
_BLOCK = 1024
_MANY_LANDMARKS = 5000
_LOOK = 128
"""Side of the copy in which the content is looked for."""
_MARGIN = 0.06
_NAMES_SHOWN = 5


def prepare(
    dataset: Dataset,
    *,
    model: str,
    seed: int,
    progress: Progress,
    device: str | None = None,  # noqa: ARG001
    cache_dir: Path | None = None,  # noqa: ARG001
) -> Prepared:
    """Return the images of a data set ready for learning.

    Parameters
    ----------
    dataset : Dataset
        With `images`.
    model : {"fast", "regular", "best"}
        Which members to train.
    seed : int
        Seed of the reduction of the features.
    progress : Progress
        Told of the images that were read.
    device : str, optional
        Where networks are trained.
    cache_dir : Path, optional
        A folder for large files, which may be there from a run that was interrupted.

    Returns
    -------
    Prepared
        Ready for cross-validation.

    Raises
    ------
    InputError
        If no image can be read.
    """
    small, shape, keys, readable = _read_all(dataset.images, progress)
    unreadable = np.flatnonzero(~readable)
    if unreadable.size == readable.size:
        raise InputError(
            f"None of the {readable.size:,} images can be read, the first is `{dataset.images[0].name}`. "
            "Check that they are images in a common format (PNG, JPEG, GIF, BMP, TIFF, WebP)."
        )
    rows = _reduced(small, shape, readable, seed)
    members: tuple[Member, ...] = (Kernel(rows), Neighbors(rows))
    how = "kernel and neighbours"
    if model != "fast":
        members = (Kernel(rows, _MANY_LANDMARKS), Neighbors(rows), Linear(rows, 0.1), RandomTrees(rows))
        how = "kernel, neighbours, linear and randomised trees"
    return Prepared(
        keys=keys,
        space=rows,
        members=members,
        readable=readable,
        what="images",
        description=f"gradients and pixels, {how}",
        notes=_unreadable_note(dataset.images, unreadable),
    )


def _read_all(
    images: tuple[ImageRef, ...], progress: Progress
) -> tuple[NDArray[np.uint8], NDArray[np.float32], NDArray[np.int64], NDArray[np.bool_]]:
    """Return small contents, their proportions, a key of the pixels of each image, and which could be read."""
    small = np.zeros((len(images), SIDE, SIDE, 3), dtype=np.uint8)
    shape = np.zeros(len(images), dtype=np.float32)
    readable = np.ones(len(images), dtype=np.bool_)
    keys = np.arange(len(images), dtype=np.int64)
    seen: dict[bytes, int] = {}
    with progress.task("Reading images", len(images)) as task:
        for row, ref in enumerate(images):
            try:
                image = decode(ref)
            except UnreadableImage:
                readable[row] = False
                continue
            finally:
                task.advance(1)
            keys[row] = seen.setdefault(_fingerprint(image), row)
            small[row], shape[row] = _fitted(image)
    return small, shape, keys, readable


def _fingerprint(image: Image.Image) -> bytes:
    """Return bytes that are equal for equal pixels."""
    kind = f"{image.mode} {image.size}".encode()
    return hashlib.blake2b(image.tobytes(), digest_size=16, key=kind).digest()


def _fitted(image: Image.Image) -> tuple[NDArray[np.uint8], float]:
    """Return the content of an image at the common size, and the logarithm of its width over its height.

    What stands on a plain background is cut out and centred on it; other images are squeezed into the square.
    """
    image = image.copy()
    image.thumbnail((_LOOK, _LOOK))
    pixels = np.asarray(image if image.mode == "RGB" else image.convert("RGB"))
    left, top, right, bottom = content_box(np.asarray(image.convert("L")))
    content = pixels[top:bottom, left:right]
    shape = float(np.log(content.shape[1] / content.shape[0]))
    if content.shape != pixels.shape:
        content = _centred(content, np.median(pixels[0], axis=0))
    pillow = require("PIL.Image", extra="image", purpose="Reading images")
    return np.asarray(pillow.fromarray(content).resize((SIDE, SIDE), resample=pillow.Resampling.BOX)), shape


def _centred(content: NDArray[np.uint8], background: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Return the content in the middle of a square of background with a small margin."""
    height, width = content.shape[:2]
    side = max(height, width) + 2 * max(1, round(_MARGIN * max(height, width)))
    square = np.empty((side, side, 3), dtype=np.uint8)
    square[:] = background
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = content
    return square


def _reduced(
    small: NDArray[np.uint8], shape: NDArray[np.float32], readable: NDArray[np.bool_], seed: int
) -> NDArray[np.float32]:
    """Return the leading components of the features, in units of their common deviation.

    Fitted once on a sample of all images: no label is seen, so no held-out label leaks.
    """
    usable = np.flatnonzero(readable)
    rng = np.random.default_rng(seed)
    sample = np.sort(rng.choice(usable, size=min(_FIT_ROWS, usable.size), replace=False))
    features = pixel_features(small[sample])
    size = min(_COMPONENTS, *features.shape)
    reduce = PCA(size, svd_solver="randomized", random_state=seed).fit(features)
    rows = np.zeros((len(small), size + 1), dtype=np.float32)
    for start in range(0, len(small), _BLOCK):
        part = slice(start, start + _BLOCK)
        rows[part, :size] = reduce.transform(pixel_features(small[part]))
    rows[:, :size] /= max(float(rows[usable].std(axis=0).max()), 1e-9)
    rows[:, size] = np.clip(shape - np.median(shape[usable]), -2, 2) / 2
    rows[~readable] = 0
    return rows


def _unreadable_note(images: tuple[ImageRef, ...], unreadable: NDArray[np.int64]) -> tuple[Note, ...]:
    """Return the note that names images that could not be read."""
    if not unreadable.size:
        return ()
    names = ", ".join(f"`{images[row].name}`" for row in unreadable[:_NAMES_SHOWN])
    more = f" and {unreadable.size - _NAMES_SHOWN:,} more" if unreadable.size > _NAMES_SHOWN else ""
    message = f"{unreadable.size:,} image{'s' if unreadable.size > 1 else ''} could not be read: {names}{more}."
    return (Note("unreadable_images", message, int(unreadable.size), tuple(unreadable[:100].tolist())),)
