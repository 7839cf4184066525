"""What is kept is whole, or noticed to be damaged."""

import numpy as np
import pytest

from labelproof._base.errors import InputError
from labelproof._base.warnings import LabelproofWarning
from labelproof._learn.fold_cache import FoldCache

ROWS = np.arange(6, dtype=np.float32).reshape(3, 2)


def test_what_was_written_is_read(tmp_path):
    cache = FoldCache(tmp_path / "new" / "folder")
    cache.write("a", ROWS)
    np.testing.assert_array_equal(cache.read("a", (3, 2)), ROWS)
    assert cache.read("b", (3, 2)) is None


def test_the_file_is_an_npy_file_for_everyone(tmp_path):
    cache = FoldCache(tmp_path)
    cache.write("a", ROWS)
    np.testing.assert_array_equal(np.load(cache.path("a")), ROWS)
    assert [path.name for path in tmp_path.iterdir()] == ["fold-a.npy"]


@pytest.mark.parametrize(
    "damage", [lambda c: c[:-1], lambda c: c[:10], lambda c: b"", lambda c: c[:130] + b"x" + c[131:]]
)
def test_damage_is_named_and_counts_as_nothing(tmp_path, damage):
    cache = FoldCache(tmp_path)
    cache.write("a", ROWS)
    cache.path("a").write_bytes(damage(cache.path("a").read_bytes()))
    with pytest.warns(LabelproofWarning, match=r"fold-a\.npy` in `cache_dir` is damaged"):
        assert cache.read("a", (3, 2)) is None


def test_a_file_that_may_not_be_read_is_named_and_counts_as_nothing(tmp_path, monkeypatch):
    cache = FoldCache(tmp_path)
    cache.write("a", ROWS)

    def refused(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(type(tmp_path), "read_bytes", refused)
    with pytest.warns(LabelproofWarning, match=r"fold-a\.npy` in `cache_dir` is damaged"):
        assert cache.read("a", (3, 2)) is None


def test_a_result_of_another_shape_is_not_used(tmp_path):
    cache = FoldCache(tmp_path)
    cache.write("a", ROWS)
    with pytest.warns(LabelproofWarning, match="damaged"):
        assert cache.read("a", (2, 3)) is None


def test_without_a_folder_nothing_is_kept():
    cache = FoldCache(None)
    cache.write("a", ROWS)
    assert cache.read("a", (3, 2)) is None


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="`cache_dir` must be a folder that can be written"):
        FoldCache(tmp_path / "file" / "below")
