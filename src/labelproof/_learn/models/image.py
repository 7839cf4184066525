"""What is learned from images: gradient and pixel features, reduced, and a network where PyTorch is installed."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA

from labelproof._base.dataset import Dataset, ImageRef, Note
from labelproof._base.errors import InputError
from labelproof._base.progress import Progress
from labelproof._learn.cross_val import Member
from labelproof._learn.models.backbone import backbone_features, backbone_named
from labelproof._learn.models.examples import Prepared
from labelproof._learn.models.image_cache import Pictures, read_pictures
from labelproof._learn.models.image_network import Residual
from labelproof._learn.models.kernel import Kernel
from labelproof._learn.models.neighbors import Neighbors
from labelproof._learn.models.pixels import pixel_features
from labelproof._learn.models.table import Linear, RandomTrees
from labelproof._learn.networks.device import device_named

__all__ = ["prepare"]

_COMPONENTS = 192
_FIT_ROWS = 5000
_BLOCK = 1024
_MANY_LANDMARKS = 5000
_EFFORT = {"regular": 1.0, "best": 2.0}
_NAMES_SHOWN = 5


def prepare(
    dataset: Dataset,
    *,
    model: str,
    seed: int,
    progress: Progress,
    device: str | None = None,
    cache_dir: Path | None = None,
) -> Prepared:
    """Return the images of a data set ready for learning.

    Parameters
    ----------
    dataset : Dataset
        With `images`.
    model : {"fast", "regular", "best"} or a backbone such as "timm:resnet18=weights.safetensors"
        Which members to train.
    seed : int
        Seed of the reduction of the features.
    progress : Progress
        Told of the images that were read.
    device : str, optional
        Where the network is trained. Default: the first GPU where there is one.
    cache_dir : Path, optional
        A folder that keeps decoded images and their features for a run that goes on after an interruption.

    Returns
    -------
    Prepared
        Ready for cross-validation.

    Raises
    ------
    InputError
        If no image can be read, or the weights of a backbone.
    """
    backbone = backbone_named(model)
    deep = model in _EFFORT and importlib.util.find_spec("torch") is not None
    seen = read_pictures(dataset.images, large=deep, folder=cache_dir if deep else None, progress=progress)
    unreadable = np.flatnonzero(~seen.readable)
    if unreadable.size == seen.readable.size:
        raise InputError(
            f"None of the {unreadable.size:,} images can be read, the first is `{dataset.images[0].name}`. "
            "Check that they are images in a common format (PNG, JPEG, GIF, BMP, TIFF, WebP)."
        )
    rows = _reduced(seen, seed)
    if backbone is not None:
        where = str(device_named(device))
        found = backbone_features(backbone, dataset.images, device=where, folder=cache_dir, progress=progress)
        members, how = _heads(found, seen.readable), f"features of {backbone.name}, kernel, neighbours and linear"
    elif deep:
        members, how = _deep_members(seen, rows, model, str(device_named(device)))
    else:
        members, how = _plain_members(rows, model)
    return Prepared(
        keys=seen.keys,
        space=rows,
        members=members,
        readable=seen.readable,
        what="images",
        description=how,
        notes=(*_unreadable_note(dataset.images, unreadable), *_plain_note(plain=model in _EFFORT and not deep)),
    )


def _heads(features: NDArray[np.float32], readable: NDArray[np.bool_]) -> tuple[Member, ...]:
    """Return what is learned from the features of a backbone."""
    rows = features - features[readable].mean(axis=0)
    rows /= max(float(rows[readable].std(axis=0).max()), 1e-9)
    rows[~readable] = 0
    return Kernel(rows), Neighbors(rows), Linear(rows, 0.1)


def _deep_members(seen: Pictures, rows: NDArray[np.float32], model: str, device: str) -> tuple[tuple[Member, ...], str]:
    """Return the members where there is PyTorch, and what they are."""
    network = Residual(seen.large, effort=_EFFORT[model], device=device)
    how = "residual network and the neighbours in its last layer"
    if model == "regular":
        return (network,), how
    others, other_how = _plain_members(rows, model)
    return (network, *others), f"{how}; {other_how}"


def _plain_members(rows: NDArray[np.float32], model: str) -> tuple[tuple[Member, ...], str]:
    """Return the members that need no PyTorch, and what they are."""
    if model == "fast":
        return (Kernel(rows), Neighbors(rows)), "gradients and pixels, kernel and neighbours"
    members = (Kernel(rows, _MANY_LANDMARKS), Neighbors(rows), Linear(rows, 0.1), RandomTrees(rows))
    return members, "gradients and pixels, kernel, neighbours, linear and randomised trees"


def _plain_note(*, plain: bool) -> tuple[Note, ...]:
    """Return the note about a better model that could not be trained."""
    if not plain:
        return ()
    message = (
        "PyTorch is not installed: simpler models were trained instead of a network. "
        "Run: pip install 'labelproof[torch]'"
    )
    return (Note("no_network", message),)


def _reduced(seen: Pictures, seed: int) -> NDArray[np.float32]:
    """Return the leading components of the features, in units of their common deviation.

    Fitted once on a sample of all images: no label is seen, so no held-out label leaks.
    """
    small, usable = seen.small, np.flatnonzero(seen.readable)
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
    rows[:, size] = np.clip(seen.shape - np.median(seen.shape[usable]), -2, 2) / 2
    rows[~seen.readable] = 0
    return rows


def _unreadable_note(images: tuple[ImageRef, ...], unreadable: NDArray[np.int64]) -> tuple[Note, ...]:
    """Return the note that names images that could not be read."""
    if not unreadable.size:
        return ()
    names = ", ".join(f"`{images[row].name}`" for row in unreadable[:_NAMES_SHOWN])
    more = f" and {unreadable.size - _NAMES_SHOWN:,} more" if unreadable.size > _NAMES_SHOWN else ""
    message = f"{unreadable.size:,} image{'s' if unreadable.size > 1 else ''} could not be read: {names}{more}."
    return (Note("unreadable_images", message, int(unreadable.size), tuple(unreadable[:100].tolist())),)
