"""The layers of the network for images, and how images are varied while it trains.

Built from torch's own modules and hooks, so that nothing here needs torch before it is asked for.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.optional import require

__all__ = ["image_network"]

_WIDTH_GREY, _WIDTH_COLOUR = 16, 32
_SMALL_SIDE = 32
_TURN = math.radians(10)
_STRETCH = 0.1
_SHIFT = 0.16
"""In halves of the side."""
_CONTRAST = 0.1


def image_network(mean: NDArray[np.float32], spread: NDArray[np.float32], *, side: int, num_classes: int) -> Any:
    """Return an untrained network: a trunk that ends in one number per feature, and a linear head.

    Parameters
    ----------
    mean, spread : (C,) float32
        Of each channel of the images, whose values are from 0 to 1.
    side : int
        32 or 64: larger images are halved once more on their way.
    num_classes : int
        Width of the head.

    Returns
    -------
    torch.nn.Sequential
        Trunk and head. Weights are drawn from torch's generator; in training mode images are varied at random.
    """
    torch = require("torch", extra="torch", purpose="The network")
    width = _WIDTH_GREY if len(mean) == 1 else _WIDTH_COLOUR
    layers = _convolved(torch, len(mean), width, kernel=5, stride=2)
    if side > _SMALL_SIDE:
        layers += [*_convolved(torch, width, width), torch.nn.MaxPool2d(2)]
    for wide in (width, 2 * width):
        layers += [_residual(torch, wide), *_convolved(torch, wide, 2 * wide), torch.nn.MaxPool2d(2)]
    layers += [_residual(torch, 4 * width), torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten()]
    trunk = torch.nn.Sequential(*layers)
    trunk.register_buffer("mean", torch.from_numpy(mean).reshape(1, -1, 1, 1))
    trunk.register_buffer("spread", torch.from_numpy(spread).reshape(1, -1, 1, 1))
    trunk.register_forward_pre_hook(_seen)
    return torch.nn.Sequential(trunk, torch.nn.Linear(4 * width, num_classes))


def _convolved(torch: Any, inside: int, outside: int, kernel: int = 3, stride: int = 1) -> list[Any]:
    """Return a convolution with what usually follows it."""
    return [
        torch.nn.Conv2d(inside, outside, kernel, stride=stride, padding=kernel // 2, bias=False),
        torch.nn.BatchNorm2d(outside),
        torch.nn.ReLU(inplace=True),
    ]


def _residual(torch: Any, width: int) -> Any:
    """Return two convolutions whose result is added to what they were given (He et al. 2016); at first it is 0."""
    block = torch.nn.Sequential(*_convolved(torch, width, width), *_convolved(torch, width, width)[:-1])
    torch.nn.init.zeros_(block[-1].weight)
    block.register_forward_hook(_added)
    return block


def _added(block: Any, given: tuple[Any, ...], found: Any) -> Any:  # noqa: ARG001
    """Return what a residual block passes on."""
    return (given[0] + found).relu_()


def _seen(trunk: Any, given: tuple[Any, ...]) -> Any:
    """Return a batch as the first layer sees it: standardised, in training also varied at random."""
    torch = require("torch", extra="torch", purpose="The network")
    images = (given[0] - trunk.mean) / trunk.spread
    images = _varied(torch, images) if trunk.training else images
    return images.contiguous(memory_format=torch.channels_last)


def _varied(torch: Any, images: Any) -> Any:
    """Return images turned, stretched, slanted and moved a little, of slightly other contrast."""
    turn, wide, high, slant = (torch.rand(4, len(images)) * 2 - 1).mul_(
        torch.tensor([[_TURN], [_STRETCH], [_STRETCH], [_STRETCH]])
    )
    across, down = (torch.rand(2, len(images)) * 2 - 1) * _SHIFT
    first = torch.stack([turn.cos() * (1 + wide), slant - turn.sin() * (1 + wide), across], dim=1)
    second = torch.stack([turn.sin() * (1 + high), turn.cos() * (1 + high), down], dim=1)
    places = torch.nn.functional.affine_grid(
        torch.stack([first, second], dim=1).to(images.device), list(images.shape), align_corners=False
    )
    moved = torch.nn.functional.grid_sample(images, places, padding_mode="border", align_corners=False)
    contrast = 1 + (torch.rand(len(images), 1, 1, 1) * 2 - 1) * _CONTRAST
    return moved * contrast.to(images.device)
