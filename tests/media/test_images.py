from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest

from labelproof._base.dataset import ImageRef
from labelproof._base.errors import InputError, MissingExtraError
from labelproof._media import images
from labelproof._media.images import UnreadableImage, decode, thumbnail

Image = pytest.importorskip("PIL.Image")


def encoded(image, kind: str = "PNG", **options) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def saved(folder: Path, content: bytes, name: str = "a.png") -> ImageRef:
    (folder / name).write_bytes(content)
    return ImageRef(name, folder / name)


def gradient(height: int = 40, width: int = 60) -> np.ndarray:
    return np.linspace(0, 255, height * width).reshape(height, width).astype(np.uint8)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises huge dimensions."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("L", "L"),
        ("1", "L"),
        ("LA", "L"),
        ("I;16", "L"),
        ("RGB", "RGB"),
        ("RGBA", "RGB"),
        ("P", "RGB"),
        ("CMYK", "RGB"),
    ],
)
def test_every_mode_becomes_grey_or_colour(tmp_path, mode, expected):
    colours = np.stack([gradient(), gradient()[::-1], gradient()[:, ::-1]], axis=2)
    source = Image.fromarray(gradient().astype(np.uint16) * 200) if mode == "I;16" else Image.fromarray(colours)
    source = source if mode == "I;16" else source.convert(mode)
    kind = "TIFF" if mode == "CMYK" else "PNG"
    image = decode(saved(tmp_path, encoded(source, kind)))
    assert (image.mode, image.size) == (expected, (60, 40))


def test_a_palette_of_greys_is_grey(tmp_path):
    assert decode(saved(tmp_path, encoded(Image.fromarray(gradient()).convert("P")))).mode == "L"


def test_sixteen_bits_are_stretched_not_clipped(tmp_path):
    source = Image.fromarray(np.array([[0, 30000, 60000]], dtype=np.uint16))
    assert np.asarray(decode(saved(tmp_path, encoded(source)))).tolist() == [[0, 128, 255]]


def test_transparency_is_shown_on_white(tmp_path):
    source = Image.new("RGBA", (2, 2), (255, 0, 0, 0))
    assert decode(saved(tmp_path, encoded(source))).getpixel((0, 0)) == (255, 255, 255)


def test_pictures_are_turned_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    source = Image.new("RGB", (40, 20))
    assert decode(saved(tmp_path, encoded(source, "JPEG", exif=exif), "a.jpg")).size == (20, 40)


@pytest.mark.parametrize(
    ("array", "mode"),
    [
        (gradient(), "L"),
        (gradient()[:, :, None], "L"),
        (np.zeros((4, 5, 3), dtype=np.uint8), "RGB"),
        (np.zeros((4, 5, 4), dtype=np.uint8), "RGB"),
        (np.ones((4, 5), dtype=bool), "L"),
    ],
)
def test_arrays_are_pictures(array, mode):
    image = decode(ImageRef("x[0]", array=array))
    assert (image.mode, image.size) == (mode, (array.shape[1], array.shape[0]))


def test_floats_are_read_as_0_to_1_and_clipped():
    image = decode(ImageRef("x[0]", array=np.array([[0.0, 0.5, 1.0, 1.5, np.nan]])))
    assert np.asarray(image).tolist() == [[0, 128, 255, 255, 0]]


@pytest.mark.parametrize("array", [np.zeros(4), np.zeros((4, 5, 2)), np.zeros((0, 5)), np.array([["a"]])])
def test_arrays_that_are_no_picture_are_refused(array):
    with pytest.raises(UnreadableImage, match=r"Image `x\[0\]` cannot be read: an array of .* is no picture"):
        decode(ImageRef("x[0]", array=array))


