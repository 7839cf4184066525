"""Plots of an audit's result (extra ``plot``); each returns a matplotlib figure and shows nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelproof._audit.plots import Plottable, examples_figure, pairs_figure, scores_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["plot_examples", "plot_pairs", "plot_scores"]


def plot_examples(result: Plottable, n: int = 12) -> Figure:
    """Return a figure of the examples whose label is most likely wrong.

    Parameters
    ----------
    result : AuditResult
        From `labelproof.audit`.
    n : int, default 12
        How many examples, worst first.

    Returns
    -------
    matplotlib.figure.Figure
        Images as a grid; texts and rows as a list. Not known to pyplot: save it with ``figure.savefig(path)``.

    Raises
    ------
    InputError
        If `n` is below 1.
    MissingExtraError
        If matplotlib is not installed.

    Notes
    -----
    Examples without a label, or that could not be read, are left out. Time and memory O(n).

    Source
    ------
    None.

    Examples
    --------
    >>> import labelproof
    >>> result = labelproof.audit(labels=["a", "a", "b"], pred_probs=[[0.9, 0.1], [0.2, 0.8], [0.1, 0.9]])
    >>> figure = labelproof.plot_examples(result, n=3)
    >>> len(figure.axes)
    1
    """
    return examples_figure(result, n=n)


def plot_pairs(result: Plottable, n: int = 15) -> Figure:
    """Return a bar chart of the pairs of given and suggested class that are flagged most.

    Parameters
    ----------
    result : AuditResult
        From `labelproof.audit`.
    n : int, default 15
        How many pairs, most frequent first.

    Returns
    -------
    matplotlib.figure.Figure
        One bar per pair with its count. Not known to pyplot: save it with ``figure.savefig(path)``.

    Raises
    ------
    InputError
        If `n` is below 1.
    MissingExtraError
        If matplotlib is not installed.

    Notes
    -----
    Drawn from ``result.summary["class_pairs"]``; pairs of equal count are in class order. Time O(n).

    Source
    ------
    None.

    Examples
    --------
    >>> import labelproof
    >>> result = labelproof.audit(labels=["a", "a", "b"], pred_probs=[[0.9, 0.1], [0.2, 0.8], [0.1, 0.9]])
    >>> figure = labelproof.plot_pairs(result, n=5)
    >>> len(figure.axes)
    1
    """
    return pairs_figure(result, n=n)


def plot_scores(result: Plottable) -> Figure:
    """Return a histogram of the label quality of all examples, the flagged part in orange.

    Parameters
    ----------
    result : AuditResult
        From `labelproof.audit`.

    Returns
    -------
    matplotlib.figure.Figure
        Twenty bars on a square-root scale. Not known to pyplot: save it with ``figure.savefig(path)``.

    Raises
    ------
    MissingExtraError
        If matplotlib is not installed.

    Notes
    -----
    Drawn from ``result.summary["quality_histogram"]``: time O(1) in the number of examples.

    Source
    ------
    None.

    Examples
    --------
    >>> import labelproof
    >>> result = labelproof.audit(labels=["a", "a", "b"], pred_probs=[[0.9, 0.1], [0.2, 0.8], [0.1, 0.9]])
    >>> labelproof.plot_scores(result).axes[0].get_xlabel()
    'label quality, low is suspect'
    """
    return scores_figure(result)
