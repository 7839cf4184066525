"""Data that were moved since the audit, named with `--data` by each command that needs them."""

import shutil

import pytest


@pytest.fixture
def moved(shell, table):
    """A shell in a folder with a workspace whose table lies elsewhere by now."""
    shell.write("mail.csv", table)
    assert shell("audit", "mail.csv", "--label", "label", "--text", "text", "-q")[0] == 0
    (shell.folder / "new").mkdir()
    shutil.move(shell.folder / "mail.csv", shell.folder / "new" / "mail.csv")
    return shell


COMMANDS = [
    ("export", "mail.labelproof", "-o", "fixed.csv", "-q"),
    ("train", "mail.labelproof", "-o", "model", "-q"),
    ("audit", "--continue", "mail.labelproof", "-q"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_the_place_is_asked_for_and_taken(moved, command):
    before = [name for name in moved.files() if "review.sqlite" not in name]
    code, out, err = moved(*command)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert "mail.csv is no longer there" in err
    assert "--data PLACE" in err
    assert [name for name in moved.files() if "review.sqlite" not in name] == before

    assert moved(*command, "--data", "new/mail.csv")[0] == 0


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_other_data_are_refused(moved, table, command):
    moved.write("other.csv", table.replace("invoice", "bill"))
    code, out, err = moved(*command, "--data", "other.csv")
    assert (code, out) == (2, "")
    assert "other.csv is not what was audited" in err


def test_a_place_without_a_workspace_is_refused(moved):
    code, _, err = moved("audit", "new/mail.csv", "--data", "new/mail.csv")
    assert (code, "Without --continue, give DATA alone" in err) == (2, True)
