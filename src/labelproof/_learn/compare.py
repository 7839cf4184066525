"""What correcting labels brings: models trained on the labels before and after, asked about the same test examples.

The test labels are taken as they are; nothing here corrects them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from labelproof._base.errors import InputError, InputTypeError
from labelproof._base.progress import SILENT, Progress
from labelproof._learn.clean_inputs import given_labels
from labelproof._learn.content_key import content_key
from labelproof._learn.examples import as_container, check_length, num_examples, take
from labelproof._learn.fold_cache import FoldCache
from labelproof._learn.fold_runs import fold_runs
from labelproof._learn.given_models import as_estimators
from labelproof._learn.multiclass.cross_val import CLASS_MODELS, cross_val_codes
from labelproof._learn.multiclass.estimators import ClassFold
from labelproof._learn.multiclass.named import is_pool
from labelproof._learn.paired import Change, paired_change
from labelproof._learn.plan import Fold, Plan, check_whole, round_seed

__all__ = ["Comparison", "Setting", "compare_labels"]

_FLOOR = 1e-7
_LISTED = 10
_DTYPES = {"class": object}


@dataclass(frozen=True)
class Setting:
    """How to compare; see `labelproof.learn.compare`."""

    model: Any
    repeats: int
    seed: int
    confidence: float
    device: str | None = None
    cache_dir: Any = None

    def check(self) -> None:
        """Refuse settings that make no sense."""
        check_whole("repeats", self.repeats, 1, "5, or more for a steadier mean")
        check_whole("seed", self.seed, 0, "0, or another number for other trainings")
        if not 0 < self.confidence < 1:
            raise InputError(f"`confidence` must lie between 0 and 1: got {self.confidence}. Use 0.95, say.")


@dataclass(frozen=True)
class Comparison:
    """What training on corrected labels changes on a test set whose labels nobody corrected automatically.

    Attributes
    ----------
    accuracy, log_loss : Change
        `before`, `after`, `difference`, and its interval from `low` to `high`. Of the log loss less is better.
    per_class : DataFrame
        A row for each class that the test set holds: `class`, `examples`, and of the share of these examples that is
        recognised `before`, `after`, `difference`, `low`, `high`. The intervals are those of single classes: of twenty,
        one may miss its truth by chance.
    changed, excluded, added : int
        Training labels that differ; that are left out after; that were missing before.
    trained_before, trained_after, test_examples : int
        How many examples there are.
    repeats : int
        Pairs of trainings.
    confidence : float
        Of all intervals.
    """

    accuracy: Change
    log_loss: Change
    per_class: pd.DataFrame
    changed: int
    excluded: int
    added: int
    trained_before: int
    trained_after: int
    test_examples: int
    repeats: int
    confidence: float

    def to_frame(self) -> pd.DataFrame:
        """Return everything measured as one table.

        Returns
        -------
        DataFrame
            A row for each measure: accuracy and log loss over all classes, then the accuracy of each class. Columns
            `measure`, `class` (None over all), `examples`, `before`, `after`, `difference`, `low`, `high`.
        """
        overall = [
            {"measure": name, "class": None, "examples": self.test_examples, **vars(change)}
            for name, change in (("accuracy", self.accuracy), ("log loss", self.log_loss))
        ]
        rows: list[dict[Any, Any]] = [
            *overall,
            *({"measure": "accuracy", **row} for row in self.per_class.to_dict("records")),
        ]
        return pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=_DTYPES.get(name)) for name in rows[0]})

    def __str__(self) -> str:
        """Return the comparison in words."""
        trainings = "1 pair of trainings" if self.repeats == 1 else f"{self.repeats:,} pairs of trainings"
        labels = f"{self.changed:,} of {self.trained_before:,} training labels were changed"
        labels += f", {self.excluded:,} left out" if self.excluded else ""
        labels += f", {self.added:,} added" if self.added else ""
        lines = [
            f"{labels}; {trainings}, judged by {self.test_examples:,} test examples.",
            f"accuracy  {self._line(self.accuracy)}  {self._verdict()}",
            f"log loss  {self._line(self.log_loss)}",
        ]
        moved = self.per_class.loc[(self.per_class["low"] > 0) | (self.per_class["high"] < 0)]
        moved = moved.sort_values("difference", key=abs, ascending=False, kind="stable")
        for row in moved.head(_LISTED).to_dict("records"):
            change = Change(*(float(row[name]) for name in ("before", "after", "difference", "low", "high")))
            lines.append(f"class {row['class']!s}  {self._line(change)}")
        return "\n".join(lines)

    def _line(self, change: Change) -> str:
        span = f"{100 * self.confidence:g} %: {change.low:+.3f} to {change.high:+.3f}"
        return f"{change.before:.3f} -> {change.after:.3f}  ({change.difference:+.3f}, {span})"

    def _verdict(self) -> str:
        if self.accuracy.low > 0:
            return "better"
        return "worse" if self.accuracy.high < 0 else "no difference shown"


@dataclass(frozen=True)
class _Problem:
    """Examples of both kinds one after the other, their classes before and after, and the classes of the test."""

    X: Any
    X_test: Any
    before: NDArray[np.int64]
    after: NDArray[np.int64]
    test: NDArray[np.int64]
    classes: NDArray[Any]


def compare_labels(
    X: Any, labels: tuple[Any, Any], test: tuple[Any, Any], setting: Setting, progress: Progress
) -> Comparison:
    """Return what training on other labels changes.

    Parameters
    ----------
    X : N examples
        The training examples.
    labels : tuple of two (N,) array-like
        Before and after; None, NaN or -1 leaves an example out.
    test : tuple of examples and labels
        Whose labels are trusted.
    setting : Setting
        How.
    progress : Progress
        Told of every training.

    Returns
    -------
    Comparison
        Differences with intervals.

    Raises
    ------
    InputError, InputTypeError
        If the arguments do not fit together.
    """
    setting.check()
    problem = _problem(X, labels, test)
    with progress.task("Training", 2 * setting.repeats) as task:
        pairs = []
        for pair in _pairs(problem, setting):
            pairs.append(pair)
            task.advance(2, f"pair {len(pairs)} of {setting.repeats}")
    before, after = (np.stack(part) for part in zip(*pairs, strict=True))
    return _summed_up(problem, before, after, setting.confidence)


def _problem(X: Any, labels: tuple[Any, Any], test: tuple[Any, Any]) -> _Problem:
    """Return examples and classes, checked."""
    X, X_test = as_container(X), as_container(test[0])
    known_test, test_values = _known(test[1], "y_test", minus_one=False)
    if not known_test.all():
        raise InputError(
            f"`y_test` must have a label for every example: {int((~known_test).sum())} are missing. Leave those "
            "examples out of the test set."
        )
    check_length(X_test, known_test.size, "X_test")
    _check_alike(X, X_test)
    minus_one = not (test_values.dtype.kind in "iu" and (test_values == -1).any())
    parts = [
        _known(part, name, minus_one=minus_one) for part, name in zip(labels, ("y_before", "y_after"), strict=True)
    ]
    for (known, _), name in zip(parts, ("y_before", "y_after"), strict=True):
        if known.size != num_examples(X):
            raise InputError(
                f"`{name}` must have one label per example: got {known.size} labels and {num_examples(X)} examples. "
                "Keep the rows that were left out, with None as their label."
            )
    classes = _classes([test_values, *(values for _, values in parts)])
    before, after = (_codes(known, values, classes) for known, values in parts)
    return _Problem(X, X_test, before, after, np.searchsorted(classes, test_values), classes)


def _check_alike(X: Any, X_test: Any) -> None:
    """Refuse test examples of another shape."""
    shapes = [getattr(part, "shape", (0,))[1:] for part in (X, X_test)]
    if shapes[0] != shapes[1]:
        raise InputError(
            f"`X_test` must hold examples of the shape of those in `X`, {tuple(shapes[0])}: got {tuple(shapes[1])}. "
            "Pass the same columns for both."
        )


def _known(labels: Any, name: str, *, minus_one: bool) -> tuple[NDArray[np.bool_], NDArray[Any]]:
    """Return which labels there are, and these; None and NaN are none, and -1 where that is no class."""
    if labels is None or isinstance(labels, (str, bytes)) or not hasattr(labels, "__len__"):
        raise InputTypeError(f"`{name}` must hold one label per example: got {type(labels).__name__}. Pass a list.")
    values = labels if isinstance(labels, pd.Series) else pd.Series(list(labels), dtype=object)
    absent = values.isna().to_numpy()
    if minus_one:
        absent = absent | np.array([isinstance(value, (int, float, np.number)) and value == -1 for value in values])
    known = ~absent
    if not known.any():
        raise InputError(f"`{name}` holds no label. Pass one label per example; None leaves an example out.")
    return known, given_labels(values[known].tolist())


def _classes(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Return the distinct labels of all parts, sorted."""
    if len({values.dtype.kind in "iufb" for values in parts}) == 1:
        with suppress(TypeError):
            return np.unique(np.concatenate(parts))
    raise InputError(
        "`y_before`, `y_after` and `y_test` must hold labels of one kind: numbers and names are mixed. "
        "Convert them all to strings."
    )


