"""Label quality scores for several tags per example: of each tag, and of the example."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError, InputTypeError, nearest
from labelproof._core.order import ascending
from labelproof._core.passes import Block
from labelproof._core.scores import ScoreMethod
from labelproof._core.tag_passes import TagScores, WeightedTagScores
from labelproof._core.tags import ALPHA, TEMPERATURE, ema_weights, softmin
from labelproof._tasks.multiclass.scores import check_method
from labelproof._tasks.multilabel.inputs import TagInputs, prepare_tags
from labelproof._tasks.multilabel.labels import Tags

__all__ = [
    "AGGREGATORS",
    "check_alpha",
    "check_temperature",
    "example_scores",
    "rank_examples",
    "score_examples",
    "scores_per_tag",
]

AGGREGATORS = ("exponential_moving_average", "softmin")
_DEFAULT: Mapping[str, Any] = {"method": "exponential_moving_average", "alpha": ALPHA}


def check_alpha(alpha: Any, size: int) -> float:
    """Return the weight of the lowest of `size` scores; 2 / (size + 1) for None."""
    if alpha is None:
        return 2.0 / (size + 1)
    try:
        value = float(alpha)
    except (TypeError, ValueError):
        raise InputTypeError(f"`alpha` must be a number: got {type(alpha).__name__}. Pass 0.8, for example.") from None
    if not 0.0 <= value <= 1.0:
        raise InputError(f"`alpha` must lie in [0, 1]: got {alpha}. Pass the weight of the lowest score, such as 0.8.")
    return value


def check_temperature(given: Any) -> float:
    """Return the temperature of softmin."""
    try:
        value = float(given)
    except (TypeError, ValueError):
        value = math.nan
    if not value >= 0:
        raise InputError(f"`temperature` must be a number of 0 or more: got {given!r}. Pass 0.1, for example.")
    return value


@dataclass(frozen=True)
class _Softmin:
    scores: TagScores
    temperature: float

    def __call__(self, block: Block) -> NDArray[np.float64]:
        return softmin(self.scores(block), self.temperature)


def scores_per_tag(
    inputs: TagInputs, *, method: str = "self_confidence", adjust_pred_probs: bool = False
) -> NDArray[np.float64]:
    """Return one score per example and tag (N, K), low = suspect."""
    return inputs.map(
        _function(inputs, method, adjust_pred_probs), np.empty((inputs.num_rows, inputs.num_tags), np.float64)
    )


def example_scores(
    inputs: TagInputs,
    *,
    method: str = "self_confidence",
    adjust_pred_probs: bool = False,
    aggregator: Mapping[str, Any] | None = None,
    mask: NDArray[np.bool_] | None = None,
    out: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Return one score per example (N,), low = suspect; those that `mask` leaves out are 1, and `out` may be a file."""
    how, options = _aggregator(aggregator)
    into = np.empty(inputs.num_rows, np.float64) if out is None else out
    if callable(how):
        into[:] = _called(how, scores_per_tag(inputs, method=method, adjust_pred_probs=adjust_pred_probs), options)
        return into
    function = _function(inputs, method, adjust_pred_probs)
    return inputs.map(_joined(function, how, options, inputs.num_tags, mask), into)


def score_examples(
    labels: Any,
    pred_probs: Any,
    *,
    method: str,
    adjust_pred_probs: bool,
    aggregator: Mapping[str, Any] | None,
    class_names: Sequence[Any] | None,
) -> NDArray[np.float64]:
    """Return one score per example (N,), in one reading where neither sums nor all scores at once are needed."""
    known = check_method(method, adjusted=adjust_pred_probs)
    how, options = _aggregator(aggregator)
    if adjust_pred_probs or callable(how):
        inputs = prepare_tags(labels, pred_probs, class_names=class_names, summed=adjust_pred_probs)
        return example_scores(inputs, method=method, adjust_pred_probs=adjust_pred_probs, aggregator=aggregator)

    def function(tags: Tags) -> _Softmin | WeightedTagScores:
        return _joined(TagScores(tags, known), how, options, tags.num_tags)

    inputs = prepare_tags(labels, pred_probs, class_names=class_names, summed=False, function=function)
    _check_scorable(inputs, known)
    assert inputs.output is not None  # noqa: S101 - it was asked for
    return inputs.output


