"""What the copies of an example say against its label.

Copies share a fold, so that no model is tested on what it has seen; what their labels say is lost by that. Here it
comes back in, in one direction only: copies that carry another label make an example doubtful, copies that carry the
same one prove nothing, because a copied error would confirm itself.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

__all__ = ["with_copies_heard"]

_MOST_TRUST = 0.99
_FLOOR = 1e-7


def with_copies_heard(
    pred_probs: NDArray[np.float64], codes: NDArray[np.int64], groups: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the probabilities after the copies of each row that carry another label have been heard.

    Parameters
    ----------
    pred_probs : (N, K) float64
        Out-of-sample probabilities.
    codes : (N,) int64
        Class of each row; -1 for rows without a label, which say nothing and are not changed.
    groups : (N,) int64
        Rows of one group are copies of each other.

    Returns
    -------
    (N, K) float64
        A new array. A row all of whose copies agree keeps its probabilities.

    Notes
    -----
    A copy is thought to carry the class of its example with probability t, the trust, and else any class by the class
    shares c. With v the shares of the classes among the copies of a row, its probability of class k is multiplied by
    ``(t v_k + (1 - t) c_k) / c_k``; that of its own class is never raised. The trust is the one under which the labels
    are likeliest, given models and copies: 0 where copies say nothing that the models do not know. Time O(N K).

    Source
    ------
    Our own. The one-sidedness is what keeps copied errors apart from confirmed labels.
    """
    result = pred_probs.copy()
    labelled = np.flatnonzero(codes >= 0)
    kind = np.unique(groups[labelled], return_inverse=True)[1].reshape(-1)
    kept = np.bincount(kind)[kind] > 1
    if not kept.any():
        return result
    prior = np.bincount(codes[labelled], minlength=pred_probs.shape[1]) / labelled.size
    prior = np.maximum(prior, 1 / (labelled.size + prior.size))
    rows, given = labelled[kept], codes[labelled[kept]]
    shares = _shares(kind[kept], given, prior.size)
    logs = np.log(np.maximum(pred_probs[rows], _FLOOR))
    gain = _gain(shares, prior, _trust(logs, shares, prior, given))
    own = np.arange(rows.size), given
    gain[own] = np.minimum(gain[own], 0.0)
    doubtful = shares[own] < 1
    changed = result[rows[doubtful]] * np.exp(gain[doubtful])
    result[rows[doubtful]] = changed / changed.sum(axis=1, keepdims=True)
    return result


def _shares(kind: NDArray[np.int64], given: NDArray[np.int64], num_classes: int) -> NDArray[np.float64]:
    """Return the shares of the classes among the other rows of each row's group; every group has several rows."""
    kind = np.unique(kind, return_inverse=True)[1].reshape(-1)
    counts = np.zeros((kind.max() + 1, num_classes))
    np.add.at(counts, (kind, given), 1.0)
    others = counts[kind]
    others[np.arange(given.size), given] -= 1
    others /= others.sum(axis=1, keepdims=True)
    return others


def _gain(shares: NDArray[np.float64], prior: NDArray[np.float64], trust: float) -> NDArray[np.float64]:
    """Return the logarithm of what each class's probability is multiplied by."""
    gain: NDArray[np.float64] = np.log(trust * shares + (1 - trust) * prior) - np.log(prior)
    return gain


def _trust(
    logs: NDArray[np.float64], shares: NDArray[np.float64], prior: NDArray[np.float64], given: NDArray[np.int64]
) -> float:
    """Return the trust under which the labels are likeliest; one row of copies at odds is thought of beside them."""
    rows = np.arange(given.size)

    def loss(trust: float) -> float:
        scores = logs + _gain(shares, prior, trust)
        scores -= scores.max(axis=1, keepdims=True)
        return float((np.log(np.exp(scores).sum(axis=1)) - scores[rows, given]).sum() - np.log1p(-trust))

    return float(minimize_scalar(loss, bounds=(0.0, _MOST_TRUST), method="bounded", options={"xatol": 1e-3}).x)
