"""One function per kind of comparison: None when equal, else what differs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cleanlab
import cleanlab.count
import cleanlab.dataset
import cleanlab.filter
import cleanlab.rank
import numpy as np
from cases import Case
from cleanlab.experimental.label_issues_batched import find_label_issues_batched as reference_batched
from numpy.typing import NDArray

from labelproof import count, dataset, rank
from labelproof import filter as filters
from labelproof._core.joint import calibrate_exactly
from labelproof.experimental.label_issues_batched import find_label_issues_batched

__all__ = ["CHECKS"]

Check = Callable[[Case], "str | None"]
CHECKS: dict[str, Check] = {}
METHODS = ("self_confidence", "normalized_margin", "confidence_weighted_entropy")


def check(function: Check) -> Check:
    CHECKS[function.__name__] = function
    return function


def close(ours: Any, theirs: Any, case: Case, what: str) -> str | None:
    """Equal to 1e-9 relative on float64, to 1e-6 absolute on float32."""
    wide = case.pred_probs.dtype == np.float64
    ours, theirs = np.asarray(ours, float), np.asarray(theirs, float)
    if ours.shape != theirs.shape:
        return f"{what}: shape {ours.shape}, reference {theirs.shape}"
    equal = np.allclose(ours, theirs, rtol=1e-9, atol=1e-12) if wide else np.allclose(ours, theirs, rtol=0, atol=1e-6)
    return None if equal else f"{what}: largest difference {np.abs(ours - theirs).max():.3g}"


def same(ours: Any, theirs: Any, what: str) -> str | None:
    if np.array_equal(ours, theirs):
        return None
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    number = np.count_nonzero(ours != theirs) if ours.shape == theirs.shape else f"{ours.shape} {theirs.shape}"
    return f"{what}: {number} entries differ"


def first(*problems: str | None) -> str | None:
    return next((problem for problem in problems if problem), None)


@check
def uncalibrated_joint(case: Case) -> str | None:
    ours, rows = count.compute_confident_joint(
        case.labels, case.pred_probs, calibrate=False, return_indices_of_off_diagonals=True
    )
    theirs, reference_rows = cleanlab.count.compute_confident_joint(
        case.labels, case.pred_probs, calibrate=False, return_indices_of_off_diagonals=True
    )
    return first(same(ours, theirs, "joint"), same(rows, reference_rows, "off-diagonal rows"))


@check
def thresholds(case: Case) -> str | None:
    ours = count.get_confident_thresholds(case.labels, case.pred_probs)
    return close(ours, cleanlab.count.get_confident_thresholds(case.labels, case.pred_probs), case, "thresholds")


@check
def number_of_issues(case: Case) -> str | None:
    ours = count.num_label_issues(case.labels, case.pred_probs)
    return same(ours, cleanlab.count.num_label_issues(case.labels, case.pred_probs), "off_diagonal")


@check
def uncounted_filters(case: Case) -> str | None:
    for name in ("confident_learning", "predicted_neq_given", "low_self_confidence", "low_normalized_margin"):
        ours = filters.find_label_issues(case.labels, case.pred_probs, filter_by=name)
        theirs = cleanlab.filter.find_label_issues(case.labels, case.pred_probs, filter_by=name, n_jobs=1)
        problem = same(ours, theirs, name)
        if problem:
            return problem
    ours = filters.find_predicted_neq_given(case.labels, case.pred_probs)
    return same(ours, cleanlab.filter.find_predicted_neq_given(case.labels, case.pred_probs), "neq")


@check
def scores(case: Case) -> str | None:
    problems = []
    for method in METHODS:
        for adjust in (False, True):
            if adjust and method == "confidence_weighted_entropy":
                continue
            options = {"method": method, "adjust_pred_probs": adjust}
            ours = rank.get_label_quality_scores(case.labels, case.pred_probs, **options)
            theirs = cleanlab.rank.get_label_quality_scores(case.labels, case.pred_probs, **options)
            problems.append(close(ours, theirs, case, f"{method} adjust={adjust}"))
    return first(*problems)


@check
def ensembles(case: Case) -> str | None:
    rng = np.random.default_rng(case.seed)
    other = rng.dirichlet(np.ones(case.pred_probs.shape[1]), len(case.labels)).astype(case.pred_probs.dtype)
    models = [case.pred_probs, (case.pred_probs + other) / 2, other]
    problems = []
    for by in ("uniform", "accuracy", "log_loss_search", "custom"):
        if by == "log_loss_search" and len(np.unique(case.labels)) < case.pred_probs.shape[1]:
            continue  # the reference fails when a class is absent (a listed difference)
        options = {"weight_ensemble_members_by": by, "custom_weights": [0.2, 0.5, 0.3] if by == "custom" else None}
        ours = rank.get_label_quality_ensemble_scores(case.labels, models, **options)
        try:
            theirs = cleanlab.rank.get_label_quality_ensemble_scores(case.labels, models, verbose=False, **options)
        except ValueError:
            continue  # every weight underflows to zero in the reference (a listed difference)
        if by == "log_loss_search" and case.pred_probs.dtype == np.float32:
            # A temperature of 200 multiplies the reference's float32 rounding of the log loss (a listed difference).
            problems.append(None if np.allclose(ours, theirs, rtol=0, atol=1e-5) else by)
            continue
        problems.append(close(ours, theirs, case, by))
    return first(*problems)


@check
def latent_estimates(case: Case) -> str | None:
    joint = cleanlab.count.compute_confident_joint(case.labels, case.pred_probs)
    problems = []
    for method in ("cnt", "eqn", "marginal", "marginal_ps"):
        for converge in (False, True):
            options = {"py_method": method, "converge_latent_estimates": converge}
            try:
                theirs = cleanlab.count.estimate_latent(joint, case.labels, **options)
            except np.linalg.LinAlgError:
                continue  # an absent class with "eqn": ours names the class (a listed difference)
            if not all(np.isfinite(part).all() for part in theirs):
                continue
            ours = count.estimate_latent(joint, case.labels, **options)
            names = ("py", "noise", "inverse")
            parts = zip(names, ours, theirs, strict=True)
            problems += [close(a, b, case, f"{name} {method} {converge}") for name, a, b in parts]
    return first(*problems)


@check
def calibrated_joint(case: Case) -> str | None:
    uncalibrated = cleanlab.count.compute_confident_joint(case.labels, case.pred_probs, calibrate=False)
    theirs = cleanlab.count.calibrate_confident_joint(uncalibrated, case.labels)
    ours = count.calibrate_confident_joint(uncalibrated, case.labels)
    counts = np.bincount(case.labels, minlength=len(ours))
    exact = calibrate_exactly(uncalibrated, counts)
    plain = uncalibrated / np.maximum(uncalibrated.sum(axis=1, keepdims=True), 1e-100) * counts[:, None]
    if not np.allclose(exact, plain / plain.sum() * counts.sum(), rtol=1e-9, atol=0):
        return "before rounding"
    if np.abs(ours - theirs).max() > 1:
        return "a cell differs by more than 1"
    return same(ours.sum(axis=1), theirs.sum(axis=1), "row sums")


@check
def pruning_filters(case: Case) -> str | None:
    joint = cleanlab.count.compute_confident_joint(case.labels, case.pred_probs)
    rng = np.random.default_rng(case.seed)
    problems = []
    for name in ("prune_by_noise_rate", "prune_by_class", "both"):
        for options in (
            {},
            {"frac_noise": float(rng.choice([0.3, 0.5, 0.77]))},
            {"min_examples_per_class": int(rng.integers(0, 12))},
        ):
            everything = {"filter_by": name, "confident_joint": joint, **options}
            ours = filters.find_label_issues(case.labels, case.pred_probs, **everything)
            theirs = cleanlab.filter.find_label_issues(case.labels, case.pred_probs, n_jobs=1, **everything)
            problems.append(same(ours, theirs, f"{name} {options}"))
    return first(*problems)


def rounds_uniquely(scaled: NDArray[np.float64]) -> bool:
    """Whether keeping each row's sum leaves no choice: ties are broken by CPU-dependent sorting in the reference."""
    rounded = np.rint(scaled)
    if (np.abs(scaled - np.floor(scaled) - 0.5) < 1e-9).any():
        return False
    for row, units in zip(scaled - rounded, np.rint(scaled.sum(axis=1)) - rounded.sum(axis=1), strict=True):
        cut = len(row) - int(units) if units > 0 else -int(units)
        ordered = np.sort(row)
        if units and 0 < cut < len(row) and ordered[cut] - ordered[cut - 1] < 1e-9:
            return False
    return True


