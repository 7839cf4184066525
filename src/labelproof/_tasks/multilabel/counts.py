"""Counting for several tags per example: confident joints of each tag, where they err, number of issues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError
from labelproof._base.warnings import warn
from labelproof._core.tag_adaptive import row_blocks
from labelproof._core.tag_passes import OffDiagonalTags, TagJointPass
from labelproof._core.tag_pruning import calibrate_tags, normalize_tags
from labelproof._tasks.multiclass.counts import refuse_no_counts
from labelproof._tasks.multilabel.inputs import TagInputs, prepare_tags
from labelproof._tasks.multilabel.labels import Tags, read_tags

__all__ = [
    "calibrated_joint",
    "check_tag_joint",
    "computed_joint",
    "confident_tag_joint",
    "count_tag_issues",
    "joint_distribution",
    "mean_thresholds",
    "number_of_issues",
    "tag_counts",
]

Names = Sequence[Any] | None


def number_of_issues(labels: Any, pred_probs: Any, joint: Any, method: str, class_names: Names) -> int:
    """Return how many examples "confident_learning" flags; a joint or another method than the default has no effect."""
    if joint is not None or method != "off_diagonal":
        warn(
            "With multi_label=True issues are counted by estimation_method='off_diagonal', "
            "and `confident_joint` has no effect."
        )
    return count_tag_issues(prepare_tags(labels, pred_probs, class_names=class_names))


def calibrated_joint(joint: Any, labels: Any, class_names: Names) -> NDArray[np.int64]:
    """Return a joint (K, 2, 2) rescaled to how many examples have each tag."""
    size = len(np.asarray(joint))
    counts = tag_counts(read_tags(labels, num_tags=size, class_names=class_names))
    return calibrate_tags(check_tag_joint(joint, size), counts)


def joint_distribution(labels: Any, pred_probs: Any, joint: Any, class_names: Names) -> NDArray[np.float64]:
    """Return the joint distribution of given and true values of each tag (K, 2, 2), each summing to 1."""
    inputs = prepare_tags(labels, pred_probs, class_names=class_names)
    if joint is None:
        return normalize_tags(confident_tag_joint(inputs))
    return normalize_tags(calibrate_tags(check_tag_joint(joint, inputs.num_tags), inputs.counts))


def computed_joint(
    labels: Any, pred_probs: Any, thresholds: Any, calibrate: bool, with_rows: bool, class_names: Names
) -> NDArray[np.int64] | tuple[NDArray[np.int64], list[NDArray[np.int64]]]:
    """Return the confident joint of each tag (K, 2, 2), and if asked the rows of each that err, ascending."""
    inputs = prepare_tags(labels, pred_probs, class_names=class_names)
    joint = confident_tag_joint(inputs, thresholds=thresholds, calibrated=calibrate)
    if not with_rows:
        return joint
    mask = np.empty((inputs.num_rows, inputs.num_tags), np.bool_)
    inputs.map(OffDiagonalTags(inputs.tags, _thresholds(inputs, thresholds)), mask)
    return joint, [np.flatnonzero(column) for column in mask.T]


def mean_thresholds(labels: Any, pred_probs: Any, class_names: Names) -> NDArray[np.float64]:
    """Return the mean probability of each tag and value over the rows given so, (K, 2)."""
    return prepare_tags(labels, pred_probs, class_names=class_names).thresholds()


def confident_tag_joint(inputs: TagInputs, *, thresholds: Any = None, calibrated: bool = True) -> NDArray[np.int64]:
    """Return the confident joint of each tag (K, 2, 2), given by guessed, calibrated to the counts if asked."""
    joint = inputs.run(TagJointPass(inputs.tags, _thresholds(inputs, thresholds)))
    return calibrate_tags(joint, inputs.counts) if calibrated else joint


def _thresholds(inputs: TagInputs, given: Any) -> NDArray[np.float64]:
    if given is None:
        return inputs.thresholds()
    values = np.ascontiguousarray(given, np.float64)
    if values.shape != (inputs.num_tags, 2) or np.isnan(values).any():
        raise InputError(
            f"`thresholds` must be two numbers per tag, shape ({inputs.num_tags}, 2): got shape {values.shape}"
            f"{' with NaN' if np.isnan(values).any() else ''}. Pass what get_confident_thresholds returned."
        )
    return values


def check_tag_joint(joint: Any, num_tags: int) -> NDArray[np.generic]:
    """Return a user's confident joint as an array, refusing another shape than (K, 2, 2)."""
    values = np.asarray(joint)
    if values.shape != (num_tags, 2, 2):
        raise InputError(
            f"`confident_joint` must have shape ({num_tags}, 2, 2), given by guessed of each tag: got {values.shape}. "
            "Pass what count.compute_confident_joint(..., multi_label=True) returned for the same tags."
        )
    refuse_no_counts(values)
    return values


def count_tag_issues(inputs: TagInputs) -> int:
    """Return the number of examples of which some tag is confidently guessed to be other than given."""
    what = OffDiagonalTags(inputs.tags, inputs.thresholds(), disagreeing=True, per_tag=False)
    return int(np.count_nonzero(inputs.map(what, np.empty(inputs.num_rows, np.bool_))))


def tag_counts(tags: Tags) -> NDArray[np.int64]:
    """Return how many examples each tag is given and not given to, (K, 2), first those without."""
    counts = np.zeros((tags.num_tags, 2), np.int64)
    for block in row_blocks(tags.num_rows, tags.num_tags):
        counts[:, 1] += tags.dense(block.start, block.stop).sum(axis=0, dtype=np.int64)
    counts[:, 0] = tags.num_rows - counts[:, 1]
    return counts
