from __future__ import annotations

import re

import pandas as pd
import pytest

from labelproof._base.errors import InputError, InputTypeError
from labelproof._formats.columns import Need, Roles, Wanted, find_roles

SENTENCES = [f"this is sentence number {n} of many" for n in range(30)]
CLASSES = [("cat", "dog", "owl")[n % 3] for n in range(30)]


def frame(**columns) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})


def guess(table: pd.DataFrame, **wanted) -> Roles:
    return find_roles(table, Wanted(**wanted))


def messages(roles: Roles) -> dict[str, str]:
    return {note.code: note.message for note in roles.notes}


def test_guesses_are_stated_with_the_way_to_overrule_them():
    roles = guess(frame(text=SENTENCES, category=CLASSES))
    assert (roles.label, roles.text) == ("category", ("text",))
    assert messages(roles) == {
        "guessed_columns": "Using `category` as the label and `text` as the text "
        "(guessed; name them with --label and --text)."
    }


def test_named_columns_are_not_guessed():
    roles = guess(frame(a=SENTENCES, b=SENTENCES, y=CLASSES), label="y", text=("a",))
    assert (roles.label, roles.text, roles.notes) == ("y", ("a",), ())


@pytest.mark.parametrize("name", ["label", "Labels", "class", "CATEGORY", "target", "y", "intent", " given label "])
def test_a_usual_name_makes_the_label_wherever_it_stands(name):
    table = frame(**{"text": SENTENCES, name: CLASSES, "source": ["web", "app"] * 15})
    assert guess(table).label == name


def test_prose_under_a_usual_name_is_no_label():
    assert guess(frame(topic=SENTENCES, kind=CLASSES)).label == "kind"


def test_without_a_usual_name_the_last_column_that_repeats_is_the_label():
    assert guess(frame(c0=SENTENCES, c1=CLASSES)).label == "c1"


def test_the_first_column_is_the_label_when_the_last_one_is_text():
    assert guess(frame(c0=CLASSES, c1=SENTENCES)).label == "c0"


def test_a_continuous_last_column_is_refused_as_regression():
    table = frame(c0=["a", "b"] * 15, c1=[f"{n / 7:.3f}" for n in range(30)])
    message = "the last one, 'c1', looks like regression (30 distinct numbers in 30 rows)"
    with pytest.raises(InputError, match=re.escape(message)):
        guess(table)


def test_no_likely_label_is_an_error_that_says_how_to_name_one():
    with pytest.raises(InputError, match=re.escape("No column looks like a label: none has a usual name")):
        guess(frame(a=SENTENCES, b=[f"id{n}" for n in range(30)]))


def test_a_guessed_label_that_looks_like_several_tags_is_stated():
    table = frame(text=SENTENCES, tags=["a|b", "b|c", "a|c", "a|b|c", "b"] * 6)
    notes = guess(table).notes
    assert notes[-1].message == "Labels such as 'a|b' look like several tags each; if they are, use --tags tags."
    assert [note.code for note in guess(table, label="tags").notes] == ["guessed_columns"]
    assert [note.code for note in guess(frame(text=SENTENCES, kind=["a|b", "c"] * 15)).notes] == ["guessed_columns"]


def test_positions_count_from_both_ends():
    table = frame(c0=CLASSES, c1=SENTENCES, c2=CLASSES)
    assert [guess(table, label=wanted).label for wanted in (-1, 0, "-1", "2")] == ["c2", "c0", "c2", "c2"]


def test_a_column_that_is_called_like_a_number_wins_over_the_position():
    assert guess(frame(**{"1": CLASSES, "0": SENTENCES}), label=1).label == "1"


def test_names_are_compared_stripped():
    assert guess(frame(**{"text": SENTENCES, " kind ": CLASSES}), label="kind").label == " kind "


def test_an_unknown_column_names_the_nearest():
    message = "`label`: there is no column 'categry'. Did you mean 'category'? Legal: 'text', 'category'."
    with pytest.raises(InputError, match="^" + re.escape(message)):
        guess(frame(text=SENTENCES, category=CLASSES), label="categry")


@pytest.mark.parametrize("role", ["text", "features"])
def test_an_unknown_text_or_feature_column_is_refused_too(role):
    with pytest.raises(InputError, match=f"`{role}`: there is no column 'nope'"):
        guess(frame(text=SENTENCES, y=CLASSES), **{role: ("nope",)})


def test_a_position_beyond_the_columns_is_refused():
    message = "`label`: there is no column at position 2, the table has 2 columns. Use 0 to 1, or -1 for the last one."
    with pytest.raises(InputError, match="^" + re.escape(message)):
        guess(frame(text=SENTENCES, y=CLASSES), label=2)


@pytest.mark.parametrize("label", [True, 1.5])
def test_a_label_that_is_no_name_is_refused(label):
    with pytest.raises(InputTypeError, match="`label` must be a column name or position"):
        guess(frame(text=SENTENCES, y=CLASSES), label=label)


