"""Data and labels from files and frames to one `Dataset`; one file per format."""

from labelproof._formats.given import read_given
from labelproof._formats.given_labels import class_list
from labelproof._formats.given_probs import GivenArray
from labelproof._formats.reading import ListedLabelsError, read
from labelproof._formats.tags.given import TagProbs, given_tag_probs, labels_hold_tags, read_given_tags
from labelproof._formats.tags.reading import holds_tags, read_tagged

__all__ = [
    "GivenArray",
    "ListedLabelsError",
    "TagProbs",
    "class_list",
    "given_tag_probs",
    "holds_tags",
    "labels_hold_tags",
    "read",
    "read_given",
    "read_given_tags",
    "read_tagged",
]
