"""A folder to work in, small data, and the command line called in this process."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from labelproof import cli

WORDS = {
    "bill": ("invoice", "charge", "fee", "amount", "refund", "receipt"),
    "card": ("plastic", "chip", "pin", "contactless", "wallet", "swipe"),
}


@dataclass(frozen=True)
class Shell:
    """The command line in a folder of its own."""

    folder: Path
    capsys: pytest.CaptureFixture

    def __call__(self, *arguments):
        code = cli.main([str(word) for word in arguments])
        out, err = self.capsys.readouterr()
        return code, out, err

    def files(self):
        """Return the names of everything in the folder."""
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*"))

    def write(self, name, content):
        """Write a file: text, bytes, or an array or dict of arrays."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            path.write_text(content, encoding="utf-8", newline="")
        elif isinstance(content, bytes):
            path.write_bytes(content)
        elif isinstance(content, dict):
            np.savez(path, **content)
        else:
            np.save(path, np.asarray(content))
        return path


@pytest.fixture
def shell(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path, capsys)


def sentences(rows=60):
    """Return (text, label) pairs of two classes that words tell apart."""
    pairs = []
    for i in range(rows):
        name = ("bill", "card")[i % 2]
        words = WORDS[name]
        pairs.append((f"my {words[i % 6]} and the {words[(i // 2) % 6]} number {i}", name))
    return pairs


def csv_of(pairs, header="text,label"):
    """Return pairs as CSV text."""
    return "\n".join([header, *(f"{text},{label}" for text, label in pairs)]) + "\n"


@pytest.fixture
def table():
    """Return a CSV of 60 short texts, row 7 with the wrong label."""
    pairs = sentences()
    pairs[7] = (pairs[7][0], "bill")
    return csv_of(pairs)


@pytest.fixture
def probabilities():
    """Return (labels, pred_probs) of 40 rows and 2 classes; row 7 has the wrong label."""
    labels = np.arange(40) % 2
    right = 0.7 + 0.2 * ((np.arange(40) * 7) % 11) / 11
    pred_probs = np.where(labels[:, None] == np.arange(2), right[:, None], 1 - right[:, None])
    labels[7] = 0
    return labels, pred_probs
