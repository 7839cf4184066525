"""Which examples, and which of their tags, to flag: the filters of the field, on every tag at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from os import PathLike
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError, refuse_unknown_keys
from labelproof._base.warnings import warn
from labelproof._blocks import read_all
from labelproof._blocks.results import result_files
from labelproof._core.order import ascending, lowest
from labelproof._core.tag_passes import Marks, OffDiagonalTags, TagColumnCounts, TagSelection
from labelproof._core.tag_pruning import expected_cuts, no_limit, prune_tags
from labelproof._core.tags import with_complement
from labelproof._kernels.tag_cells import Cuts
from labelproof._tasks.multiclass.issues import PruneOptions, check_filter
from labelproof._tasks.multiclass.scores import check_method
from labelproof._tasks.multilabel.counts import check_tag_joint, confident_tag_joint, count_tag_issues
from labelproof._tasks.multilabel.inputs import TagInputs
from labelproof._tasks.multilabel.scores import example_scores, rank_examples, scores_per_tag

__all__ = [
    "TagFilter",
    "check_ranking",
    "find_ranked_examples",
    "flag_examples",
    "flag_tags",
    "flags_and_counts",
    "issue_counts",
    "predicted_not_given_tags",
    "ranked_tags",
    "tag_problems",
]

_LOW = ("low_normalized_margin", "low_self_confidence")


@dataclass(frozen=True)
class TagFilter:
    """A filter and what tunes it; `in_batches` is the low-memory rule, which knows no other options."""

    filter_by: str = "prune_by_noise_rate"
    options: PruneOptions = field(default_factory=PruneOptions)
    in_batches: bool = False

    def checked(self, num_tags: int) -> TagFilter:
        """Return the same filter, refusing options that do not fit; a joint of the old shape (K, K) is ignored."""
        joint = self.options.confident_joint
        if joint is not None and np.shape(joint) == (num_tags, num_tags):
            warn(
                "`confident_joint` of shape (K, K) is ignored for several tags per example. "
                "Pass shape (K, 2, 2), as count.compute_confident_joint(..., multi_label=True) returns it."
            )
            joint = None
        options = PruneOptions(
            self.options.frac_noise, self.options.num_to_remove_per_class, self.options.min_examples_per_class, joint
        )
        if self.in_batches:
            _warn_ignored(self.filter_by, options)
        else:
            check_filter(self.filter_by, options)
        return TagFilter(self.filter_by, options, self.in_batches)


def check_ranking(ranked_by: str | None, rank_options: Mapping[str, Any]) -> None:
    """Refuse an unknown score to rank by, and options that it does not have, before anything is read."""
    if ranked_by is not None:
        check_method(ranked_by, name="return_indices_ranked_by")
    refuse_unknown_keys("rank_by_kwargs", rank_options, ("adjust_pred_probs",))


def flag_examples(
    inputs: TagInputs, how: TagFilter | None = None, *, out: NDArray[np.bool_] | None = None
) -> NDArray[np.bool_]:
    """Return True for each example with a flagged tag (N,); `out` may lie in a file."""
    chosen = (how or TagFilter()).checked(inputs.num_tags)
    mask = np.empty(inputs.num_rows, np.bool_) if out is None else out
    if chosen.filter_by in _LOW and not chosen.in_batches:
        mask[:] = lowest(example_scores(inputs), count_tag_issues(inputs))
        return mask
    return inputs.map(_function(inputs, chosen, per_tag=False), mask)


def flag_tags(inputs: TagInputs, how: TagFilter | None = None) -> NDArray[np.bool_]:
    """Return True for each flagged tag of each example (N, K)."""
    chosen = (how or TagFilter()).checked(inputs.num_tags)
    out = np.empty((inputs.num_rows, inputs.num_tags), np.bool_)
    return inputs.map(_function(inputs, chosen, per_tag=True), out)


def predicted_not_given_tags(inputs: TagInputs) -> NDArray[np.bool_]:
    """Return True for each example of which some tag's more likely value is not the given one (N,)."""
    what = Marks(inputs.tags, no_limit(inputs.num_tags), per_tag=False, bonus=0.0)
    return inputs.map(what, np.empty(inputs.num_rows, np.bool_))


def issue_counts(inputs: TagInputs, how: TagFilter | None = None) -> NDArray[np.int64]:
    """Return how many flagged examples each tag is given and not given to, (K, 2), first those without."""
    chosen = (how or TagFilter()).checked(inputs.num_tags)
    return inputs.run(TagColumnCounts(inputs.tags, _function(inputs, chosen, per_tag=True), inputs.num_tags))


