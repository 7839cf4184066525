"""Train models for out-of-sample probabilities: the step before label errors can be found.

Cross-validation that keeps copies together and classes and tags evenly spread, and that goes on where it was
interrupted; the pooling of several models; and what correcting labels was worth. Finding the errors is left to the
modules that take `pred_probs`.
"""

from __future__ import annotations

from labelproof._learn.compare import Comparison
from labelproof._learn.ensemble import Ensemble
from labelproof._learn.multiclass.cross_val import CrossValidation
from labelproof._learn.multiclass.network import ClassNetwork
from labelproof._learn.multilabel.network import TagNetwork
from labelproof.learn._classes import cross_val_pred_probs, cross_validate
from labelproof.learn._compare import compare
from labelproof.learn._tags import cross_val_multilabel_pred_probs, multilabel_folds

__all__ = [
    "ClassNetwork",
    "Comparison",
    "CrossValidation",
    "Ensemble",
    "TagNetwork",
    "compare",
    "cross_val_multilabel_pred_probs",
    "cross_val_pred_probs",
    "cross_validate",
    "multilabel_folds",
]
