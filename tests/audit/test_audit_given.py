"""Given probabilities in every container that the filter accepts."""

from __future__ import annotations

import numpy as np
import pytest

import labelproof
from sources import CLASS_NAME, SOURCES

ROWS, CLASSES = 60, 3


def _data():
    labels = np.arange(ROWS) % CLASSES
    probs = np.full((ROWS, CLASSES), 0.05)
    probs[np.arange(ROWS), labels] = 0.9
    probs[[4, 17]] = np.roll(probs[[4, 17]], 1, axis=1)
    return labels, probs


IN_FORMATS = {"memory", "fortran", "column slice", "reversed rows", "npy", "npz", "npz compressed", "npz fortran"}
"""What the reader of given arrays reads itself; in an npz file it goes by its own names."""


@pytest.mark.parametrize("name", [name for name in SOURCES if name not in IN_FORMATS])
def test_an_audit_reads_every_container(name, tmp_path):
    labels, probs = _data()
    result = labelproof.audit(labels=labels, pred_probs=SOURCES[name](probs, tmp_path))
    np.testing.assert_array_equal(result.pred_probs, probs)
    assert sorted(result.issues["row"].head(2).tolist()) == [4, 17]


@pytest.mark.parametrize("name", ["feather", "parquet folder", "hugging face columns", "polars lazy"])
def test_columns_name_the_classes(name, tmp_path):
    labels, probs = _data()
    names = [CLASS_NAME(label) for label in labels]
    result = labelproof.audit(labels=names, pred_probs=SOURCES[name](probs, tmp_path))
    assert result.class_names == tuple(map(CLASS_NAME, range(CLASSES)))


@pytest.mark.parametrize("name", ["zarr", "parquet lists", "hdf5", "feather"])
def test_files_are_recorded_with_their_digest(name, tmp_path):
    labels, probs = _data()
    path = SOURCES[name](probs, tmp_path)
    result = labelproof.audit(labels=labels, pred_probs=path)
    assert [(file.path, len(file.sha256)) for file in result.dataset.inputs] == [(str(path), 64)]