@check
def wanted_numbers_per_class(case: Case) -> str | None:
    joint = cleanlab.count.compute_confident_joint(case.labels, case.pred_probs)
    wanted = np.random.default_rng(case.seed).integers(0, 4, len(joint))
    pruned = np.maximum(joint.T, np.eye(len(joint))).astype(float)
    shares = pruned / np.maximum(pruned.sum(axis=1), 1e-100)[None, :]
    noise = shares.sum(axis=1) - np.diag(shares)
    scaled = shares * wanted[:, None] / np.maximum(noise, 1e-100)[:, None]
    np.fill_diagonal(scaled, np.bincount(case.labels, minlength=len(joint)) - wanted)
    if not rounds_uniquely(scaled):
        return None  # the tie rule of rounding is a listed difference
    problems = []
    for name in ("prune_by_noise_rate", "prune_by_class", "both"):
        options = {"filter_by": name, "confident_joint": joint, "num_to_remove_per_class": wanted.tolist()}
        ours = filters.find_label_issues(case.labels, case.pred_probs, **options)
        theirs = cleanlab.filter.find_label_issues(case.labels, case.pred_probs, n_jobs=1, **options)
        problems.append(same(ours, theirs, name))
    return first(*problems)


@check
def ranked_output(case: Case) -> str | None:
    joint = cleanlab.count.compute_confident_joint(case.labels, case.pred_probs)
    problems = []
    for method in METHODS:
        options = {"return_indices_ranked_by": method, "confident_joint": joint}
        ours = filters.find_label_issues(case.labels, case.pred_probs, **options)
        theirs = cleanlab.filter.find_label_issues(case.labels, case.pred_probs, n_jobs=1, **options)
        quality = cleanlab.rank.get_label_quality_scores(case.labels, case.pred_probs, method=method)
        problems.append(same(np.sort(ours), np.sort(theirs), f"ranked by {method}"))
        if problems[-1] is None:  # equal scores may come in any order in the reference
            problems.append(close(quality[ours], quality[theirs], case, f"order by {method}"))
    return first(*problems)