@pytest.mark.parametrize(
    ("wanted", "use"),
    [({"text": ("y",)}, "text"), ({"features": ("y",)}, "feature"), ({"image": "y"}, "image"), ({"id": "y"}, "id")],
)
def test_the_label_column_has_no_second_use(wanted, use):
    with pytest.raises(InputError, match=f"Column 'y' is named as the label and as {use}"):
        guess(frame(text=SENTENCES, y=CLASSES), label="y", **wanted)


def test_a_feature_is_not_text_as_well():
    with pytest.raises(InputError, match="Column 'text' is named as a feature and as text, image or audio"):
        guess(frame(text=SENTENCES, y=CLASSES), text=("text",), features=("text",))


def test_the_rest_are_features_without_ids_constants_and_copies_of_the_label():
    table = frame(
        uid=[f"u{n}" for n in range(30)],
        number=[str(n) for n in range(30)],
        const=["same"] * 30,
        code=[CLASSES[n].upper() for n in range(30)],
        size=[f"{n / 7:.2f}" for n in range(30)],
        colour=["red", "blue"] * 15,
        day=[f"2020-01-{n + 1:02d}" for n in range(30)],
        label=CLASSES,
    )
    roles = guess(table)
    assert roles.features == ("size", "colour", "day")
    assert messages(roles)["unused_columns"] == (
        "Not used as features: `const` (constant); `uid` and `number` (ids); `code` (copies of the label)."
    )


def test_a_named_feature_is_used_whatever_it_looks_like():
    table = frame(uid=[f"u{n}" for n in range(30)], label=CLASSES)
    assert guess(table, features=("uid",)).features == ("uid",)


def test_nothing_to_learn_from_is_an_error_unless_probabilities_are_given():
    table = frame(uid=[f"u{n}" for n in range(30)], label=CLASSES)
    with pytest.raises(InputError, match="There is nothing to learn from: no column besides the label"):
        guess(table)
    assert find_roles(table, Wanted(), need=Need(content=False)).features == ()


def test_no_label_is_looked_for_when_labels_are_given():
    roles = find_roles(frame(text=SENTENCES, y=CLASSES), Wanted(), need=Need(label=False))
    assert (roles.label, roles.text) == (None, ("text",))


def test_image_paths_come_before_text_and_features():
    table = frame(file=[f"img/{n}.png" for n in range(30)], caption=SENTENCES, label=CLASSES)
    roles = guess(table)
    assert (roles.image, roles.text) == ("file", ())
    assert "`file` as the image" in messages(roles)["guessed_columns"]


def test_a_list_valued_column_is_no_feature():
    table = frame(tokens=[["a", "b"]] * 30, size=[n / 7 for n in range(30)], label=CLASSES)
    assert guess(table).features == ("size",)


def test_short_text_under_a_usual_name_is_text():
    queries = [f"{word} {other}" for word in ("cheap", "fast", "red") for other in "abcdefghij"]
    assert guess(frame(query=queries, price=["1", "2"] * 15, label=CLASSES)).text == ("query",)


def test_varied_words_are_text_when_there_is_nothing_else():
    names = [f"{first}{last}" for first in ("An", "Ber", "Cla") for last in "abcdefghij"]
    assert guess(frame(who=names, label=CLASSES)).text == ("who",)


def test_where_a_row_comes_from_is_no_label():
    assert guess(frame(text=SENTENCES, coarse=CLASSES, file=["a.txt", "b.txt"] * 15)).label == "coarse"


def test_a_position_of_thousands_of_digits_is_no_column():
    with pytest.raises(InputError, match="`label`: there is no column '1111"):
        guess(frame(text=SENTENCES, y=CLASSES), label="1" * 5000)


def test_an_id_with_a_blank_a_duplicate_or_a_restart_is_no_feature():
    blank = [*range(100, 115), "", *range(116, 130)]
    double = [*range(100, 115), 114, *range(116, 130)]
    table = frame(blank=blank, double=double, again=[*range(15), *range(15)], x=[n / 7 for n in range(30)], y=CLASSES)
    assert guess(table).features == ("again", "x")
    table["where"] = pd.Series(["a"] * 15 + ["b"] * 15, dtype=object)
    roles = find_roles(table, Wanted(), origin="where")
    assert roles.features == ("x",)
    assert messages(roles)["unused_columns"] == (
        "Not used as features: `blank`, `double` and `again` (ids); `where` (the file of a row)."
    )


def test_distinct_integers_that_measure_are_features():
    assert guess(frame(salary=[(n * 7 % 30) * 137 for n in range(30)], y=CLASSES)).features == ("salary",)


def test_the_added_column_is_known_by_identity_and_a_column_called_split_is_ordinary():
    table = frame(split=["train", "test"] * 15, x=[n / 7 for n in range(30)], y=CLASSES)
    assert guess(table).features == ("split", "x")
    assert find_roles(table, Wanted(), origin="split").features == ("x",)
    assert find_roles(table, Wanted(features=("split",)), origin="split").features == ("split",)


def test_durations_and_periods_are_features_and_no_text():
    table = frame(y=CLASSES)
    table["took"] = pd.to_timedelta([n * 7 % 30 * 61 for n in range(30)], unit="s")
    table["month"] = pd.period_range("2020-01", periods=30, freq="M")
    roles = guess(table)
    assert (roles.text, roles.features) == ((), ("took", "month"))
