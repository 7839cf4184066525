"""Weigh annotators and models by how often they agree with the others, and pool what they say.

Source: CROWDLAB, arXiv 2210.06812.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from labelproof._core.annotators.annotations import Annotations
from labelproof._core.annotators.votes import majority_vote
from labelproof._kernels.votes import pool

__all__ = ["Crowd", "Posterior"]

_FLOOR = 1e-6


@dataclass(frozen=True)
class Posterior:
    """How much each voice counts in the pooled probabilities, of which only blocks are ever written out.

    `likelihood` is the chance that a label is the consensus; `models` (P,) and `annotators` (M,) are weights.
    """

    likelihood: float
    models: NDArray[np.float64]
    annotators: NDArray[np.float64]

    def rows(
        self, part: Annotations, pred_probs: Sequence[NDArray[np.floating]]
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return the pooled probabilities of a block of examples (n, K), given those of each model.

        Also their most probable classes (n,), -1 where there are several.
        """
        pooled = np.zeros((part.num_rows, part.num_classes))
        for weight, probs in zip(self.models, pred_probs, strict=True):
            pooled += weight * probs.astype(np.float64, copy=False)
        best = pool(
            part.triples,
            pooled,
            weights=self.annotators,
            likelihood=self.likelihood,
            rest=(1 - self.likelihood) / (part.num_classes - 1),
            models=float(self.models.sum()),
        )
        return pooled, best


@dataclass(frozen=True)
class Crowd:
    """Annotations of N examples, some of them by several, and the probabilities (N, K) of each of P models."""

    annotations: Annotations
    pred_probs: Sequence[NDArray[np.floating]]

    @cached_property
    def majority(self) -> NDArray[np.int64]:
        """The majority vote, ties decided by the mean of the models first, (N,)."""
        return majority_vote(self.annotations, self.pred_probs)

    @cached_property
    def predicted(self) -> list[NDArray[np.int64]]:
        """The most likely class of each example by each model, (N,) each."""
        return [probs.argmax(axis=1) for probs in self.pred_probs]

    @cached_property
    def rates(self) -> NDArray[np.float64]:
        """How often the others agree with each annotator, (M,); the mean of those for who never met another."""
        met, agreed = self.annotations.tally.met, self.annotations.tally.agreed
        rates = agreed / np.maximum(met, 1)
        rates[met == 0] = rates[met > 0].mean()
        return rates

    def weigh(self, consensus: NDArray[np.int64]) -> Posterior:
        """Return the weights that a consensus (N,) gives.

        An annotator's weight is 1 - (1 - rate) / b, where b is the error of always guessing the most frequent class; a
        model's likewise from its agreement with the consensus, times the root of the number of labels per example.
        """
        known = self.annotations
        several = known.counts > 1
        right = known.matches(consensus)[several]
        agreed = consensus[several]
        common = np.bincount(agreed, minlength=known.num_classes).argmax()
        base = max(float(np.mean(agreed != common)), _FLOOR)
        errors = np.array([np.mean(classes[several] != agreed) for classes in self.predicted])
        models = np.maximum(1 - errors / base, _FLOOR) * np.sqrt(len(known.labels) / known.num_rows)
        likelihood = float(np.mean(right / known.counts[several]))
        return Posterior(likelihood, models, np.maximum(1 - (1 - self.rates) / base, _FLOOR))

    def rows(self, posterior: Posterior, where: slice, part: Annotations) -> NDArray[np.float64]:
        """Return the pooled probabilities (n, K) of a block of examples."""
        return posterior.rows(part, self._models(where))[0]

    def best(self) -> NDArray[np.int64]:
        """Return the most probable class of each example (N,), its majority vote where several are equally probable."""
        posterior, found = self.weigh(self.majority), self.majority.copy()
        for where, _, part in self.annotations.blocks():
            best = posterior.rows(part, self._models(where))[1]
            found[where] = np.where(best < 0, found[where], best)
        return found

    def _models(self, where: slice) -> list[NDArray[np.floating]]:
        return [probs[where] for probs in self.pred_probs]