def flags_and_counts(inputs: TagInputs, how: TagFilter) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Return what `flag_examples` and `issue_counts` do, of a filter that cuts every tag, with one joint."""
    function = _function(inputs, how.checked(inputs.num_tags), per_tag=True)
    counts = inputs.run(TagColumnCounts(inputs.tags, function, inputs.num_tags))
    return inputs.map(replace(function, per_tag=False), np.empty(inputs.num_rows, np.bool_)), counts


def find_ranked_examples(
    inputs: TagInputs,
    how: TagFilter,
    *,
    ranked_by: str | None,
    rank_options: Mapping[str, Any],
    out: Mapping[str, str | PathLike[str]] | None = None,
) -> NDArray[np.bool_] | NDArray[np.int64]:
    """Return the mask of flagged examples, or those ranked; `out` names files for the mask, scores and indices."""
    with result_files(out, ("mask", "indices", "scores")) as files:
        mask = flag_examples(inputs, how, out=files.zeros("mask", inputs.num_rows, np.bool_))
        scores, rows = None, np.zeros(0, np.int64)
        score_by = {"method": ranked_by or "self_confidence", **rank_options}
        if "scores" in files.paths:
            scores = example_scores(inputs, out=files.zeros("scores", inputs.num_rows, np.float64), **score_by)
        if ranked_by is not None or "indices" in files.paths:
            rows = rank_examples(inputs, mask, scores=scores, **score_by)
            files.zeros("indices", len(rows), np.int64)[:] = rows
    return files.opened("mask", mask) if ranked_by is None else files.opened("indices", rows)


def ranked_tags(
    inputs: TagInputs, how: TagFilter, *, ranked_by: str, rank_options: Mapping[str, Any]
) -> list[NDArray[np.int64]]:
    """Return of each tag the flagged examples, lowest score of that tag first, ties by row."""
    flagged = flag_tags(inputs, how)
    scores = scores_per_tag(inputs, method=ranked_by, **rank_options)
    found = []
    for column, score in zip(flagged.T, scores.T, strict=True):
        rows = np.flatnonzero(column)
        found.append(rows[ascending(score[rows])])
    return found


def tag_problems(inputs: TagInputs) -> tuple[list[NDArray[np.int64]], list[NDArray[np.floating]]]:
    """Return the labels 0 and 1 of each tag, (N,), and its probabilities [1 - p, p], (N, 2)."""
    tags = inputs.tags.dense(0, inputs.num_rows)
    probs = read_all(inputs.source)
    columns = range(inputs.num_tags)
    return [tags[:, k].astype(np.int64) for k in columns], [with_complement(probs[:, k]) for k in columns]


def _function(inputs: TagInputs, how: TagFilter, *, per_tag: bool) -> Marks | OffDiagonalTags:
    """Return the row function that flags."""
    if how.in_batches:
        return Marks(inputs.tags, _lowest_cuts(inputs, likeliest=True), per_tag)
    if how.filter_by == "confident_learning":
        return OffDiagonalTags(inputs.tags, inputs.thresholds(), disagreeing=True, per_tag=per_tag)
    if how.filter_by == "predicted_neq_given":
        return Marks(inputs.tags, no_limit(inputs.num_tags), per_tag)
    cuts = _lowest_cuts(inputs) if how.filter_by in _LOW else _pruning_cuts(inputs, how)
    return Marks(inputs.tags, cuts, per_tag)


def _lowest_cuts(inputs: TagInputs, *, likeliest: bool = False) -> Cuts:
    """Return where to cut each tag to flag as many of its lowest scores as are confidently guessed wrong."""
    wrong = OffDiagonalTags(inputs.tags, inputs.thresholds(), disagreeing=not likeliest, likeliest=likeliest)
    return _cuts(inputs, inputs.run(TagColumnCounts(inputs.tags, wrong, inputs.num_tags)).sum(axis=1))


def _pruning_cuts(inputs: TagInputs, how: TagFilter) -> Cuts:
    options = how.options
    joint = options.confident_joint
    _warn_small(inputs, options.min_examples_per_class)
    wanted = prune_tags(
        confident_tag_joint(inputs) if joint is None else check_tag_joint(joint, inputs.num_tags),
        inputs.counts,
        filter_by=how.filter_by,
        min_examples=options.min_examples_per_class,
        frac_noise=options.frac_noise,
        removals=_removals(options.num_to_remove_per_class, inputs.num_tags),
    )
    return _cuts(inputs, wanted)


def _cuts(inputs: TagInputs, wanted: NDArray[np.int64]) -> Cuts:
    assert inputs.histogram is not None  # noqa: S101 - who flags has had rows counted
    plan = expected_cuts(inputs.histogram, wanted)
    return plan.cuts if plan.wanted is None else plan.closed(inputs.run(TagSelection(inputs.tags, plan.wanted)))


def _removals(given: Any, num_tags: int) -> NDArray[np.generic] | None:
    if given is None:
        return None
    wanted = np.asarray(given)
    if wanted.shape != (num_tags,):
        raise InputError(
            f"`num_to_remove_per_class` must have one number per tag: got {wanted.size} numbers and {num_tags} tags. "
            "Pass 0 for tags to leave alone."
        )
    if not (np.isfinite(wanted) & (wanted >= 0)).all():
        raise InputError(f"`num_to_remove_per_class` must hold numbers of 0 or more: got {wanted.tolist()}.")
    return wanted


def _warn_small(inputs: TagInputs, least: int) -> None:
    counts = inputs.counts
    small = np.flatnonzero(((counts > 0) & (counts <= least)).any(axis=1))
    if len(small):
        shown = ", ".join(str(k) for k in small[:10].tolist()) + (" ..." if len(small) > 10 else "")
        warn(
            f"{len(small)} tags are given to at most {least} examples, or to all but at most {least}, so none of those "
            f"is flagged: {shown}. Lower min_examples_per_class, or collect more examples."
        )


def _warn_ignored(filter_by: str, options: PruneOptions) -> None:
    given = {
        "filter_by": filter_by != "prune_by_noise_rate",
        "frac_noise": options.frac_noise != 1.0,
        "num_to_remove_per_class": options.num_to_remove_per_class is not None,
        "min_examples_per_class": options.min_examples_per_class != 1,
        "confident_joint": options.confident_joint is not None,
    }
    ignored = [name for name, is_given in given.items() if is_given]
    if ignored:
        warn(f"low_memory=True has a rule of its own, so these have no effect: {', '.join(ignored)}.")
