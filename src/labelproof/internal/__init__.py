"""Helpers that tutorials and tests of the field import by name; new code has no reason to."""

from labelproof.internal import multilabel_scorer, multilabel_utils

__all__ = ["multilabel_scorer", "multilabel_utils"]
