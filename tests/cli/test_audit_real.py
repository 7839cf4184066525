"""The audit of real data, when there is some: it finishes, and says what it should."""

import json

import pandas as pd


def test_iris_without_a_header(shell, test_data):
    code, _, err = shell("audit", test_data / "tabular-classification/iris.csv")
    assert code == 0
    assert "iris.csv has no header line" in err
    summary = json.loads((shell.folder / "iris.labelproof/summary.json").read_text(encoding="utf-8"))
    assert summary["counts"]["classes"] == 3
    assert summary["model"]["accuracy"] > 0.9


def test_given_probabilities_of_digits_flag_few(shell, test_data):
    folder = test_data / "label-errors"
    labels, probs = folder / "mnist_test_set_original_labels.npy", folder / "mnist_test_set_pyx.npy"
    assert shell("audit", "--labels", labels, "--pred-probs", probs, "-o", "out", "-q")[0] == 0
    listed = pd.read_csv(shell.folder / "out/issues.csv")
    flagged = listed[listed["is_label_issue"]]
    assert 15 <= len(flagged) <= 100
    assert len(listed) == 10_000


def test_class_columns_in_another_order_are_refused(shell, test_data):
    folder = test_data / "roman-numeral"
    rows = pd.read_csv(folder / "files.csv")["given_label"]
    shell.write("y.csv", "label\n" + "\n".join(rows) + "\n")
    code, _, err = shell("audit", "--labels", "y.csv", "--pred-probs", folder / "pred_probs_resnet18.npy", "-o", "out")
    assert code == 2
    assert "Pass `classes` (--classes FILE)" in err
