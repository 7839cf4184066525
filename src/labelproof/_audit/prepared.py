"""What passes between the steps of an audit: data that was read, probabilities, and the record of the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._audit.output import KIND
from labelproof._audit.request import AuditRequest, environment
from labelproof._audit.review.parts import ReviewParts
from labelproof._audit.summary import ModelFacts
from labelproof._base.dataset import Dataset, Note
from labelproof._learn.builtin import Learned

__all__ = ["Prepared", "Probabilities", "record_of"]


@dataclass(frozen=True)
class Prepared:
    """Data that was read and checked, ready to be learned from; `given` are the user's own probabilities, any width."""

    request: AuditRequest
    dataset: Dataset
    class_names: tuple[str, ...]
    codes: NDArray[np.int64]
    given: NDArray[np.floating] | None
    seconds: float


@dataclass(frozen=True)
class Probabilities:
    """Where the probabilities came from; `timings` are the parts of learning, the last two those of `ReviewParts`."""

    pred_probs: NDArray[np.floating]
    readable: NDArray[np.bool_] | None
    facts: ModelFacts
    notes: tuple[Note, ...] = ()
    timings: Mapping[str, float] = field(default_factory=dict)
    groups: NDArray[np.int64] | None = None
    vectors: NDArray[np.float16] | None = None

    @classmethod
    def own(cls, pred_probs: NDArray[np.floating]) -> Probabilities:
        """Return the user's own probabilities."""
        return cls(pred_probs, None, ModelFacts("your own probabilities", True, None))

    @classmethod
    def learned(cls, learned: Learned, folds: int) -> Probabilities:
        """Return what a built-in model has learned."""
        facts = ModelFacts(learned.description, False, folds)
        found, timings = learned, learned.timings
        return cls(found.pred_probs, found.readable, facts, found.notes, timings, found.groups, found.vectors)

    def parts(self, request: AuditRequest) -> ReviewParts:
        """Return what is kept of them for the review."""
        return ReviewParts(request.reading(), self.groups, self.vectors)


def record_of(request: AuditRequest, dataset: Dataset) -> dict[str, Any]:
    """Return what `run.json` says: arguments, versions, seed, inputs."""
    return {
        "kind": KIND,
        "schema_version": 1,
        "arguments": request.described(),
        "seed": request.seed,
        **environment(),
        "input": [{"path": file.path, "sha256": file.sha256} for file in dataset.inputs],
    }
