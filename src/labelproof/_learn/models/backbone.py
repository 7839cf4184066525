"""Features of images by a network that somebody else trained, whose weights lie in a file or folder on this machine.

Nothing is downloaded: hub libraries are told so while they are asked. What is learned from the features is decided in
`image`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.dataset import ImageRef
from labelproof._base.errors import InputError
from labelproof._base.offline import offline
from labelproof._base.optional import require
from labelproof._base.progress import Progress
from labelproof._learn.content_key import content_key, versions
from labelproof._learn.fold_cache import FoldCache
from labelproof._learn.models.image_cache import identity
from labelproof._media.images import UnreadableImage, decode

__all__ = ["Backbone", "backbone_features", "backbone_named", "is_backbone", "weights_facts"]

_FORMAT = 1
_PACKAGES = ("timm", "torchvision", "transformers")
_IMAGENET = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
_SIDE = 224
_HEADS = ("fc", "classifier", "head", "heads")
_BATCH = 64


@dataclass(frozen=True)
class Backbone:
    """Which network: of which package, its name there, and where its weights are."""

    package: str
    name: str
    weights: Path


@dataclass(frozen=True)
class _Loaded:
    """A network that makes features (n, D), and the images that it is used to."""

    module: Any
    side: int
    mean: tuple[float, ...]
    spread: tuple[float, ...]


def is_backbone(model: str) -> bool:
    """Return True for the name of a backbone with weights on this machine, whether or not they are there."""
    package, _, rest = model.partition(":")
    return package in _PACKAGES and bool(rest) and ("=" in rest or package == "transformers")


def backbone_named(model: str) -> Backbone | None:
    """Return the backbone of a name such as "timm:resnet18=weights.safetensors"; None for other names.

    Parameters
    ----------
    model : str
        `timm:NAME=FILE`, `torchvision:NAME=FILE` or `transformers:FOLDER`.

    Returns
    -------
    Backbone or None
        Its weights are there.

    Raises
    ------
    InputError
        If the weights are not there, or not in the safetensors format.
    """
    if not is_backbone(model):
        return None
    package, _, rest = model.partition(":")
    name, _, place = rest.rpartition("=")
    weights = Path(place).expanduser()
    if package == "transformers":
        if not (weights / "config.json").is_file():
            raise InputError(
                f"`model` must name a folder that transformers has saved: `{weights}` holds no config.json. Save the "
                "model and its image processor there with `save_pretrained`."
            )
        return Backbone(package, weights.name, weights)
    if weights.suffix != ".safetensors" or not weights.is_file():
        raise InputError(
            f"`model` must name a safetensors file with the weights after `=`: `{weights}` "
            + ("is none. " if weights.is_file() else "does not exist. ")
            + "Write one with safetensors.torch.save_file(network.state_dict(), 'weights.safetensors')."
        )
    return Backbone(package, name, weights)


def weights_facts(model: str) -> list[tuple[str, int, int]]:
    """Return path, size and time of the files of a backbone's weights: its name alone would not tell a change."""
    backbone = backbone_named(model)
    if backbone is None:
        return []
    files = [backbone.weights] if backbone.weights.is_file() else sorted(backbone.weights.iterdir())
    return [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files]


def backbone_features(
    backbone: Backbone, images: Sequence[ImageRef], *, device: str, folder: Path | None, progress: Progress
) -> NDArray[np.float32]:
    """Return the features of all images, of unit length; zeros where an image cannot be read.

    Parameters
    ----------
    backbone : Backbone
        From `backbone_named`.
    images : sequence of ImageRef
        The images.
    device : str
        Where to compute, for example "cuda".
    folder : Path or None
        Where features are kept for another run.
    progress : Progress
        Told of every image.

    Returns
    -------
    (N, D) float32
        Computed once, without labels.
    """
    torch = require("torch", extra="torch", purpose="The network")
    with offline():
        loaded = _LOADERS[backbone.package](backbone, torch)
    module = loaded.module.eval().to(torch.device(device), memory_format=torch.channels_last)
    width = _asked(torch, module, np.zeros((1, loaded.side, loaded.side, 3), dtype=np.float32), device).shape[1]
    cache = FoldCache(folder)
    known = (_FORMAT, versions({"torch", "numpy", "PIL", *_PACKAGES}), device, loaded.side, loaded.mean, loaded.spread)
    key = "" if folder is None else content_key(known, module, [identity(ref) for ref in images])
    kept = cache.read(key, (len(images), width)) if folder is not None else None
    if kept is not None:
        return kept
    found = np.zeros((len(images), width), dtype=np.float32)
    with progress.task("Reading images", len(images)) as task:
        for start in range(0, len(images), _BATCH):
            part = images[start : start + _BATCH]
            rows, pixels = _pixels(part, loaded)
            if rows:
                found[start + np.array(rows)] = _asked(torch, module, pixels, device)
            task.advance(len(part))
    found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
    cache.write(key, found)
    return found


