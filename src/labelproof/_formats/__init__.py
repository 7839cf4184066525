"""Data and labels from files and frames to one `Dataset`; one file per format."""

from labelproof._formats.given import read_given
from labelproof._formats.given_probs import GivenArray
from labelproof._formats.reading import read

__all__ = ["GivenArray", "read", "read_given"]
