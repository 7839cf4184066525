"""What a walk reads and holds: pieces of a file, each once, never the whole."""

from __future__ import annotations

import numpy as np
import pytest

from labelproof._blocks import arrow, chunks, open_source, parquet, read_all
from labelproof._blocks.chunks import open_chunks

PROBS = np.random.default_rng(0).dirichlet(np.ones(12), 400).astype(np.float32)


class Chunks:
    """An array that records which rows and columns are read."""

    def __init__(self, array):
        self.array, self.shape, self.dtype, self.read = array, array.shape, array.dtype, []

    def part(self, rows, columns):
        self.read.append((rows.indices(self.shape[0])[:2], columns.indices(self.shape[1])[:2]))
        return self.array[rows, columns]


@pytest.mark.parametrize("piece_bytes", [1, 50 * 12 * 4, 1 << 20])
@pytest.mark.parametrize("chunk", [(50, 12), (50, 5), (400, 3), (7, 12), (400, 12)])
def test_every_number_is_decoded_once_in_a_walk(chunk, piece_bytes, monkeypatch):
    monkeypatch.setattr(chunks, "PIECE_BYTES", piece_bytes)
    array = Chunks(PROBS)
    source = open_chunks(array, chunk, array.part)
    np.testing.assert_array_equal(np.vstack([block.copy() for block in source.blocks(0, 400, 9)]), PROBS)
    assert sum((rows[1] - rows[0]) * (columns[1] - columns[0]) for rows, columns in array.read) == PROBS.size
    for rows, columns in array.read:
        assert rows[0] % chunk[0] == 0
        assert columns[0] % chunk[1] == 0
        held = (rows[1] - rows[0]) * (columns[1] - columns[0]) * 4
        assert held <= max(piece_bytes, chunk[0] * chunk[1] * 4)


def test_only_the_chunks_that_hold_the_wanted_rows_are_read():
    array = Chunks(PROBS)
    list(open_chunks(array, (400, 12), array.part).blocks(120, 180, 7))
    assert array.read == [((120, 180), (0, 12))]


@pytest.mark.parametrize("rows", [400, 150, 33])
def test_columns_of_a_row_group_that_are_too_large_together_are_decoded_a_few_at_a_time(rows, tmp_path, monkeypatch):
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    writer = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    table = pa.table({f"c{number}": column.copy() for number, column in enumerate(PROBS.T)})
    writer.write_table(table, tmp_path / "probs.parquet", row_group_size=rows)
    source = open_source(tmp_path / "probs.parquet")
    assert source.cuts.tolist() == list(range(0, 400, rows))
    asked = []
    batches = parquet._batches
    monkeypatch.setattr(parquet, "_batches", lambda *given: asked.append(len(given[2])) or batches(*given))
    monkeypatch.setattr(parquet, "PIECE_BYTES", 1)
    np.testing.assert_array_equal(read_all(source), PROBS)
    assert set(asked) == {1}
    asked.clear()
    monkeypatch.setattr(parquet, "PIECE_BYTES", 1 << 30)
    np.testing.assert_array_equal(read_all(source), PROBS)
    assert set(asked) == {12}


def test_a_large_compressed_record_batch_goes_through_a_temporary_file(tmp_path, monkeypatch):
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    feather = pytest.importorskip("pyarrow.feather", reason="pyarrow is not installed")
    table = pa.table({f"c{number}": np.round(column, 1) for number, column in enumerate(PROBS.T)})
    spooled = []
    write = arrow.spooled
    monkeypatch.setattr(arrow, "PIECE_BYTES", 1)
    monkeypatch.setattr(arrow, "spooled", lambda *given: spooled.append(given[1]) or write(*given))
    for compression, through_files in (("lz4", [12] * 5), ("uncompressed", [])):
        spooled.clear()
        feather.write_feather(table, tmp_path / "probs.feather", compression=compression, chunksize=90)
        source = open_source(tmp_path / "probs.feather")
        assert source.cuts.tolist() == [0, 90, 180, 270, 360]
        np.testing.assert_array_equal(read_all(source), np.round(PROBS, 1))
        assert spooled == through_files
