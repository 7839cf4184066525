from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from labelproof._base.errors import InputError, InputTypeError
from labelproof._formats import read, read_given

TEXT = "text,label\nwhere is my card,card\nit has not come,card\nthe fee is too high,fee\nwhy a fee at all,fee\n"


def test_a_csv_of_text_becomes_a_data_set(write):
    path = write("bank.csv", TEXT)
    dataset = read(path)
    assert (dataset.name, dataset.modality, dataset.label_column, dataset.text_columns) == (
        "bank",
        "text",
        "label",
        ("text",),
    )
    assert dataset.labels.tolist() == ["card", "card", "fee", "fee"]
    assert dataset.frame["text"].tolist()[0] == "where is my card"
    assert [(record.path, len(record.sha256)) for record in dataset.inputs] == [(str(path), 64)]


def test_labels_are_stripped_and_the_column_is_kept(write):
    dataset = read(write("t.csv", "size,kind\n1.5, a\n2.5,b \n3.5,a\n"), label="kind", features=["size"])
    assert dataset.labels.tolist() == ["a", "b", "a"]
    assert dataset.frame["kind"].tolist() == [" a", "b ", "a"]


def test_a_list_of_one_path_is_that_path(write):
    assert read([str(write("bank.csv", TEXT))]).name == "bank"


def test_a_missing_file_names_the_nearest_one(write):
    path = write("train.csv", TEXT)
    wrong = path.with_name("trian.csv")
    with pytest.raises(InputError, match="^" + re.escape(f"`{wrong}` does not exist. Did you mean `{path}`?")):
        read(wrong)


def test_a_missing_folder_is_said(tmp_path):
    with pytest.raises(InputError, match="neither does the folder"):
        read(tmp_path / "no" / "train.csv")


def test_an_empty_file_is_refused(write):
    with pytest.raises(InputError, match="is empty: a table with rows was expected"):
        read(write("t.csv", ""))


def test_a_header_alone_is_refused(write):
    with pytest.raises(InputError, match="`t` has no rows below its header"):
        read(write("t.csv", "text,label\n"))


def test_an_unknown_ending_lists_the_legal_ones(write):
    with pytest.raises(InputError, match=re.escape("'.docx' was found. Expected one of .csv, .tsv")):
        read(write("t.docx", "x"))


def test_a_bare_array_says_what_it_is_for(write):
    with pytest.raises(InputError, match=re.escape("is a bare array. Pass labels and probabilities with `--labels`")):
        read(write("t.npy", "x"))


def test_an_unknown_column_names_the_nearest(write):
    with pytest.raises(InputError, match=re.escape("`label`: there is no column 'lable'. Did you mean 'label'?")):
        read(write("bank.csv", TEXT), label="lable")


def test_one_class_only_is_refused(write):
    with pytest.raises(InputError, match="The label column 'label' holds one class only, 'a' in all 3"):
        read(write("t.csv", "size,label\n1,a\n2,a\n3,a\n"), features=["size"])


def test_a_continuous_target_is_refused(write):
    rows = "".join(f"{n % 5},{n / 7:.3f}\n" for n in range(100))
    with pytest.raises(InputError, match=re.escape("looks like regression (100 distinct numbers in 100 rows)")):
        read(write("t.csv", "size,price\n" + rows), label="price")


def test_the_label_as_text_is_refused(write):
    with pytest.raises(InputError, match="Column 'label' is named as the label and as text"):
        read(write("bank.csv", TEXT), label="label", text=["label"])


def test_repeated_ids_name_the_first_one_and_its_rows():
    data = {"uid": ["a", "b", "b ", "a"], "text": ["w x y z"] * 4, "label": ["u", "v", "u", "v"]}
    message = "The id column 'uid' holds 'b' twice, in rows 1 and 2 (2 repeated ids in all): ids must be unique."
    with pytest.raises(InputError, match="^" + re.escape(message)):
        read(data, id="uid", text="text")


def test_an_empty_id_is_refused():
    data = {"uid": ["a", None], "text": ["x", "y"], "label": ["u", "v"]}
    with pytest.raises(InputError, match="The id column 'uid' is empty in row 1"):
        read(data, id="uid", text="text")


