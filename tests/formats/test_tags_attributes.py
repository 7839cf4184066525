"""Attribute lists as CelebA's, by hand: the list, the images beside it, and what is damaged."""

import pytest

from labelproof._base.errors import InputError
from labelproof._formats.tags.attributes import is_attribute_list, read_attribute_list
from labelproof._formats.tags.reading import holds_tags, read_tagged

LIST = "3\nBald Male  Young\n000001.jpg -1  1 1\n000002.jpg 1 -1 -1\n000003.jpg -1 -1 1\n"


def test_a_list_is_recognised(write):
    assert is_attribute_list(write("list_attr_celeba.txt", LIST))
    assert not is_attribute_list(write("words.txt", "3\na b\nc d e\n"))
    assert not is_attribute_list(write("table.txt", "a\tb\n1\t2\n3\t4\n"))


def test_attributes_become_columns_of_zeros_and_ones(write):
    table = read_attribute_list(write("list_attr_celeba.txt", LIST))
    assert table.tags == ("Bald", "Male", "Young")
    assert table.frame["image"].tolist() == ["000001.jpg", "000002.jpg", "000003.jpg"]
    assert table.frame[["Bald", "Male", "Young"]].to_numpy().tolist() == [[0, 1, 1], [1, 0, 0], [0, 0, 1]]


@pytest.mark.parametrize("folder", ["", "img_align_celeba/"])
def test_images_beside_the_list_are_found(write, png, folder):
    path = write("celeba/list_attr_celeba.txt", LIST)
    for row in (1, 2, 3):
        write(f"celeba/{folder}00000{row}.jpg", png(grey=row))
    for data in (path, path.parent):
        assert holds_tags(data)
        dataset = read_tagged(data)
        assert dataset.modality == "image"
        assert [ref.name for ref in dataset.images] == [f"{folder}00000{row}.jpg" for row in (1, 2, 3)]
        assert dataset.tags.given.tolist() == [[0, 1, 1], [1, 0, 0], [0, 0, 1]]


def test_images_in_a_zip_are_found(write, pack, png):
    path = write("list_attr_celeba.txt", LIST)
    pack("img_align_celeba.zip", {f"img_align_celeba/00000{row}.jpg": png(grey=row) for row in (1, 2, 3)})
    dataset = read_tagged(path)
    assert [ref.member for ref in dataset.images] == [f"img_align_celeba/00000{row}.jpg" for row in (1, 2, 3)]


def test_a_missing_image_is_stated(write, png, note):
    path = write("list_attr_celeba.txt", LIST)
    write("000001.jpg", png())
    assert note(read_tagged(path), "missing_images").count == 2


def test_a_list_that_is_cut_short_is_stated(write):
    table = read_attribute_list(write("list_attr_celeba.txt", LIST.replace("3\n", "202599\n", 1)))
    (first, _) = table.notes
    assert first.code == "attribute_count"
    assert first.message == "list_attr_celeba.txt promises 202,599 examples in its first line and lists 3."


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("000004.jpg 1 1\n", "line 6: 2 values, but there are 3 attributes"),
        ("000004.jpg 1 1 2\n", "line 6: -1 or 1 was expected, got '2'"),
    ],
)
def test_a_damaged_line_is_refused(write, line, message):
    with pytest.raises(InputError, match=message):
        read_attribute_list(write("list_attr_celeba.txt", LIST + line))


def test_an_attribute_that_is_named_twice_is_refused(write):
    with pytest.raises(InputError, match="is named twice"):
        read_attribute_list(write("list_attr_celeba.txt", LIST.replace("Bald Male", "Male Male")))
