"""`labelproof export`: from an audit to corrected data."""

import json

import pytest

from cli.conftest import sentences
from labelproof._workspace.workspace import Workspace


def as_csv(pairs):
    return "text,label\r\n" + "".join(f'"{text}",{label}\r\n' for text, label in pairs)


@pytest.fixture
def reviewed(shell):
    """A folder with an audit of which row 2 was relabelled and row 5 excluded; and its rows."""
    pairs = sentences()
    shell.write("mail.csv", as_csv(pairs))
    assert shell("audit", "mail.csv", "-q")[0] == 0
    with Workspace.open("mail.labelproof") as workspace:
        workspace.decide(2, "relabel", "card")
        workspace.decide(5, "exclude")
    return pairs


def test_the_corrected_file_is_written(shell, reviewed):
    code, out, err = shell("export", "mail.labelproof", "-o", "fixed.csv")
    assert (code, out) == (0, "fixed.csv\n")
    assert "wrote 59 rows" in err
    reviewed[2] = (reviewed[2][0], "card")
    del reviewed[5]
    assert (shell.folder / "fixed.csv").read_bytes() == as_csv(reviewed).encode()
    manifest = json.loads((shell.folder / "fixed.csv.manifest.json").read_text())
    assert manifest["counts"]["changed"] == 1


def test_the_newest_workspace_and_a_usual_name_are_taken(shell, reviewed):
    assert shell("export", "-q") == (0, "mail.corrected.csv\n", "")
    assert (shell.folder / "mail.corrected.csv").is_file()


def test_columns_are_added_and_rows_marked(shell, reviewed):
    code, _, _ = shell("export", "--columns", "add", "--excluded", "mark", "-o", "all.csv", "--user", "Ada")
    lines = (shell.folder / "all.csv").read_text().splitlines()
    assert code == 0
    assert len(lines) == 61
    assert lines[0].endswith("given_label,suggested_label,corrected_label,action,error_probability,reviewer,comment")


def test_a_preview_writes_nothing(shell, reviewed):
    before = shell.files()
    code, out, _ = shell("export", "--preview")
    assert code == 0
    assert out.splitlines()[0] == "59 rows, 1 with another label, 1 left out"
    assert f'- "{reviewed[2][0]}",bill\n+ "{reviewed[2][0]}",card\n' in out
    assert [name for name in shell.files() if "review.sqlite" not in name] == [
        name for name in before if "review.sqlite" not in name
    ]


@pytest.mark.parametrize("kind", ["csv", "jsonl", "patch"])
def test_other_formats_are_written(shell, reviewed, kind):
    code, out, _ = shell("export", "--format", kind, "-o", "made")
    assert (code, out) == (0, "made\n")
    assert (shell.folder / "made").stat().st_size > 100


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "mail.csv", "--force"], "is the source"),
        (["-o", "mail.labelproof/run.json"], "exists already"),
        (["--format", "moves"], "not the names of folders"),
        (["--format", "xlsx"], "is not one of the choices"),
        (["nowhere.labelproof"], "does not exist"),
        (["mail.csv"], "is not a workspace"),
        (["a", "b"], "One workspace was expected"),
        (["--colums", "add"], "Did you mean '--columns'"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_line(shell, reviewed, arguments, message):
    code, out, err = shell("export", *arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert len(err.strip().splitlines()) == 1


def test_a_source_that_changed_is_refused(shell, reviewed):
    shell.write("mail.csv", as_csv(reviewed[1:]))
    code, _, err = shell("export", "-o", "fixed.csv")
    assert code == 2
    assert "has changed since the audit" in err
    assert "fixed.csv" not in shell.files()


def test_without_a_workspace_the_way_to_one_is_named(shell):
    code, _, err = shell("export")
    assert code == 2
    assert "There is no *.labelproof folder here" in err
