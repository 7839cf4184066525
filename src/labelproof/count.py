"""Estimate how many labels are wrong and how: confident joint, latent class prior, noise matrices.

Rows of a joint are given classes, columns true ones. Noise matrices are indexed [given, true], inverse ones
[true, given].
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import legal_name
from labelproof._base.warnings import warn
from labelproof._core.joint import calibrate as _calibrate
from labelproof._core.latent import PriorMethod
from labelproof._core.latent import estimate_latent as _estimate_latent
from labelproof._kernels.joint_counts import Collisions
from labelproof._learn.estimates import (
    estimate_confident_joint_and_cv_pred_proba,
    estimate_cv_predicted_probabilities,
    estimate_noise_matrices,
    estimate_py_noise_matrices_and_cv_pred_proba,
)
from labelproof._tasks.multiclass.counts import (
    EstimationMethod,
    check_joint,
    class_thresholds,
    count_issues,
    joint_distribution,
    off_diagonal_rows,
)
from labelproof._tasks.multiclass.counts import (
    confident_joint as _confident_joint,
)
from labelproof._tasks.multiclass.inputs import check_labels, prepare
from labelproof._tasks.multilabel import counts as tag_counts

__all__ = [
    "calibrate_confident_joint",
    "compute_confident_joint",
    "estimate_confident_joint_and_cv_pred_proba",
    "estimate_cv_predicted_probabilities",
    "estimate_joint",
    "estimate_latent",
    "estimate_noise_matrices",
    "estimate_py_and_noise_matrices_from_probabilities",
    "estimate_py_noise_matrices_and_cv_pred_proba",
    "get_confident_thresholds",
    "num_label_issues",
]

Latent = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


def num_label_issues(
    labels: Any,
    pred_probs: Any,
    *,
    confident_joint: Any = None,
    estimation_method: EstimationMethod = "off_diagonal",
    multi_label: bool = False,
    class_names: Sequence[Any] | None = None,
) -> int:
    """Return the estimated number of label issues.

    Parameters
    ----------
    labels : (N,) list, array, series or one-column frame
        Given labels.
    pred_probs : (N, K) float array, frame, tensor, path or iterable of blocks
        Out-of-sample probability of each class.
    confident_joint : (K, K) array, optional
        Counts to use, for "off_diagonal_custom".
    estimation_method : {"off_diagonal", "off_diagonal_calibrated", "off_diagonal_custom"}, default "off_diagonal"
        Off-diagonal rows of the uncalibrated joint whose label is not also the argmax; or the off-diagonal mass of
        the calibrated joint; or of the one that is passed.
    multi_label : bool, default False
        Whether an example has several tags, see `multilabel_classification`; a joint is then (K, 2, 2), of each tag.
    class_names : sequence of length K, optional
        Name of each column, when labels are names.

    Returns
    -------
    int
        A rough figure: without review, nobody knows how far it is from the truth.

    Raises
    ------
    InputTypeError, InputError
        If the inputs cannot be used.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.count import num_label_issues
    >>> num_label_issues([0, 0, 1, 0], np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.1, 0.9]]))
    1
    """
    if multi_label:
        return tag_counts.number_of_issues(labels, pred_probs, confident_joint, estimation_method, class_names)
    inputs = prepare(labels, pred_probs, class_names=class_names)
    if confident_joint is not None and estimation_method != "off_diagonal_custom":
        warn(
            f"`confident_joint` has no effect with estimation_method={estimation_method!r}; "
            "choose 'off_diagonal_custom' to use it."
        )
    return count_issues(inputs, joint=confident_joint, method=estimation_method)


def calibrate_confident_joint(
    confident_joint: Any, labels: Any, *, multi_label: bool = False, class_names: Sequence[Any] | None = None
) -> NDArray[np.int64]:
    """Return a confident joint whose rows sum to the class counts.

    Parameters
    ----------
    confident_joint : (K, K) array
        Counts, rows given and columns true classes.
    labels : (N,) array-like
        Given labels.
    multi_label : bool, default False
        Whether an example has several tags; the joint is then (K, 2, 2).
    class_names : sequence of length K, optional
        Name of each class, when labels are names.

    Returns
    -------
    (K, K) int64
        Every row sums to the number of examples given its class.

    Raises
    ------
    InputTypeError, InputError
        If the inputs cannot be used.

    Notes
    -----
    Rows are rounded so that their sums stay; missing units go to the largest remainders, ties to the highest class.

    Source
    ------
    Confident Learning, arXiv 1911.00068, eq. 3.

    Examples
    --------
    >>> from labelproof.count import calibrate_confident_joint
    >>> calibrate_confident_joint([[1, 1], [0, 1]], [0, 0, 0, 0, 1])
    array([[2, 2],
           [0, 1]])
    """
    if multi_label:
        return tag_counts.calibrated_joint(confident_joint, labels, class_names)
    size = len(np.asarray(confident_joint))
    codes = check_labels(labels, num_classes=size, class_names=class_names)
    return _calibrate(check_joint(confident_joint, size), np.bincount(codes, minlength=size).astype(np.int64))


def estimate_joint(
    labels: Any,
    pred_probs: Any,
    *,
    confident_joint: Any = None,
    multi_label: bool = False,
    class_names: Sequence[Any] | None = None,
) -> NDArray[np.float64]:
    """Return the estimated joint distribution of given and true classes.

    Parameters
    ----------
    labels, pred_probs, multi_label, class_names
        As in `num_label_issues`.
    confident_joint : (K, K) array, optional
        Counts to use instead of the estimated ones.

    Returns
    -------
    (K, K) float64
        Sums to 1; rows given, columns true classes.

    Raises
    ------
    InputTypeError, InputError
        If the inputs cannot be used.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.count import estimate_joint
    >>> estimate_joint([0, 1], np.array([[0.9, 0.1], [0.2, 0.8]]))
    array([[0.5, 0. ],
           [0. , 0.5]])
    """
    if multi_label:
        return tag_counts.joint_distribution(labels, pred_probs, confident_joint, class_names)
    return joint_distribution(prepare(labels, pred_probs, class_names=class_names), joint=confident_joint)


def compute_confident_joint(
    labels: Any,
    pred_probs: Any,
    *,
    thresholds: Any = None,
    calibrate: bool = True,
    multi_label: bool = False,
    return_indices_of_off_diagonals: bool = False,
    collisions: Collisions = "all",
    class_names: Sequence[Any] | None = None,
) -> NDArray[np.int64] | tuple[NDArray[np.int64], NDArray[np.int64] | list[NDArray[np.int64]]]:
    """Return the confident joint: counts of given against confidently guessed classes.

    Parameters
    ----------
    labels, pred_probs, multi_label, class_names
        As in `num_label_issues`; labels of a single class are accepted.
    thresholds : (K,) array, optional
        Replace the mean self-confidence of each class.
    calibrate : bool, default True
        Whether to rescale the rows to the class counts.
    return_indices_of_off_diagonals : bool, default False
        Whether to return the rows counted off the diagonal too.
    collisions : {"all", "paper"}, default "all"
        When several classes reach their thresholds: the argmax over all classes, or over those that do (the paper).

    Returns
    -------
    (K, K) int64, or with the flag a tuple of it and (M,) int64
        The joint, its diagonal at least 1; and the rows, ascending. With tags (K, 2, 2), and a list of rows per tag.

    Raises
    ------
    InputTypeError, InputError
        If the inputs cannot be used.

    Source
    ------
    Confident Learning, arXiv 1911.00068, eq. 1; the paper's rule is ``collisions="paper"``.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.count import compute_confident_joint
    >>> compute_confident_joint([0, 0, 1], np.array([[0.9, 0.1], [0.2, 0.8], [0.1, 0.9]]), calibrate=False)
    array([[1, 0],
           [0, 1]])
    """
    if multi_label:
        options = (thresholds, calibrate, return_indices_of_off_diagonals)
        return tag_counts.computed_joint(labels, pred_probs, *options, class_names)
    legal_name("collisions", "be a known rule", collisions, get_args(Collisions))
    inputs = prepare(labels, pred_probs, class_names=class_names, one_class=True)
    bounds = class_thresholds(inputs) if thresholds is None else thresholds
    joint = _confident_joint(inputs, thresholds=bounds, calibrated=calibrate, collisions=collisions)
    if return_indices_of_off_diagonals:
        return joint, off_diagonal_rows(inputs, thresholds=bounds, collisions=collisions)
    return joint


def estimate_latent(
    confident_joint: Any,
    labels: Any,
    *,
    py_method: str = "cnt",
    converge_latent_estimates: bool = False,
    class_names: Sequence[Any] | None = None,
) -> Latent:
    """Return the prior of the true classes, the noise matrix and the inverse noise matrix.

    Parameters
    ----------
    confident_joint : (K, K) array
        Counts, rows given and columns true classes.
    labels : (N,) array-like
        Given labels.
    py_method : {"cnt", "eqn", "marginal", "marginal_ps"}, default "cnt"
        How the prior is estimated.
    converge_latent_estimates : bool, default False
        Whether to iterate until the three agree.
    class_names : sequence of length K, optional
        Name of each class, when labels are names.

    Returns
    -------
    tuple of (K,) and two (K, K) float64
        P(true), P(given | true) and P(true | given).

    Raises
    ------
    InputTypeError, InputError
        If the inputs cannot be used; with "eqn" also when a class is absent.

    Source
    ------
    Rank Pruning, arXiv 1705.01936; Confident Learning, arXiv 1911.00068, section 3.1.

    Examples
    --------
    >>> from labelproof.count import estimate_latent
    >>> prior, noise, inverse = estimate_latent([[2, 2], [0, 4]], [0, 0, 0, 0, 1, 1, 1, 1])
    >>> prior.round(3)
    array([0.25, 0.75])
    """
    method: PriorMethod = legal_name("py_method", "be a known method", py_method, get_args(PriorMethod))
    size = len(np.asarray(confident_joint))
    codes = check_labels(labels, num_classes=size, class_names=class_names)
    counts = np.bincount(codes, minlength=size).astype(np.int64)
    joint = check_joint(confident_joint, size)
    found = _estimate_latent(joint, counts, method=method, converge=converge_latent_estimates)
    return found.true_prior, found.noise_matrix, found.inverse_noise_matrix


def estimate_py_and_noise_matrices_from_probabilities(
    labels: Any,
    pred_probs: Any,
    *,
    thresholds: Any = None,
    converge_latent_estimates: bool = True,
    py_method: str = "cnt",
    calibrate: bool = True,
    class_names: Sequence[Any] | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Return the prior of the true classes, both noise matrices and the confident joint.

    Parameters
    ----------
    labels, pred_probs, class_names
        As in `num_label_issues`.
    thresholds, calibrate
        As in `compute_confident_joint`.
    converge_latent_estimates, py_method
        As in `estimate_latent`.

    Returns
    -------
    tuple of (K,), two (K, K) float64 and (K, K) int64
        P(true), P(given | true), P(true | given), and the joint they were estimated from.

    Raises
    ------
    InputTypeError, InputError
        If the inputs cannot be used.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.count import estimate_py_and_noise_matrices_from_probabilities
    >>> pred_probs = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.2, 0.8]])
    >>> estimate_py_and_noise_matrices_from_probabilities([0, 0, 1, 1], pred_probs)[0]
    array([0.5, 0.5])
    """
    inputs = prepare(labels, pred_probs, class_names=class_names)
    joint = _confident_joint(inputs, thresholds=thresholds, calibrated=calibrate)
    prior, noise, inverse = estimate_latent(
        joint, inputs.labels, py_method=py_method, converge_latent_estimates=converge_latent_estimates
    )
    return prior, noise, inverse, joint


def get_confident_thresholds(
    labels: Any, pred_probs: Any, multi_label: bool = False, *, class_names: Sequence[Any] | None = None
) -> NDArray[np.float64]:
    """Return the mean probability of each class over the examples given that class.

    Parameters
    ----------
    labels, pred_probs, multi_label, class_names
        As in `num_label_issues`; labels of a single class are accepted.

    Returns
    -------
    (K,) float64
        At least 2e-6; 2, which no probability reaches, for a class without examples. With tags (K, 2), of 1 - p and p.

    Raises
    ------
    InputTypeError, InputError
        If the inputs cannot be used.

    Source
    ------
    Confident Learning, arXiv 1911.00068, eq. 2.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.count import get_confident_thresholds
    >>> get_confident_thresholds([0, 0], np.array([[0.9, 0.1], [0.7, 0.3]]))
    array([0.8, 2. ])
    """
    if multi_label:
        return tag_counts.mean_thresholds(labels, pred_probs, class_names)
    return class_thresholds(prepare(labels, pred_probs, class_names=class_names, one_class=True))
