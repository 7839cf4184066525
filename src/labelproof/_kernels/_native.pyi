import numpy as np
from numpy.typing import NDArray

def vector_unit() -> str: ...
def scan(
    pred_probs: NDArray[np.floating],
    labels: NDArray[np.int64],
    sums: NDArray[np.int64],
    counts: NDArray[np.int64],
    own: NDArray[np.floating],
    other: NDArray[np.floating],
) -> tuple[float, float, int, int]: ...
def joint_counts(
    pred_probs: NDArray[np.floating],
    labels: NDArray[np.int64],
    thresholds: NDArray[np.float64],
    own: NDArray[np.floating],
    other: NDArray[np.floating],
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
def round_rows(exact: NDArray[np.float64], sums: NDArray[np.int64], out: NDArray[np.int64]) -> None: ...
def row_argmax(pred_probs: NDArray[np.floating], out: NDArray[np.int32]) -> None: ...
def row_agrees(
    pred_probs: NDArray[np.floating],
    labels: NDArray[np.int64],
    own: NDArray[np.floating],
    other: NDArray[np.floating],
    bonus: float,
    out: NDArray[np.bool_],
) -> None: ...

class TopCells:
    def __init__(
        self,
        starts: NDArray[np.int64],
        others: NDArray[np.int64],
        capacities: NDArray[np.int64],
        bounds: NDArray[np.float64],
    ) -> None: ...
    def push_margins(
        self,
        pred_probs: NDArray[np.floating],
        labels: NDArray[np.int64],
        own: NDArray[np.floating],
        other: NDArray[np.floating],
        bonus: float,
        agreeing: bool,
        first_row: int,
    ) -> None: ...
    def push_self(
        self,
        pred_probs: NDArray[np.floating],
        labels: NDArray[np.int64],
        own: NDArray[np.floating],
        other: NDArray[np.floating],
        bonus: float,
        first_row: int,
    ) -> None: ...
    def merge(self, other: TopCells) -> None: ...
    def filled(self, out: NDArray[np.int64]) -> None: ...
    def largest(self, out: NDArray[np.float64]) -> None: ...
    def mark(self, mask: NDArray[np.bool_]) -> None: ...

def tag_scan(
    pred_probs: NDArray[np.floating],
    tags: NDArray[np.uint8],
    sums: NDArray[np.int64],
    counts: NDArray[np.int64],
    histogram: NDArray[np.int64],
    bonus: float,
) -> tuple[float, float, int, int]: ...
def tag_joint_counts(
    pred_probs: NDArray[np.floating],
    tags: NDArray[np.uint8],
    thresholds: NDArray[np.float64],
    joint: NDArray[np.int64],
) -> None: ...
def tag_off_diagonal(
    pred_probs: NDArray[np.floating],
    tags: NDArray[np.uint8],
    thresholds: NDArray[np.float64],
    bonus: float,
    likeliest: bool,
    out: NDArray[np.bool_],
) -> None: ...
def tag_mark(
    pred_probs: NDArray[np.floating],
    tags: NDArray[np.uint8],
    own: NDArray[np.float64],
    row: NDArray[np.int64],
    bonus: float,
    first_row: int,
    per_tag: bool,
    out: NDArray[np.bool_],
) -> None: ...
def tag_scores(
    pred_probs: NDArray[np.floating],
    tags: NDArray[np.uint8],
    method: int,
    shift: NDArray[np.float64],
    out: NDArray[np.float64],
) -> None: ...
def tag_weighted_scores(
    pred_probs: NDArray[np.floating],
    tags: NDArray[np.uint8],
    method: int,
    shift: NDArray[np.float64],
    weights: NDArray[np.float64],
    out: NDArray[np.float64],
) -> None: ...
def vote_tally(
    starts: NDArray[np.int64],
    annotators: NDArray[np.int32],
    labels: NDArray[np.int32],
    classes: int,
    winners: NDArray[np.int64],
    tied: NDArray[np.bool_],
    met: NDArray[np.int64],
    agreed: NDArray[np.int64],
) -> None: ...
def vote_matches(
    starts: NDArray[np.int64],
    labels: NDArray[np.int32],
    consensus: NDArray[np.int64],
    matches: NDArray[np.int64],
) -> None: ...
def vote_pool(
    starts: NDArray[np.int64],
    annotators: NDArray[np.int32],
    labels: NDArray[np.int32],
    weights: NDArray[np.float64],
    likelihood: float,
    rest: float,
    models: float,
    rows: NDArray[np.float64],
    best: NDArray[np.int64],
) -> None: ...
def vote_entries(
    starts: NDArray[np.int64], labels: NDArray[np.int32], rows: NDArray[np.float64], out: NDArray[np.float64]
) -> None: ...
def vote_records(
    starts: NDArray[np.int64],
    labels: NDArray[np.int32],
    places: NDArray[np.int64],
    consensus: NDArray[np.int64],
    quality: NDArray[np.float64],
    counts: NDArray[np.int64],
    totals: NDArray[np.float64],
) -> None: ...

class TagCells:
    def __init__(self, cells: NDArray[np.int64], bins: NDArray[np.int64], capacities: NDArray[np.int64]) -> None: ...
    def push(
        self, pred_probs: NDArray[np.floating], tags: NDArray[np.uint8], bins: int, bonus: float, first_row: int
    ) -> None: ...
    def merge(self, other: TagCells) -> None: ...
    def largest(self, own: NDArray[np.float64], row: NDArray[np.int64]) -> None: ...
