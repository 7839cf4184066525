"""Find wrong tags in a folder of images: attribute list, network of PyTorch, cross-validation, issues, a picture.

    python examples/image_tagging.py                    # 300 drawn faces with planted errors, a minute or so
    python examples/image_tagging.py PATH/img_align_celeba --attributes PATH/list_attr_celeba.txt [--limit 20000]

Every image is judged by a network that did not see it, trained for all tags together, so that it learns which go
together. Images are decoded once into a file that is mapped into memory; this and the training of every fold go on
where they were stopped. Needs the extras torch, image and plot, and timm for --backbone.
"""

from __future__ import annotations

import argparse
import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from pathlib import Path
from textwrap import fill, shorten
from typing import Any
from zlib import crc32

import draw_faces
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from numpy.lib.format import open_memmap
from numpy.typing import NDArray
from PIL import Image
from torch import nn
from torch.utils.data import Dataset
from tqdm import tqdm

import labelproof
from labelproof.filter import find_label_issues
from labelproof.learn import TagNetwork, cross_val_multilabel_pred_probs
from labelproof.multilabel_classification import get_label_quality_scores

CHUNK = 1024
PRINTED, DRAWN = 10, 15


def read_attributes(path: Path, limit: int | None = None) -> pd.DataFrame:
    """Return 0 and 1, a row per image and a column per tag, from a count, the tags, and lines of -1 and 1."""
    table = pd.read_csv(path, sep=r"\s+", skiprows=1, nrows=limit)
    return (table == 1).astype(np.uint8)


class Pictures(Dataset[NDArray[np.uint8]]):
    """Images of one size as bytes (height, width, 3), read one by one from a file however large."""

    def __init__(self, paths: list[Path], cache: Path, size: int) -> None:
        stamps = [f"{path.resolve()} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in paths]
        folder = cache / hashlib.sha256("\n".join([str(size), *stamps]).encode()).hexdigest()[:16]
        folder.mkdir(parents=True, exist_ok=True)
        file, done = folder / "pixels.npy", folder / "done.txt"
        begun = file.exists()
        shape = (len(paths), size, size, 3)
        self.pixels = open_memmap(file, mode="r+" if begun else "w+", dtype=np.uint8, shape=shape)
        start = int(done.read_text()) if begun and done.exists() else 0
        with ThreadPoolExecutor() as pool:
            for first in tqdm(range(start, len(paths), CHUNK), desc="Decoding", unit="chunk", disable=None):
                chunk = paths[first : first + CHUNK]
                self.pixels[first : first + len(chunk)] = list(pool.map(partial(decoded, size=size), chunk))
                self.pixels.flush()
                done.write_text(str(first + len(chunk)))

    def __len__(self) -> int:
        return len(self.pixels)

    def __getitem__(self, place: int) -> NDArray[np.uint8]:
        return np.array(self.pixels[place])


def decoded(path: Path, size: int) -> NDArray[np.uint8]:
    """Return one image as bytes (size, size, 3)."""
    with Image.open(path) as image:
        image.draft("RGB", (size, size))  # JPEGs are decoded no larger than needed
        return np.asarray(image.convert("RGB").resize((size, size), Image.Resampling.BILINEAR))


def network(num_tags: int) -> nn.Module:
    """Return a trunk for all tags, which keeps roughly where things are, and one logit per tag."""
    layers: list[nn.Module] = []
    for inside, outside in pairwise((3, 16, 32, 64, 128)):
        layers += [nn.Conv2d(inside, outside, 3, padding=1, bias=False), nn.BatchNorm2d(outside), nn.ReLU()]
        layers += [nn.MaxPool2d(2)]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(3), nn.Flatten(), nn.Dropout(0.3), nn.Linear(1152, num_tags))


def learn(pictures: Pictures, tags: pd.DataFrame, options: argparse.Namespace) -> NDArray[np.float32]:
    """Return the probability of each tag of each image (N, K) by networks that were trained without the image."""
    module: Any = f"timm:{options.backbone}" if options.backbone else partial(network, tags.shape[1])
    return cross_val_multilabel_pred_probs(
        TagNetwork(module, epochs=options.epochs),
        pictures,
        tags.to_numpy(),
        folds=options.folds,
        groups=[crc32(pictures[place]) for place in range(len(pictures))],  # equal images share a fold
        cache_dir=options.output / "folds",
        progress=True,
    )


def audited(tags: pd.DataFrame, folder: Path, pred_probs: NDArray[np.float32]) -> labelproof.AuditResult:
    """Return what the audit says of the tags."""
    before = Path.cwd()
    os.chdir(folder)  # the images of a table in memory are looked for in the current folder
    try:
        table = tags.rename_axis("image").reset_index()
        return labelproof.audit(table, image="image", tags=list(tags.columns), pred_probs=pred_probs)
    finally:
        os.chdir(before)