def test_null_labels_are_continued_and_said(note):
    data = {"text": ["a b c d", "e f g h", "i j k l", "m n o p"], "label": ["u", None, "v", ""]}
    dataset = read(data)
    assert dataset.labels.tolist() == ["u", None, "v", None]
    assert (note(dataset, "null_labels").count, note(dataset, "null_labels").rows) == (2, (1, 3))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xef\xbb\xbf" + TEXT.encode(), "bom"),
        (TEXT.replace("fee is", "f\u00e9e is").encode("cp1252"), "guessed_encoding"),
        (TEXT.replace("my", "m\0y").encode(), "nul_bytes"),
        ((TEXT + "one more here,7\n").encode(), "mixed_label_types"),
        ((TEXT + "one more here,\n").encode(), "null_labels"),
    ],
)
def test_defects_that_can_be_handled_are_notes(write, note, content, code):
    dataset = read(write("bank.csv", content))
    assert note(dataset, code).message
    assert dataset.label_column == "label"
    assert dataset.labels.tolist()[:4] == ["card", "card", "fee", "fee"]


def test_a_csv_full_of_nul_bytes_is_read(write):
    padded = "".join(f"{letter}\0" for letter in TEXT).encode()
    assert read(write("bank.csv", padded)).labels.tolist() == ["card", "card", "fee", "fee"]


def test_several_files_are_one_data_set_with_a_split_column(write, note):
    dataset = read([write("bank/train.csv", TEXT), write("bank/test.csv", TEXT)])
    assert (dataset.name, len(dataset.labels)) == ("bank", 8)
    assert (dataset.text_columns, dataset.feature_columns) == (("text",), ())
    assert note(dataset, "split_column").count == 2


def test_folders_are_not_joined_with_tables(write, tmp_path):
    with pytest.raises(InputError, match="cannot be joined with other files"):
        read([write("t.csv", TEXT), tmp_path])


@pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow", "dict"])
def test_every_kind_of_frame_gives_the_same_data_set(kind):
    columns = {"text": ["a b c d", "e f g h", "i j k l"], "y": [1, 2, 1]}
    if kind == "dict":
        data = columns
    elif kind == "pyarrow":
        data = pytest.importorskip("pyarrow").table(columns)
    else:
        data = pytest.importorskip(kind).DataFrame(columns)
    dataset = read(data, label="y")
    assert (dataset.name, dataset.modality, dataset.text_columns) == ("data", "text", ("text",))
    assert dataset.labels.tolist() == ["1", "2", "1"]
    assert dataset.frame["text"].tolist() == columns["text"]


def test_the_given_frame_stays_untouched():
    frame = pd.DataFrame({"size": [1.5, 2.5, 3.5], "y": [" a", "b", "a"]}, index=[5, 6, 7])
    before = frame.copy()
    read(frame, label="y")
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize("data", [3, [1, 2], {1, 2}])
def test_other_objects_are_refused_with_what_is_accepted(data):
    with pytest.raises(InputTypeError, match="`data` must be a path, a list of paths, a pandas, polars or Arrow table"):
        read(data)


def test_no_paths_at_all_are_refused():
    with pytest.raises(InputError, match="`data` is empty: at least one file was expected"):
        read([])


def test_labels_from_elsewhere_need_no_label_column():
    dataset = read({"text": ["a b c d", "e f g h"]}, need_label=False)
    assert (dataset.label_column, dataset.labels.tolist()) == (None, [None, None])


def test_given_probabilities_need_nothing_to_learn_from():
    dataset = read({"label": ["u", "v", "u"]}, need_content=False)
    assert (dataset.modality, dataset.labels.tolist()) == ("given", ["u", "v", "u"])


def test_banking77_is_read_from_two_files(test_data):
    dataset = read([test_data / "banking77" / "train.csv", test_data / "banking77" / "test.csv"])
    assert (dataset.name, len(dataset.labels), len(set(dataset.labels))) == ("banking77", 13083, 77)
    assert (dataset.label_column, dataset.text_columns) == ("category", ("text",))


@pytest.mark.parametrize(
    ("name", "rows", "classes", "label"),
    [
        ("adult-test", 16281, {"<=50K.", ">50K."}, "c14"),
        ("german", 1000, {"1", "2"}, "c20"),
        ("iris", 150, {"Iris-setosa", "Iris-versicolor", "Iris-virginica"}, "c4"),
        ("wine", 178, {"1", "2", "3"}, "c13"),
        ("sonar", 208, {"M", "R"}, "c60"),
        ("phoneme", 5404, {"0", "1"}, "c5"),
        ("banknote_authentication", 1372, {"0", "1"}, "c4"),
        ("winequality-white", 4898, set("3456789"), "c11"),
    ],
)
def test_real_tables_without_header_are_read(test_data, note, name, rows, classes, label):
    dataset = read(test_data / "tabular-classification" / f"{name}.csv")
    assert (len(dataset.labels), set(dataset.labels), dataset.label_column) == (rows, classes, label)
    assert (dataset.modality, label in dataset.feature_columns) == ("table", False)
    assert note(dataset, "no_header").count == dataset.frame.shape[1]


