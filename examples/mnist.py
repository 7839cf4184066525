"""Find label errors in MNIST: load it, train a small network by cross-validation, rank the issues, look at them.

The workflow of the field's introduction to image data, step by step and with any model of your own. It takes a few
minutes on two cores. The short way, with a built-in model, is `labelproof audit mnist.npz --model regular`.

    python examples/mnist.py                        # downloads the digits from OpenML
    python examples/mnist.py mnist.npz              # arrays `images` and `labels`
    python examples/mnist.py FOLDER                 # mnist-train.npz and mnist-test.npz, or the original idx files

Needs the extras torch and plot: pip install 'labelproof[torch,plot]'
"""

from __future__ import annotations

import argparse
import gzip
import re
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import torch
from matplotlib.figure import Figure
from numpy.typing import NDArray
from sklearn.datasets import fetch_openml
from sklearn.metrics import accuracy_score
from sklearn.model_selection import cross_val_predict
from skorch import NeuralNetClassifier
from torch import nn

from labelproof.filter import find_label_issues

SEED = 123
KNOWN = [59915, 24798, 26405, 8729, 30049, 34404, 32342, 43454, 53216, 15434, 33388, 10994, 34920, 39184, 2720]
"""The 15 most suspect examples according to the published run of this workflow, which trained for 50 epochs."""


class ClassifierModule(nn.Module):
    """Two convolutional and two fully connected layers."""

    def __init__(self) -> None:
        super().__init__()
        self.cnn = nn.Sequential(
            nn.Conv2d(1, 6, 3),
            nn.ReLU(),
            nn.BatchNorm2d(6),
            nn.MaxPool2d(kernel_size=2, stride=2),
            nn.Conv2d(6, 16, 3),
            nn.ReLU(),
            nn.BatchNorm2d(16),
            nn.MaxPool2d(kernel_size=2, stride=2),
        )
        self.out = nn.Sequential(
            nn.Flatten(),
            nn.LazyLinear(128),
            nn.ReLU(),
            nn.Linear(128, 10),
            nn.Softmax(dim=-1),
        )

    def forward(self, X: torch.Tensor) -> torch.Tensor:
        """Return the probabilities of the ten digits."""
        return self.out(self.cnn(X))


def load(source: Path | None) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return images and labels, the 60,000 training examples first: from a file, a folder, or OpenML."""
    if source is None:
        mnist = fetch_openml("mnist_784")
        return mnist.data.astype("float32").to_numpy(), mnist.target.astype("int64").to_numpy()
    if source.is_dir():
        parts = [_from_folder(source, "train", "train"), _from_folder(source, "test", "t10k")]
    else:
        parts = [_from_npz(source)]
    images, labels = zip(*parts, strict=True)
    return np.concatenate(images), np.concatenate(labels)


def _from_folder(folder: Path, part: str, prefix: str) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return a part of the data: an npz file, or the two original files of the part, compressed or not."""
    archive = folder / f"mnist-{part}.npz"
    if archive.is_file():
        return _from_npz(archive)
    return _from_idx(folder, f"{prefix}-images*idx3-ubyte*"), _from_idx(folder, f"{prefix}-labels*idx1-ubyte*")


def _from_npz(path: Path) -> tuple[NDArray[Any], NDArray[Any]]:
    with np.load(path, allow_pickle=False) as file:
        return file["images"], file["labels"]


def _from_idx(folder: Path, pattern: str) -> NDArray[np.uint8]:
    """Return the array of an idx file: two zeros, the type, the number of dimensions, their sizes, the numbers."""
    path = next(iter(sorted(folder.glob(pattern))), None)
    if path is None:
        raise SystemExit(f"{folder}: expected mnist-train.npz and mnist-test.npz, or a file {pattern}")
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    sizes = np.frombuffer(content, ">u4", count=content[3], offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * len(sizes)).reshape(sizes)


def plot_examples(X: NDArray[np.float32], y: NDArray[np.int64], rows: NDArray[np.int64], path: Path) -> None:
    """Draw some examples with their row numbers and given labels."""
    figure = Figure(figsize=(10, 7), layout="constrained")
    for axes, row in zip(figure.subplots(3, 5).flat, rows, strict=False):
        axes.imshow(X[row].reshape(28, 28), cmap="gray")
        axes.set_title(f"id: {row}\nlabel: {y[row]}")
        axes.axis("off")
    figure.savefig(path, dpi=80)


def say(line: str) -> None:
    """Print a line of the training, in colours on a terminal alone."""
    print(line if sys.stdout.isatty() else re.sub("\x1b\\[\\d+m", "", line))


def main() -> None:
    """Load, train, find, show."""
    parser = argparse.ArgumentParser(description="Find label errors in MNIST.")
    parser.add_argument("data", type=Path, nargs="?", help="an npz file, or a folder (default: download from OpenML)")
    parser.add_argument("--epochs", type=int, default=10, help="10 as in the published notebook; 50 as in its text")
    parser.add_argument("--picture", type=Path, default=Path("mnist_issues.png"), help="where to draw the top 15")
    options = parser.parse_args()
    started = time.perf_counter()
    warnings.filterwarnings("ignore", "Lazy modules are a new feature.*")
    torch.manual_seed(SEED)

    images, labels = load(options.data)
    X = images.astype("float32")
    X /= 255.0  # Scale the features to the [0, 1] range
    X = X.reshape(len(X), 1, 28, 28)
    y = labels.astype("int64")

    model_skorch = NeuralNetClassifier(ClassifierModule, max_epochs=options.epochs, callbacks__print_log__sink=say)
    num_crossval_folds = 5
    pred_probs = cross_val_predict(model_skorch, X, y, cv=num_crossval_folds, method="predict_proba")

    predicted_labels = pred_probs.argmax(axis=1)
    acc = accuracy_score(y, predicted_labels)
    print(f"Cross-validated estimate of accuracy on held-out data: {acc}")

    ranked_label_issues = find_label_issues(y, pred_probs, return_indices_ranked_by="self_confidence")
    print(f"labelproof found {len(ranked_label_issues)} label issues.")
    print(f"Here are the indices of the top 15 most likely label errors:\n{ranked_label_issues[:15]}")
    if len(y) == 70_000:
        first, flagged = np.isin(KNOWN, ranked_label_issues[:60]).sum(), np.isin(KNOWN, ranked_label_issues).sum()
        print(f"Of the 15 that the published run shows, {first} are in the first 60 here and {flagged} are flagged.")

    plot_examples(X, y, ranked_label_issues[:15], options.picture)
    print(f"They are drawn in {options.picture}. All took {time.perf_counter() - started:.0f} seconds.")


if __name__ == "__main__":
    main()
