"""Images are decoded once, at the sizes that are looked at, and found again after a break."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from labelproof._base.dataset import ImageRef
from labelproof._base.progress import SILENT
from labelproof._base.warnings import LabelproofWarning
from labelproof._learn.models import image_cache
from labelproof._learn.models.image_cache import Pictures, read_pictures

pillow = pytest.importorskip("PIL.Image", reason="Pillow is not installed")
RNG = np.random.default_rng(0)


def _arrays(side: int = 48, channels: int = 3, size: int = 5) -> list[ImageRef]:
    pixels = RNG.integers(0, 256, (size, side, side, channels), dtype=np.uint8)
    return [ImageRef(str(row), array=array) for row, array in enumerate(pixels)]


def _read(images: list[ImageRef], folder: Path | None = None, *, large: bool = True) -> Pictures:
    return read_pictures(images, large=large, folder=folder, progress=SILENT)


def _same(actual: Pictures, expected: Pictures) -> None:
    for name in ("small", "large", "shape", "keys", "readable"):
        np.testing.assert_array_equal(getattr(actual, name), getattr(expected, name))


def test_large_images_are_kept_in_two_sizes() -> None:
    actual = _read(_arrays())
    assert (actual.small.shape, actual.large.shape) == ((5, 32, 32, 3), (5, 64, 64, 3))


def test_small_images_are_kept_in_one_size_and_grey_ones_in_one_channel() -> None:
    actual = _read(_arrays(28, 1))
    assert (actual.small.shape, actual.large.shape) == ((5, 32, 32, 3), (5, 32, 32, 1))
    np.testing.assert_array_equal(actual.large[..., 0], actual.small[..., 2])


def test_without_a_network_one_size_is_enough() -> None:
    actual = _read(_arrays(), large=False)
    assert actual.large.shape == (5, 32, 32, 3)


def test_one_colour_image_among_grey_ones_keeps_the_channels() -> None:
    assert _read([*_arrays(28, 1), *_arrays(28, 3)]).large.shape == (10, 32, 32, 3)


def test_what_cannot_be_read_is_black_and_copies_share_a_key() -> None:
    images = _arrays()
    images[1] = ImageRef("1", array=np.zeros((0, 3), dtype=np.uint8))
    images[4] = images[2]
    actual = _read(images)
    assert actual.readable.tolist() == [True, False, True, True, True]
    assert actual.keys.tolist() == [0, 1, 2, 3, 2]
    assert not actual.small[1].any()
    assert not actual.large[1].any()


def test_kept_pictures_are_the_same_and_nothing_is_decoded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    images = _arrays()
    expected = _read(images)
    _same(_read(images, tmp_path / "new"), expected)
    asked: list[ImageRef] = []
    decode = image_cache.decode
    monkeypatch.setattr(image_cache, "decode", lambda ref: asked.append(ref) or decode(ref))
    monkeypatch.setattr(image_cache, "_ASKED", 2)
    _same(_read(images, tmp_path / "new"), expected)
    assert len(asked) <= 2  # only to find out how large images are


def test_a_file_that_has_changed_is_decoded_again(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    pillow.fromarray(np.full((20, 20), 9, dtype=np.uint8)).save(path)
    images = [ImageRef("a.png", path)]
    assert _read(images, tmp_path / "cache").small.max() == 9
    pillow.fromarray(np.full((20, 20), 7, dtype=np.uint8)).save(path)
    os.utime(path, ns=(1, 1))
    assert _read(images, tmp_path / "cache").small.max() == 7


def _changed(content: bytes) -> bytes:
    half = len(content) // 2
    return content[:half] + bytes([content[half] ^ 255]) + content[half + 1 :]


def _of_another_version(content: bytes) -> bytes:
    needed = content.index(b"PK\x01\x02") + 6  # where an entry says which version of zip can read it
    return content[:needed] + b"n" + content[needed + 1 :]


@pytest.mark.parametrize(
    ("ending", "damage"),
    [
        *((ending, _changed) for ending in ("32.npy", "64.npy", ".npz")),
        *((ending, lambda content: content[:-100]) for ending in ("32.npy", "64.npy", ".npz")),
        ("32.npy", lambda content: content.replace(b"}", b"(", 1)),
        ("32.npy", lambda content: b""),
        (".npz", lambda content: content.replace(b"digests", b"digestz")),
        (".npz", lambda content: content.replace(b"grey", b"gray")),
        (".npz", _of_another_version),
    ],
    ids=["small", "large", "facts", "small cut", "large cut", "facts cut", "head", "empty", "name", "part", "version"],
)
def test_a_damaged_file_is_named_and_made_anew(tmp_path: Path, ending: str, damage: Callable[[bytes], bytes]) -> None:
    images = _arrays()
    expected = _read(images)
    _read(images, tmp_path)
    (path,) = [found for found in tmp_path.iterdir() if found.name.endswith(ending)]
    before = path.read_bytes()
    path.write_bytes(damage(before))
    assert path.read_bytes() != before
    with pytest.warns(LabelproofWarning, match=r"images-\w+\*` is damaged"):
        _same(_read(images, tmp_path), expected)
    _same(_read(images, tmp_path), expected)
