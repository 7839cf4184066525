"""A cache outlives its processes, and serves several at once."""

import signal
import subprocess
import sys

import numpy as np
import pytest

from labelproof._learn.fold_cache import FoldCache

LEARNING = """
import sys, time
import numpy as np
from sklearn.base import BaseEstimator
from labelproof.learn import cross_val_pred_probs

class Slow(BaseEstimator):
    def __init__(self, seconds=0.0):
        self.seconds = seconds

    def fit(self, X, y):
        print("fit", flush=True)
        time.sleep(float(sys.argv[2]))
        self.means_ = np.array([X[y == k].mean(axis=0) for k in range(3)])
        return self

    def predict_proba(self, X):
        scores = np.exp(-((X[:, None] - self.means_) ** 2).sum(axis=2))
        return scores / scores.sum(axis=1, keepdims=True)

X = np.random.default_rng(0).normal(size=(3000, 2))
y = np.arange(3000) % 3
pred_probs = cross_val_pred_probs(Slow(), X, y, folds=8, repeats=2, cache_dir=sys.argv[1], groups=None)
np.save(sys.argv[3], pred_probs)
"""


def _start(cache, seconds, out):
    # A file of its own, for the key of a class holds its source.
    script = out.with_suffix(".py").parent / "learning.py"
    script.write_text(LEARNING)
    return subprocess.Popen(
        [sys.executable, str(script), str(cache), str(seconds), str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _finished(child):
    out, err = child.communicate(timeout=120)
    assert child.returncode == 0, err
    return out.count("fit\n"), err


@pytest.mark.parametrize("name", ["SIGKILL", "SIGINT"])
@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows other signals")
def test_a_cache_is_whole_whenever_its_process_is_stopped(tmp_path, name):
    cache = tmp_path / "cache"
    alone = _start(tmp_path / "other", 0, tmp_path / "alone.npy")
    assert _finished(alone)[0] == 16
    for fits in (1, 3, 4):
        child = _start(cache, 0.01, tmp_path / "never.npy")
        assert [child.stdout.readline() for _ in range(fits)] == ["fit\n"] * fits
        child.send_signal(getattr(signal, name))
        child.communicate(timeout=60)
        for path in cache.glob("fold-*.npy"):
            key = path.stem.removeprefix("fold-")
            assert FoldCache(cache).read(key, (375, 3)) is not None
    kept = len(list(cache.glob("fold-*.npy")))
    fits, said = _finished(_start(cache, 0, tmp_path / "whole.npy"))
    assert (fits, said) == (16 - kept, "")
    np.testing.assert_array_equal(np.load(tmp_path / "whole.npy"), np.load(tmp_path / "alone.npy"))


def test_two_processes_do_not_disturb_each_other(tmp_path):
    children = [_start(tmp_path / "cache", 0.01, tmp_path / f"{number}.npy") for number in range(2)]
    for child in children:
        fits, said = _finished(child)
        assert fits <= 16
        assert said == ""
    one, other = (np.load(tmp_path / f"{number}.npy") for number in range(2))
    np.testing.assert_array_equal(one, other)
    assert len(list((tmp_path / "cache").iterdir())) == 16
