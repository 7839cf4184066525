"""What members said of a fold is found again, and is the same as without a break."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from labelproof._base.progress import SILENT
from labelproof._base.warnings import LabelproofWarning
from labelproof._learn import member_scores
from labelproof._learn.cross_val import cross_validated
from labelproof._learn.fold_cache import FoldCache
from labelproof._learn.member_scores import MemberScores

CODES = np.arange(40) % 2


@dataclass(frozen=True)
class Centres:
    """Scores rows of a line by their distance to the class means; breaks off at a given training."""

    rows: np.ndarray
    fits: list = field(default_factory=list, compare=False)
    breaks_at: int = field(default=0, compare=False)

    def scores(self, train, codes, target, seed):
        self.fits.append(seed)
        if len(self.fits) == self.breaks_at:
            raise KeyboardInterrupt
        means = np.array([self.rows[train[codes == k]].mean() for k in range(codes.max() + 1)])
        return -((self.rows[target, None] - means) ** 2)


@dataclass(frozen=True)
class TwoParts(Centres):
    """Two models trained as one, which keep a state."""

    parts: int = 2
    states: list = field(default_factory=list, compare=False)

    def resumed_scores(self, train, given, target, seed, state):
        self.states.append(state)
        one = self.scores(train, given, target, seed)
        return np.stack([one, np.zeros_like(one)])


@pytest.fixture(autouse=True)
def _everything_is_worth_a_file(monkeypatch):
    monkeypatch.setattr(member_scores, "_QUICK", 0)


@pytest.fixture
def rows():
    return CODES + np.random.default_rng(0).normal(scale=0.4, size=CODES.size)


def _run(members, cache=None, codes=CODES, rounds=1):
    options = {"groups": np.arange(codes.size), "folds": 4, "rounds": rounds, "seed": 0, "progress": SILENT}
    return cross_validated(members, codes, 2, cache=FoldCache(cache), **options).pred_probs


def test_a_run_that_was_interrupted_goes_on_and_ends_with_the_same_numbers(rows, tmp_path):
    expected = _run([Centres(rows), Centres(2 * rows)], rounds=2)
    with pytest.raises(KeyboardInterrupt):
        _run([Centres(rows), Centres(2 * rows, breaks_at=6)], tmp_path, rounds=2)
    again = [Centres(rows), Centres(2 * rows)]
    np.testing.assert_array_equal(_run(again, tmp_path, rounds=2), expected)
    assert [len(member.fits) for member in again] == [2, 3]


def test_the_second_run_trains_nothing(rows, tmp_path):
    codes = np.where(np.arange(40) < 3, -1, CODES)
    first = _run([Centres(rows)], tmp_path, codes)
    again = Centres(rows)
    np.testing.assert_array_equal(_run([again], tmp_path, codes), first)
    assert again.fits == []


@pytest.mark.parametrize("change", ["rows", "labels"])
def test_other_data_are_learned_anew(rows, tmp_path, change):
    _run([Centres(rows)], tmp_path)
    member = Centres(rows + (np.arange(40) == 7) if change == "rows" else rows)
    codes = np.where(np.arange(40) == 7, 0, CODES) if change == "labels" else CODES
    _run([member], tmp_path, codes)
    assert len(member.fits) >= 3


def test_a_damaged_file_is_named_and_learned_anew(rows, tmp_path):
    expected = _run([Centres(rows)], tmp_path)
    path = sorted(tmp_path.iterdir())[0]
    path.write_bytes(path.read_bytes()[:-40])
    again = Centres(rows)
    with pytest.warns(LabelproofWarning, match=path.name):
        actual = _run([again], tmp_path)
    np.testing.assert_array_equal(actual, expected)
    assert len(again.fits) == 1


def test_parts_of_a_member_are_weighted_by_themselves(rows, tmp_path):
    member = TwoParts(rows)
    assert _run([member], tmp_path) == pytest.approx(_run([Centres(rows)]), abs=0.01)
    assert {path.parent for path in member.states} == {tmp_path}
    assert len(set(member.states)) == 4


def test_what_took_no_time_is_not_kept(rows, tmp_path, monkeypatch):
    monkeypatch.setattr(member_scores, "_QUICK", 60)
    _run([Centres(rows)], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_without_a_folder_members_need_not_be_comparable():
    member = TwoParts(object())
    scores = MemberScores([member], FoldCache(None))
    assert scores.members == [member]
