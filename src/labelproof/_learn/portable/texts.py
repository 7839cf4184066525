"""Texts as TF-IDF of words and characters, with the vocabulary that is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from labelproof._base.dataset import Dataset
from labelproof._base.errors import InputError
from labelproof._base.progress import Progress
from labelproof._learn.models.text import row_texts
from labelproof._learn.portable.parts import Arrays, Rows

__all__ = ["TextFeatures"]

_MAX_CHARACTERS = 20_000
_OPTIONS: dict[str, dict[str, Any]] = {
    "words": {"token_pattern": r"(?u)\b\w+\b", "ngram_range": (1, 2), "max_features": 100_000},
    "pieces": {"analyzer": "char_wb", "ngram_range": (2, 5), "max_features": 200_000},
}


@dataclass(frozen=True)
class TextFeatures:
    """Terms of each half, words and pieces of words, and how rare each term is."""

    terms: Mapping[str, tuple[Sequence[str], NDArray[np.float32]]]

    @classmethod
    def fitted(cls, dataset: Dataset) -> TextFeatures:
        """Return the features that suit these texts."""
        texts = [text[:_MAX_CHARACTERS] for text in row_texts(dataset)]
        found = {half: terms for half in _OPTIONS if (terms := _terms(texts, half)) is not None}
        if not found:
            raise InputError("Every text is empty: there is nothing to learn from. Name the column with the text.")
        return cls(found)

    @classmethod
    def from_kept(cls, about: Mapping[str, Any], arrays: Arrays) -> TextFeatures:  # noqa: ARG003 - one shape for all
        """Return what `kept` has given."""
        halves = [half for half in _OPTIONS if f"{half}.terms" in arrays]
        return cls(
            {
                half: (
                    arrays[f"{half}.terms"].tobytes().decode("utf-8", "surrogatepass").split("\n"),
                    arrays[f"{half}.idf"],
                )
                for half in halves
            }
        )

    def kept(self) -> tuple[dict[str, Any], Arrays]:
        """Return the terms as one text each, a line a term; no term holds a line break."""
        arrays: Arrays = {}
        for half, (terms, idf) in self.terms.items():
            text = "\n".join(terms).encode("utf-8", "surrogatepass")
            arrays[f"{half}.terms"], arrays[f"{half}.idf"] = np.frombuffer(text, dtype=np.uint8), idf
        return {}, arrays

    def rows(self, dataset: Dataset, progress: Progress) -> Rows:  # noqa: ARG002 - one shape for all
        """Return sparse rows, each half of unit length."""
        texts = [text[:_MAX_CHARACTERS] for text in row_texts(dataset)]
        halves = [_vectorizer(half, *known).transform(texts) for half, known in self.terms.items()]
        return Rows.all(sparse.csr_matrix(sparse.hstack(halves, format="csr", dtype=np.float32)))


def _terms(texts: Sequence[str], half: str) -> tuple[Sequence[str], NDArray[np.float32]] | None:
    """Return the terms of at least two texts, or of all if there are none, and their weights; None without terms."""
    for least in (2, 1):
        found = TfidfVectorizer(min_df=least, dtype=np.float32, **_OPTIONS[half])
        try:
            found.fit(texts)
        except ValueError:  # "empty vocabulary" or "no terms remain": its only errors for strings
            continue
        return found.get_feature_names_out().tolist(), np.asarray(found.idf_, dtype=np.float32)
    return None


def _vectorizer(half: str, terms: Sequence[str], idf: NDArray[np.float32]) -> TfidfVectorizer:
    """Return the vectorizer of known terms."""
    options = {name: value for name, value in _OPTIONS[half].items() if name != "max_features"}
    made = TfidfVectorizer(vocabulary=list(terms), sublinear_tf=True, dtype=np.float32, **options)
    made.idf_ = idf
    return made