def test_the_file_of_a_row_is_no_feature_beside_a_split_column_of_the_data(write):
    rows = "".join(f"{n * 7 % 20 / 3:.2f},{('train', 'test')[n % 2]},{'pn'[n % 3 == 0]}\n" for n in range(20))
    paths = [write(name, "x,split,label\n" + rows) for name in ("pos.csv", "neg.csv")]
    dataset = read(paths)
    assert dataset.feature_columns == ("x", "split")
    assert dataset.frame["source_file"].tolist() == ["pos"] * 20 + ["neg"] * 20


def test_numbers_with_decimal_commas_are_features_and_stay_as_they_are(write, note):
    rows = "".join(f"{row},{row * 37 % 100:02d};{row}.463,26;{'ab'[row % 2]}\n" for row in range(1, 30))
    dataset = read(write("t.csv", "x;Betrag;label\n" + rows))
    assert dataset.feature_columns == ("x", "Betrag")
    assert dataset.frame["Betrag"].iloc[0] == "1.463,26"
    assert "`x` and `Betrag`" in note(dataset, "decimal_comma").message


def test_a_table_of_decimal_commas_without_a_header_is_split_at_semicolons(write, note):
    rows = "".join(f"{row},5;{row % 7},25;{'ab'[row % 2]}\n" for row in range(30))
    dataset = read(write("t.csv", rows))
    assert list(dataset.frame.columns) == ["c0", "c1", "c2"]
    assert note(dataset, "no_header").count == 3


@pytest.mark.parametrize(
    ("name", "way_out"),
    [("t.csv.gz", "gunzip t.csv.gz"), ("t.xlsx", "Save the sheet as CSV"), ("t.CSV.XZ", "unxz t.CSV.XZ")],
)
def test_files_of_other_kinds_name_the_way_out(write, name, way_out):
    path = write(name, b"\x1f\x8b\x08")
    with pytest.raises(InputError, match=way_out):
        read(path)
    for given in ((path, [[0.5, 0.5]]), (["a"], path)):
        with pytest.raises(InputError, match=way_out):
            read_given(*given)


def test_standard_input_is_refused_with_the_way_out():
    with pytest.raises(InputError, match=r"Standard input \(`-`\) is not supported as data. Save it as a file"):
        read("-")


def test_a_dict_of_arrays_is_read_like_an_npz(note):
    features = np.arange(12.0).reshape(4, 3)
    dataset = read({"X": features, "y": ["a", "b", "a", "b"]}, label="y")
    assert (dataset.name, dataset.modality, dataset.labels.tolist()) == ("data", "table", ["a", "b", "a", "b"])
    np.testing.assert_array_equal(dataset.arrays, features)
    unusual = read({"measured": features, "kind": np.array([[0], [1], [0], [1]])}, label="kind")
    assert (unusual.labels.tolist(), unusual.arrays.shape) == (["0", "1", "0", "1"], (4, 3))
    assert note(unusual, "guessed_columns").message.startswith("Using `kind` as the label and `measured` as")


@pytest.mark.parametrize("shape", [(4, 5, 5), (4, 5, 5, 3)])
def test_a_dict_with_an_array_of_pictures_is_images(shape):
    dataset = read({"images": np.zeros(shape, dtype=np.uint8), "labels": [0, 1, 0, 1]})
    assert (dataset.modality, dataset.images[3].name, dataset.images[3].array.shape) == (
        "image",
        "images[3]",
        shape[1:],
    )


def test_columns_beside_an_array_are_said_to_be_unused(note):
    dataset = read({"X": np.eye(4), "y": [0, 1, 0, 1], "who": ["a", "b", "c", "d"]})
    assert note(dataset, "unused_columns").message == "Not used beside the array `X`: `who`."


def test_a_dict_of_an_array_without_labels_says_what_is_missing():
    with pytest.raises(InputError, match=r"`data` has no array named like labels \(labels, y, .*it holds X\."):
        read({"X": np.eye(4)})
    with pytest.raises(InputError, match=r"`X` in `data` must have one row per label: got shape \(4, 4\) and 3"):
        read({"X": np.eye(4), "y": [0, 1, 0]})


def test_a_bare_array_says_how_to_pass_it():
    with pytest.raises(InputTypeError, match=r'array of shape \(4, 4\).*Pass {"X": X, "y": y} with label="y"'):
        read(np.eye(4), label=-1)
