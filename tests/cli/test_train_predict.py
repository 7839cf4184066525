"""`labelproof train` and `labelproof predict` from end to end."""

import pytest


@pytest.fixture
def trained(shell, table):
    """A shell in a folder with a table, its workspace and a model."""
    shell.write("mail.csv", table)
    assert shell("audit", "mail.csv", "--label", "label", "--text", "text", "-q")[0] == 0
    assert shell("train", "mail.labelproof", "-o", "model", "-q")[0] == 0
    return shell


def test_model_says_what_it_has_learned(trained):
    code, out, _ = trained("train", "mail.labelproof", "-o", "model", "--force")
    assert code == 0
    assert "model: model" in out
    assert "2 classes from 60 examples" in out


def test_answer_goes_to_stdout_or_into_a_file(trained):
    trained.write("new.csv", "text\nmy invoice and the fee\nmy chip and the pin\n")
    code, out, _ = trained("predict", "model", "new.csv")
    assert code == 0
    assert [line.split(",")[:2] for line in out.splitlines()] == [["row", "label"], ["0", "bill"], ["1", "card"]]
    assert trained("predict", "model", "new.csv", "-o", "labels.csv") == (0, "", "")
    assert (trained.folder / "labels.csv").read_text() == out


def test_file_that_is_there_is_replaced_only_when_asked_for(trained):
    trained.write("labels.csv", "old")
    code, _, err = trained("predict", "model", "mail.csv", "-o", "labels.csv")
    assert (code, "--force" in err) == (2, True)
    assert trained("predict", "model", "mail.csv", "-o", "labels.csv", "--force")[0] == 0
    assert (trained.folder / "labels.csv").read_text().startswith("row,label")


def test_input_is_never_replaced(trained):
    before = (trained.folder / "mail.csv").read_bytes()
    code, _, err = trained("predict", "model", "mail.csv", "-o", "./mail.csv", "--force")
    assert (code, "is the input" in err) == (2, True)
    assert (trained.folder / "mail.csv").read_bytes() == before


def test_formulas_are_disarmed_unless_raw(trained):
    trained.write("new.csv", "text,name\nmy invoice,=1+1\nmy chip,b\n")
    code, out, err = trained("predict", "model", "new.csv", "--id", "name")
    assert (code, "'=1+1" in out, "1 cells" in err) == (0, True, True)
    assert ",=1+1," in trained("predict", "model", "new.csv", "--id", "name", "--raw")[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["train"], "One workspace is expected"),
        (["train", "mail.labelproof"], "no place for the model"),
        (["train", "nothing", "-o", "x"], "nothing does not exist"),
        (["train", "mail.csv", "-o", "x"], "is not a workspace"),
        (["predict"], "A model and data are expected"),
        (["predict", "mail.labelproof", "mail.csv"], "holds no model"),
        (["predict", "model", "nothing.csv"], "does not exist"),
        (["predict", "model", "mail.csv", "-o", "."], "Name a file"),
    ],
)
def test_what_cannot_be_done_is_said(trained, words, said):
    code, _, err = trained(*words)
    assert code == 2
    assert said in err


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "other.csv",
            "words\nmy invoice\n",
            "no column 'text'. Legal: 'words'. The model has learned",
        ),
        ("empty.csv", "", "a table with rows was expected"),
        ("header.csv", "text\n", "has no rows below its header. Pass a table with rows."),
    ],
)
def test_what_the_data_lack_is_said_and_nothing_is_written(trained, name, content, message):
    trained.write(name, content)
    before = trained.files()
    code, out, err = trained("predict", "model", name, "-o", "labels.csv")
    assert (code, out, message in err) == (2, "", True)
    assert trained.files() == before


def test_a_folder_is_no_table_of_texts(trained):
    code, out, err = trained("predict", "model", ".")
    assert (code, out, "is a folder, and the model has learned from texts" in err) == (2, "", True)


def test_other_columns_and_unknown_labels_do_no_harm(trained):
    trained.write("new.csv", "number,text,label\n7,my invoice and the fee,unheard of\n")
    code, out, _ = trained("predict", "model", "new.csv")
    assert (code, out.splitlines()[1].split(",")[:2]) == (0, ["0", "bill"])
