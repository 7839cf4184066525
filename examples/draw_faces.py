"""Draw faces with known tags, some of them given wrongly: a stand-in for CelebA with its layout of files.

    python examples/draw_faces.py FOLDER [--images 300]

FOLDER gets `img_align_celeba/` with the pictures, `list_attr_celeba.txt` with the given tags and `list_attr_true.txt`
with the right ones. The same number of images gives the same files.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

TAGS = ("Blond_Hair", "Eyeglasses", "Mustache", "Smiling", "Wearing_Earrings", "Wearing_Hat")
SHARES = np.array([0.3, 0.25, 0.25, 0.5, 0.3, 0.2])
WIDTH, HEIGHT = 89, 109
SKINS = ("#f3d6c0", "#e0b08a", "#b67f57", "#86563a")
GIVEN, TRUE, IMAGES = "list_attr_celeba.txt", "list_attr_true.txt", "img_align_celeba"
ONE_WRONG, TWO_WRONG = 0.12, 0.03
"""Shares of the images with one wrong tag, and with two."""


def draw_folder(folder: Path, images: int = 300) -> None:
    """Write pictures, given tags and true tags."""
    rng = np.random.default_rng(images)
    (folder / IMAGES).mkdir(parents=True, exist_ok=True)
    true = draw_tags(rng, images)
    names = [f"{number:06d}.png" for number in range(1, images + 1)]
    for name, tags in zip(names, true, strict=True):
        draw_face(dict(zip(TAGS, tags, strict=True)), rng).save(folder / IMAGES / name)
    write_list(folder / TRUE, names, true)
    write_list(folder / GIVEN, names, with_errors(true, rng))


def draw_tags(rng: np.random.Generator, images: int) -> NDArray[np.bool_]:
    """Return true tags (N, K) of which some go together: hats hide hair, moustaches rarely come with earrings."""
    tags = rng.random((images, len(TAGS))) < SHARES
    blond, earrings = TAGS.index("Blond_Hair"), TAGS.index("Wearing_Earrings")
    tags[:, blond] &= ~tags[:, TAGS.index("Wearing_Hat")]
    tags[:, earrings] &= ~tags[:, TAGS.index("Mustache")] | (rng.random(images) < 0.2)
    return tags


def with_errors(true: NDArray[np.bool_], rng: np.random.Generator) -> NDArray[np.bool_]:
    """Return the tags with one or two of some images turned over."""
    given = true.copy()
    draws = rng.random(len(true))
    for row in np.flatnonzero(draws < ONE_WRONG + TWO_WRONG):
        wrong = rng.choice(len(TAGS), size=2 if draws[row] < TWO_WRONG else 1, replace=False)
        given[row, wrong] ^= True
    return given


def draw_face(has: dict[str, bool], rng: np.random.Generator) -> Image.Image:
    """Return one face with what its tags say, somewhere near the middle."""
    image = Image.new("RGB", (WIDTH, HEIGHT), tuple(rng.integers(90, 240, 3).tolist()))
    pen = ImageDraw.Draw(image)
    x, y = (WIDTH // 2 + int(rng.integers(-5, 6)), HEIGHT // 2 + 6 + int(rng.integers(-5, 6)))
    wide, tall = int(rng.integers(24, 29)), int(rng.integers(31, 36))
    dark = tuple(rng.integers(15, 70, 3).tolist())
    hair = "#f2dc74" if has["Blond_Hair"] else dark
    pen.ellipse((x - wide - 5, y - tall - 8, x + wide + 5, y + tall - 10), fill=hair)
    pen.ellipse((x - wide, y - tall + 4, x + wide, y + tall), fill=SKINS[rng.integers(len(SKINS))])
    for side in (-1, 1):
        eye = x + side * 11
        pen.ellipse((eye - 3, y - 9, eye + 3, y - 4), fill="white", outline="#222222")
        pen.ellipse((eye - 1, y - 8, eye + 1, y - 5), fill="#222222")
        if has["Eyeglasses"]:
            pen.ellipse((eye - 8, y - 14, eye + 8, y + 2), outline="#101010", width=2)
        if has["Wearing_Earrings"]:
            ear = x + side * wide
            pen.ellipse((ear - 5, y + 4, ear + 5, y + 14), fill="#ffd21e", outline="#7a5c00")
    if has["Eyeglasses"]:
        pen.line((x - 4, y - 7, x + 4, y - 7), fill="#101010", width=2)
    pen.line((x, y - 3, x - 2, y + 5, x + 2, y + 5), fill="#7a4a35")
    if has["Smiling"]:
        pen.chord((x - 11, y + 6, x + 11, y + 24), 0, 180, fill="#ffffff", outline="#a02030")
    else:
        pen.line((x - 8, y + 17, x + 8, y + 17), fill="#a02030", width=2)
    if has["Mustache"]:
        pen.chord((x - 13, y + 7, x + 13, y + 17), 180, 360, fill=dark)
    if has["Wearing_Hat"]:
        cloth = tuple(rng.integers(20, 220, 3).tolist())
        pen.rectangle((x - wide, y - tall - 12, x + wide, y - tall + 12), fill=cloth)
        pen.rectangle((x - wide - 12, y - tall + 9, x + wide + 12, y - tall + 15), fill=cloth)
    return image


def write_list(path: Path, names: list[str], tags: NDArray[np.bool_]) -> None:
    """Write a list of attributes: how many images, the names of the tags, a line with -1 or 1 for each image."""
    lines = [" ".join([name, *("1" if tag else "-1" for tag in row)]) for name, row in zip(names, tags, strict=True)]
    path.write_text("\n".join([str(len(names)), " ".join(TAGS), *lines]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--images", type=int, default=300)
    options = parser.parse_args()
    draw_folder(options.folder, options.images)
    print(f"{options.images} faces: {options.folder / IMAGES}, {options.folder / GIVEN}, {options.folder / TRUE}")
