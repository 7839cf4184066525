"""The cards of the report: for each of the worst examples its content, both labels and the probabilities.

Content is decoded again from the source here, never copied: an image becomes a small thumbnail, a recording a small
picture of its wave and its loudness by band.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from labelproof._audit.findings import Findings
from labelproof._audit.report.cards import Card, Content, ImageContent, NoContent, RowContent, TextContent
from labelproof._base.errors import LabelproofError
from labelproof._media.audio import decode
from labelproof._media.images import thumbnail
from labelproof._media.spectrum import picture

if TYPE_CHECKING:
    from labelproof._audit.result import AuditResult
    from labelproof._audit.tags.findings import TagFindings
    from labelproof._base.dataset import Dataset, FileRef, ImageRef

__all__ = ["MOST_CARDS", "content_of", "id_of", "worst_cards", "worst_rows"]

MOST_CARDS = 60
FEWEST_CARDS = 8
_SHOWN_CLASSES = 3
_SHOWN_CELLS = 24
_MAGIC = ((b"\x89PNG", "image/png"), (b"\xff\xd8", "image/jpeg"), (b"RIFF", "image/webp"))


def worst_cards(result: AuditResult, findings: Findings, *, most: int = MOST_CARDS, images: bool = True) -> list[Card]:
    """Return cards of the flagged examples, worst first; a few of the lowest qualities where little is flagged.

    Parameters
    ----------
    result : AuditResult
        The audit.
    findings : Findings
        What it found.
    most : int, default 60
        At most this many.
    images : bool, default True
        Whether to decode images and recordings; else only their names are given.

    Returns
    -------
    list of Card
        In rank order.
    """
    return [
        _card(result, findings, rank, row, images=images)
        for rank, row in enumerate(worst_rows(findings, most=most), start=1)
    ]


def worst_rows(findings: Findings | TagFindings, *, most: int) -> list[int]:
    """Return the rows to show: the flagged ones, at least a few, at most so many."""
    wanted = min(max(int(findings.is_issue.sum()), FEWEST_CARDS), most, int(findings.scored.sum()))
    return [int(row) for row in findings.order[:wanted]]


def _card(result: AuditResult, findings: Findings, rank: int, row: int, *, images: bool) -> Card:
    """Return the card of one row."""
    dataset, names = result.dataset, result.class_names
    given, suggested = int(result.codes[row]), int(findings.suggested[row])
    return Card(
        rank=rank,
        row=row,
        id=id_of(dataset, row),
        given=names[given],
        suggested=names[suggested],
        error_probability=float(findings.error_probability[row]),
        classes=_classes(result, row, given, suggested),
        content=content_of(dataset, row, images=images),
    )


def _classes(result: AuditResult, row: int, given: int, suggested: int) -> tuple[tuple[str, float], ...]:
    """Return the most likely classes of a row, the given and the suggested always among them."""
    probability = result.pred_probs[row]
    top = np.argsort(-probability, kind="stable")[:_SHOWN_CLASSES].tolist()
    shown = sorted({*top, given, suggested}, key=lambda k: (-float(probability[k]), k))
    return tuple((result.class_names[k], float(probability[k])) for k in shown)


def id_of(dataset: Dataset, row: int) -> str | None:
    """Return the user's own name of a row, when there is one."""
    return None if dataset.id_column is None else str(dataset.frame[dataset.id_column].iloc[row])


def content_of(dataset: Dataset, row: int, *, images: bool) -> Content:
    """Return what there is to see of a row."""
    if dataset.images:
        return _picture(_thumbnail, dataset.images[row]) if images else TextContent(dataset.images[row].name)
    if dataset.audio:
        return _picture(_sound, dataset.audio[row]) if images else TextContent(dataset.audio[row].name)
    if dataset.text_columns:
        cells = [dataset.frame[column].iloc[row] for column in dataset.text_columns]
        return TextContent("\n".join(_shown(cell) for cell in cells))
    given = {dataset.label_column, *(() if dataset.tags is None else dataset.tags.names)}
    columns = [name for name in (dataset.feature_columns or dataset.frame.columns) if name not in given]
    if columns:
        shown = tuple((str(name), _shown(dataset.frame[name].iloc[row])) for name in columns[:_SHOWN_CELLS])
        return RowContent(shown, left=len(columns) - len(shown))
    return NoContent()


def _picture(draw: Callable[[Any], tuple[bytes, str]], reference: Any) -> ImageContent | NoContent:
    """Return a small picture and its name, or nothing where there is none."""
    try:
        data, name = draw(reference)
    except LabelproofError as error:
        return NoContent(str(error))
    kind = next((mime for magic, mime in _MAGIC if data.startswith(magic)), "image/png")
    return ImageContent(f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}", name)


def _thumbnail(reference: ImageRef) -> tuple[bytes, str]:
    return thumbnail(reference), reference.name


def _sound(reference: FileRef) -> tuple[bytes, str]:
    sound = decode(reference)
    return picture(sound), f"{reference.name}, {sound.seconds:.1f} s"


def _shown(value: object) -> str:
    """Return a cell as people read it: nothing for a missing value."""
    return "" if value is None or value is pd.NA or value is pd.NaT or value != value else str(value)  # noqa: PLR0124
