"""Tables: which columns are the probabilities, and what is no table of probabilities."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from labelproof._blocks import open_source, read_all

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
pl = pytest.importorskip("polars", reason="polars is not installed")

PROBS = np.random.default_rng(0).dirichlet(np.ones(3), 20).astype(np.float32)
LISTS = PROBS.tolist()


def test_a_column_of_lists_beside_others_is_meant():
    table = pa.table({"text": ["x"] * 20, "label": range(20), "probabilities": LISTS})
    np.testing.assert_array_equal(read_all(open_source(table)), np.asarray(LISTS))


def test_a_column_called_pred_probs_is_meant_among_lists():
    table = pa.table({"tokens": [[1, 2]] * 20, "pred_probs": LISTS})
    assert open_source(table).num_classes == 3


def test_two_columns_of_lists_are_refused():
    with pytest.raises(ValueError, match="must be one column of lists: got 'a', 'b'"):
        open_source(pa.table({"a": LISTS, "b": LISTS}))


def test_a_column_of_text_among_numbers_is_refused():
    with pytest.raises(TypeError, match="column 'text' has the type string"):
        open_source(pa.table({"cat": [0.5], "dog": [0.5], "text": ["x"]}))


def test_the_index_that_pandas_stores_is_no_class(tmp_path):
    frame = pd.DataFrame(PROBS, columns=list("abc"), index=np.arange(20) * 3)
    frame.to_parquet(tmp_path / "frame.parquet")
    source = open_source(tmp_path / "frame.parquet")
    assert source.class_names == ("a", "b", "c")
    np.testing.assert_array_equal(read_all(source), PROBS)


def test_columns_that_pandas_numbers_are_no_names(tmp_path):
    pd.DataFrame(PROBS, columns=["0", "1", "2"]).to_parquet(tmp_path / "frame.parquet")
    assert open_source(tmp_path / "frame.parquet").class_names is None


@pytest.mark.parametrize("make", [pa.array, pl.Series, pd.Series], ids=["arrow", "polars", "pandas"])
@pytest.mark.parametrize("second", [[0.5], [0.2, 0.2, 0.2, 0.4], None, []], ids=["short", "long", "missing", "empty"])
def test_lists_of_other_lengths_are_refused(make, second):
    with pytest.raises(ValueError, match="same number of classes in every row"):
        read_all(open_source(make([[0.1, 0.2, 0.7], second])))


@pytest.mark.parametrize("first", [None, []], ids=["missing", "empty"])
def test_a_first_list_without_numbers_is_refused(first):
    with pytest.raises(ValueError, match="the first list of column 'pred_probs' is empty or missing"):
        open_source(pa.array([first, [0.5, 0.5]]))


def test_a_missing_number_is_nan():
    for table in (pa.table({"a": [0.5, None], "b": [0.5, 1]}), pl.DataFrame({"a": [0.5, None], "b": [0.5, 1.0]})):
        np.testing.assert_array_equal(read_all(open_source(table)), [[0.5, 0.5], [np.nan, 1]])
    frame = pd.DataFrame({"a": pd.array([0.5, None], dtype="Float64"), "b": pd.array([1, 0], dtype="int64[pyarrow]")})
    np.testing.assert_array_equal(read_all(open_source(frame)), [[0.5, 1], [np.nan, 0]])


def test_columns_of_several_number_types_become_the_widest():
    table = {"a": PROBS[:, 0], "b": PROBS[:, 1].astype(np.float64), "c": PROBS[:, 2]}
    for make in (pa.table, pl.DataFrame, pd.DataFrame):
        source = open_source(make(table))
        assert source.dtype == np.float64
        np.testing.assert_array_equal(read_all(source), PROBS)


def test_a_pandas_frame_of_one_array_is_read_where_it_is():
    frame = pd.DataFrame(PROBS)
    assert np.shares_memory(read_all(open_source(frame)), frame.to_numpy())


def test_a_slice_of_arrow_lists_begins_where_the_slice_does():
    for table in (pa.table({"pred_probs": LISTS}), _fixed(PROBS)):
        np.testing.assert_allclose(read_all(open_source(table.slice(5, 7))), PROBS[5:12])
        np.testing.assert_allclose(read_all(open_source(table.column(0).chunk(0).slice(3, 9))), PROBS[3:12])


def _fixed(array):
    return pa.table({"pred_probs": pa.FixedSizeListArray.from_arrays(pa.array(array.reshape(-1)), array.shape[1])})


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table], ids=["pandas", "polars", "arrow"])
def test_frames_of_text_or_of_nothing_are_refused(make):
    with pytest.raises(TypeError, match="`pred_probs` must hold numbers"):
        open_source(make({"a": ["x", "y"], "b": ["z", "w"]}))
    with pytest.raises(ValueError, match="`pred_probs` has no columns"):
        open_source(make({}))


def test_a_data_set_of_several_splits_or_of_a_stream_is_refused():
    datasets = pytest.importorskip("datasets", reason="datasets is not installed")
    split = datasets.Dataset.from_dict({"a": [0.5], "b": [0.5]})
    with pytest.raises(TypeError, match=r"must be a datasets.Dataset: got DatasetDict"):
        open_source(datasets.DatasetDict(train=split))
    with pytest.raises(TypeError, match=r"must be a datasets.Dataset: got IterableDataset"):
        open_source(split.to_iterable_dataset())


def test_rows_that_a_data_set_selects_are_read_in_its_order():
    datasets = pytest.importorskip("datasets", reason="datasets is not installed")
    order = [7, 2, 11, 0]
    dataset = datasets.Dataset.from_dict({"text": ["x"] * 20, "pred_probs": LISTS}).select(order)
    np.testing.assert_array_equal(read_all(open_source(dataset)), PROBS[order])
    np.testing.assert_array_equal(read_all(open_source(dataset["pred_probs"])), PROBS[order])


def test_a_reader_of_record_batches_gives_its_rows_once():
    table = pa.table({"a": PROBS[:, 0], "b": PROBS[:, 1], "c": PROBS[:, 2]})
    source = open_source(pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=6)))
    for _ in range(2):
        np.testing.assert_array_equal(read_all(source), PROBS)


def _without_rows(table):
    return [pa.RecordBatch.from_arrays([pa.array([], kind.type) for kind in table.schema], schema=table.schema)]


@pytest.mark.parametrize("new", [pa.ipc.new_file, pa.ipc.new_stream], ids=["file", "stream"])
def test_batches_of_lists_without_rows_say_nothing(new, tmp_path):
    table = pa.table({"pred_probs": LISTS})
    empty = _without_rows(table)
    with new(str(tmp_path / "rows.arrow"), table.schema) as writer:
        for batch in empty + table[:7].to_batches() + empty + table[7:].to_batches() + empty:
            writer.write_batch(batch)
    source = open_source(tmp_path / "rows.arrow")
    np.testing.assert_array_equal(read_all(source), np.asarray(LISTS))
    np.testing.assert_array_equal(np.vstack(list(source.blocks(5, 20, 4))), LISTS[5:])


@pytest.mark.parametrize("empty", [0, 1, 2], ids=["first", "middle", "last"])
def test_files_of_lists_without_rows_say_nothing(empty, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    parts = [pa.table({"pred_probs": LISTS[:7]}), pa.table({"pred_probs": LISTS[7:]})]
    parts.insert(empty, pa.table({"pred_probs": pa.array([], pa.null())}))
    for number, part in enumerate(parts):
        parquet.write_table(part, tmp_path / f"part-{number}.parquet")
    np.testing.assert_array_equal(read_all(open_source(tmp_path)), np.asarray(LISTS))


def test_a_folder_of_files_that_have_no_rows_has_none(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    for number in range(2):
        parquet.write_table(pa.table({"a": PROBS[:0, 0], "b": PROBS[:0, 1]}), tmp_path / f"part-{number}.parquet")
    source = open_source(tmp_path)
    assert (source.num_rows, source.num_classes) == (0, 2)
