"""Images at the few sizes that models look at: decoded once, into files that are mapped into memory.

The files are temporary and without a name, or lie in a folder that outlives an interrupted run. What the models make of
the pixels is decided in `image`.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from labelproof import __version__
from labelproof._base.dataset import ImageRef
from labelproof._base.errors import InputError
from labelproof._base.files import write_whole
from labelproof._base.optional import require
from labelproof._base.progress import Progress, Task
from labelproof._base.warnings import warn
from labelproof._blocks.damage import DAMAGE
from labelproof._learn.content_key import content_key, versions
from labelproof._learn.models.pixels import SIDE, content_box
from labelproof._media.images import UnreadableImage, decode

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["Pictures", "identity", "read_pictures"]

_FORMAT = 1
"""Raised whenever the same images would give other pixels."""
_LARGE_SIDE = 64
_SMALL_IMAGES = 40
"""Where the longer side is usually no longer, nothing is gained by more pixels."""
_ASKED = 50
_BLOCK = 1024
_LOOK = 128
"""Side of the copy in which the content is looked for."""
_MARGIN = 0.06


@dataclass(frozen=True)
class Pictures:
    """The contents of images.

    Attributes
    ----------
    small : (N, 32, 32, 3) uint8
        What features are computed from.
    large : (N, S, S, C) uint8
        What networks look at: S is 32 or 64, C is 1 when no image has colours.
    shape : (N,) float32
        The logarithm of the width over the height of the content.
    keys : (N,) int64
        Images of one key have equal pixels.
    readable : (N,) bool
        False where there is no image; its pixels are 0.
    """

    small: NDArray[np.uint8]
    large: NDArray[np.uint8]
    shape: NDArray[np.float32]
    keys: NDArray[np.int64]
    readable: NDArray[np.bool_]


def read_pictures(images: Sequence[ImageRef], *, large: bool, folder: Path | None, progress: Progress) -> Pictures:
    """Return the contents of images, whose pages the system may drop when memory gets short.

    Parameters
    ----------
    images : sequence of ImageRef
        Where the images are.
    large : bool
        Whether `Pictures.large` is to be larger than `small`, if the images are.
    folder : Path or None
        Where decoded images are kept for another run. None: in temporary files.
    progress : Progress
        Told of every image.

    Returns
    -------
    Pictures
        Equal for equal images, wherever they are kept.

    Raises
    ------
    InputError
        If there is no room for the files.
    """
    sides = (SIDE, _LARGE_SIDE) if large and _usual_side(images) > _SMALL_IMAGES else (SIDE,)
    try:
        if folder is None:
            return _in_temporary_files(images, sides, progress)
        base = folder / f"images-{_key(images, sides)}"
        kept = _kept(base, sides)
        return kept or _in_files(images, sides, base, progress)
    except OSError as error:
        raise InputError(
            f"The decoded images could not be kept in `{folder or tempfile.gettempdir()}` ({error}). Make room there"
            + (", or set the environment variable TMPDIR to a folder with more." if folder is None else ".")
        ) from error


def _usual_side(images: Sequence[ImageRef]) -> float:
    """Return the median of the longer side of a few images."""
    sides = []
    for ref in images[:: -(-len(images) // _ASKED)]:
        try:
            sides.append(max(decode(ref).size))
        except UnreadableImage:
            continue
    return float(np.median(sides)) if sides else 0.0


def _key(images: Sequence[ImageRef], sides: tuple[int, ...]) -> str:
    """Return a key of the arrays, or of the names, sizes and times of the files."""
    require("PIL.Image", extra="image", purpose="Reading images")
    return content_key(_FORMAT, __version__, versions({"PIL", "numpy"}), sides, [identity(ref) for ref in images])


def identity(ref: ImageRef) -> tuple[Any, ...]:
    """Return what tells an image from others and from earlier versions of itself."""
    if ref.path is None or not ref.path.is_file():
        return ref.name, ref.array
    status = ref.path.stat()
    return str(ref.path), ref.member, status.st_size, status.st_mtime_ns


def _in_temporary_files(images: Sequence[ImageRef], sides: tuple[int, ...], progress: Progress) -> Pictures:
    """Decode images into files that nobody else sees."""
    with ExitStack() as stack:
        files = [stack.enter_context(tempfile.TemporaryFile()) for _ in sides]
        facts = _decode_all(images, sides, files, progress)
        return _pictures([_mapped(file) for file in files], facts)


def _in_files(images: Sequence[ImageRef], sides: tuple[int, ...], base: Path, progress: Progress) -> Pictures:
    """Decode images into named files; the one with the facts comes last."""
    base.parent.mkdir(parents=True, exist_ok=True)
    paths = [_pixel_file(base, side) for side in sides]
    with ExitStack() as stack:
        files = [stack.enter_context(write_whole(path)) for path in paths]
        facts = _decode_all(images, sides, files, progress)
    with write_whole(_facts_file(base)) as file:
        np.savez(file, allow_pickle=False, **facts)
    return _pictures([_opened(path) for path in paths], facts)


def _pixel_file(base: Path, side: int) -> Path:
    return base.with_name(f"{base.name}-{side}.npy")


def _facts_file(base: Path) -> Path:
    return base.with_name(f"{base.name}.npz")


def _kept(base: Path, sides: tuple[int, ...]) -> Pictures | None:
    """Return the pictures of an earlier run, or None; damaged ones are named, and count as none."""
    if not _facts_file(base).is_file():
        return None
    try:
        with _facts_file(base).open("rb") as file, np.load(file, allow_pickle=False) as kept:
            facts = dict(kept)
        pixels = [_opened(_pixel_file(base, side)) for side in sides]
        whole = np.array_equal(facts["digests"], [_digest(part) for part in pixels])
        found = _pictures(pixels, facts) if whole else None
    except DAMAGE:
        found = None
    if found is None:
        warn(f"A file of the decoded images `{base}*` is damaged: they are decoded again and the files replaced.")
    return found


def _digest(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a checksum of all pixels."""
    digest = hashlib.blake2b()
    for start in range(0, len(pixels), _BLOCK):
        digest.update(np.ascontiguousarray(pixels[start : start + _BLOCK]).data)
    return np.frombuffer(digest.digest(), dtype=np.uint8)


