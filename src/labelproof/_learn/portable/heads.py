"""What turns rows of numbers into scores of classes or tags: planes, and a kernel machine. Both are a few arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from labelproof._learn.models.kernel import FittedKernel, Kernel
from labelproof._learn.near_pairs import Space
from labelproof._learn.portable.parts import Arrays

__all__ = ["HEADS", "Head", "KernelHead", "PlaneHead"]


class Head(Protocol):
    """A fitted head."""

    def scores(self, rows: Space) -> NDArray[np.float64]:
        """Return scores (N, k) that rise with the odds of each class or tag."""

    def arrays(self) -> Arrays:
        """Return it as arrays."""


@dataclass(frozen=True)
class PlaneHead:
    """A plane for each class or tag: (k, D) normals, (k,) offsets."""

    normals: NDArray[np.float32]
    offsets: NDArray[np.float32]

    @classmethod
    def fitted(cls, rows: Space, wanted: NDArray[Any], seed: int) -> PlaneHead:
        """Return the head fitted to codes 0..k-1, or to a matrix of tags.

        On sparse rows it is a support vector machine, on others logistic regression, as in the audit.
        """
        if wanted.ndim == 1:
            return cls._of(_machine(rows, seed).fit(rows, wanted), several=True)
        heads = [cls._of(_machine(rows, seed).fit(rows, tag), several=False) for tag in wanted.T]
        return cls(np.vstack([head.normals for head in heads]), np.concatenate([head.offsets for head in heads]))

    @classmethod
    def _of(cls, model: Any, *, several: bool) -> PlaneHead:
        """Return the planes of a model of scikit-learn: of each of several classes, or of the second one alone."""
        normals, offsets = np.asarray(model.coef_), np.asarray(model.intercept_).reshape(-1)
        if several and len(normals) == 1:
            normals, offsets = np.vstack([-normals, normals]), np.concatenate([-offsets, offsets])
        return cls(normals.astype(np.float32), offsets.astype(np.float32))

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> PlaneHead:
        """Return what `arrays` has given."""
        return cls(arrays["normals"], arrays["offsets"])

    def arrays(self) -> Arrays:
        """Return it as arrays."""
        return {"normals": self.normals, "offsets": self.offsets}

    def scores(self, rows: Space) -> NDArray[np.float64]:
        """Return the distances from the planes."""
        return np.asarray(rows @ self.normals.T, dtype=np.float64) + self.offsets


def _machine(rows: Space, seed: int) -> Any:
    """Return the model that suits the rows."""
    if hasattr(rows, "tocsr"):
        return LinearSVC(C=0.3, tol=1e-3, max_iter=10_000, dual="auto", random_state=seed)
    return LogisticRegression(C=0.1, tol=1e-3, max_iter=2000)


@dataclass(frozen=True)
class KernelHead:
    """A Gaussian kernel machine on landmarks."""

    machine: FittedKernel

    @classmethod
    def fitted(cls, rows: Space, wanted: NDArray[Any], seed: int) -> KernelHead:
        """Return the head fitted to codes 0..k-1, or to a matrix of tags; the rows are dense."""
        indicator = wanted if wanted.ndim == 2 else wanted[:, None] == np.arange(int(wanted.max()) + 1)
        return cls(Kernel(np.asarray(rows)).fitted(np.arange(rows.shape[0]), indicator, seed))

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> KernelHead:
        """Return what `arrays` has given."""
        return cls(FittedKernel(arrays["centres"], float(arrays["narrow"][0]), arrays["weights"]))

    def arrays(self) -> Arrays:
        """Return it as arrays."""
        machine = self.machine
        return {"centres": machine.centres, "narrow": np.array([machine.narrow]), "weights": machine.weights}

    def scores(self, rows: Space) -> NDArray[np.float64]:
        """Return the fitted indicators."""
        return self.machine.values(np.asarray(rows), np.arange(rows.shape[0]))


HEADS: dict[str, type[PlaneHead] | type[KernelHead]] = {"planes": PlaneHead, "kernel": KernelHead}
