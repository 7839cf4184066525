"""Wrong labels put into clean ones: four kinds of noise, each a function of labels, a seed and nothing else hidden."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from labelproof.benchmarking.noise_generation import generate_noise_matrix_from_trace, generate_noisy_labels

__all__ = ["KINDS", "flip_chances", "plant"]

SHARE = 0.1
TRACE = 0.85
"""Of the noise matrix, per class: the mean chance that a label stays."""
ZEROS = 0.5
"""Share of the noise matrix off its diagonal that is zero."""

KINDS = {
    "uniform": "one label in ten becomes another class, each as likely",
    "asymmetric": "one label in ten becomes the next class, the last one the first",
    "class-dependent": "a random noise matrix of trace 0.85 K, half of it zero off the diagonal",
    "instance-dependent": "one label in ten, chances as 1 - margin of a model of the clean labels, to its second class",
}


def plant(
    kind: str,
    labels: NDArray[np.int64],
    number: int,
    clean_probs: Callable[[], NDArray[np.floating]],
    *,
    seed: int,
) -> NDArray[np.int64]:
    """Return the labels with errors of one kind.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    labels : (N,) int64
        Clean classes 0..K-1, all of them present.
    number : int
        K.
    clean_probs : function
        Returns (N, K) probabilities of a model of the clean labels; only the instance-dependent kind asks for them.
    seed : int
        The same seed plants the same errors; kinds and seeds share no draws.

    Returns
    -------
    (N,) int64
        New labels. Exactly one in ten differs, but for the class-dependent kind: there the matrix says how many, and
        for the instance-dependent kind the number is drawn.
    """
    rng = np.random.default_rng([seed, list(KINDS).index(kind)])
    if kind == "class-dependent":
        shares = np.bincount(labels, minlength=number) / labels.size
        matrix = generate_noise_matrix_from_trace(
            number, TRACE * number, py=shares, frac_zero_noise_rates=ZEROS, rng=rng
        )
        if matrix is None:
            raise RuntimeError(f"no valid noise matrix was found for seed {seed}")
        return generate_noisy_labels(labels, matrix, rng=rng).astype(np.int64)
    noisy = labels.copy()
    if kind == "instance-dependent":
        chances, second = flip_chances(labels, clean_probs())
        hit = np.flatnonzero(rng.random(labels.size) < chances)
        noisy[hit] = second[hit]
        return noisy
    hit = rng.choice(labels.size, round(SHARE * labels.size), replace=False)
    step = rng.integers(1, number, size=hit.size) if kind == "uniform" else 1
    noisy[hit] = (labels[hit] + step) % number
    return noisy


def flip_chances(
    labels: NDArray[np.int64], clean_probs: NDArray[np.floating]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the chance of each label to be flipped, one in ten on the mean, and the class it is flipped to.

    The margin is the probability of the right class less that of the likeliest other one, which is the class flipped
    to. Chances above 1 are cut, and the others raised to make up for it.
    """
    others = clean_probs.astype(np.float64)
    rows = np.arange(labels.size)
    right = others[rows, labels]
    others[rows, labels] = -1.0
    second = others.argmax(axis=1)
    doubt = 1 - (right - others[rows, second])
    chances = SHARE * doubt / doubt.mean()
    while chances.max() > 1:
        chances = np.minimum(chances, 1.0)
        below = chances < 1
        chances[below] *= (SHARE * labels.size - np.count_nonzero(~below)) / chances[below].sum()
    return chances, second.astype(np.int64)
