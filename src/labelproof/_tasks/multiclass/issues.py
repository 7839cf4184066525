"""Which examples to flag, for one label per example: the seven filters of the field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError, legal_name, refuse_unknown_keys
from labelproof._base.warnings import warn
from labelproof._blocks.results import ResultFiles, check_paths, result_files
from labelproof._core.joint import calibrate
from labelproof._core.order import lowest
from labelproof._core.pruning import PruneCounts, margin_cells, prune_counts, removal_counts, self_cells
from labelproof._core.selection import (
    SAMPLED,
    Disagreement,
    MarginSelection,
    SelfSelection,
    contested,
    likely_bounds,
    misled,
    sampled,
)
from labelproof._engines import run_on_sample
from labelproof._kernels.top_cells import Cells, TopCells
from labelproof._tasks.multiclass.counts import (
    check_joint,
    confident_disagreement,
    confident_joint,
    count_issues,
)
from labelproof._tasks.multiclass.inputs import Inputs, confusion, map_inputs, run_inputs
from labelproof._tasks.multiclass.scores import check_method, quality_scores, rank_rows

__all__ = [
    "FilterBy",
    "PruneOptions",
    "argmax_confusion",
    "check_filter",
    "find_issues",
    "find_ranked",
    "predicted_not_given",
]

FilterBy = Literal[
    "prune_by_noise_rate",
    "prune_by_class",
    "both",
    "confident_learning",
    "predicted_neq_given",
    "low_normalized_margin",
    "low_self_confidence",
]
RESULTS = ("mask", "indices", "scores")
"""What `out` can write to files."""
_PRUNING = ("prune_by_noise_rate", "prune_by_class", "both")
_SCORES = {"low_normalized_margin": "normalized_margin", "low_self_confidence": "self_confidence"}


@dataclass(frozen=True)
class PruneOptions:
    """What tunes the three pruning filters; the others ignore it."""

    frac_noise: float = 1.0
    num_to_remove_per_class: Any = None
    min_examples_per_class: int = 1
    confident_joint: Any = None


def find_issues(
    inputs: Inputs,
    *,
    filter_by: str = "prune_by_noise_rate",
    options: PruneOptions | None = None,
    out: NDArray[np.bool_] | None = None,
    n_jobs: int | None = None,
) -> NDArray[np.bool_]:
    """Return True for each row whose label is flagged (N,); `out`, all False, may lie in a file."""
    chosen = options or PruneOptions()
    check_filter(filter_by, chosen)
    mask = np.zeros(len(inputs.labels), np.bool_) if out is None else out
    if filter_by in _SCORES:
        mask[:] = _lowest(inputs, _SCORES[filter_by], n_jobs)
    elif filter_by == "predicted_neq_given":  # what disagrees in spite of the margin for rounding disagrees without it
        map_inputs(Disagreement(), inputs, out=mask, n_jobs=n_jobs)
    elif filter_by == "confident_learning":
        map_inputs(confident_disagreement(inputs), inputs, out=mask, n_jobs=n_jobs)
    else:
        _prune(inputs, filter_by, chosen, mask, n_jobs)
    return mask


def check_request(
    filter_by: str,
    options: PruneOptions,
    ranked_by: str | None,
    rank_options: Mapping[str, Any],
    out: Mapping[str, str | PathLike[str]] | None,
) -> None:
    """Refuse options that do not exist or do not fit, before anything is read."""
    check_filter(filter_by, options)
    if ranked_by is not None:
        check_method(ranked_by, name="return_indices_ranked_by")
    refuse_unknown_keys("rank_by_kwargs", rank_options, ("adjust_pred_probs",))
    check_paths(out, RESULTS)


def find_ranked(
    inputs: Inputs,
    *,
    filter_by: str,
    options: PruneOptions,
    ranked_by: str | None,
    rank_options: Mapping[str, Any],
    out: Mapping[str, str | PathLike[str]] | None,
    n_jobs: int | None,
) -> NDArray[np.bool_] | NDArray[np.int64]:
    """Return the mask of flagged rows, or those rows ranked; `out` names files for the mask, scores and indices."""
    with result_files(out, RESULTS) as files:
        score_by = {"method": ranked_by or "self_confidence", **rank_options}
        mask, rows = _fill(files, inputs, filter_by, options, score_by, ranked_by is not None, n_jobs)
    return files.opened("mask", mask) if ranked_by is None else files.opened("indices", rows)


def _fill(
    files: ResultFiles,
    inputs: Inputs,
    filter_by: str,
    options: PruneOptions,
    score_by: Mapping[str, Any],
    ranked: bool,
    n_jobs: int | None,
) -> tuple[NDArray[np.bool_] | None, NDArray[np.int64] | None]:
    """Return the mask and the ranked rows unless they go to files; no file is mapped any more when this returns."""
    mask = files.zeros("mask", len(inputs.labels), np.bool_)
    find_issues(inputs, filter_by=filter_by, options=options, out=mask, n_jobs=n_jobs)
    scores = rows = None
    if "scores" in files.paths:
        scores = files.zeros("scores", len(inputs.labels), np.float64)
        quality_scores(inputs, out=scores, n_jobs=n_jobs, **score_by)
    if ranked or "indices" in files.paths:
        rows = rank_rows(inputs, mask, scores=scores, n_jobs=n_jobs, **score_by)
    if rows is not None and "indices" in files.paths:
        files.zeros("indices", len(rows), np.int64)[:] = rows
    return (None if "mask" in files.paths else mask), (None if "indices" in files.paths else rows)


def predicted_not_given(inputs: Inputs, *, n_jobs: int | None = None) -> NDArray[np.bool_]:
    """Return True where the first most likely class is not the given one."""
    return map_inputs(Disagreement(bonus=0.0), inputs, out=np.empty(len(inputs.labels), np.bool_), n_jobs=n_jobs)


def argmax_confusion(inputs: Inputs, *, calibrated: bool, n_jobs: int | None = None) -> NDArray[np.int64]:
    """Return the counts (K, K) of given against most likely class, rescaled to the class counts if asked."""
    counts = confusion(inputs, n_jobs=n_jobs)
    return calibrate(counts, inputs.class_counts) if calibrated else counts


def _lowest(inputs: Inputs, method: str, n_jobs: int | None) -> NDArray[np.bool_]:
    count = count_issues(inputs, n_jobs=n_jobs)
    scores = quality_scores(inputs, method=method, n_jobs=n_jobs)
    return lowest(scores, count)


def _prune(inputs: Inputs, filter_by: str, options: PruneOptions, mask: NDArray[np.bool_], n_jobs: int | None) -> None:
    least = options.min_examples_per_class
    pruned = _prune_counts(inputs, options, n_jobs)
    counts = inputs.class_counts
    _warn_small(counts, least)
    if filter_by != "prune_by_noise_rate":
        cells = self_cells(pruned, counts, min_examples=max(least, 1))
        run_inputs(SelfSelection(cells), inputs, n_jobs=n_jobs).mark(mask)
    if filter_by == "prune_by_class":
        return
    found = _by_margin(inputs, margin_cells(pruned, counts, min_examples=max(least, 1)), n_jobs)
    others = contested(found)
    if others is not None:
        found.merge(run_inputs(others, inputs, n_jobs=n_jobs))
    by_margin = mask if filter_by == "prune_by_noise_rate" else np.zeros(len(mask), np.bool_)
    found.mark(by_margin)
    if filter_by == "both":
        mask &= by_margin


def _prune_counts(inputs: Inputs, options: PruneOptions, n_jobs: int | None) -> PruneCounts:
    joint = options.confident_joint
    if joint is None:
        joint = confident_joint(inputs, n_jobs=n_jobs)
    pruned = prune_counts(
        check_joint(joint, inputs.num_classes),
        min_examples=options.min_examples_per_class,
        frac_noise=options.frac_noise,
    )
    if options.num_to_remove_per_class is None:
        return pruned
    wanted = np.asarray(options.num_to_remove_per_class)
    if wanted.shape != (inputs.num_classes,):
        raise InputError(
            f"`num_to_remove_per_class` must have one number per class: got {wanted.size} numbers and "
            f"{inputs.num_classes} classes. Pass 0 for classes to leave alone."
        )
    if not (np.isfinite(wanted) & (wanted >= 0)).all():
        raise InputError(f"`num_to_remove_per_class` must hold numbers of 0 or more: got {wanted.tolist()}.")
    if (wanted > len(inputs.labels)).any():
        raise InputError(
            f"`num_to_remove_per_class` must hold at most the number of examples, {len(inputs.labels)}: "
            f"got {wanted.max()}. Pass how many examples of each class to flag."
        )
    return PruneCounts.of(removal_counts(pruned.matrix(), wanted, inputs.class_counts))


def _by_margin(inputs: Inputs, cells: Cells, n_jobs: int | None) -> TopCells:
    """Return the disagreeing rows with the smallest margins; a sample keeps most others out early."""
    first = sampled(cells)
    sample = None
    if first is not None:
        sample = run_on_sample(first, inputs.source, inputs.labels, facts=inputs.facts, step=SAMPLED, n_jobs=n_jobs)
    if sample is not None:
        found = run_inputs(MarginSelection(cells.below(likely_bounds(sample))), inputs, n_jobs=n_jobs)
        if not misled(found, cells):
            return found
    return run_inputs(MarginSelection(cells), inputs, n_jobs=n_jobs)


def _warn_small(counts: NDArray[np.int64], least: int) -> None:
    small = np.flatnonzero((counts > 0) & (counts <= least))
    if len(small):
        shown = ", ".join(str(k) for k in small[:10].tolist()) + (" ..." if len(small) > 10 else "")
        warn(
            f"{len(small)} classes have at most {least} examples, so none of their labels is flagged: {shown}. "
            "Lower min_examples_per_class, or collect more examples."
        )


def check_filter(filter_by: str, options: PruneOptions) -> None:
    """Refuse an unknown filter and options out of range; warn of those without effect."""
    legal_name("filter_by", "be a known filter", filter_by, get_args(FilterBy))
    if not 0 <= options.frac_noise <= 1:
        raise InputError(
            f"`frac_noise` must lie in [0, 1]: got {options.frac_noise!r}. Pass the fraction of errors to flag."
        )
    if options.min_examples_per_class < 0:
        raise InputError(f"`min_examples_per_class` must be 0 or more: got {options.min_examples_per_class!r}.")
    if filter_by in _PRUNING:
        return
    if options.num_to_remove_per_class is not None:
        raise InputError(
            f"`num_to_remove_per_class` has no effect with filter_by={filter_by!r}. "
            f"Choose one of {', '.join(map(repr, _PRUNING))}, or leave it out."
        )
    if options.frac_noise != 1.0:
        warn(f"`frac_noise` has no effect with filter_by={filter_by!r}; it works with {', '.join(_PRUNING)}.")
    if options.confident_joint is not None and filter_by == "confident_learning":
        warn("`confident_joint` has no effect with filter_by='confident_learning', which counts its own.")
