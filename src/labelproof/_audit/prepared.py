"""What passes between the steps of an audit: data that was read, probabilities, and the record of the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._audit.findings import Findings
from labelproof._audit.output import KIND
from labelproof._audit.request import AuditRequest, environment
from labelproof._audit.review.parts import ReviewParts
from labelproof._audit.revision import Revision, review_columns
from labelproof._audit.summary import ModelFacts
from labelproof._audit.tags.findings import TagFindings
from labelproof._base.dataset import Dataset, Note, TagMatrix
from labelproof._learn.builtin import Learned

__all__ = ["Prepared", "Probabilities", "record_of"]


@dataclass(frozen=True)
class Prepared:
    """Data that was read and checked, ready to be learned from.

    `given` are the user's own probabilities, any width; `revision` says which labels people have corrected.
    """

    request: AuditRequest
    dataset: Dataset
    class_names: tuple[str, ...]
    codes: NDArray[np.int64]
    given: NDArray[np.floating] | None
    seconds: float
    revision: Revision | None = None

    @property
    def lessons(self) -> NDArray[Any]:
        """The classes, or the matrix of tags, to learn from."""
        if self.revision is not None:
            return self.revision.lessons()
        return self.codes if self.dataset.tags is None else self.dataset.tags.given

    def revised(self, revision: Revision) -> Prepared:
        """Return it with labels as people have corrected them, and without probabilities from before."""
        dataset = replace(self.dataset, notes=(*self.dataset.notes, *revision.notes))
        changes: dict[str, Any] = {"class_names": revision.names, "given": None, "revision": revision}
        if dataset.tags is None:
            labels = np.array([*revision.names, None], dtype=object)[revision.now]
            return replace(self, dataset=replace(dataset, labels=labels), codes=revision.now, **changes)
        tags = TagMatrix(revision.names, revision.now.astype(np.uint8))
        return replace(self, dataset=replace(dataset, tags=tags), **changes)


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

    def parts(self, prepared: Prepared, findings: Findings | TagFindings) -> ReviewParts:
        """Return what is kept for the review; `findings` are those before anything was settled."""
        revision = prepared.revision
        columns = None if revision is None else review_columns(findings, revision, self.pred_probs)
        return ReviewParts(prepared.request.reading(), self.groups, self.vectors, columns)


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