def _joined(
    scores: TagScores,
    how: str,
    options: Mapping[str, Any],
    num_tags: int,
    mask: NDArray[np.bool_] | None = None,
) -> _Softmin | WeightedTagScores:
    """Return the row function that joins scores by a named aggregator."""
    if how == "softmin":
        return _Softmin(scores, check_temperature(_only(options, "temperature", TEMPERATURE)))
    alpha = check_alpha(_only(options, "alpha", None), num_tags)
    return WeightedTagScores(scores, ema_weights(alpha, num_tags), mask)


def rank_examples(
    inputs: TagInputs, mask: NDArray[np.bool_], *, scores: NDArray[np.float64] | None = None, **options: Any
) -> NDArray[np.int64]:
    """Return the marked examples, lowest score first, ties by row; without `scores` (N,) only those are scored."""
    rows = np.flatnonzero(mask)
    found = example_scores(inputs, mask=mask, **options) if scores is None else scores
    return rows[ascending(found[rows])]


def _function(inputs: TagInputs, method: str, adjusted: bool) -> TagScores:
    known: ScoreMethod = check_method(method, adjusted=adjusted)
    _check_scorable(inputs, known)
    if not adjusted:
        return TagScores(inputs.tags, known)
    thresholds = inputs.thresholds()
    return TagScores(inputs.tags, known, thresholds.max(axis=1, keepdims=True) - thresholds)


def _check_scorable(inputs: TagInputs, method: ScoreMethod) -> None:
    found = inputs.value_range
    if method == "confidence_weighted_entropy" and (found.low < 0 or found.high > 1):
        raise InputError(
            f"confidence_weighted_entropy needs values in [0, 1] exactly: got {found.low!r} to {found.high!r}. "
            "Clip them with numpy.clip(pred_probs, 0, 1)."
        )


def _aggregator(given: Mapping[str, Any] | None) -> tuple[str | Callable[..., Any], dict[str, Any]]:
    """Return the name or the function of an aggregator, and its options."""
    if given is not None and not isinstance(given, Mapping):
        raise InputTypeError(
            f"The options of an aggregator must be a dict: got {type(given).__name__}. "
            'Pass for example {"method": "softmin", "temperature": 0.1}.'
        )
    options = dict(_DEFAULT if given is None else given)
    method = options.pop("method", None)
    if callable(method):
        return method, options
    if not isinstance(method, str):
        raise InputTypeError(
            f"The method of an aggregator must be a name or a function: got {type(method).__name__}. "
            f"{nearest(method, AGGREGATORS)}"
        )
    if method not in AGGREGATORS:
        raise InputError(
            f"The method of an aggregator must be a known one, or a function: got {method!r}. "
            f"{nearest(method, AGGREGATORS)}"
        )
    return method, options


def _only(options: Mapping[str, Any], name: str, default: Any) -> Any:
    """Return an option, refusing others."""
    unknown = next((key for key in options if key != name), None)
    if unknown is not None:
        raise InputError(f"The aggregator has no option {unknown!r}. {nearest(unknown, [name])}")
    return options.get(name, default)


def _called(how: Callable[..., Any], scores: NDArray[np.float64], options: dict[str, Any]) -> NDArray[np.float64]:
    values = np.asarray(how(scores, axis=1, **options), np.float64)
    if values.shape != (len(scores),):
        raise InputError(
            f"The function that joins scores must return one number per example, shape ({len(scores)},): got shape "
            f"{values.shape}. It is called with the scores (N, K) and axis=1."
        )
    return values