def _pixels(images: Sequence[ImageRef], loaded: _Loaded) -> tuple[list[int], NDArray[np.float32]]:
    """Return which images could be read, and their standardised pixels (n, S, S, 3)."""
    pillow = require("PIL.Image", extra="image", purpose="Reading images")
    rows, found = [], []
    for row, ref in enumerate(images):
        try:
            image = decode(ref).convert("RGB")
        except UnreadableImage:
            continue
        rows.append(row)
        found.append(np.asarray(image.resize((loaded.side, loaded.side), resample=pillow.Resampling.BILINEAR)))
    if not found:
        return rows, np.empty((0, loaded.side, loaded.side, 3), dtype=np.float32)
    pixels = np.stack(found).astype(np.float32) / 255
    pixels -= np.array(loaded.mean, dtype=np.float32)
    pixels /= np.array(loaded.spread, dtype=np.float32)
    return rows, np.asarray(pixels, dtype=np.float32)


def _asked(torch: Any, module: Any, pixels: NDArray[np.float32], device: str) -> NDArray[np.float32]:
    """Return the features of a batch."""
    batch = torch.from_numpy(pixels).permute(0, 3, 1, 2).to(device)
    with torch.inference_mode():
        said = module(batch)
    said = said if isinstance(said, torch.Tensor) else _pooled(said)
    return np.asarray(said.float().flatten(1).cpu().numpy())


def _pooled(said: Any) -> Any:
    """Return what transformers' networks say of whole images."""
    pooled = getattr(said, "pooler_output", None)
    return said.last_hidden_state.flatten(2).mean(dim=-1) if pooled is None else pooled


def _with_weights(module: Any, backbone: Backbone) -> Any:
    """Load the weights of a network without its head; those of the head are left over."""
    load = require("safetensors.torch", extra="backbones", purpose="Reading weights").load_file
    try:
        result = module.load_state_dict(load(backbone.weights), strict=False)
        missing = [name for name in result.missing_keys if not name.endswith("num_batches_tracked")]
    except (OSError, RuntimeError, ValueError) as error:
        raise _unfit(backbone, str(error).splitlines()[0]) from error
    if missing:
        raise _unfit(backbone, f"{len(missing):,} are missing, the first is {missing[0]!r}")
    return module


def _unfit(backbone: Backbone, reason: str) -> InputError:
    return InputError(
        f"`{backbone.weights}` must hold the weights of {backbone.package}'s {backbone.name!r}: {reason}. Name the "
        "network that they were saved from."
    )


def _of_timm(backbone: Backbone, torch: Any) -> _Loaded:  # noqa: ARG001
    timm = require("timm", extra="timm", purpose=f"The backbone {backbone.name!r}")
    try:
        module = timm.create_model(backbone.name, pretrained=False, num_classes=0)
    except RuntimeError as error:
        raise _unknown(backbone, str(error)) from error
    usual = timm.data.resolve_model_data_config(module)
    side = int(usual["input_size"][1])
    return _Loaded(_with_weights(module, backbone), side, tuple(usual["mean"]), tuple(usual["std"]))


def _of_torchvision(backbone: Backbone, torch: Any) -> _Loaded:
    models = require("torchvision.models", extra="backbones", purpose=f"The backbone {backbone.name!r}")
    try:
        module = models.get_model(backbone.name, weights=None)
    except ValueError as error:
        raise _unknown(backbone, str(error)) from error
    setattr(module, next(name for name in _HEADS if hasattr(module, name)), torch.nn.Identity())
    return _Loaded(_with_weights(module, backbone), _SIDE, *_IMAGENET)


def _of_transformers(backbone: Backbone, torch: Any) -> _Loaded:  # noqa: ARG001
    transformers = require("transformers", extra="backbones", purpose=f"The backbone {backbone.name!r}")
    try:
        module = transformers.AutoModel.from_pretrained(
            backbone.weights, local_files_only=True, use_safetensors=True, trust_remote_code=False
        )
        usual = transformers.AutoImageProcessor.from_pretrained(backbone.weights, local_files_only=True)
    except (OSError, ValueError) as error:
        raise _unfit(backbone, str(error).splitlines()[0]) from error
    size = usual.size if isinstance(usual.size, int) else min(usual.size.values())
    return _Loaded(module, int(size), tuple(usual.image_mean), tuple(usual.image_std))


def _unknown(backbone: Backbone, reason: str) -> InputError:
    return InputError(
        f"`model` must name a network of {backbone.package}: {backbone.name!r} is none ({reason}). See its list "
        "of models."
    )


_LOADERS = {"timm": _of_timm, "torchvision": _of_torchvision, "transformers": _of_transformers}
