"""What is learned from text: TF-IDF of words and characters, linear models, naive Bayes and neighbours over them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import MultinomialNB
from sklearn.svm import LinearSVC

from labelproof._base.dataset import Dataset
from labelproof._base.errors import InputError
from labelproof._base.progress import Progress
from labelproof._learn.cross_val import Member
from labelproof._learn.groups import Groups, duplicate_groups
from labelproof._learn.models.backbone import Backbone, backbone_named
from labelproof._learn.models.copies import near_copies
from labelproof._learn.models.examples import Prepared, both_sides
from labelproof._learn.models.kernel import Kernel
from labelproof._learn.models.neighbors import Neighbors
from labelproof._learn.models.sentences import sentence_embeddings
from labelproof._learn.models.table import Linear

__all__ = ["prepare", "row_texts", "text_groups"]

_MAX_CHARACTERS = 20_000
"""Of one text; the rest of a very long one adds time, hardly information."""
_MAX_WORDS, _MAX_PIECES = 100_000, 200_000
_COMPONENTS, _ASKED = 200, 20
"""Of the space in which texts have neighbours, and how many of them vote."""
_SMOOTHING = 0.1

_WORD = r"(?u)\b\w+\b"
_NO_WORD = re.compile(r"[\W_]+")


def prepare(
    dataset: Dataset,
    *,
    model: str,
    seed: int,
    progress: Progress,
    device: str | None = None,
    cache_dir: Path | None = None,
) -> Prepared:
    """Return the texts of a data set ready for learning.

    Parameters
    ----------
    dataset : Dataset
        With `text_columns`; several columns are joined.
    model : {"fast", "regular", "best"}, or a backbone such as "transformers:FOLDER"
        Which members to train. What a backbone says of the texts is learned from beside their words.
    seed : int
        Seed of the search for near copies.
    progress : Progress
        Told of the texts that a backbone reads.
    device : str, optional
        Where a backbone computes. Default: the first GPU where there is one.
    cache_dir : Path, optional
        A folder that keeps what a backbone has said.

    Returns
    -------
    Prepared
        Ready for cross-validation.

    Raises
    ------
    InputError
        If every text is empty, or the backbone cannot be used.
    """
    backbone = _sentence_backbone(model)
    texts = row_texts(dataset)
    cut = [text[:_MAX_CHARACTERS] for text in texts]
    matrix = _features(cut)
    members: tuple[Member, ...] = (_Linear(matrix, 0.3), _NaiveBayes(matrix))
    how = "linear and naive Bayes"
    if backbone is not None:
        rows = sentence_embeddings(backbone, cut, device=device, folder=cache_dir, progress=progress)
        rows = rows - rows.mean(axis=0)
        rows /= max(float(rows.std(axis=0).max()), 1e-9)
        members = (*members, Linear(rows, 0.1), Kernel(rows), Neighbors(rows, _ASKED))
        how = f"linear and naive Bayes; linear, kernel and neighbours on {backbone.package} {backbone.name}"
    elif model != "fast":
        members = (*members, Neighbors(_embedded(matrix, seed), _ASKED))
        how = "linear, naive Bayes and neighbours"
    return Prepared(
        keys=_keys(texts),
        space=matrix * np.float32(np.sqrt(0.5)),
        members=members,
        readable=np.ones(len(texts), dtype=np.bool_),
        what="texts",
        description=f"words and characters, {how}",
        alike=near_copies(cut, matrix, pattern=_WORD, seed=seed),
    )


def _sentence_backbone(model: str) -> Backbone | None:
    """Return the backbone of that name; packages of images are refused."""
    found = backbone_named(model)
    if found is not None and found.package != "transformers":
        raise InputError(
            f"`model` must name a network that reads texts: got {found.package}'s {found.name!r}. Use "
            "`transformers:FOLDER` with a folder that transformers or sentence-transformers has saved."
        )
    return found


def text_groups(texts: Sequence[str], *, seed: int) -> Groups:
    """Return the groups of equal and nearly equal texts.

    Parameters
    ----------
    texts : sequence of str
        The texts.
    seed : int
        Seed of the search for near copies.

    Returns
    -------
    Groups
        Of texts that are equal after normalising, or near copies; the usual distance is not looked at.
    """
    cut = [text[:_MAX_CHARACTERS] for text in texts]
    try:
        # Words of a single text count too: without them, texts that differ in one rare word would be equal.
        words = TfidfVectorizer(token_pattern=_WORD, max_features=_MAX_WORDS, dtype=np.float32).fit_transform(cut)
        alike = near_copies(cut, sparse.csr_matrix(words), pattern=_WORD, seed=seed)
    except ValueError:  # "empty vocabulary": no text has a word
        alike = None
    return duplicate_groups(_keys(texts), None, what="texts", seed=seed, alike=alike)


def row_texts(dataset: Dataset) -> list[str]:
    """Return the text of each row, columns joined by a line break, missing ones left out."""
    columns = [dataset.frame[name] for name in dataset.text_columns]
    filled = [column.astype(object).where(column.notna(), "").tolist() for column in columns]
    return ["\n".join(str(part) for part in parts if part != "") for parts in zip(*filled, strict=True)]


def _keys(texts: Sequence[str]) -> NDArray[np.int64]:
    """Return one number per distinct text after normalising case, blanks and punctuation."""
    seen: dict[str, int] = {}
    plain = (_NO_WORD.sub(" ", text.casefold()).strip() or text.strip() for text in texts)
    return np.array([seen.setdefault(text, len(seen)) for text in plain], dtype=np.int64)


def _features(texts: Sequence[str]) -> sparse.csr_matrix:
    """Return TF-IDF of words and of characters, each half of unit length.

    Fitted once on all texts: it counts words and sees no label, so nothing leaks from a held-out label, and five
    fits per audit are saved.
    """
    words = _tfidf(texts, token_pattern=_WORD, ngram_range=(1, 2), max_features=_MAX_WORDS)
    pieces = _tfidf(texts, analyzer="char_wb", ngram_range=(2, 5), max_features=_MAX_PIECES)
    halves = [half for half in (words, pieces) if half is not None]
    if not halves:
        raise InputError("Every text is empty. Name the column that holds the text with `--text` (text=...).")
    return sparse.csr_matrix(sparse.hstack(halves, format="csr", dtype=np.float32))


def _tfidf(texts: Sequence[str], **options: Any) -> sparse.csr_matrix | None:
    """Return TF-IDF rows of the terms of at least two texts, or of all terms if there are none; None without terms."""
    for least in (2, 1):
        try:
            found = TfidfVectorizer(min_df=least, sublinear_tf=True, dtype=np.float32, **options).fit_transform(texts)
        except ValueError:  # "empty vocabulary" or "no terms remain": its only errors for strings
            continue
        return sparse.csr_matrix(found)
    return None


def _embedded(matrix: sparse.csr_matrix, seed: int) -> NDArray[np.float32]:
    """Return the leading components of the features, rows of unit length."""
    size = min(_COMPONENTS, *(side - 1 for side in matrix.shape))
    if size < 1:
        return np.asarray(matrix.toarray(), dtype=np.float32)
    rows = TruncatedSVD(size, n_iter=3, random_state=seed).fit_transform(matrix).astype(np.float32)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return np.asarray(rows)


@dataclass(frozen=True)
class _Linear:
    """A linear support vector machine, one class against the rest."""

    matrix: sparse.csr_matrix
    strength: float

    def scores(
        self, train: NDArray[np.int64], codes: NDArray[np.int64], target: NDArray[np.int64], seed: int
    ) -> NDArray[np.floating]:
        # On text it is as accurate as multinomial logistic regression in a fifth of the time, and less drawn to
        # wrong labels; measured in docs/decisions (built-in models). The scale of its scores is fitted out of fold.
        machine = LinearSVC(C=self.strength, tol=1e-3, max_iter=10_000, dual="auto", random_state=seed)
        return both_sides(machine.fit(self.matrix[train], codes).decision_function(self.matrix[target]))


@dataclass(frozen=True)
class _NaiveBayes:
    """Naive Bayes over the same features; it errs differently, and takes a tenth of a second."""

    matrix: sparse.csr_matrix

    def scores(
        self,
        train: NDArray[np.int64],
        codes: NDArray[np.int64],
        target: NDArray[np.int64],
        seed: int,  # noqa: ARG002
    ) -> NDArray[np.floating]:
        model = MultinomialNB(alpha=_SMOOTHING).fit(self.matrix[train], codes)
        return np.asarray(model.predict_log_proba(self.matrix[target]))
