"""Which columns hold the tags: named, guessed, or refused."""

import pandas as pd
import pytest

from labelproof._base.errors import InputError
from labelproof._formats.frames import table_of_frame
from labelproof._formats.tags.columns import tags_of_table


def tagging(columns, wanted, **options):
    return tags_of_table(table_of_frame(pd.DataFrame(columns)), wanted, **options)


WIDE = {"text": ["x y", "z w", "v u"], "toxic": ["1", "0", "0"], "rude": ["1", "1", "0"], "score": ["0.5", "1", "0"]}


def test_one_column_of_lists():
    found = tagging({"text": ["x", "y"], "tags": ["a|b", "b"]}, ["tags"])
    assert (found.columns, found.matrix.names) == (("tags",), ("a", "b"))
    assert found.matrix.given.tolist() == [[1, 1], [0, 1]]


@pytest.mark.parametrize("wanted", [["toxic", "rude"], ["toxic,rude"], ["toxic, rude"], [1, 2]])
def test_several_columns_of_zeros_and_ones(wanted):
    found = tagging(WIDE, wanted)
    assert found.matrix.names == ("toxic", "rude")
    assert found.matrix.given.tolist() == [[1, 1], [0, 1], [0, 0]]
    assert found.notes == ()


def test_a_column_whose_name_holds_a_comma_is_one_column():
    assert tagging({"a,b": [["x"], ["y"]]}, ["a,b"]).columns == ("a,b",)


def test_columns_of_zeros_and_ones_are_guessed_and_said():
    found = tagging(WIDE, True)
    assert found.columns == ("toxic", "rude")
    (note,) = found.notes
    assert note.message == "Using the 2 columns `toxic`, `rude` as the tags (guessed; name them with --tags)."


def test_columns_named_for_something_else_are_not_guessed():
    columns = {**WIDE, "long": ["1", "0", "1"]}
    assert tagging(columns, True, taken=["long"]).columns == ("toxic", "rude")


def test_a_column_of_lists_is_guessed_before_columns_of_zeros_and_ones():
    assert tagging({**WIDE, "labels": [["a"], [], ["b"]]}, True).columns == ("labels",)


def test_a_usual_name_is_guessed():
    assert tagging({"text": ["x", "y"], "genres": ["a|b", "b"]}, True).columns == ("genres",)


def test_columns_without_names_are_not_guessed():
    with pytest.raises(InputError, match="No column looks like tags"):
        tagging({"c0": ["x", "y"], "c1": ["0", "1"], "c2": ["1", "0"]}, True)


def test_an_unknown_column_is_refused_with_the_nearest():
    with pytest.raises(InputError, match=r"`tags`: there is no column 'toxik'\. Did you mean 'toxic'\?"):
        tagging(WIDE, ["toxik", "rude"])


def test_a_column_named_twice_is_refused():
    with pytest.raises(InputError, match="names the column 'rude' twice"):
        tagging(WIDE, ["rude", "toxic", "rude"])


def test_a_column_of_other_values_is_refused():
    with pytest.raises(InputError, match=r"The tag column 'score', row 0: 0 or 1 was expected, got '0\.5'"):
        tagging(WIDE, ["toxic", "score"])


def test_a_single_column_of_zeros_and_ones_is_a_label():
    with pytest.raises(InputError, match="holds 0 and 1 alone, so every example has one of two labels"):
        tagging(WIDE, ["toxic"])


def test_another_number_of_columns_than_probabilities_is_refused():
    with pytest.raises(InputError, match="There are 2 tag columns, and names or probabilities of 3 tags"):
        tagging(WIDE, ["toxic", "rude"], width=3)


def test_columns_in_another_order_than_the_probabilities_are_refused():
    with pytest.raises(InputError, match="are in another order than the names of the probabilities"):
        tagging(WIDE, ["toxic", "rude"], names=["rude", "toxic"])


def test_no_carrier_at_all_is_refused():
    with pytest.raises(InputError, match="hold no tag at all"):
        tagging({"a": ["0", "0"], "b": [0, 0]}, ["a", "b"])
