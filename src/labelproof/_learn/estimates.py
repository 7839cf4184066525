"""Counting from examples instead of probabilities: cross-validate a classifier, then estimate the noise.

The four functions are part of the public module `count`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import legal_name
from labelproof._core.latent import Latent, PriorMethod, estimate_latent
from labelproof._learn.judged import joint_of_judged
from labelproof._learn.reference_cv import cross_validate
from labelproof._tasks.multiclass.inputs import prepare
from labelproof._tasks.multiclass.labels import label_values

__all__ = [
    "estimate_confident_joint_and_cv_pred_proba",
    "estimate_cv_predicted_probabilities",
    "estimate_noise_matrices",
    "estimate_py_noise_matrices_and_cv_pred_proba",
]

ValidationFunction = Callable[[Any, Any], Mapping[str, Any]]


@dataclass(frozen=True)
class _Counted:
    pred_probs: NDArray[np.float64]
    codes: NDArray[np.int64]
    joint: NDArray[np.int64]

    def latent(self, method: str, *, converge: bool) -> Latent:
        chosen: PriorMethod = legal_name("py_method", "be a known method", method, get_args(PriorMethod))
        counts = np.bincount(self.codes, minlength=len(self.joint)).astype(np.int64)
        return estimate_latent(self.joint, counts, method=chosen, converge=converge)


def _counted(X: Any, labels: Any, clf: Any, thresholds: Any, calibrate: bool, options: Mapping[str, Any]) -> _Counted:
    found = cross_validate(X, label_values(labels), clf, **options)
    inputs = prepare(found.codes, found.pred_probs)
    joint = joint_of_judged(inputs, found.alone, thresholds=thresholds, calibrated=calibrate)
    return _Counted(found.pred_probs, found.codes, joint)


def estimate_cv_predicted_probabilities(
    X: Any,
    labels: Any,
    clf: Any = None,
    *,
    cv_n_folds: int = 5,
    seed: int | None = None,
    clf_kwargs: Mapping[str, Any] | None = None,
    validation_func: ValidationFunction | None = None,
) -> NDArray[np.float64]:
    """Return out-of-sample probabilities of every example, by stratified cross-validation.

    Parameters
    ----------
    X : array, sparse matrix, frame, list or torch Dataset
        N examples.
    labels : (N,) array-like
        Given labels of any kind.
    clf : classifier, optional
        Has fit and predict_proba and can be cloned; logistic regression by default.
    cv_n_folds : int, default 5
        Number of folds.
    seed : int, optional
        Seed of the folds; never touches the global generator.
    clf_kwargs : mapping, optional
        Keyword arguments of every ``clf.fit``.
    validation_func : callable, optional
        Maps the held-out examples and labels to further keyword arguments of ``clf.fit``.

    Returns
    -------
    (N, K) float64
        Columns in the order of the sorted classes. A class that a training part lacks gets 0 there.

    Raises
    ------
    InputTypeError, InputError
        If the examples cannot be split, or the classifier cannot be used.

    Notes
    -----
    Costs `cv_n_folds` fits. No one-hot row is invented for rare classes.

    Examples
    --------
    >>> from labelproof.count import estimate_cv_predicted_probabilities
    >>> X = [[0.0], [0.1], [0.2], [0.3], [5.0], [5.1], [5.2], [5.3]]
    >>> estimate_cv_predicted_probabilities(X, [0, 0, 0, 0, 1, 1, 1, 1], cv_n_folds=2, seed=0).shape
    (8, 2)
    """
    options = {"cv_n_folds": cv_n_folds, "seed": seed, "clf_kwargs": clf_kwargs, "validation_func": validation_func}
    return cross_validate(X, label_values(labels), clf, **options).pred_probs  # type: ignore[arg-type]  # a mixed dict


def estimate_confident_joint_and_cv_pred_proba(
    X: Any,
    labels: Any,
    clf: Any = None,
    *,
    cv_n_folds: int = 5,
    thresholds: Sequence[float] | None = None,
    seed: int | None = None,
    calibrate: bool = True,
    clf_kwargs: Mapping[str, Any] | None = None,
    validation_func: ValidationFunction | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the confident joint and the out-of-sample probabilities it was counted from.

    Parameters
    ----------
    X, labels, clf, cv_n_folds, seed, clf_kwargs, validation_func
        As in `estimate_cv_predicted_probabilities`.
    thresholds : (K,) sequence of float, optional
        Replace the mean self-confidence of each class.
    calibrate : bool, default True
        Whether to rescale the joint to the class counts.

    Returns
    -------
    tuple of (K, K) int64 and (N, K) float64
        The joint, rows given and columns true classes; and the probabilities.

    Raises
    ------
    InputTypeError, InputError
        If the examples cannot be split, or the classifier cannot be used.

    Examples
    --------
    >>> from labelproof.count import estimate_confident_joint_and_cv_pred_proba
    >>> X = [[0.0], [0.1], [0.2], [0.3], [5.0], [5.1], [5.2], [5.3]]
    >>> joint, _ = estimate_confident_joint_and_cv_pred_proba(X, [0, 0, 0, 0, 1, 1, 1, 1], cv_n_folds=2, seed=0)
    >>> joint.sum(axis=1)
    array([4, 4])
    """
    options = {"cv_n_folds": cv_n_folds, "seed": seed, "clf_kwargs": clf_kwargs, "validation_func": validation_func}
    found = _counted(X, labels, clf, thresholds, calibrate, options)
    return found.joint, found.pred_probs


