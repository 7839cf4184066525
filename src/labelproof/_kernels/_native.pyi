import numpy as np
from numpy.typing import NDArray

def class_sums(
    pred_probs: NDArray[np.floating],
    labels: NDArray[np.int64],
    sums: NDArray[np.int64],
    counts: NDArray[np.int64],
) -> None: ...
def joint_counts(
    pred_probs: NDArray[np.floating],
    labels: NDArray[np.int64],
    thresholds: NDArray[np.float64],
    paper: bool,
    joint: NDArray[np.int64],
    guesses: NDArray[np.int32],
) -> None: ...
def row_scores(
    pred_probs: NDArray[np.floating],
    labels: NDArray[np.int64],
    method: int,
    shift: NDArray[np.float64],
    out: NDArray[np.float64],
) -> None: ...
def vector_unit() -> str: ...
def row_argmax(pred_probs: NDArray[np.floating], out: NDArray[np.int32]) -> None: ...
def row_agrees(
    pred_probs: NDArray[np.floating], labels: NDArray[np.int64], bonus: float, out: NDArray[np.bool_]
) -> None: ...
def value_range(pred_probs: NDArray[np.floating]) -> tuple[float, float, int, int]: ...
def push_margins(
    pred_probs: NDArray[np.floating],
    labels: NDArray[np.int64],
    wanted: NDArray[np.bool_],
    first_row: int,
    offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    bounds: NDArray[np.float64],
    entries: NDArray[np.float64],
) -> None: ...
def push_self(
    pred_probs: NDArray[np.floating],
    labels: NDArray[np.int64],
    first_row: int,
    offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    bounds: NDArray[np.float64],
    entries: NDArray[np.float64],
) -> None: ...
def merge_cells(
    offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    bounds: NDArray[np.float64],
    entries: NDArray[np.float64],
    other_sizes: NDArray[np.int64],
    other_entries: NDArray[np.float64],
) -> None: ...
def trim_cells(
    offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    bounds: NDArray[np.float64],
    entries: NDArray[np.float64],
) -> None: ...
