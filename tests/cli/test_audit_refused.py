"""Bad input: one clear error, exit code 2, nothing written, no traceback."""

import re

import numpy as np
import pytest

GOOD = "text,label\n" + "".join(f"a sentence number {i},{'ab'[i % 2]}\n" for i in range(12))
LABELS = np.arange(12) % 2
PROBS = np.where(LABELS[:, None] == np.arange(2), 0.8, 0.2)


def changed(row, values):
    """Return PROBS with one row replaced."""
    probs = PROBS.copy()
    probs[row] = values
    return probs


GIVEN = ("--labels", "y.npy", "--pred-probs", "p.npy")

CASES = {
    "missing file": ({"train.csv": GOOD}, ["trian.csv"], r"`trian.csv` does not exist. Did you mean `train.csv`\?"),
    "empty file": ({"x.csv": ""}, ["x.csv"], r"x.csv.* is empty"),
    "header alone": ({"x.csv": "text,label\n"}, ["x.csv"], "no rows"),
    "unknown column": ({"x.csv": GOOD}, ["x.csv", "--label", "lable"], r"no column 'lable'. Did you mean 'label'\?"),
    "unknown text column": ({"x.csv": GOOD}, ["x.csv", "--text", "txt"], r"no column 'txt'. Did you mean 'text'\?"),
    "unknown id column": ({"x.csv": GOOD}, ["x.csv", "--id", "key"], "no column 'key'"),
    "position out of range": ({"x.csv": GOOD}, ["x.csv", "--label", "-3"], "no column at position -3"),
    "one class": ({"x.csv": GOOD.replace(",b\n", ",a\n")}, ["x.csv", "--label", "label"], "'a'.*at least two classes"),
    "continuous target": (
        {"x.csv": "rooms,price\n" + "".join(f"{i % 4},{i * 1.37 + 0.11}\n" for i in range(200))},
        ["x.csv", "--label", "price"],
        "looks like regression",
    ),
    "ragged table": ({"x.csv": GOOD + "one,two,three\n"}, ["x.csv"], "line 14"),
    "duplicated ids": (
        {"x.csv": "id,text,label\n" + "".join(f"{i % 11},a sentence number {i},{'ab'[i % 2]}\n" for i in range(12))},
        ["x.csv", "--id", "id"],
        "'0' twice, in rows 0 and 11",
    ),
    "lengths differ": ({"y.npy": LABELS[:10], "p.npy": PROBS}, GIVEN, "12.*10|10.*12"),
    "data and pred_probs differ": (
        {"x.csv": GOOD, "p.npy": PROBS[:10]},
        ["x.csv", "--pred-probs", "p.npy"],
        "10.*12|12.*10",
    ),
    "pred_probs 1-D": ({"y.npy": LABELS, "p.npy": PROBS[:, 0]}, GIVEN, r"\(12,\)"),
    "pred_probs NaN": ({"y.npy": LABELS, "p.npy": changed(3, [np.nan, 0.2])}, GIVEN, "NaN.*row 3"),
    "pred_probs above 1": ({"y.npy": LABELS, "p.npy": changed(4, [1.5, -0.5])}, GIVEN, "row 4"),
    "row sum": (
        {"y.npy": LABELS, "p.npy": changed(5, [0.5, 0.2])},
        GIVEN,
        "row 5.*0.7.*[Nn]ormalis|row 5.*0.7.*divide",
    ),
    "label without a column": ({"y.npy": np.array([*LABELS[:-1], 5]), "p.npy": PROBS}, GIVEN, "5"),
    "labels alone": ({"y.npy": LABELS}, ["--labels", "y.npy"], "--labels without data needs --pred-probs"),
    "probabilities alone": ({"p.npy": PROBS}, ["--pred-probs", "p.npy"], "--pred-probs without data needs --labels"),
    "classes without probabilities": ({"x.csv": GOOD, "c": "a\nb\n"}, ["x.csv", "--classes", "c"], "Add --pred-probs"),
    "labels twice": (
        {"x.csv": GOOD, "y.npy": LABELS, "p.npy": PROBS},
        ["x.csv", "--label", "label", *GIVEN],
        "labels were named twice",
    ),
    "nothing": ({}, [], "There is nothing to audit"),
    "data swallowed by an option": ({"x.csv": GOOD}, ["--text", "text", "x.csv"], "Put DATA before --text"),
    "pickled array": ({"y.npy": np.array(["a", None] * 6, dtype=object), "p.npy": PROBS}, GIVEN, "Python objects"),
    "unknown kind of file": ({"x.docx": "hello"}, ["x.docx"], "no kind of file"),
    "no columns to learn from": ({"x.csv": "label\n" + "a\nb\n" * 6}, ["x.csv"], "nothing to learn from"),
    "folder without images": ({"d/a/readme.md": "x"}, ["d"], "image"),
}


@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_refused(shell, case):
    files, arguments, message = CASES[case]
    for name, content in files.items():
        shell.write(name, content)
    before = shell.files()
    code, out, err = shell("audit", *arguments)
    assert (code, out) == (2, "")
    assert re.search(message, err), err
    assert err.startswith("error: ")
    assert "Traceback" not in err
    assert shell.files() == before


def test_output_that_exists_is_refused_before_anything_is_read(shell):
    shell.write("out/run.json", "{}")
    code, _, err = shell("audit", "missing.csv", "-o", "out")
    assert code == 2
    assert "error: The output folder out exists. Replace the audit in it with --force (force=True)" in err


def test_default_output_that_exists_is_refused(shell):
    shell.write("x.csv", GOOD)
    shell.write("x.labelproof/run.json", "{}")
    code, _, err = shell("audit", "x.csv", "-q")
    assert code == 2
    assert "x.labelproof exists" in err


def test_folder_that_is_no_audit_is_kept_even_with_force(shell):
    shell.write("photos/holiday.jpg", "x")
    code, _, err = shell("audit", "x.csv", "-o", "photos", "--force")
    assert code == 2
    assert "not the output of an audit" in err
    assert shell.files() == ["photos", "photos/holiday.jpg"]


def test_project_with_a_run_json_is_kept_even_with_force(shell):
    shell.write("x.csv", GOOD)
    shell.write("project/run.json", "{}")
    shell.write("project/thesis.txt", "years")
    code, _, err = shell("audit", "x.csv", "-o", "project", "--force")
    assert code == 2
    assert "not the output of an audit" in err
    assert shell.files() == ["project", "project/run.json", "project/thesis.txt", "x.csv"]


def test_output_that_holds_the_data_is_refused(shell):
    shell.write("x.csv", GOOD)
    assert shell("audit", "x.csv", "-q")[0] == 0
    before = shell.files()
    code, _, err = shell(
        "audit", "x.labelproof/issues.csv", "--label", "given_label", "-o", "x.labelproof", "--force", "-q"
    )
    assert code == 2
    assert "is, or holds, the input" in err
    assert shell.files() == before


def test_folder_that_another_audit_writes_is_refused(shell):
    shell.write("x.csv", GOOD)
    shell.write("x.labelproof.lock", '{"kind": "labelproof lock", "pid": 1, "host": "another-machine"}')
    code, _, err = shell("audit", "x.csv", "-q")
    assert code == 2
    assert "Another audit (process 1 on another-machine) is writing x.labelproof" in err
    assert shell.files() == ["x.csv", "x.labelproof.lock"]


def test_debug_shows_where_it_was_refused(shell):
    _, _, err = shell("audit", "missing.csv", "--debug")
    assert "Traceback" in err
    assert err.splitlines()[-1].startswith("error: `missing.csv` does not exist")