def estimate_py_noise_matrices_and_cv_pred_proba(
    X: Any,
    labels: Any,
    clf: Any = None,
    *,
    cv_n_folds: int = 5,
    thresholds: Sequence[float] | None = None,
    converge_latent_estimates: bool = False,
    py_method: str = "cnt",
    seed: int | None = None,
    clf_kwargs: Mapping[str, Any] | None = None,
    validation_func: ValidationFunction | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """Return the prior of the true classes, both noise matrices, the joint and the probabilities.

    Parameters
    ----------
    X, labels, clf, cv_n_folds, seed, clf_kwargs, validation_func
        As in `estimate_cv_predicted_probabilities`.
    thresholds : (K,) sequence of float, optional
        Replace the mean self-confidence of each class.
    converge_latent_estimates : bool, default False
        Whether to iterate until prior and matrices agree.
    py_method : {"cnt", "eqn", "marginal", "marginal_ps"}, default "cnt"
        How the prior is estimated.

    Returns
    -------
    tuple
        P(true) (K,), P(given | true) (K, K), P(true | given) (K, K), confident joint (K, K), pred_probs (N, K).

    Raises
    ------
    InputTypeError, InputError
        If the examples cannot be split, or the classifier cannot be used.

    Examples
    --------
    >>> from labelproof.count import estimate_py_noise_matrices_and_cv_pred_proba
    >>> X = [[0.0], [0.1], [0.2], [0.3], [5.0], [5.1], [5.2], [5.3]]
    >>> estimate_py_noise_matrices_and_cv_pred_proba(X, [0, 0, 0, 0, 1, 1, 1, 1], cv_n_folds=2, seed=0)[0]
    array([0.5, 0.5])
    """
    options = {"cv_n_folds": cv_n_folds, "seed": seed, "clf_kwargs": clf_kwargs, "validation_func": validation_func}
    found = _counted(X, labels, clf, thresholds, True, options)
    latent = found.latent(py_method, converge=converge_latent_estimates)
    return latent.true_prior, latent.noise_matrix, latent.inverse_noise_matrix, found.joint, found.pred_probs


def estimate_noise_matrices(
    X: Any,
    labels: Any,
    clf: Any = None,
    *,
    cv_n_folds: int = 5,
    thresholds: Sequence[float] | None = None,
    converge_latent_estimates: bool = True,
    seed: int | None = None,
    clf_kwargs: Mapping[str, Any] | None = None,
    validation_func: ValidationFunction | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the noise matrix and the inverse noise matrix of a data set.

    Parameters
    ----------
    X, labels, clf, cv_n_folds, seed, clf_kwargs, validation_func
        As in `estimate_cv_predicted_probabilities`.
    thresholds : (K,) sequence of float, optional
        Replace the mean self-confidence of each class.
    converge_latent_estimates : bool, default True
        Whether to iterate until prior and matrices agree.

    Returns
    -------
    tuple of two (K, K) float64
        P(given | true), indexed [given, true], and P(true | given), indexed [true, given].

    Raises
    ------
    InputTypeError, InputError
        If the examples cannot be split, or the classifier cannot be used.

    Examples
    --------
    >>> from labelproof.count import estimate_noise_matrices
    >>> X = [[0.0], [0.1], [0.2], [0.3], [5.0], [5.1], [5.2], [5.3]]
    >>> estimate_noise_matrices(X, [0, 0, 0, 0, 1, 1, 1, 1], cv_n_folds=2, seed=0)[0]
    array([[1., 0.],
           [0., 1.]])
    """
    options = {"cv_n_folds": cv_n_folds, "seed": seed, "clf_kwargs": clf_kwargs, "validation_func": validation_func}
    latent = _counted(X, labels, clf, thresholds, True, options).latent("cnt", converge=converge_latent_estimates)
    return latent.noise_matrix, latent.inverse_noise_matrix
