from __future__ import annotations

import signal
import threading

import numpy as np
import pytest

from labelproof._blocks import open_source
from labelproof._core.passes import Block
from labelproof._engines import map_rows, run_pass

ROWS = 40_000
PROBS = np.random.default_rng(0).dirichlet(np.ones(10), ROWS)
LABELS = np.arange(ROWS) % 10


class Rows:
    """The row numbers of the blocks, in the order of their shares."""

    def init(self):
        return []

    def update(self, state, block):
        state.append((block.first_row, len(block.labels)))

    def merge(self, state, other):
        return state + other

    def finish(self, state):
        return state


class CutSource:
    """An array that may only be entered at some rows, as a file of row groups."""

    def __init__(self, array, cuts):
        self.array, self.cuts, self.entered = array, np.asarray(cuts), []
        self.num_rows, self.num_classes = array.shape
        self.dtype, self.class_names = array.dtype, None

    def blocks(self, start, stop, rows):
        self.entered.append(start)
        for first in range(start, stop, rows):
            yield self.array[first : min(first + rows, stop)]


def covered(found):
    return [row for first, count in found for row in (first, first + count)]


@pytest.mark.parametrize("n_jobs", [1, 2, 3, 7])
@pytest.mark.parametrize("block_rows", [None, 1_000, 33_333, 100_000])
def test_blocks_cover_every_row_once_and_in_order(n_jobs, block_rows):
    found = run_pass(Rows(), open_source(PROBS), LABELS, n_jobs=n_jobs, block_rows=block_rows)
    edges = covered(found)
    assert edges[0] == 0
    assert edges[-1] == ROWS
    assert edges[1:-1:2] == edges[2::2]


def test_a_block_has_the_labels_of_its_rows():
    def first_labels(block):
        assert block.labels.dtype == np.int64
        np.testing.assert_array_equal(block.labels, LABELS[block.first_row : block.first_row + len(block.labels)])
        return block.pred_probs[:, 3].copy()

    actual = map_rows(first_labels, open_source(PROBS), LABELS.astype(np.int8), out=np.empty(ROWS), n_jobs=3)
    np.testing.assert_array_equal(actual, PROBS[:, 3])


def test_shares_begin_at_cuts():
    source = CutSource(PROBS, [0, 1_000, 25_000, 39_000])
    run_pass(Rows(), source, LABELS, n_jobs=2)
    assert sorted(source.entered) == [0, 25_000]


def test_a_source_without_inner_cuts_is_walked_once():
    source = CutSource(PROBS, [0])
    assert covered(run_pass(Rows(), source, LABELS, n_jobs=4))[-1] == ROWS
    assert source.entered == [0]


def test_small_data_are_walked_in_the_calling_thread():
    seen = map_rows(
        lambda block: np.full(len(block.labels), threading.get_ident()),
        open_source(PROBS[:100]),
        LABELS[:100],
        out=np.empty(100, np.int64),
        n_jobs=4,
    )
    assert set(seen.tolist()) == {threading.get_ident()}


def test_large_data_are_walked_by_as_many_threads_as_asked_for():
    barrier = threading.Barrier(3, timeout=10)

    def together(block):
        if block.first_row == 0 or block.first_row in {ROWS // 3, 2 * ROWS // 3}:
            barrier.wait()
        return np.zeros(len(block.labels))

    map_rows(together, open_source(PROBS), LABELS, out=np.empty(ROWS), n_jobs=3)
    assert barrier.n_waiting == 0


def test_an_error_in_a_thread_surfaces_and_stops_the_others():
    walked = []

    def failing(block):
        walked.append(block.first_row)
        if block.first_row >= ROWS // 2:
            raise ZeroDivisionError("the row function failed")
        threading.Event().wait(0.01)
        return np.zeros(len(block.labels))

    with pytest.raises(ZeroDivisionError, match="the row function failed"):
        map_rows(failing, open_source(PROBS), LABELS, out=np.empty(ROWS), n_jobs=2, block_rows=10)
    assert len(walked) < 1_000


def test_an_interrupt_stops_the_threads():
    walked = []

    def slow(block):
        walked.append(block.first_row)
        threading.Event().wait(0.01)
        if block.first_row == 100:  # in the calling thread, which is the one that is interrupted
            raise KeyboardInterrupt
        return np.zeros(len(block.labels))

    with pytest.raises(KeyboardInterrupt):
        map_rows(slow, open_source(PROBS), LABELS, out=np.empty(ROWS), n_jobs=2, block_rows=10)
    assert len(walked) < 1_000
    assert not any("ThreadPool" in thread.name for thread in threading.enumerate())


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="this system cannot interrupt a chosen thread")
def test_an_interrupt_while_waiting_for_the_others_stops_them():
    walked = []

    def slow(block):
        if block.first_row < ROWS // 2:
            return np.zeros(len(block.labels))  # the calling thread is done at once, and waits
        walked.append(block.first_row)
        if len(walked) == 30:
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        threading.Event().wait(0.01)
        return np.zeros(len(block.labels))

    with pytest.raises(KeyboardInterrupt):
        map_rows(slow, open_source(PROBS), LABELS, out=np.empty(ROWS), n_jobs=2, block_rows=10)
    assert len(walked) < 1_000


def test_kept_facts_are_handed_to_the_block_of_their_rows():
    class Numbered:
        def part(self, start, stop):
            return (start, stop)

    def check(block: Block):
        assert block.kept == (block.first_row, block.first_row + len(block.labels))
        return np.zeros(len(block.labels))

    map_rows(check, open_source(PROBS), LABELS, out=np.empty(ROWS), facts=Numbered(), n_jobs=2)
