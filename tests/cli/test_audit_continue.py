"""`labelproof audit --continue`: the same workspace, learned anew with what was decided."""

import json

from labelproof._workspace.workspace import Workspace


def test_workspace_is_audited_again_with_its_decisions(shell, table):
    shell.write("mail.csv", table)
    assert shell("audit", "mail.csv", "--label", "label", "--text", "text")[0] == 0
    with Workspace.open("mail.labelproof", user="ann") as opened:
        opened.decide([7], "relabel", "card")
    code, out, err = shell("audit", "--continue", "mail.labelproof", "--format", "json")
    assert code == 0
    assert "1 labels are as people corrected them" in err
    assert json.loads(out)["counts"]["flagged"] == 0
    with Workspace.open("mail.labelproof", user="ann") as opened:
        assert (opened.counts().fixed, len(opened.runs())) == (1, 2)


def test_what_the_workspace_says_itself_is_refused(shell, table):
    shell.write("mail.csv", table)
    for words, named in (
        (["mail.csv"], "DATA"),
        (["--label", "x"], "--label"),
        (["-o", "y"], "-o"),
        (["--folds", 3], "--folds"),
    ):
        code, _, err = shell("audit", "--continue", "mail.labelproof", *words)
        assert code == 2
        assert f"leave out {named}" in err


def test_folder_that_is_no_workspace_is_refused(shell):
    code, _, err = shell("audit", "--continue", "nothing.labelproof")
    assert (code, "nothing.labelproof does not exist" in err) == (2, True)
    shell.write("mail.csv", "text,label\n")
    code, _, err = shell("audit", "--continue", "mail.csv")
    assert (code, "is not a workspace" in err) == (2, True)
