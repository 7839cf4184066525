"""Results in files are whole or absent."""

from __future__ import annotations

import numpy as np
import pytest

from labelproof._base.errors import InputError, InputTypeError
from labelproof._blocks.results import result_files

NAMES = ("mask", "scores")


def test_a_named_result_is_a_file_and_the_others_stay_in_memory(tmp_path):
    path = tmp_path / "mask.npy"
    with result_files({"mask": path}, NAMES) as files:
        mask, scores = files.zeros("mask", 3, np.bool_), files.zeros("scores", 3, np.float64)
        mask[1] = True
        del mask  # some systems rename no file that is mapped
        assert not path.exists()
    assert np.load(path).tolist() == [False, True, False]
    assert [file.name for file in tmp_path.iterdir()] == ["mask.npy"]
    assert files.opened("scores", scores) is scores
    reopened = files.opened("mask", None)
    assert isinstance(reopened, np.memmap)
    assert not reopened.flags.writeable


def test_an_empty_result_is_written_too(tmp_path):
    with result_files({"mask": tmp_path / "mask.npy"}, NAMES) as files:
        mask = files.zeros("mask", 0, np.int64)
    assert files.opened("mask", mask).tolist() == []


def test_an_error_leaves_the_older_file_alone(tmp_path):
    path = tmp_path / "mask.npy"
    np.save(path, np.array([7]))

    def fail():
        with result_files({"mask": path, "scores": tmp_path / "scores.npy"}, NAMES) as files:
            files.zeros("mask", 3, np.bool_)
            files.zeros("scores", 3, np.float64)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert [file.name for file in tmp_path.iterdir()] == ["mask.npy"]
    assert np.load(path).tolist() == [7]


@pytest.mark.parametrize(
    ("out", "error", "message"),
    [
        ("mask.npy", InputTypeError, "must map results to paths: got str"),
        ({"masks": "mask.npy"}, InputError, "unknown result: 'masks'.*Did you mean 'mask'"),
        ({"mask": "mask.csv"}, InputError, "ends in .npy"),
        ({"mask": "missing/mask.npy"}, InputError, "folder that exists"),
        ({"mask": "a.npy", "scores": "a.npy"}, InputError, "twice"),
        ({"mask": "a.npy", "scores": "./folder.npy/../a.npy"}, InputError, "twice"),
        ({"mask": "folder.npy"}, InputError, "got the folder 'folder.npy'"),
    ],
)
def test_what_cannot_be_written_is_refused_before_any_work(out, error, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.npy").mkdir()
    with pytest.raises(error, match=message), result_files(out, NAMES):
        pytest.fail("the work began")  # pragma: no cover
