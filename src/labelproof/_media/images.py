"""Pixels of one example, from a file, a zip member or an array, within limits that hostile files cannot break.

Nothing here knows about labels or folders; whether a path may be read at all is decided where paths are read.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.dataset import ImageRef
from labelproof._base.errors import InputError
from labelproof._base.optional import require
from labelproof._media.content import DAMAGE, UnreadableFile, content_of, reason_of

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["MAX_BYTES", "MAX_PIXELS", "UnreadableImage", "decode", "thumbnail"]

MAX_PIXELS = 64_000_000
MAX_BYTES = 64 * 1024 * 1024

# Only formats that Pillow decodes itself: others start programs (EPS) or hold documents (PDF).
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM")
_TINY_SIDE, _GREY_SIDE = 64, 512
"""Up to this size pictures, and grey pictures, are kept exactly; larger ones would take seconds to pack."""
_JPEG_QUALITY = 85


class UnreadableImage(InputError):  # noqa: N818 - the name says what the image is, as the notes do
    """An image that cannot be decoded: missing, cut off, too large, or no image at all."""


def decode(ref: ImageRef) -> Image.Image:
    """Return the image of one example, upright, in mode RGB or L.

    Parameters
    ----------
    ref : ImageRef
        A file, a member of a zip file, or an array of shape (H, W), (H, W, 1), (H, W, 3) or (H, W, 4).

    Returns
    -------
    PIL.Image.Image
        Mode "L" when the source is grey, else "RGB"; transparent pixels are shown on white.

    Raises
    ------
    UnreadableImage
        If the image is missing, damaged, over 64 million pixels or over 64 MiB.
    MissingExtraError
        If Pillow is not installed.

    Notes
    -----
    The size in the header is checked before any pixel is decoded, so a decompression bomb costs nothing.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof._base.dataset import ImageRef
    >>> decode(ImageRef("0", array=np.zeros((28, 28), dtype=np.uint8))).size
    (28, 28)
    """
    pillow = require("PIL.Image", extra="image", purpose="Reading images")
    if ref.array is not None:
        return _plain(_from_array(pillow, ref.array, ref.name))
    content = _content(ref)
    try:
        with pillow.open(io.BytesIO(content), formats=_FORMATS) as image:
            _check_pixels(image.size, ref.name)
            image.load()
            return _plain(_upright(image))
    except UnreadableImage:
        raise
    except (*DAMAGE, pillow.DecompressionBombError) as error:
        raise UnreadableImage(_message(ref.name, _reason(error))) from error


def thumbnail(ref: ImageRef, *, side: int = 160) -> bytes:
    """Return a small copy of the image as the bytes of a new PNG or JPEG file.

    Parameters
    ----------
    ref : ImageRef
        The image.
    side : int, default 160
        The longest side in pixels; smaller images keep their size.

    Returns
    -------
    bytes
        PNG for images of at most 64 pixels a side, and for grey ones of at most 512, else JPEG. Never the original
        bytes, and without their metadata.

    Raises
    ------
    UnreadableImage
        As `decode`.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof._base.dataset import ImageRef
    >>> thumbnail(ImageRef("0", array=np.zeros((28, 28), dtype=np.uint8)))[1:4]
    b'PNG'
    """
    if side < 1:
        raise InputError(f"`side` must be at least 1 pixel: got {side}. Pass the longest side of the thumbnail.")
    image = decode(ref)
    image.thumbnail((side, side))
    image.info.clear()
    out = io.BytesIO()
    if max(image.size) <= (_GREY_SIDE if image.mode == "L" else _TINY_SIDE):
        image.save(out, "PNG", optimize=True)
    else:
        image.save(out, "JPEG", quality=_JPEG_QUALITY)
    return out.getvalue()


def _message(name: str, reason: str) -> str:
    """Return the one sentence about an image that cannot be read, and the fix."""
    return f"Image `{name}` cannot be read: {reason}. Replace the file, or remove its row."


def _reason(error: BaseException) -> str:
    """Return why decoding failed, in words for people."""
    kind = type(error).__name__
    if kind == "UnidentifiedImageError":
        return "it is not an image of a known format (PNG, JPEG, GIF, BMP, TIFF, WebP, PPM)"
    if kind.startswith("DecompressionBomb"):
        return f"it has more than {MAX_PIXELS // 10**6} million pixels"
    return reason_of(error)


def _check_pixels(size: tuple[int, int], name: str) -> None:
    width, height = size
    if width * height > MAX_PIXELS:
        limit = f"the limit is {MAX_PIXELS // 10**6} million pixels"
        raise UnreadableImage(_message(name, f"it is {width} x {height} pixels large, {limit}"))


def _content(ref: ImageRef) -> bytes:
    """Return the bytes of the file or zip member, at most MAX_BYTES of them."""
    try:
        return content_of(ref, most=MAX_BYTES)
    except UnreadableFile as error:
        raise UnreadableImage(_message(ref.name, str(error))) from error


def _upright(image: Image.Image) -> Image.Image:
    """Return the image turned as its EXIF data says; as it lies when that data is damaged."""
    transpose = require("PIL.ImageOps", extra="image", purpose="Reading images").exif_transpose
    try:
        turned: Image.Image = transpose(image)
    except DAMAGE:
        return image.copy()
    return turned


def _plain(image: Image.Image) -> Image.Image:
    """Return the image in mode L when it is grey, else RGB; transparency on white."""
    if image.mode in {"L", "RGB"} and "transparency" not in image.info:
        return image
    if image.mode == "1":
        return image.convert("L")
    if image.mode in {"I", "F"} or image.mode.startswith("I;16"):
        return _stretched(image)
    if image.mode in {"LA", "PA", "RGBA", "La", "RGBa"} or "transparency" in image.info:
        return _on_white(image, grey=image.mode in {"L", "LA", "La"})
    if image.mode == "P" and _grey_palette(image):
        return image.convert("L")
    return image.convert("RGB")


def _grey_palette(image: Image.Image) -> bool:
    """Tell whether every colour of a palette image is grey."""
    colours = np.frombuffer(bytes(image.getpalette("RGB") or b""), dtype=np.uint8).reshape(-1, 3)
    return bool((colours == colours[:, :1]).all())


def _on_white(image: Image.Image, *, grey: bool) -> Image.Image:
    """Return the image laid over white."""
    pillow = require("PIL.Image", extra="image", purpose="Reading images")
    layer = image.convert("RGBA")
    white = pillow.new("RGBA", layer.size, (255, 255, 255, 255))
    flat: Image.Image = pillow.alpha_composite(white, layer).convert("L" if grey else "RGB")
    return flat


def _stretched(image: Image.Image) -> Image.Image:
    """Return a grey image of 16 or 32 bits, or of floats, in 8 bits from its darkest to its lightest pixel."""
    pillow = require("PIL.Image", extra="image", purpose="Reading images")
    values = np.nan_to_num(np.asarray(image, dtype=np.float64), posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    scaled = (values - low) * (255.0 / (high - low)) if high > low else np.zeros_like(values)
    grey: Image.Image = pillow.fromarray(scaled.round().astype(np.uint8))
    return grey


def _from_array(pillow: Any, array: NDArray[np.generic], name: str) -> Image.Image:
    """Return an array as an image; floats are read as 0 to 1."""
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]
    if array.ndim not in {2, 3} or (array.ndim == 3 and array.shape[2] not in {3, 4}) or 0 in array.shape:
        raise UnreadableImage(_message(name, f"an array of shape {array.shape} is no picture"))
    _check_pixels((array.shape[1], array.shape[0]), name)
    if array.dtype != np.uint8:
        array = _bytes_of(array, name)
    image: Image.Image = pillow.fromarray(np.ascontiguousarray(array))
    return image


def _bytes_of(array: NDArray[np.generic], name: str) -> NDArray[np.uint8]:
    """Return pixel values in 0..255: floats and booleans from 0..1, whole numbers as they are, both clipped."""
    if array.dtype.kind not in "buif":
        raise UnreadableImage(_message(name, f"an array of {array.dtype} is no picture"))
    values = np.nan_to_num(array.astype(np.float64))
    if array.dtype.kind in "bf":
        values = values * 255.0
    return np.clip(values.round(), 0, 255).astype(np.uint8)
