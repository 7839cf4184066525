"""Blocks that the caller makes: functions, loaders and generators."""

from __future__ import annotations

import gc
import tempfile

import numpy as np
import pytest

from labelproof._blocks import open_source, read_all

PROBS = np.random.default_rng(0).dirichlet(np.ones(4), 1_000)


class Function:
    """Counts how often it is asked for an iterator; gives what `change` makes of each walk's blocks."""

    def __init__(self, change=lambda walk, blocks: blocks):
        self.change, self.calls = change, 0

    def __call__(self):
        self.calls += 1
        return iter(self.change(self.calls, np.array_split(PROBS, 9)))


def test_a_function_is_called_again_for_every_walk():
    function = Function()
    source = open_source(function, num_rows=len(PROBS))
    opened = function.calls
    for _ in range(3):
        np.testing.assert_array_equal(read_all(source), PROBS)
    assert function.calls == opened + 3


def test_rows_are_counted_when_nothing_says_how_many():
    assert open_source(Function()).num_rows == len(PROBS)


def test_a_generator_is_read_once_and_then_from_a_temporary_file():
    given = []

    def generate():
        for block in np.array_split(PROBS.astype(np.float32), 9):
            given.append(len(block))
            yield block

    source = open_source(generate())
    for _ in range(3):
        np.testing.assert_array_equal(read_all(source), PROBS.astype(np.float32))
    assert sum(given) == source.num_rows == len(PROBS)
    assert source.dtype == np.float32


def test_a_temporary_file_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    source = open_source(block for block in np.array_split(PROBS, 9))
    assert source.num_rows == len(PROBS)
    del source
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_blocks_are_asked_for_one_at_a_time():
    asked = []

    def blocks():
        for number in range(9):
            asked.append(number)
            yield PROBS[number : number + 1]

    source = open_source(blocks, num_rows=9)
    asked.clear()
    walk = source.blocks(0, 9, 1)
    for number in range(3):
        next(walk)
        assert asked == list(range(number + 1))


@pytest.mark.parametrize(("num_rows", "got"), [(len(PROBS) - 1, "more"), (len(PROBS) + 1, "1000")])
def test_another_number_of_rows_than_labels_is_refused(num_rows, got):
    source = open_source(Function(), num_rows=num_rows)
    with pytest.raises(ValueError, match=f"one row per label: its blocks have {got} rows and there are {num_rows}"):
        read_all(source)


def test_fewer_rows_in_a_later_walk_are_refused():
    source = open_source(Function(lambda walk, blocks: blocks[:-1] if walk > 2 else blocks), num_rows=len(PROBS))
    read_all(source)
    with pytest.raises(ValueError, match="one row per label"):
        read_all(source)


def test_other_numbers_in_a_later_walk_are_refused():
    source = open_source(Function(lambda walk, blocks: [block / walk for block in blocks]), num_rows=len(PROBS))
    read_all(source)
    with pytest.raises(ValueError, match="gave other numbers when it was iterated again"):
        read_all(source)


def test_the_same_rows_in_other_blocks_are_the_same():
    source = open_source(Function(lambda walk, _: np.array_split(PROBS, walk + 3)), num_rows=len(PROBS))
    for _ in range(4):
        np.testing.assert_array_equal(read_all(source), PROBS)


def test_another_number_of_classes_is_refused():
    source = open_source(Function(lambda _, blocks: [*blocks[:3], blocks[3][:, :2]]), num_rows=len(PROBS))
    with pytest.raises(ValueError, match="block 3 has 2 columns and the first has 4"):
        read_all(source)


def test_a_wider_number_type_is_refused_and_a_narrower_one_widened():
    wider = open_source(lambda: iter([PROBS[:2].astype(np.float32), PROBS[2:4]]), num_rows=4)
    with pytest.raises(ValueError, match="block 1 has float64 and the first has float32"):
        read_all(wider)
    narrower = open_source(lambda: iter([PROBS[:2], PROBS[2:4].astype(np.float32)]), num_rows=4)
    assert read_all(narrower).dtype == np.float64


@pytest.mark.parametrize(
    ("blocks", "error", "message"),
    [
        ([], ValueError, "gives no blocks"),
        ([PROBS[0]], ValueError, "must be 2-D"),
        (["text"], TypeError, "must give arrays of shape"),
        ([PROBS[:3].tolist()], TypeError, "must give arrays of shape"),
        ([PROBS.astype(object)], TypeError, "must hold numbers"),
    ],
)
def test_iterators_of_something_else_are_refused(blocks, error, message):
    with pytest.raises(error, match=message):
        open_source(iter(blocks))


def test_a_full_disk_is_one_clear_error(monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    class Full:
        write = full

        def __enter__(self):
            return self

        def __exit__(self, *_error):
            return None

    monkeypatch.setattr("tempfile.TemporaryFile", Full)
    with pytest.raises(ValueError, match=r"No space left on device.*TMPDIR"):
        open_source(iter([PROBS]))


def test_tensors_are_taken_from_their_graph():
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    tensor = torch.tensor(PROBS, requires_grad=True)
    np.testing.assert_array_equal(read_all(open_source(lambda: iter(tensor.split(100)))), PROBS)
    halves = tensor.bfloat16()
    source = open_source(lambda: iter(halves.split(100)))
    assert source.dtype == np.float32
    np.testing.assert_array_equal(read_all(source), halves.detach().float().numpy())


def test_a_data_loader_gives_blocks():
    data = pytest.importorskip("torch.utils.data", reason="PyTorch is not installed")
    source = open_source(data.DataLoader(PROBS, batch_size=300), num_rows=len(PROBS))
    for _ in range(2):
        np.testing.assert_array_equal(read_all(source), PROBS)