def _codes(known: NDArray[np.bool_], values: NDArray[Any], classes: NDArray[Any]) -> NDArray[np.int64]:
    codes = np.full(known.size, -1, dtype=np.int64)
    codes[known] = np.searchsorted(classes, values)
    if np.unique(codes[known]).size < 2:
        raise InputError("The training labels must hold at least 2 classes, before and after: got one. Check them.")
    return codes


def _pairs(problem: _Problem, setting: Setting) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Yield the probabilities of the test examples after training on both labels, from the same random numbers."""
    ask = _pool if is_pool(setting.model) else _estimators
    kept: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []
    for number in range(setting.repeats):
        before, after = (ask(problem, codes, setting, number) for codes in (problem.before, problem.after))
        kept = [*kept[:1], (before, after)]
        yield before, after
        if number == 1 and all(np.array_equal(*both) for both in zip(*kept, strict=True)):
            return  # Nothing is random in this model: further trainings would be the same.


def _estimators(problem: _Problem, codes: NDArray[np.int64], setting: Setting, number: int) -> NDArray[np.float64]:
    """Return what a user's model says of the test examples."""
    estimators = as_estimators(setting.model, problem.X, CLASS_MODELS, device=setting.device, weighted=False)
    cache = FoldCache(None if setting.cache_dir is None else Path(setting.cache_dir))
    key = None if cache.folder is None else content_key(problem.X, problem.X_test)
    width = problem.classes.size
    runs = fold_runs(ClassFold(problem.classes), estimators, key, codes, None, width=width, cache=cache)
    asked = np.arange(codes.size, codes.size + problem.test.size)
    both = _Beside(problem.X, problem.X_test)
    nothing = np.empty(0, dtype=np.int64)
    training = np.flatnonzero(codes >= 0)
    fold = Fold(both, codes, None, training, asked, nothing, round_seed(setting.seed, number), number, 0)
    return runs.of(fold).astype(np.float64)


