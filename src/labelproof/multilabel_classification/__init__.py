"""Find label errors where several tags apply to an example, or none.

`labels` hold the tags of each example: a list of tag numbers (or names), a 0/1 matrix, dense or sparse, a column of
lists or of texts such as "cat|dog". `pred_probs` hold the probability of each tag; their rows need not sum to one.
"""

from labelproof.multilabel_classification import dataset, filter, rank  # noqa: A004 - the field's own name
from labelproof.multilabel_classification.rank import get_label_quality_scores

__all__ = ["dataset", "filter", "get_label_quality_scores", "rank"]