def wrong_tags(result: labelproof.AuditResult, row: int) -> str:
    """Return the doubtful tags of an image, most doubtful first."""
    assert result.tag_issues is not None
    own = result.tag_issues[result.tag_issues["row"] == row]
    return ", ".join(own["kind"] + " " + own["tag"]) or "none"


def draw(path: Path, result: labelproof.AuditResult, folder: Path) -> None:
    """Write a picture of the most suspect images with what is wrong with their tags."""
    figure = Figure(figsize=(15, 11), layout="tight")
    for place, issue in enumerate(result.issues.head(DRAWN).to_dict("records"), start=1):
        axes = figure.add_subplot(3, 5, place, xticks=[], yticks=[])
        with Image.open(folder / issue["image"]) as image:
            axes.imshow(image.convert("RGB"))
        axes.set_title(wrong_tags(result, issue["row"]).replace(", ", "\n"), color="#b3261e", parse_math=False)
        given = shorten(f"given: {issue['given_tags'].replace('|', ', ')}", 120)
        axes.set_xlabel(f"{issue['image']}\n{fill(given, 42)}", fontsize=8, parse_math=False)
    figure.savefig(path, dpi=100)


def lift(wrong: NDArray[np.bool_], order: NDArray[Any]) -> str:
    """Return how much more frequent mislabelled images are among the most suspect ones than among all."""
    top = min(100, max(1, len(wrong) // 10))
    share = wrong[order[:top]].mean()
    return f"{share:.0%} of the {top} most suspect images, {wrong.mean():.0%} of all: lift {share / wrong.mean():.1f}"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("images", type=Path, nargs="?", help="folder of the images (default: faces drawn here)")
    parser.add_argument("--attributes", type=Path, help="list of their tags, in the format of list_attr_celeba.txt")
    parser.add_argument("--truth", type=Path, help="a list of the right tags, where it is known, to measure the lift")
    parser.add_argument("--limit", type=int, help="the first so many images of the list only")
    parser.add_argument(
        "--size", type=int, help="images become squares of so many pixels (default 64; of drawn faces 32)"
    )
    parser.add_argument("--backbone", help="name of a network that timm knows, resnet18 for example")
    parser.add_argument("--epochs", type=int, default=40, help="at most so many times through the images (default 40)")
    parser.add_argument("--folds", type=int, default=5, help="parts of the cross-validation (default 5)")
    parser.add_argument("--output", type=Path, default=Path("image_tagging"), help="folder for results and caches")
    options = parser.parse_args()
    if options.images is None:
        folder = options.output / "faces"
        if not (folder / draw_faces.GIVEN).exists():
            draw_faces.draw_folder(folder)
        options.images, options.attributes = folder / draw_faces.IMAGES, folder / draw_faces.GIVEN
        options.truth, options.size = folder / draw_faces.TRUE, options.size or 32
    if options.attributes is None:
        parser.error("--attributes is needed: the list of the tags of the images")
    return options


def main() -> None:
    """Learn, find, print, draw."""
    options = arguments()
    listed = read_attributes(options.attributes, options.limit)
    tags = listed[[(options.images / name).is_file() for name in listed.index]]
    if tags.empty:
        raise SystemExit(f"error: no image of {options.attributes} lies in {options.images}")
    paths = [options.images / name for name in tags.index]
    print(f"{len(tags):,} of {len(listed):,} images, {tags.to_numpy().sum():,} tags of {tags.shape[1]} kinds")
    pred_probs = learn(Pictures(paths, options.output / "pixels", options.size or 64), tags, options)

    labels = tags.to_numpy()
    issues = find_label_issues(labels, pred_probs, multi_label=True, return_indices_ranked_by="self_confidence")
    scores = get_label_quality_scores(labels, pred_probs)
    result = audited(tags, options.images, pred_probs)
    counts = result.summary["counts"]
    print(f"find_label_issues: {len(issues):,} images with a wrong tag")
    print(f"audit: {counts['flagged']:,} images, {counts['missing']:,} tags missing, {counts['extra']:,} too many")
    print("\nMost suspect images:")
    for issue in result.issues.head(PRINTED).itertuples():
        print(f"  {issue.image}  {wrong_tags(result, issue.row)}")
    if options.truth:
        wrong = (read_attributes(options.truth).loc[tags.index].to_numpy() != labels).any(axis=1)
        print(f"\nMislabelled in the audit's order: {lift(wrong, result.issues['row'].to_numpy())}")
        print(f"Mislabelled by the EMA score:     {lift(wrong, np.argsort(scores, kind='stable'))}")
    draw(options.output / "most_suspect.png", result, options.images)
    result.save(options.output / "audit", force=True)
    print(f"\nPicture: {options.output / 'most_suspect.png'}; report and tables: {options.output / 'audit'}")


if __name__ == "__main__":
    main()
