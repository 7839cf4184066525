"""One function per kind of comparison for several annotators: None when equal, else what differs."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from annotator_cases import AnnotatorCase
from checks import METHODS, close, first, same
from cleanlab import multiannotator as reference

from labelproof import multiannotator

__all__ = ["ANNOTATOR_CHECKS"]

Check = Callable[[AnnotatorCase], "str | None"]
ANNOTATOR_CHECKS: dict[str, Check] = {}


def check(function: Check) -> Check:
    ANNOTATOR_CHECKS[f"annotators: {function.__name__}"] = function
    return function


def theirs_of(name: str, *arguments: Any, **options: Any) -> Any:
    """What the reference package gives, without what it prints; arrays are copied, because it may write into them."""
    given = [argument.copy() if isinstance(argument, np.ndarray) else argument for argument in arguments]
    with contextlib.redirect_stdout(io.StringIO()):
        return getattr(reference, name)(*given, **options)


def compared(ours: dict[str, Any], theirs: dict[str, Any], case: AnnotatorCase) -> str | None:
    """Labels and counts exactly, numbers within the usual tolerance; annotators in the same order but for ties."""
    problems = [same(list(ours), list(theirs), "keys")]
    for name, table in theirs.items():
        if not isinstance(table, pd.DataFrame):
            problems.append(close(ours[name], table, case, name))
            continue
        mine = ours[name] if name != "annotator_stats" else ours[name].loc[table.index]
        problems.append(same(mine.columns, table.columns, f"columns of {name}"))
        for column in table:
            exact = table[column].dtype.kind in "iu"
            pair = mine[column].to_numpy(), table[column].to_numpy()
            problems.append(same(*pair, column) if exact else closed(*pair, case, column))
    order = ours["annotator_stats"]["annotator_quality"].to_numpy() if "annotator_stats" in ours else np.empty(0)
    problems.append(closed(order, np.sort(order), case, "order of annotators"))
    return first(*problems)


def closed(ours: np.ndarray, theirs: np.ndarray, case: AnnotatorCase, what: str) -> str | None:
    """Close, and missing at the same places."""
    gaps = np.isnan(theirs)
    return first(same(np.isnan(ours), gaps, f"gaps of {what}"), close(ours[~gaps], theirs[~gaps], case, what))


@check
def majority_vote(case: AnnotatorCase) -> str | None:
    with_probs = (case.labels, case.pred_probs)
    problems = [
        same(
            multiannotator.get_majority_vote_label(*with_probs),
            theirs_of("get_majority_vote_label", *with_probs),
            "probs",
        )
    ]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        theirs = theirs_of("get_majority_vote_label", case.labels)
    if not caught:  # else a tie was drawn at random (a listed difference)
        problems.append(same(multiannotator.get_majority_vote_label(case.labels), theirs, "votes"))
    return first(*problems)


@check
def label_quality(case: AnnotatorCase) -> str | None:
    problems = []
    for consensus in ("best_quality", "majority_vote", ["best_quality", "majority_vote"]):
        options = {"consensus_method": consensus, "return_weights": True}
        ours = multiannotator.get_label_quality_multiannotator(case.labels, case.pred_probs, **options)
        theirs = theirs_of("get_label_quality_multiannotator", case.labels, case.pred_probs, **options)
        problems.append(compared(ours, theirs, case))
    return first(*problems)


@check
def label_quality_by_other_scores(case: AnnotatorCase) -> str | None:
    problems = []
    for method in METHODS[1:]:
        options = {"label_quality_score_kwargs": {"method": method}}
        ours = multiannotator.get_label_quality_multiannotator(case.labels, case.pred_probs, **options)
        theirs = theirs_of("get_label_quality_multiannotator", case.labels, case.pred_probs, **options)
        problems.append(compared(ours, theirs, case))
    return first(*problems)


@check
def label_quality_of_several_models(case: AnnotatorCase) -> str | None:
    options = {"return_weights": True}
    ours = multiannotator.get_label_quality_multiannotator_ensemble(case.labels, case.models, **options)
    theirs = theirs_of("get_label_quality_multiannotator_ensemble", case.labels, case.models, **options)
    return compared(ours, theirs, case)


@check
def agreement(case: AnnotatorCase) -> str | None:
    """By the majority vote alone where there are gaps: elsewhere votes are counted wrongly (a listed difference)."""
    problems = []
    for consensus in ("majority_vote", "best_quality") if case.full else ("majority_vote",):
        options = {"quality_method": "agreement", "consensus_method": consensus}
        ours = multiannotator.get_label_quality_multiannotator(case.labels, case.pred_probs, **options)
        theirs = theirs_of("get_label_quality_multiannotator", case.labels, case.pred_probs, **options)
        if not case.full:
            ours.pop("detailed_label_quality")
            theirs.pop("detailed_label_quality")
        problems.append(compared(ours, theirs, case))
    return first(*problems)


@check
def calibrated_probabilities(case: AnnotatorCase) -> str | None:
    if not case.full:  # votes are counted wrongly (a listed difference)
        return None
    options = {"calibrate_probs": True, "return_weights": True}
    ours = multiannotator.get_label_quality_multiannotator(case.labels, case.pred_probs, **options)
    theirs = theirs_of("get_label_quality_multiannotator", case.labels, case.pred_probs, **options)
    problem = compared(ours, theirs, case)
    ours = multiannotator.get_label_quality_multiannotator_ensemble(case.labels, case.models, **options)
    theirs = theirs_of("get_label_quality_multiannotator_ensemble", case.labels, case.models, **options)
    return first(problem, compared(ours, theirs, case))


@check
def active_learning_scores(case: AnnotatorCase) -> str | None:
    labels = case.labels if case.full else once(case)
    problems = []
    for name, models in (
        ("get_active_learning_scores", case.pred_probs),
        ("get_active_learning_scores_ensemble", case.models),
    ):
        unlabelled = models[..., :9, :][..., ::-1]
        for given in ((labels, models, unlabelled), (labels, models), (None, None, unlabelled)):
            ours, theirs = getattr(multiannotator, name)(*given), theirs_of(name, *given)
            pairs = zip(ours, theirs, ("labelled", "unlabelled"), strict=True)
            problems += [close(mine, other, case, f"{name} {kind}") for mine, other, kind in pairs]
    return first(*problems)


def once(case: AnnotatorCase) -> np.ndarray:
    """The first label of each example alone, whose votes the reference package does not count."""
    firsts = np.argmax(~np.isnan(case.labels), axis=1)
    rows = np.arange(len(firsts))
    kept = np.full(case.labels.shape, np.nan)
    kept[rows, firsts] = case.labels[rows, firsts]
    return kept[:, ~np.isnan(kept).all(axis=0)]


@check
def long_to_wide(case: AnnotatorCase) -> str | None:
    rows, places = np.nonzero(~np.isnan(case.labels.astype(float)))
    order = np.random.default_rng(case.seed).permutation(len(rows))
    frame = pd.DataFrame({"task": rows, "annotator": places, "label": case.labels[rows, places]}).iloc[order]
    ours = multiannotator.convert_long_to_wide_dataset(frame)
    return None if ours.equals(theirs_of("convert_long_to_wide_dataset", frame)) else "frames differ"