def _opened(path: Path) -> NDArray[np.uint8]:
    with path.open("rb") as file:
        return _mapped(file)


def _mapped(file: IO[bytes]) -> NDArray[np.uint8]:
    """Return the array of an npy file of ours, mapped into memory."""
    file.flush()
    file.seek(0)
    np.lib.format.read_magic(file)
    shape, _, dtype = np.lib.format.read_array_header_1_0(file)
    return np.asarray(np.memmap(file, dtype, "r", offset=file.tell(), shape=shape))


def _pictures(pixels: list[NDArray[np.uint8]], facts: dict[str, NDArray[Any]]) -> Pictures:
    """Return pictures; grey ones are the same in all three colours."""
    large = pixels[-1][..., :1] if facts["grey"] else pixels[-1]
    return Pictures(pixels[0], large, facts["shape"], facts["keys"], facts["readable"])


def _decode_all(
    images: Sequence[ImageRef], sides: tuple[int, ...], files: Sequence[IO[bytes]], progress: Progress
) -> dict[str, NDArray[Any]]:
    """Write the pixels of all images, one file for each size, and return all else that is known of them."""
    for side, file in zip(sides, files, strict=True):
        head = {"descr": "|u1", "fortran_order": False, "shape": (len(images), side, side, 3)}
        np.lib.format.write_array_header_1_0(file, head)
    reading = _Reading(len(images))
    digests = [hashlib.blake2b() for _ in sides]
    with progress.task("Reading images", len(images)) as task:
        for start in range(0, len(images), _BLOCK):
            part = range(start, min(start + _BLOCK, len(images)))
            for file, digest, pixels in zip(files, digests, reading.block(images, part, sides, task), strict=True):
                file.write(pixels.data)
                digest.update(pixels.data)
    return {
        "shape": reading.shape,
        "keys": reading.keys,
        "readable": reading.readable,
        "grey": np.array(reading.grey),
        "digests": np.array([np.frombuffer(digest.digest(), dtype=np.uint8) for digest in digests]),
    }


class _Reading:
    """What has been learned of the images so far, beside their pixels."""

    def __init__(self, size: int) -> None:
        self.shape = np.zeros(size, dtype=np.float32)
        self.keys = np.arange(size, dtype=np.int64)
        self.readable = np.ones(size, dtype=np.bool_)
        self.grey = True
        self._seen: dict[bytes, int] = {}

    def block(
        self, images: Sequence[ImageRef], rows: range, sides: tuple[int, ...], task: Task
    ) -> list[NDArray[np.uint8]]:
        """Return the pixels of some images at each size."""
        found = [np.zeros((len(rows), side, side, 3), dtype=np.uint8) for side in sides]
        for place, row in enumerate(rows):
            try:
                image = decode(images[row])
            except UnreadableImage:
                self.readable[row] = False
                continue
            finally:
                task.advance(1)
            self.grey &= image.mode == "L"
            self.keys[row] = self._seen.setdefault(_fingerprint(image), row)
            content, self.shape[row] = _content(image)
            for part, side in zip(found, sides, strict=True):
                part[place] = _resized(content, side)
        return found


def _fingerprint(image: Image.Image) -> bytes:
    """Return bytes that are equal for equal pixels."""
    kind = f"{image.mode} {image.size}".encode()
    return hashlib.blake2b(image.tobytes(), digest_size=16, key=kind).digest()


def _content(image: Image.Image) -> tuple[NDArray[np.uint8], float]:
    """Return the content of an image, and the logarithm of its width over its height.

    What stands on a plain background is cut out and centred on it; other images are left as they are.
    """
    image = image.copy()
    image.thumbnail((_LOOK, _LOOK))
    pixels = np.asarray(image if image.mode == "RGB" else image.convert("RGB"))
    left, top, right, bottom = content_box(np.asarray(image.convert("L")))
    content = pixels[top:bottom, left:right]
    shape = float(np.log(content.shape[1] / content.shape[0]))
    return (content if content.shape == pixels.shape else _centred(content, np.median(pixels[0], axis=0))), shape


def _resized(content: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Return the content squeezed into a square."""
    pillow = require("PIL.Image", extra="image", purpose="Reading images")
    return np.asarray(pillow.fromarray(content).resize((side, side), resample=pillow.Resampling.BOX))


def _centred(content: NDArray[np.uint8], background: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Return the content in the middle of a square of background with a small margin."""
    height, width = content.shape[:2]
    side = max(height, width) + 2 * max(1, round(_MARGIN * max(height, width)))
    square = np.empty((side, side, 3), dtype=np.uint8)
    square[:] = background
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = content
    return square
