"""What an audit returns: the table of issues, the summary, and the ways to keep them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from labelproof._audit.findings import Findings
from labelproof._audit.output import reserved
from labelproof._audit.review.parts import ReviewParts
from labelproof._audit.save import default_output, write_audit, write_report
from labelproof._audit.tags.findings import TagFindings
from labelproof._audit.view import notebook_of
from labelproof._base.dataset import Dataset

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["AuditResult"]


@dataclass(frozen=True, repr=False)
class AuditResult:
    """What an audit found.

    Attributes
    ----------
    issues : DataFrame
        One line per example in rank order: `row`, `id` (when named), `given_label`, `suggested_label`,
        `label_quality` (= 1 - `error_probability`, low = suspect), `error_probability`, `is_label_issue`, `rank`
        (1 = most suspect), then the row's own columns. Rows without a label come last. Of tags: `given_tags`,
        `suggested_tags`, `missing_tags`, `extra_tags` instead of the two labels.
    summary : dict
        Counts, per-class and class-pair tables, cross-validated accuracy, notes, timings; plain values.
    pred_probs : (N, K) float
        Out-of-sample probabilities, in input order; your own ones are not copied.
    class_names : tuple of str
        The K classes or tags, in the order of the columns of `pred_probs`.
    dataset : Dataset
        The rows as they were read.
    codes : (N,) int64
        Given class of each row, -1 where the label is missing; all -1 where rows carry tags, see `dataset.tags`.
    findings : Findings or TagFindings
        Rank, flag and suggestion of each row, or of each row and tag, in input order.
    run : mapping
        Arguments, versions, seed and input hashes: `run.json`.
    sources : tuple of Path
        Files and folders that were read; nothing is written over them.
    tag_issues : DataFrame or None
        Where rows carry tags, one line per doubtful tag, most doubtful first: `row`, `image` (of images), `tag`,
        `kind` (missing or extra), `given`, `suggested`, `pred_prob`, `error_probability`; else None.
    parts : ReviewParts
        What is saved for a review beside all this.

    Examples
    --------
    >>> import labelproof, pandas
    >>> flowers = pandas.DataFrame({"petal": [1.0, 1.2, 5.0, 5.2] * 10, "kind": list("bbaa") * 10})
    >>> flowers.loc[3, "kind"] = "b"
    >>> result = labelproof.audit(flowers, label="kind")
    >>> worst = result.issues.iloc[0]
    >>> int(worst["row"]), worst["given_label"], worst["suggested_label"]
    (3, 'b', 'a')
    """

    issues: pd.DataFrame
    summary: dict[str, Any]
    pred_probs: NDArray[np.floating]
    class_names: tuple[str, ...]
    dataset: Dataset
    codes: NDArray[np.int64]
    findings: Findings | TagFindings
    run: Mapping[str, Any] = field(default_factory=dict)
    sources: tuple[Path, ...] = ()
    tag_issues: pd.DataFrame | None = None
    parts: ReviewParts = field(default_factory=ReviewParts)

    def report(self, path: str | Path) -> Path:
        """Write the report as one HTML file that needs no network, and return its path.

        Parameters
        ----------
        path : str or Path
            Where to write; an older file of that name is replaced.

        Returns
        -------
        Path
            The file; folders above it are made.

        Raises
        ------
        InputError
            If there is a folder of that name.
        """
        return write_report(self, Path(path))

    def save(self, path: str | Path | None = None, *, force: bool = False, raw: bool = False) -> Path:
        """Write everything into one folder that is either whole or absent, and return its path.

        Parameters
        ----------
        path : str or Path, optional
            The folder; it must not exist. Default: ``<name>.labelproof`` in the current folder.
        force : bool, default False
            Replace an earlier audit at that place, once the new one is complete; a review in it is kept.
        raw : bool, default False
            Keep cells of `issues.csv` that a spreadsheet would run as a formula; else they get a ``'`` in front.

        Returns
        -------
        Path
            The folder.

        Raises
        ------
        InputError
            If the folder exists, holds anything but an audit, overlaps what was read, or another audit is writing it.
        """
        target = default_output(self.dataset.name) if path is None else path
        with reserved(target, force=force, sources=self.sources) as output:
            return write_audit(self, output, raw=raw).path

    def __repr__(self) -> str:
        counts = self.summary["counts"]
        if self.tag_issues is not None:
            return (
                f"AuditResult({self.summary['name']}: {counts['flagged']:,} of {counts['labelled']:,} examples, "
                f"{counts['missing']:,} tags missing, {counts['extra']:,} too many, {counts['tags']:,} tags, "
                f"{len(self.summary['notes'])} notes)"
            )
        return (
            f"AuditResult({self.summary['name']}: {counts['flagged']:,} of {counts['labelled']:,} labels flagged, "
            f"{counts['classes']:,} classes, {len(self.summary['notes'])} notes)"
        )

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the answer and the worst examples."""
        return notebook_of(self)
