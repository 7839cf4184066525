"""One function per kind of comparison for several tags per example: None when equal, else what differs."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import cleanlab
import cleanlab.count
import cleanlab.filter
import numpy as np
from checks import METHODS, close, first, rounds_uniquely, same
from cleanlab.internal import multilabel_scorer as reference_scorers
from cleanlab.internal import multilabel_utils as reference_utils
from cleanlab.multilabel_classification import dataset as reference_dataset
from cleanlab.multilabel_classification import filter as reference_filter
from cleanlab.multilabel_classification import rank as reference_rank
from numpy.typing import NDArray
from tag_cases import TagCase, random_tag_case

from labelproof import count
from labelproof import filter as filters
from labelproof.internal import multilabel_scorer, multilabel_utils
from labelproof.multilabel_classification import dataset, rank
from labelproof.multilabel_classification import filter as tag_filters

__all__ = ["TAG_CHECKS"]

Check = Callable[[TagCase], "str | None"]
TAG_CHECKS: dict[str, Check] = {}
FILTERS = (
    *("prune_by_noise_rate", "prune_by_class", "both", "confident_learning", "predicted_neq_given"),
    *("low_self_confidence", "low_normalized_margin"),
)
COUNTED = FILTERS[:4]
MULTI = {"multi_label": True}


def check(function: Check) -> Check:
    TAG_CHECKS[f"tags: {function.__name__}"] = function
    return function


@functools.lru_cache(maxsize=1)
def joint_of(seed: int) -> NDArray[np.int64]:
    case = random_tag_case(seed)
    joint: NDArray[np.int64] = cleanlab.count.compute_confident_joint(case.labels, case.pred_probs, **MULTI)
    return joint


def reference_joint(case: TagCase) -> NDArray[np.int64]:
    return joint_of(case.seed).copy()  # the reference may write into it


def works(name: str, case: TagCase) -> bool:
    """Whether the reference accepts the case: not where a filter meets a tag that nobody has (a listed difference)."""
    return name in COUNTED or bool(case.matrix.any(axis=0).all())


def options_of(case: TagCase) -> list[dict[str, Any]]:
    rng = np.random.default_rng(case.seed)
    return [
        {},
        {"frac_noise": float(rng.choice([0.3, 0.5, 0.77]))},
        {"min_examples_per_class": int(rng.integers(0, 12))},
    ]


@check
def thresholds(case: TagCase) -> str | None:
    ours = count.get_confident_thresholds(case.labels, case.pred_probs, **MULTI)
    theirs = cleanlab.count.get_confident_thresholds(case.labels, case.pred_probs, **MULTI)
    return close(ours, theirs, case, "thresholds")


@check
def uncalibrated_joint(case: TagCase) -> str | None:
    options = {"calibrate": False, "return_indices_of_off_diagonals": True, **MULTI}
    ours, rows = count.compute_confident_joint(case.labels, case.pred_probs, **options)
    theirs, reference_rows = cleanlab.count.compute_confident_joint(case.labels, case.pred_probs, **options)
    pairs = zip(rows, reference_rows, strict=True)
    return first(same(ours, theirs, "joint"), *(same(a, b, "off-diagonal rows") for a, b in pairs))


@check
def calibrated_joint(case: TagCase) -> str | None:
    plain = cleanlab.count.compute_confident_joint(case.labels, case.pred_probs, calibrate=False, **MULTI)
    theirs = cleanlab.count.calibrate_confident_joint(plain, case.labels, **MULTI)
    ours = count.calibrate_confident_joint(plain, case.labels, **MULTI)[: len(theirs)]  # absent last tags are left out
    whole = count.compute_confident_joint(case.labels, case.pred_probs, **MULTI)
    far = max(np.abs(ours - theirs).max(), np.abs(whole - reference_joint(case)).max())
    return first(same(ours.sum(axis=2), theirs.sum(axis=2), "row sums"), f"off by {far}" if far > 1 else None)


@check
def joint_distribution(case: TagCase) -> str | None:
    options = {"confident_joint": reference_joint(case), **MULTI}
    ours = count.estimate_joint(case.labels, case.pred_probs, **options)
    return close(ours, cleanlab.count.estimate_joint(case.labels, case.pred_probs, **options), case, "joint")


@check
def number_of_issues(case: TagCase) -> str | None:
    ours = count.num_label_issues(case.labels, case.pred_probs, **MULTI)
    return same(ours, cleanlab.count.num_label_issues(case.labels, case.pred_probs, **MULTI), "number")


@check
def filters_per_tag(case: TagCase) -> str | None:
    problems = []
    for name in (name for name in FILTERS if works(name, case)):
        for options in options_of(case) if "prune" in name or name == "both" else [{}]:
            given = {"filter_by": name, "confident_joint": reference_joint(case), **options}
            ours = tag_filters.find_multilabel_issues_per_class(case.labels, case.pred_probs, **given)
            theirs = reference_filter.find_multilabel_issues_per_class(case.labels, case.pred_probs, n_jobs=1, **given)
            problems.append(same(ours, theirs, f"{name} {options}"))
    return first(*problems)


@check
def filters_of_examples(case: TagCase) -> str | None:
    problems = []
    for name in (name for name in FILTERS if works(name, case)):
        given = {"filter_by": name, "confident_joint": reference_joint(case)}
        ours = tag_filters.find_label_issues(case.labels, case.pred_probs, **given)
        theirs = reference_filter.find_label_issues(case.labels, case.pred_probs, n_jobs=1, **given)
        old = filters.find_label_issues(case.labels, case.pred_probs, **given, **MULTI)
        problems += [same(ours, theirs, name), same(old, theirs, f"{name} multi_label=True")]
    if not works("predicted_neq_given", case):
        return first(*problems)
    ours = filters.find_predicted_neq_given(case.labels, case.pred_probs, **MULTI)
    theirs = cleanlab.filter.find_predicted_neq_given(case.labels, case.pred_probs, **MULTI)
    return first(*problems, same(ours, theirs, "predicted"))


@check
def own_joint_where_rounding_does_not_tie(case: TagCase) -> str | None:
    if not np.array_equal(count.compute_confident_joint(case.labels, case.pred_probs, **MULTI), reference_joint(case)):
        return None  # the tie rule of rounding is a listed difference
    ours = tag_filters.find_label_issues(case.labels, case.pred_probs)
    return same(ours, reference_filter.find_label_issues(case.labels, case.pred_probs, n_jobs=1), "default filter")


@check
def wanted_numbers_per_tag(case: TagCase) -> str | None:
    joint = reference_joint(case)
    wanted = np.random.default_rng(case.seed).integers(0, 4, len(joint))
    for one, number, tag in zip(joint, wanted, case.matrix.T, strict=True):
        pruned = np.maximum(one.T, np.eye(2)).astype(float)
        shares = pruned / np.maximum(pruned.sum(axis=1), 1e-100)[None, :]
        noise = shares.sum(axis=1) - np.diag(shares)
        removal = np.array([number, 0])
        scaled = shares * removal[:, None] / np.maximum(noise, 1e-100)[:, None]
        np.fill_diagonal(scaled, np.bincount(tag, minlength=2) - removal)
        if not rounds_uniquely(scaled):
            return None  # the tie rule of rounding is a listed difference
    problems = []
    for name in FILTERS[:3]:
        options = {"filter_by": name, "confident_joint": joint, "num_to_remove_per_class": wanted.tolist()}
        ours = tag_filters.find_multilabel_issues_per_class(case.labels, case.pred_probs, **options)
        theirs = reference_filter.find_multilabel_issues_per_class(case.labels, case.pred_probs, n_jobs=1, **options)
        problems.append(same(ours, theirs, name))
    return first(*problems)


@check
def ranked_examples(case: TagCase) -> str | None:
    problems = []
    for method in METHODS:
        options = {"return_indices_ranked_by": method, "confident_joint": reference_joint(case)}
        ours = tag_filters.find_label_issues(case.labels, case.pred_probs, **options)
        theirs = reference_filter.find_label_issues(case.labels, case.pred_probs, n_jobs=1, **options)
        quality = reference_rank.get_label_quality_scores(case.labels, case.pred_probs, method=method)
        problems.append(same(np.sort(ours), np.sort(theirs), f"ranked by {method}"))
        certain = method == "confidence_weighted_entropy" and case.pred_probs.dtype == np.float32
        if problems[-1] is None and not certain:  # equal scores may come in any order in the reference
            problems.append(close(quality[ours], quality[theirs], case, f"order by {method}"))
    return first(*problems)


@check
def ranked_tags(case: TagCase) -> str | None:
    options = {"return_indices_ranked_by": "self_confidence", "confident_joint": reference_joint(case)}
    ours = tag_filters.find_multilabel_issues_per_class(case.labels, case.pred_probs, **options)
    theirs = reference_filter.find_multilabel_issues_per_class(case.labels, case.pred_probs, n_jobs=1, **options)
    problems = []
    for k, (rows, expected) in enumerate(zip(ours[0], theirs[0], strict=True)):
        quality = np.where(case.matrix[:, k] == 1, case.pred_probs[:, k], 1 - case.pred_probs[:, k])
        problems.append(same(np.sort(rows), np.sort(expected), f"tag {k}"))
        if problems[-1] is None:
            problems.append(close(quality[rows], quality[expected], case, f"order of tag {k}"))
        problems += [same(ours[1][k], theirs[1][k], "labels"), close(ours[2][k], theirs[2][k], case, "pairs")]
    return first(*problems)


@check
def low_memory(case: TagCase) -> str | None:
    if not case.matrix.any(axis=0).all():
        return None  # absent classes have another threshold (a listed difference)
    ours = tag_filters.find_multilabel_issues_per_class(case.labels, case.pred_probs, low_memory=True)
    theirs = reference_filter.find_multilabel_issues_per_class(case.labels, case.pred_probs, low_memory=True)
    per_tag = same(ours, theirs, "per tag")
    ours = tag_filters.find_label_issues(case.labels, case.pred_probs, low_memory=True)
    theirs = reference_filter.find_label_issues(case.labels, case.pred_probs, low_memory=True)
    return first(per_tag, same(ours, theirs, "examples"))


@check
def scores(case: TagCase) -> str | None:
    problems = []
    for method in METHODS:
        for adjust in (False, True):
            if adjust and method == "confidence_weighted_entropy":
                continue
            options = {"method": method, "adjust_pred_probs": adjust}
            # The entropy magnifies what 1 - p loses in float32 (a listed difference): the reference gets float64.
            same_probs = case.pred_probs.astype(np.float64) if "entropy" in method else case.pred_probs
            ours = rank.get_label_quality_scores(case.labels, case.pred_probs, **options)
            theirs = reference_rank.get_label_quality_scores(case.labels, same_probs, **options)
            problems.append(close(ours, theirs, case, f"{method} adjust={adjust}"))
            ours = rank.get_label_quality_scores_per_class(case.labels, case.pred_probs, **options)
            theirs = reference_rank.get_label_quality_scores_per_class(case.labels, same_probs, **options)
            problems.append(close(ours, theirs, case, f"per tag {method} adjust={adjust}"))
    return first(*problems)


@check
def aggregators(case: TagCase) -> str | None:
    alpha = float(np.random.default_rng(case.seed).random())
    problems = []
    for options in (
        {"method": "exponential_moving_average"},
        {"method": "exponential_moving_average", "alpha": alpha},
        {"method": "softmin"},
        {"method": "softmin", "temperature": 2 * alpha},
        {"method": np.mean},
        {"method": np.min},
    ):
        ours = rank.get_label_quality_scores(case.labels, case.pred_probs, aggregator_kwargs=options)
        theirs = reference_rank.get_label_quality_scores(case.labels, case.pred_probs, aggregator_kwargs=options)
        problems.append(close(ours, theirs, case, str(options)))
    return first(*problems)


@check
def scorers(case: TagCase) -> str | None:
    problems = []
    for name in METHODS:
        ours = multilabel_scorer.MultilabelScorer(multilabel_scorer.ClassLabelScorer.from_str(name))
        theirs = reference_scorers.MultilabelScorer(reference_scorers.ClassLabelScorer.from_str(name))
        given = (case.matrix, case.pred_probs)
        problems.append(close(ours(*given, alpha=0.3), theirs(*given, alpha=0.3), case, f"scorer {name}"))
    rows = case.pred_probs.astype(np.float64)
    for name in ("exponential_moving_average", "softmin"):
        ours, theirs = getattr(multilabel_scorer, name), getattr(reference_scorers, name)
        problems.append(close(ours(rows), theirs(rows), case, name))
    problems.append(
        close(multilabel_scorer.multilabel_py(case.matrix), reference_scorers.multilabel_py(case.matrix), case, "py")
    )
    return first(*problems)


@check
def helpers(case: TagCase) -> str | None:
    column = case.pred_probs[:, 0]
    ours, theirs = multilabel_utils.stack_complement(column), reference_utils.stack_complement(column)
    matrix, size = multilabel_utils.get_onehot_num_classes(case.labels, case.pred_probs)
    expected, reference_size = reference_utils.get_onehot_num_classes(case.labels, case.pred_probs)
    return first(same(ours, theirs, "complement"), same(matrix, expected, "matrix"), same(size, reference_size, "size"))


@check
def summaries(case: TagCase) -> str | None:
    joint = reference_joint(case)
    given = (case.labels, case.pred_probs)
    keys = ["Class Index", "In Given Label"]
    ours = dataset.common_multilabel_issues(*given, confident_joint=joint)
    theirs = reference_dataset.common_multilabel_issues(*given, confident_joint=joint)
    problems = [None if list(ours) == list(theirs) else f"columns {list(ours)}"]
    problems.append(close(ours.sort_values(keys), theirs.sort_values(keys), case, "common issues"))
    ours = dataset.rank_classes_by_multilabel_quality(*given, joint=joint)
    theirs = reference_dataset.rank_classes_by_multilabel_quality(*given, joint=joint)
    problems.append(None if list(ours) == list(theirs) else f"columns {list(ours)}")
    for counts, shares in (("Label Issues", "Label Noise"), ("Inverse Label Issues", "Inverse Label Noise")):
        theirs[counts] = np.rint(theirs[shares] * len(case.labels))  # some are one short (a listed difference)
    problems.append(close(ours.sort_values(keys[0]), theirs.sort_values(keys[0]), case, "classes"))
    problems.append(close(ours["Label Quality Score"], theirs["Label Quality Score"], case, "order of classes"))
    health = dataset.overall_multilabel_health_score(*given, confident_joint=joint)
    theirs = reference_dataset.overall_multilabel_health_score(*given, confident_joint=joint)
    return first(*problems, close(health, theirs, case, "health"))