def _pool(problem: _Problem, codes: NDArray[np.int64], setting: Setting, number: int) -> NDArray[np.float64]:
    """Return what a built-in model says of the test examples: they are rows without a label to it."""
    plan = Plan(seed=round_seed(setting.seed, number), device=setting.device, cache_dir=setting.cache_dir)
    given = np.concatenate([codes, np.full(problem.test.size, -1)])
    found = cross_val_codes(setting.model, _joined(problem.X, problem.X_test), given, problem.classes, plan, SILENT)
    return found.pred_probs[codes.size :].astype(np.float64)


class _Beside:
    """Two containers of examples under running numbers; each selection lies in one of them."""

    def __init__(self, first: Any, second: Any) -> None:
        self._first, self._second = first, second
        self._length = num_examples(first)

    def __len__(self) -> int:
        return self._length + num_examples(self._second)

    def __getitem__(self, positions: Sequence[int]) -> Any:
        places = np.asarray(positions, dtype=np.int64)
        inside = places.size == 0 or places[0] < self._length
        return take(self._first, places) if inside else take(self._second, places - self._length)


def _joined(first: Any, second: Any) -> Any:
    """Return the examples of two containers of one kind in one."""
    if hasattr(first, "iloc") and hasattr(second, "iloc"):
        return pd.concat([first, second], ignore_index=True)
    if hasattr(first, "tocsr"):
        return sparse.vstack([first, second], format="csr")
    if isinstance(first, (list, tuple)):
        return [*first, *second]
    return np.concatenate([np.asarray(first), np.asarray(second)])


def _summed_up(
    problem: _Problem, before: NDArray[np.float64], after: NDArray[np.float64], confidence: float
) -> Comparison:
    """Return the result; `before` and `after` are probabilities (R, n, K)."""
    right = [probs.argmax(axis=2) == problem.test for probs in (before, after)]
    rows = np.arange(problem.test.size)
    losses = [-np.log(np.maximum(probs[:, rows, problem.test], _FLOOR)) for probs in (before, after)]
    table = []
    for code, name in enumerate(problem.classes.tolist()):
        own = problem.test == code
        if own.any():
            change = paired_change(right[0][:, own], right[1][:, own], confidence=confidence, shares=True)
            table.append({"class": name, "examples": int(own.sum()), **vars(change)})
    known_before, known_after = problem.before >= 0, problem.after >= 0
    return Comparison(
        accuracy=paired_change(right[0], right[1], confidence=confidence, shares=True),
        log_loss=paired_change(losses[0], losses[1], confidence=confidence, shares=False),
        per_class=pd.DataFrame(table),
        changed=int((known_before & known_after & (problem.before != problem.after)).sum()),
        excluded=int((known_before & ~known_after).sum()),
        added=int((~known_before & known_after).sum()),
        trained_before=int(known_before.sum()),
        trained_after=int(known_after.sum()),
        test_examples=int(problem.test.size),
        repeats=len(before),
        confidence=confidence,
    )
