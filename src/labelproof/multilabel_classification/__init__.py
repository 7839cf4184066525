"""Find label errors where several tags apply to an example, or none.

`labels` hold the tags of each example: a list of tag numbers (or names), a 0/1 matrix, dense or sparse, a column of
lists or of texts such as "cat|dog". `pred_probs` hold the probability of each tag; their rows need not sum to one.
"""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import TYPE_CHECKING

from labelproof.multilabel_classification.rank import get_label_quality_scores

if TYPE_CHECKING:
    from labelproof.multilabel_classification import dataset, filter, rank  # noqa: A004 - the field's own name

__all__ = ["dataset", "filter", "get_label_quality_scores", "rank"]


def __getattr__(name: str) -> ModuleType:
    if name in ("dataset", "filter", "rank"):
        return importlib.import_module(f"labelproof.multilabel_classification.{name}")
    raise AttributeError(f"module 'labelproof.multilabel_classification' has no attribute {name!r}")
