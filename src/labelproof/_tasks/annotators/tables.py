"""The columns of the tables that people see; a door makes frames of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._tasks.annotators.consensus import Judged
from labelproof._tasks.annotators.reading import Reading

__all__ = ["Table", "annotator_table", "example_table", "score_table"]


@dataclass(frozen=True)
class Table:
    """Columns by name, or one array for several columns of one kind, and the names of the rows, None for numbers."""

    columns: dict[Any, NDArray[Any]]
    index: Any = None
    values: NDArray[np.float64] | None = None


def example_table(judged: Judged) -> Table:
    """Return what is said of each example; the columns of further methods end in their names."""
    reading = judged.reading
    columns: dict[Any, NDArray[Any]] = {}
    for name, found in judged.found.items():
        suffix = f"_{name}" if columns else ""
        columns[f"consensus_label{suffix}"] = reading.as_given(found.labels)
        columns[f"consensus_quality_score{suffix}"] = found.quality
        columns[f"annotator_agreement{suffix}"] = found.agreement
        columns.setdefault("num_annotations", reading.annotations.counts)
    return Table(columns, reading.examples)


def score_table(judged: Judged) -> Table:
    """Return the score of every label: one column per annotator for a wide input, one row per label for the others."""
    reading, known, scores = judged.reading, judged.reading.annotations, judged.scores
    if scores is None:
        return Table({})
    if reading.order is not None:
        return _long_scores(reading, reading.order, scores)
    values = scores
    if len(scores) < known.num_rows * known.num_annotators:
        values = np.full(known.num_rows * known.num_annotators, np.nan)
        values[known.rows * known.num_annotators + known.annotators] = scores
    names = range(known.num_annotators) if reading.annotators is None else reading.annotators
    named = {f"quality_annotator_{name}": np.empty(0) for name in names}
    return Table(named, reading.examples, values.reshape(known.num_rows, known.num_annotators))


def annotator_table(judged: Judged) -> Table:
    """Return what is said of each annotator, worst first; of equal quality the lower agreement first."""
    told, quality, reading = judged.records, judged.annotator_quality, judged.reading
    if told is None or quality is None:
        return Table({})
    order = np.lexsort((told.agreement, quality))
    columns = {
        "annotator_quality": quality[order],
        "agreement_with_consensus": told.agreement[order],
        "worst_class": reading.as_given(told.worst_class)[order],
        "num_examples_labeled": told.labelled[order],
    }
    names = reading.annotators
    return Table(columns, order if names is None else _taken(names, order))


def _long_scores(reading: Reading, order: NDArray[np.int64], scores: NDArray[np.float64]) -> Table:
    """Return one row per label, in the order of the input."""
    known = reading.annotations
    by_place = np.argsort(order, kind="stable")
    rows, annotators = known.rows[by_place], known.annotators[by_place]
    columns = {
        reading.example_column: rows if reading.examples is None else reading.examples[rows],
        "annotator": annotators if reading.annotators is None else reading.annotators[annotators],
        "label": reading.as_given(known.labels[by_place].astype(np.int64)),
        "quality": scores[by_place],
    }
    places = order[by_place]
    return Table(columns, places if reading.index is None else reading.index[places])


def _taken(names: Any, order: NDArray[np.int64]) -> Any:
    return names[order] if isinstance(names, np.ndarray) else [names[place] for place in order.tolist()]
