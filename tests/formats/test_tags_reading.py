"""Any supported data whose examples may carry several tags to one data set."""

import json

import pandas as pd
import pytest

from labelproof._base.errors import InputError
from labelproof._formats.reading import ListedLabelsError, read
from labelproof._formats.tags.reading import holds_tags, read_tagged

TEXTS = ["a long and winding road", "the short way home again", "neither here nor there at all"]


def test_csv_with_a_column_of_tags(write, note):
    path = write("posts.csv", f"text,tags\n{TEXTS[0]},a|b\n{TEXTS[1]},\n{TEXTS[2]},b\n")
    dataset = read_tagged(path, tags=["tags"])
    assert dataset.tags.names == ("a", "b")
    assert dataset.tags.given.tolist() == [[1, 1], [0, 0], [0, 1]]
    assert (dataset.modality, dataset.text_columns, dataset.label_column) == ("text", ("text",), "tags")
    assert set(dataset.labels) == {None}
    assert note(dataset, "tags_as_text").message.endswith("separated at each '|'.")


def test_tsv_without_header_and_names_in_order(write):
    path = write("train.tsv", f"{TEXTS[0]}\t0,2\n{TEXTS[1]}\t1\n{TEXTS[2]}\t2\n")
    dataset = read_tagged(path, tags=["c1"], names=["joy", "fear", "love"], header=False)
    assert dataset.tags.names == ("joy", "fear", "love")
    assert dataset.tags.given.tolist() == [[1, 0, 1], [0, 1, 0], [0, 0, 1]]


def test_json_lines_with_lists(write):
    rows = [{"text": text, "tags": tags} for text, tags in zip(TEXTS, [["x"], [], ["x", "y"]], strict=True)]
    dataset = read_tagged(write("rows.jsonl", "\n".join(map(json.dumps, rows))), tags=True)
    assert dataset.tags.given.tolist() == [[1, 0], [0, 0], [1, 1]]


def test_parquet_with_lists(tmp_path):
    pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
    pd.DataFrame({"text": TEXTS, "tags": [[0, 1], [1], []]}).to_parquet(tmp_path / "rows.parquet")
    dataset = read_tagged(tmp_path / "rows.parquet", tags=["tags"])
    assert dataset.tags.given.tolist() == [[1, 1], [0, 1], [0, 0]]


def test_columns_of_zeros_and_ones_are_no_features(write):
    path = write("rows.csv", "x,y,toxic,rude\n" + "1.5,2,1,0\n2.5,1,0,0\n0.5,3,1,1\n" * 3)
    dataset = read_tagged(path, tags=["toxic", "rude"])
    assert (dataset.modality, dataset.feature_columns) == ("table", ("x", "y"))
    assert dataset.label_column == "toxic, rude"


def test_arff_is_read_by_itself(write):
    path = write(
        "toy.arff",
        "@relation t\n@attribute x real\n@attribute a {0,1}\n@attribute b {0,1}\n@data\n" + "1,0,1\n2,1,0\n" * 4,
    )
    assert holds_tags(path)
    dataset = read_tagged(path)
    assert (dataset.tags.names, dataset.feature_columns) == (("a", "b"), ("x",))


def test_arff_with_a_class_holds_no_tags(write):
    path = write("iris.arff", "@relation t\n@attribute x real\n@attribute class {u,v}\n@data\n1,u\n2,v\n1,u\n3,v\n")
    assert not holds_tags(path)
    assert read(path).labels.tolist() == ["u", "v", "u", "v"]


def test_tags_of_the_format_may_be_overruled(write):
    head = "@relation t\n@attribute x real\n@attribute y real\n"
    head += "@attribute a {0,1}\n@attribute b {0,1}\n@attribute c {0,1}\n"
    dataset = read_tagged(write("toy.arff", head + "@data\n" + "1,5,0,1,1\n2,4,1,0,1\n" * 4), tags=["a", "b"])
    assert dataset.tags.names == ("a", "b")
    assert dataset.feature_columns == ("x", "y")


def test_a_folder_with_a_metadata_file(write, png):
    write("pets/metadata.csv", "file_name,tags\na.png,cat;dog\nb.png,\n")
    for name in ("a", "b"):
        write(f"pets/{name}.png", png())
    dataset = read_tagged(write("pets/metadata.csv", "file_name,tags\na.png,cat;dog\nb.png,\n").parent, tags=["tags"])
    assert (dataset.modality, dataset.tags.names) == ("image", ("cat", "dog"))


def test_class_folders_are_refused(write, png):
    path = write("pets/cat/a.png", png())
    with pytest.raises(InputError, match="has no table that names images or recordings and their tags"):
        read_tagged(path.parent.parent, tags=True)


def test_a_column_for_two_purposes_is_refused(write):
    path = write("posts.csv", f"text,tags\n{TEXTS[0]},a|b\n{TEXTS[1]},b\n")
    with pytest.raises(InputError, match="Column 'tags' holds tags and is named for something else too"):
        read_tagged(path, tags=["tags"], text=["tags"])


def test_an_empty_table_is_refused(write):
    with pytest.raises(InputError, match="has no rows below its header"):
        read_tagged(write("posts.csv", "text,tags\n"), tags=["tags"], header=True)


@pytest.mark.parametrize("cells", [[["a"], ["a", "b"]], ["[0, 1]", "[1]"]])
def test_a_label_column_of_lists_is_told_apart(cells):
    frame = pd.DataFrame({"text": TEXTS[:2], "label": cells})
    with pytest.raises(ListedLabelsError, match="The label column 'label' holds lists"):
        read(frame, label="label")


def test_labels_between_commas_stay_one_class():
    frame = pd.DataFrame({"text": TEXTS * 2, "label": ["a,b", "c", "a,b"] * 2})
    assert read(frame, label="label").labels.tolist() == ["a,b", "c", "a,b"] * 2
