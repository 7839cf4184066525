"""The noise model of CleanLearning: joint counts, class prior and noise matrices, from whatever of them is known.

Formulas live in `_core.latent` and `_core.joint`; this file only decides which of them apply.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelproof._core.latent import estimate_latent, latent_from_inverse_noise_matrix, latent_from_noise_matrix
from labelproof._learn.judged import joint_of_judged
from labelproof._tasks.multiclass.counts import check_joint
from labelproof._tasks.multiclass.inputs import Inputs

__all__ = ["Known", "NoiseModel", "noise_model"]


@dataclass(frozen=True)
class NoiseModel:
    """Estimates of the label noise; a field is None when nothing needed it.

    Attributes
    ----------
    confident_joint : (K, K) array or None
        Counts of given (rows) against guessed true classes.
    py : (K,) float64 or None
        Share of each true class.
    noise_matrix, inverse_noise_matrix : (K, K) float64 or None
        P(given | true) and P(true | given); columns sum to 1.
    """

    confident_joint: NDArray[np.generic] | None = None
    py: NDArray[np.float64] | None = None
    noise_matrix: NDArray[np.float64] | None = None
    inverse_noise_matrix: NDArray[np.float64] | None = None


@dataclass(frozen=True)
class Known:
    """What the user knows beforehand."""

    confident_joint: NDArray[np.generic] | None = None
    noise_matrix: NDArray[np.float64] | None = None
    inverse_noise_matrix: NDArray[np.float64] | None = None
    thresholds: NDArray[np.float64] | None = None
    pulearning: int | None = None
    converge: bool = False


def noise_model(inputs: Inputs, known: Known, alone: NDArray[np.bool_]) -> NoiseModel:
    """Return the noise model of checked inputs.

    Parameters
    ----------
    inputs : Inputs
        Labels and probabilities.
    known : Known
        Matrices that need no estimate, and options.
    alone : (K,) bool
        Classes whose only example could not be judged; it counts as right.

    Returns
    -------
    NoiseModel
        All fields set, but for `py` where an inverse noise matrix is given.

    Notes
    -----
    A known joint gives the noise matrix, whatever else is known; a known noise matrix gives prior and inverse; a known
    inverse gives the noise matrix; with neither, all come from the joint counted on `inputs`.
    """
    counts = inputs.class_counts
    prior = counts / max(int(counts.sum()), 1)
    noise, inverse, py = known.noise_matrix, known.inverse_noise_matrix, None
    if known.confident_joint is None:
        joint: NDArray[np.generic] = joint_of_judged(inputs, alone, thresholds=known.thresholds)
    else:
        joint = check_joint(known.confident_joint, inputs.num_classes)
        latent = estimate_latent(joint, counts)
        noise, py = latent.noise_matrix, latent.true_prior
    if noise is None and inverse is None:
        latent = estimate_latent(joint, counts, converge=known.converge)
        model = NoiseModel(joint, latent.true_prior, latent.noise_matrix, latent.inverse_noise_matrix)
    elif inverse is None and noise is not None:
        latent = latent_from_noise_matrix(noise, prior)
        model = NoiseModel(joint, latent.true_prior, noise, latent.inverse_noise_matrix)
    elif noise is None and inverse is not None:
        model = NoiseModel(joint, py, latent_from_inverse_noise_matrix(inverse, prior).noise_matrix, inverse)
    else:
        model = NoiseModel(joint, py, noise, inverse)
    return model if known.pulearning is None else _one_class_is_right(model, known.pulearning)


def _one_class_is_right(model: NoiseModel, right: int) -> NoiseModel:
    """Return the model of two classes of which one has no wrong labels."""
    other = 1 - right
    joint, noise, inverse = (
        None if matrix is None else np.array(matrix)
        for matrix in (model.confident_joint, model.noise_matrix, model.inverse_noise_matrix)
    )
    for matrix in (joint, noise):
        if matrix is not None:
            matrix[right, other], matrix[other, other] = 0, 1
    if inverse is not None:
        inverse[other, right], inverse[right, right] = 0, 1
    return NoiseModel(joint, model.py, noise, inverse)