def test_a_cut_off_image_is_unreadable(tmp_path):
    content = encoded(Image.fromarray(gradient()))
    with pytest.raises(UnreadableImage, match=r"Image `a.png` cannot be read: it is damaged or cut off"):
        decode(saved(tmp_path, content[: len(content) // 2]))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP"])
def test_every_way_of_damage_is_unreadable_or_read(tmp_path, kind):
    content = bytearray(encoded(Image.fromarray(gradient()).convert("RGB"), kind))
    for place in range(0, len(content), max(1, len(content) // 60)):
        damaged = content.copy()
        damaged[place : place + 4] = b"\xff\x00\xff\x7f"
        try:
            decode(saved(tmp_path, bytes(damaged)))
        except UnreadableImage as error:
            assert "Replace the file, or remove its row." in str(error)  # noqa: PT017 - both outcomes are right


@pytest.mark.parametrize("content", [b"", b"not an image", b"<svg onload='x'></svg>", b"%!PS-Adobe-3.0 EPSF-3.0\n"])
def test_what_is_no_image_is_unreadable(tmp_path, content):
    with pytest.raises(UnreadableImage, match="it is not an image of a known format"):
        decode(saved(tmp_path, content))


def test_a_missing_file_is_unreadable(tmp_path):
    with pytest.raises(UnreadableImage, match=re.escape("Image `no.png` cannot be read: the file does not exist.")):
        decode(ImageRef("no.png", tmp_path / "no.png"))


def test_a_reference_to_nothing_is_unreadable():
    with pytest.raises(UnreadableImage, match="nothing says where it is"):
        decode(ImageRef("(no path)"))


@pytest.mark.parametrize(("width", "height"), [(8001, 8000), (20_000, 20_000), (2**31 - 1, 2**31 - 1)])
def test_huge_dimensions_are_refused_before_decoding(tmp_path, width, height):
    with pytest.raises(
        UnreadableImage, match=r"cannot be read: it (is 8001 x 8000 pixels large|has more than 64 million)"
    ):
        decode(saved(tmp_path, bomb(width, height)))


def test_a_file_over_the_limit_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(images, "MAX_BYTES", 1 << 20)
    with pytest.raises(UnreadableImage, match="it is larger than 1 MiB"):
        decode(saved(tmp_path, b"x" * ((1 << 20) + 1)))


def test_unreadable_images_are_input_errors():
    assert issubclass(UnreadableImage, InputError)


def test_zip_members_are_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        archive.writestr("a/1.png", encoded(Image.fromarray(gradient())))
    image = decode(ImageRef("1", tmp_path / "t.zip", "a/1.png"))
    assert np.asarray(image).tolist() == gradient().tolist()
    with pytest.raises(UnreadableImage, match=re.escape("`t.zip` holds no such file")):
        decode(ImageRef("2", tmp_path / "t.zip", "a/2.png"))


def test_a_member_that_states_or_holds_too_much_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "t.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("big.png", b"\0" * 300_000)
    monkeypatch.setattr(images, "MAX_BYTES", 100_000)
    with pytest.raises(UnreadableImage, match="it is larger than"):
        decode(ImageRef("big", path, "big.png"))
    lying = path.read_bytes().replace(struct.pack("<I", 300_000), struct.pack("<I", 50))
    (tmp_path / "lying.zip").write_bytes(lying)
    with pytest.raises(UnreadableImage, match="cannot be read"):
        decode(ImageRef("big", tmp_path / "lying.zip", "big.png"))


def test_a_broken_zip_file_is_unreadable(tmp_path):
    (tmp_path / "t.zip").write_bytes(b"PK\x03\x04broken")
    with pytest.raises(UnreadableImage, match="it is damaged or cut off"):
        decode(ImageRef("a", tmp_path / "t.zip", "a.png"))


def test_a_zip_file_that_was_rewritten_is_read_anew(tmp_path):
    path = tmp_path / "t.zip"
    for shade, extra in ((10, b""), (200, b"more")):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.png", encoded(Image.new("L", (3, 3), shade)))
            archive.writestr("b.txt", extra)
        assert decode(ImageRef("a", path, "a.png")).getpixel((0, 0)) == shade


def test_a_thumbnail_is_smaller_and_encoded_anew(tmp_path):
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    source = Image.fromarray(np.stack([np.tile(gradient(), (8, 8))] * 3, axis=2))
    content = encoded(source, "JPEG", exif=exif, comment=b"secret comment")
    small = thumbnail(saved(tmp_path, content, "a.jpg"), side=100)
    picture = Image.open(io.BytesIO(small))
    assert (picture.format, max(picture.size)) == ("JPEG", 100)
    assert b"secret" in content
    assert b"secret" not in small


def test_grey_stays_grey_and_tiny_stays_tiny():
    picture = Image.open(io.BytesIO(thumbnail(ImageRef("x", array=np.tile(gradient(), (8, 8))))))
    assert (picture.format, picture.mode, max(picture.size)) == ("PNG", "L", 160)
    tiny = Image.open(io.BytesIO(thumbnail(ImageRef("x", array=np.zeros((32, 32, 3), dtype=np.uint8)))))
    assert (tiny.format, tiny.size) == ("PNG", (32, 32))


def test_what_follows_the_pixels_does_not_reach_the_thumbnail(tmp_path):
    content = encoded(Image.fromarray(gradient())) + b"<script>alert(1)</script>"
    assert b"script" not in thumbnail(saved(tmp_path, content))


def test_a_side_below_one_is_refused():
    with pytest.raises(InputError, match="`side` must be at least 1 pixel: got 0"):
        thumbnail(ImageRef("x", array=gradient()), side=0)


def test_without_pillow_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "PIL.Image", None)
    with pytest.raises(MissingExtraError, match=re.escape("pip install 'labelproof[image]'")):
        decode(ImageRef("x", array=gradient()))
