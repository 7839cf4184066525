from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pandas as pd
import pytest

from labelproof._base.errors import InputError
from labelproof._formats import read
from labelproof._formats.kinds import IMAGES
from labelproof._formats.media import files_of_column


def column(*paths: str | None) -> pd.Series:
    return pd.Series(list(paths), dtype=object)


def test_loose_files_come_before_zip_members(write, pack, png, tmp_path):
    write("a.png", png())
    pack("more.zip", {"a.png": png(), "b.png": png()})
    images = files_of_column(column("a.png", "b.png"), tmp_path, "file", IMAGES)
    assert [(ref.name, ref.path, ref.member) for ref in images.refs] == [
        ("a.png", tmp_path / "a.png", None),
        ("b.png", tmp_path / "more.zip", "b.png"),
    ]


def test_members_are_found_with_and_without_the_folder_of_the_zip(pack, png, tmp_path):
    pack("images.zip", {"images/a.png": png(), "b.png": png()})
    images = files_of_column(column("a.png", "images/a.png", "b.png", "images/b.png"), tmp_path, "file", IMAGES)
    assert [ref.member for ref in images.refs] == ["images/a.png", "images/a.png", "b.png", "b.png"]


def test_a_few_missing_images_are_said(write, png, tmp_path):
    write("a.png", png())
    images = files_of_column(column("a.png", "no.png", None), tmp_path, "file", IMAGES)
    assert [(note.code, note.rows, note.message) for note in images.notes] == [
        ("missing_images", (1, 2), "2 of 3 images do not exist (first: row 1, `no.png`).")
    ]
    assert len(images.refs) == 3


def test_only_missing_images_are_an_error(tmp_path):
    message = f"None of the 2 images of column 'file' exists: the first is 'no.png', looked for in `{tmp_path}`"
    with pytest.raises(InputError, match="^" + re.escape(message)):
        files_of_column(column("no.png", "nope.png"), tmp_path, "file", IMAGES)


@pytest.mark.parametrize("path", ["../secret.png", "/etc/secret.png", "a/../../secret.png"])
def test_a_path_out_of_the_folder_names_its_row(write, png, tmp_path, path):
    write("data/a.png", png())
    write("secret.png", png())
    with pytest.raises(InputError, match=f"^Column 'file', row 1: the path '{re.escape(path)}' "):
        files_of_column(column("a.png", path), tmp_path / "data", "file", IMAGES)


def test_a_link_out_of_the_folder_names_its_row(write, png, tmp_path):
    write("data/a.png", png())
    (tmp_path / "data" / "b.png").symlink_to(write("secret.png", png()))
    with pytest.raises(InputError, match=r"^Column 'file', row 1: the path 'b.png' is a link that leads out"):
        files_of_column(column("a.png", "b.png"), tmp_path / "data", "file", IMAGES)


def test_a_row_that_asks_for_a_zip_member_outside_is_refused(pack, png, tmp_path):
    pack("images.zip", {"../evil.png": png(), "a.png": png()})
    with pytest.raises(InputError, match=r"row 1: the path '../evil.png' leads out of the folder"):
        files_of_column(column("a.png", "../evil.png"), tmp_path, "file", IMAGES)


def test_tables_from_several_folders_have_no_common_start(tmp_path):
    with pytest.raises(InputError, match="the tables lie in different folders"):
        files_of_column(column("a.png"), None, "file", IMAGES)


def test_many_files_have_one_digest_of_names_sizes_and_digests(write, png, tmp_path):
    content = png()
    write("b.png", content)
    write("a.png", content)
    digest = hashlib.sha256(content).hexdigest()
    expected = hashlib.sha256(
        f"a.png\t{len(content)}\t{digest}\nb.png\t{len(content)}\t{digest}\n".encode()
    ).hexdigest()
    assert [record.sha256 for record in files_of_column(column("b.png", "a.png"), tmp_path, "f", IMAGES).inputs] == [
        expected
    ]


def test_an_image_column_of_a_table_is_relative_to_its_folder(write, png):
    for name in ("u/1.png", "u/2.png", "v/1.png"):
        write(f"data/img/{name}", png())
    table = write("data/list.csv", "where,kind\nimg/u/1.png,u\nimg/u/2.png,u\nimg/v/1.png,v\n")
    dataset = read(table, image="where", label="kind")
    assert (dataset.modality, [ref.name for ref in dataset.images]) == (
        "image",
        ["img/u/1.png", "img/u/2.png", "img/v/1.png"],
    )
    assert all(ref.path is not None and ref.path.is_file() for ref in dataset.images)


def test_image_paths_of_a_frame_start_in_the_current_folder(write, png, tmp_path, monkeypatch):
    write("a.png", png())
    monkeypatch.chdir(tmp_path)
    dataset = read({"image": ["a.png", "a.png"], "label": ["u", "v"]})
    assert [ref.path for ref in dataset.images] == [Path(tmp_path / "a.png")] * 2
