"""`.npz` files whose labels are a matrix of 0 and 1, with one column per tag."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from labelproof._base.dataset import Dataset, InputFile, Note, TagMatrix
from labelproof._base.errors import InputError
from labelproof._base.files import sha256_file
from labelproof._formats.arrays import array_keys, choose_key, load_array
from labelproof._formats.npz import DATA_KEYS, LABEL_KEYS, ArraySource, check_examples, dataset_of_examples
from labelproof._formats.tags.columns import WantedTags
from labelproof._formats.tags.matrix import matrix_of_array

__all__ = ["TAG_KEYS", "arrays_hold_tags", "read_tag_arrays"]

TAG_KEYS = (*LABEL_KEYS, "tags")


def arrays_hold_tags(path: Path) -> bool:
    """Tell whether the labels of an `.npz` file are a matrix whose rows do not all name one class."""
    keys = array_keys(path)
    key = next((key for key in TAG_KEYS if key in keys), None)
    if key is None:
        return False
    array = load_array(path, key)
    several = array.ndim == 2 and array.shape[1] > 1 and array.dtype.kind in "buif"
    return several and bool((array.sum(axis=1) != 1).any())


def read_tag_arrays(
    path: Path, wanted: WantedTags | None, *, names: Sequence[str] | None = None, data: str | int | None = None
) -> Dataset:
    """Return the data set of an `.npz` file.

    Parameters
    ----------
    path : Path
        The file.
    wanted : sequence of one name, True or None
        The array of the tags; None: they come from elsewhere.
    names : sequence of str, optional
        The tags in the order of the columns. Default: their numbers.
    data : str, optional
        The array of the examples.

    Returns
    -------
    Dataset
        `labels` are all None.

    Raises
    ------
    InputError
        If an array is missing, holds something else, or does not fit the others.
    """
    keys, origin = array_keys(path), f"`{path}`"
    data_key = choose_key(keys, origin, DATA_KEYS, "images or features", wanted=data)
    examples = load_array(path, data_key)
    source = ArraySource(origin, path.stem, False, inputs=(InputFile(str(path), sha256_file(path)),))
    nothing = np.full(len(examples), None, dtype=object)
    if wanted is None:
        return dataset_of_examples(nothing, examples, data_key, source)
    if wanted is not True and len(wanted) != 1:
        raise InputError(f"`tags` must name one array of {origin}: got {list(wanted)!r:.60}. Its columns are the tags.")
    key = choose_key(keys, origin, TAG_KEYS, "tags", wanted=None if wanted is True else wanted[0])
    matrix = matrix_of_array(load_array(path, key), f"`{key}` in {origin}")
    check_examples(examples, data_key, source, len(matrix.given))
    if names is not None and len(names) != len(matrix.names):
        raise InputError(
            f"There are {len(names)} tag names and `{key}` in {origin} has {len(matrix.names)} columns. "
            "Pass one name per column, in the order of the columns."
        )
    if wanted is True or data is None:
        used = f"`{key}` as the tags and `{data_key}` as the examples"
        message = f"Using {used} (guessed; name them with --tags and --feature)."
        source = replace(source, notes=(Note("guessed_columns", message, 2),))
    dataset = dataset_of_examples(nothing, examples, data_key, source)
    named = matrix if names is None else TagMatrix(tuple(names), matrix.given)
    return replace(dataset, tags=named, label_column=key)
