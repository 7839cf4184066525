from __future__ import annotations

import re

import pytest

from labelproof._base.errors import InputError
from labelproof._formats import read


def folder(write, png, *names: str) -> None:
    for name in names:
        write(f"set/{name}", png())


def test_subfolders_are_the_classes(write, png, note, tmp_path):
    folder(write, png, "dog/2.png", "cat/1.png", "cat/deep/3.JPG", "cat/notes.txt")
    dataset = read(tmp_path / "set")
    assert dataset.frame["file_name"].tolist() == ["cat/1.png", "cat/deep/3.JPG", "dog/2.png"]
    assert (dataset.labels.tolist(), dataset.label_column, dataset.modality) == (["cat", "cat", "dog"], None, "image")
    assert note(dataset, "folder_labels").message == "The labels are the names of 2 folders: cat, dog."
    assert (dataset.name, len(dataset.images), len(dataset.inputs)) == ("set", 3, 1)


@pytest.mark.parametrize("tops", [("train", "val"), ("paper", "screen")])
def test_folders_above_the_same_classes_are_splits(write, png, tmp_path, tops):
    folder(write, png, *(f"{top}/{name}/1.png" for top in tops for name in ("cat", "dog")))
    dataset = read(tmp_path / "set")
    assert dataset.labels.tolist() == ["cat", "dog", "cat", "dog"]
    assert dataset.frame["split"].tolist() == [tops[0], tops[0], tops[1], tops[1]]


def test_one_folder_above_all_classes_is_passed_over(write, png, tmp_path):
    folder(write, png, "images/cat/1.png", "images/dog/1.png")
    assert read(tmp_path / "set").labels.tolist() == ["cat", "dog"]


def test_images_in_no_class_folder_are_left_out_and_said(write, png, note, tmp_path):
    folder(write, png, "cat/1.png", "dog/1.png", "cover.png")
    dataset = read(tmp_path / "set")
    assert (len(dataset.labels), note(dataset, "loose_images").count) == (2, 1)


def test_a_zip_file_of_class_folders_is_read(pack, png, note):
    dataset = read(pack("pets.zip", {"pets/dog/1.png": png(), "pets/cat/1.png": png(), "pets/readme.txt": b"x"}))
    assert (dataset.name, dataset.labels.tolist()) == ("pets", ["cat", "dog"])
    assert [ref.member for ref in dataset.images] == ["pets/cat/1.png", "pets/dog/1.png"]


def test_a_zip_file_with_a_member_that_leads_out_is_refused(pack, png):
    path = pack("pets.zip", {"dog/1.png": png(), "../evil.png": png()})
    with pytest.raises(InputError, match=re.escape("the path '../evil.png' leads out of the folder")):
        read(path)


def test_a_zip_file_without_images_is_refused(pack):
    with pytest.raises(
        InputError, match="holds no images or recordings: one folder of them per class was expected inside"
    ):
        read(pack("pets.zip", {"a.txt": b"x"}))


@pytest.mark.parametrize("target", ["file", "folder"])
def test_a_link_out_of_the_folder_is_refused(write, png, tmp_path, target):
    folder(write, png, "cat/1.png", "dog/1.png")
    secret = write("secret/2.png", png())
    (tmp_path / "set" / "dog" / "2.png").symlink_to(secret if target == "file" else secret.parent)
    with pytest.raises(InputError, match=re.escape("the path 'dog/2.png' is a link that leads out of the folder")):
        read(tmp_path / "set")


@pytest.mark.parametrize("name", ["metadata.csv", "list.csv"])
@pytest.mark.parametrize("key", ["file_name", "file", "image", "path"])
def test_a_table_in_the_folder_names_the_images(write, png, tmp_path, name, key):
    folder(write, png, "1.png", "2.png", "3.png")
    write(f"set/{name}", f"{key},label\n1.png,u\n2.png,v\n3.png,u\n")
    dataset = read(tmp_path / "set")
    assert (dataset.name, dataset.modality, dataset.labels.tolist()) == ("set", "image", ["u", "v", "u"])
    assert [ref.name for ref in dataset.images] == ["1.png", "2.png", "3.png"]