@check
def dataset_summaries(case: Case) -> str | None:
    joint = cleanlab.count.compute_confident_joint(case.labels, case.pred_probs)
    given = {"confident_joint": joint}
    ours = dataset.health_summary(case.labels, case.pred_probs, **given)
    theirs = cleanlab.dataset.health_summary(case.labels, case.pred_probs, verbose=False, **given)
    key = ["Class Index"]
    pairs = ["Class Index A", "Class Index B"]
    tables = [("classes_by_label_quality", key), ("overlapping_classes", pairs)]
    problems = [
        close(ours["joint"], theirs["joint"], case, "joint"),
        close(ours["overall_label_health_score"], theirs["overall_label_health_score"], case, "health"),
    ]
    for name, columns in tables:
        a, b = ours[name].sort_values(columns), theirs[name].sort_values(columns)
        problems += [None if list(a) == list(b) else f"{name}: columns {list(a)}", close(a, b, case, name)]
    return first(*problems)


@check
def batched_rule(case: Case) -> str | None:
    if len(np.unique(case.labels)) < case.pred_probs.shape[1]:
        return None  # absent classes have another threshold (a listed difference)
    problems = []
    for estimation in ("off_diagonal", "off_diagonal_calibrated"):
        for score in METHODS[:2]:
            options = {"num_issue_kwargs": {"estimation_method": estimation}, "quality_score_kwargs": {"method": score}}
            ours = find_label_issues_batched(case.labels, case.pred_probs, batch_size=97, **options)
            theirs = reference_batched(case.labels, case.pred_probs, batch_size=1000, verbose=False, **options)
            problems.append(same(ours, theirs, f"{estimation} {score}"))
    return first(*problems)
