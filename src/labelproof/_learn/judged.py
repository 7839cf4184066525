"""Which examples cross-validation could judge, and counts that leave the others out.

The model that judged the only example of a class had never seen that class. The probability 0 that it gave is no
evidence, and must not become a threshold that every example reaches.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelproof._core.joint import calibrate
from labelproof._tasks.multiclass.counts import confident_joint
from labelproof._tasks.multiclass.inputs import Inputs, select_rows

__all__ = ["joint_of_judged", "judged_part"]


def judged_part(inputs: Inputs, alone: NDArray[np.bool_]) -> tuple[Inputs, NDArray[np.int64]]:
    """Return the inputs without the examples of classes that are alone, and the positions of the rest."""
    rows = np.flatnonzero(~alone[inputs.labels])
    if len(rows) == len(inputs.labels):
        return inputs, rows
    return select_rows(inputs, rows), rows


def joint_of_judged(
    inputs: Inputs,
    alone: NDArray[np.bool_],
    *,
    thresholds: NDArray[np.float64] | None = None,
    calibrated: bool = True,
) -> NDArray[np.int64]:
    """Return the confident joint in which the example of a class that is alone counts as right.

    Such an example got probability 0 for its class, which must not become a threshold that everything reaches.
    """
    part, _ = judged_part(inputs, alone)
    joint = confident_joint(part, thresholds=thresholds, calibrated=False)
    if calibrated:
        joint = calibrate(joint, part.class_counts)
        joint[alone, alone] = inputs.class_counts[alone]
    return joint
