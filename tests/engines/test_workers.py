from __future__ import annotations

import pytest

from labelproof._engines import worker_count


def test_a_given_number_is_taken():
    assert worker_count(3) == 3


def test_the_environment_decides_without_a_number(monkeypatch):
    monkeypatch.setenv("LABELPROOF_NUM_THREADS", "5")
    assert worker_count(None) == 5
    assert worker_count(-1) == 5
    assert worker_count(2) == 2


def test_all_processors_by_default(monkeypatch):
    monkeypatch.delenv("LABELPROOF_NUM_THREADS", raising=False)
    assert worker_count(None) >= 1


@pytest.mark.parametrize("bad", [0, -2, 1.5])
def test_bad_numbers_are_refused(bad):
    with pytest.raises(ValueError, match="`n_jobs` must be a positive integer"):
        worker_count(bad)


def test_a_bad_environment_is_named(monkeypatch):
    monkeypatch.setenv("LABELPROOF_NUM_THREADS", "many")
    with pytest.raises(ValueError, match="The environment variable LABELPROOF_NUM_THREADS"):
        worker_count(None)
