"""What correcting labels is worth: signature and description; the work is in `_learn`."""

from __future__ import annotations

from os import PathLike
from typing import Any

from labelproof._base.progress import Progress
from labelproof._learn.compare import Comparison, Setting, compare_labels
from labelproof.learn._bars import reporter

__all__ = ["compare"]


def compare(
    X: Any,
    y_before: Any,
    y_after: Any,
    *,
    X_test: Any,
    y_test: Any,
    model: Any = "fast",
    repeats: int = 5,
    seed: int = 0,
    confidence: float = 0.95,
    device: str | None = None,
    cache_dir: str | PathLike[str] | None = None,
    progress: bool | Progress = False,
) -> Comparison:
    """Return what training on corrected labels changes on test examples, with confidence intervals.

    Parameters
    ----------
    X : N examples
        What to train on, in any container that the model takes.
    y_before, y_after : (N,) array-like
        The labels as they were, and corrected. None, NaN or -1 leaves an example out (-1 only where it is no class of
        the test).
    X_test, y_test : n examples and their labels
        Examples that are in none of the trainings, with labels that you trust: reviewed by people, and the same for
        both. Without such a test set nothing can be measured: against held-out labels that are wrong, or that the
        same method has corrected, the model that repeats their errors wins.
    model : str, estimator, torch.nn.Module, function that makes one, or a list of these, default "fast"
        As in `cross_val_pred_probs`.
    repeats : int, default 5
        Pairs of trainings. The two of a pair share their random numbers; a model without random parts is trained twice.
    seed : int, default 0
        Draws the random states that the model leaves open.
    confidence : float, default 0.95
        Of the intervals.
    device : str, optional
        Where networks are trained. Default: the first GPU where there is one.
    cache_dir : path, optional
        A folder in which finished trainings are kept.
    progress : bool or Progress, default False
        True draws a bar with the time left.

    Returns
    -------
    Comparison
        Accuracy and log loss before and after, their difference with its interval, and the same for each class.
        `print` shows it in words, `to_frame()` gives it as a table.

    Raises
    ------
    InputError, InputTypeError
        If the arguments do not fit together.

    Notes
    -----
    Trainings and test examples are crossed random effects: the variance of the mean difference is
    var(examples) / n + max(0, var(trainings) / R - var(rest) / (R n)), the interval Student's with Satterthwaite's
    degrees of freedom, for accuracies with two more examples of difference about 0, so that few examples make no
    interval of length 0. It covers the luck of the draw of test examples, which are taken as independent, and of
    training; the training examples are taken as given. A built-in model is asked as in an audit: the mean over the
    models of five folds.

    Source
    ------
    Searle, Casella and McCulloch, "Variance Components", 1992; Satterthwaite 1946; Agresti and Min, Statistics in
    Medicine 24, 2005.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.tree import DecisionTreeClassifier
    >>> rng = np.random.default_rng(0)
    >>> X, X_test = rng.normal(size=(400, 2)), rng.normal(size=(300, 2))
    >>> y, y_test = (np.where(rows[:, 0] > 0, "right", "left") for rows in (X, X_test))
    >>> wrong = np.where(rng.random(400) < 0.2, "left", y)
    >>> found = compare(X, wrong, y, X_test=X_test, y_test=y_test, model=DecisionTreeClassifier())
    >>> bool(found.accuracy.low > 0)
    True
    >>> compare(X, wrong, y[:-1], X_test=X_test, y_test=y_test)
    Traceback (most recent call last):
    labelproof._base.errors.InputError: `y_after` must have one label per example: got 399 labels and 400 examples. ...
    """
    setting = Setting(model, repeats, seed, confidence, device, cache_dir)
    return compare_labels(X, (y_before, y_after), (X_test, y_test), setting, reporter(progress))
