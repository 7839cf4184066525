from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from labelproof._base.errors import InputError, InputTypeError
from labelproof._formats import read

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
    with pytest.raises(InputError, match="is empty: a table with at least two classes was expected"):
        read(write("t.csv", ""))


def test_a_header_alone_is_refused(write):
    with pytest.raises(InputError, match="`t` has no rows below its header"):
        read(write("t.csv", "text,label\n"))


def test_an_unknown_ending_lists_the_legal_ones(write):
    with pytest.raises(InputError, match=re.escape("'.xlsx' was found. Expected one of .csv, .tsv")):
        read(write("t.xlsx", "x"))


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


@pytest.mark.parametrize("data", [3, np.zeros((2, 2)), [1, 2], {1, 2}])
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