def test_a_json_lines_table_names_the_images(write, png, tmp_path):
    folder(write, png, "1.png", "2.png")
    write("set/metadata.jsonl", '{"file_name": "1.png", "label": "u"}\n{"file_name": "2.png", "label": "v"}\n')
    assert read(tmp_path / "set").labels.tolist() == ["u", "v"]


def test_images_that_no_row_names_are_said(write, png, note, tmp_path):
    folder(write, png, "1.png", "2.png", "3.png")
    write("set/metadata.csv", "file_name,label\n1.png,u\n2.png,v\n")
    dataset = read(tmp_path / "set")
    assert (note(dataset, "unlisted_images").count, len(dataset.labels)) == (1, 2)


def test_a_table_without_a_file_column_leaves_the_class_folders(write, png, tmp_path):
    folder(write, png, "cat/1.png", "dog/1.png")
    write("set/scores.csv", "name,score\na,1\nb,2\n")
    assert read(tmp_path / "set").labels.tolist() == ["cat", "dog"]


def test_two_tables_of_images_are_refused(write, png, tmp_path):
    folder(write, png, "1.png")
    for name in ("a.csv", "b.csv"):
        write(f"set/{name}", "file_name,label\n1.png,u\n")
    with pytest.raises(InputError, match=re.escape("has 2 tables that name files (`a.csv`, `b.csv`)")):
        read(tmp_path / "set")


def test_a_metadata_path_out_of_the_folder_names_its_row(write, png, tmp_path):
    folder(write, png, "1.png")
    write("secret.png", png())
    write("set/metadata.csv", "file_name,label\n1.png,u\n../secret.png,v\n")
    with pytest.raises(
        InputError, match=r"^Column 'file_name', row 1: the path '../secret.png' leads out of the folder"
    ):
        read(tmp_path / "set")


@pytest.mark.parametrize("name", ["train.csv", "train.arff"])
def test_a_folder_of_tables_says_to_pass_them(write, tmp_path, name):
    write(f"set/{name}", "text,label\na,x\n")
    with pytest.raises(InputError, match=re.escape(f"Pass its tables instead: {name}")):
        read(tmp_path / "set")


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(
        InputError, match="holds no images or recordings: one subfolder of images or recordings per class"
    ):
        read(tmp_path)


def test_images_without_class_folders_are_refused(write, png, tmp_path):
    folder(write, png, "1.png", "2.png")
    with pytest.raises(InputError, match="holds 2 images but no class folders"):
        read(tmp_path / "set")


def test_one_class_folder_is_refused(write, png, tmp_path):
    folder(write, png, "cat/1.png", "cat/2.png")
    with pytest.raises(InputError, match="holds one class only, 'cat'"):
        read(tmp_path / "set")


def test_columns_cannot_be_named_for_class_folders(write, png, tmp_path):
    folder(write, png, "cat/1.png", "dog/1.png")
    with pytest.raises(InputError, match="The labels of this folder are the names of its subfolders"):
        read(tmp_path / "set", label="y")


def test_the_file_name_may_be_the_id(write, png, tmp_path):
    folder(write, png, "cat/1.png", "dog/1.png")
    assert read(tmp_path / "set", id="file_name").id_column == "file_name"


def test_roman_numerals_are_read_with_their_zip(test_data, note):
    dataset = read(test_data / "roman-numeral")
    assert (len(dataset.labels), len(set(dataset.labels)), dataset.label_column) == (2831, 10, "given_label")
    assert note(dataset, "unlisted_images").count == 101
    assert [record.path.rpartition("/")[2] for record in dataset.inputs] == ["files.csv", "images.zip"]


def test_folders_without_images_are_said(write, png, note, tmp_path):
    for name in ("cat", "dog"):
        write(f"pets/{name}/1.png", png())
    write("pets/fox/readme.txt", "none yet")
    (tmp_path / "pets" / "bird" / "inner").mkdir(parents=True)
    (tmp_path / "pets" / ".cache").mkdir()
    found = note(read(tmp_path / "pets"), "empty_folders")
    assert (found.count, found.message) == (2, "Folders without any image are no class: `bird`, `fox`.")
