"""The audit from Python: from labels and probabilities, and from a frame."""

import json

import numpy as np
import pandas as pd
import pytest

import labelproof
from labelproof._audit.findings import find_issues
from labelproof._base.errors import InputError

RNG_SEED = 5


def planted(rows=120, classes=3, wrong=(4, 50, 77)):
    """Return (labels, pred_probs) that agree but for the planted rows."""
    rng = np.random.default_rng(RNG_SEED)
    truth = np.arange(rows) % classes
    pred_probs = rng.dirichlet(np.ones(classes), rows) * 0.3
    pred_probs[np.arange(rows), truth] += 0.7
    labels = truth.copy()
    labels[list(wrong)] = (labels[list(wrong)] + 1) % classes
    return labels, pred_probs


def test_planted_errors_come_first_and_are_flagged():
    labels, pred_probs = planted()
    result = labelproof.audit(labels=labels, pred_probs=pred_probs)
    flagged = result.issues[result.issues["is_label_issue"]]
    assert sorted(result.issues["row"][:3]) == [4, 50, 77]
    assert 2 <= len(flagged) <= 3
    assert result.issues.loc[0, "suggested_label"] == str((int(result.issues.loc[0, "given_label"]) + 2) % 3)


def test_two_audits_of_the_same_data_agree():
    labels, pred_probs = planted()
    first = labelproof.audit(labels=labels, pred_probs=pred_probs)
    second = labelproof.audit(labels=labels, pred_probs=pred_probs)
    pd.testing.assert_frame_equal(first.issues, second.issues)


def test_inputs_stay_untouched():
    labels, pred_probs = planted()
    before = labels.copy(), pred_probs.copy()
    labelproof.audit(labels=labels, pred_probs=pred_probs)
    np.testing.assert_array_equal(labels, before[0])
    np.testing.assert_array_equal(pred_probs, before[1])


def test_class_names_can_be_given():
    labels, pred_probs = planted()
    result = labelproof.audit(labels=labels, pred_probs=pred_probs, classes=["cat", "dog", "eel"])
    assert result.class_names == ("cat", "dog", "eel")
    assert set(result.issues["given_label"]) == {"cat", "dog", "eel"}


def test_frame_beside_probabilities_keeps_its_columns():
    labels, pred_probs = planted()
    frame = pd.DataFrame({"y": np.array(["a", "b", "c"])[labels], "note": [f"n{i}" for i in range(120)]})
    result = labelproof.audit(frame, label="y", pred_probs=pred_probs)
    assert result.issues["note"].tolist() == [f"n{row}" for row in result.issues["row"]]


def test_frame_is_learned_from():
    rng = np.random.default_rng(RNG_SEED)
    kind = np.arange(80) % 2
    frame = pd.DataFrame({"size": rng.normal(kind * 6.0, 1.0), "kind": np.where(kind == 1, "big", "small")})
    frame.loc[10, "kind"] = "big"
    result = labelproof.audit(frame, label="kind")
    assert result.issues.loc[0, ["row", "suggested_label"]].tolist() == [10, "small"]
    assert result.summary["model"]["accuracy"] > 0.9


def test_repr_says_what_was_found_in_one_line():
    labels, pred_probs = planted()
    shown = repr(labelproof.audit(labels=labels, pred_probs=pred_probs))
    assert shown.startswith("AuditResult(")
    assert "of 120 labels flagged, 3 classes, 0 notes)" in shown


def test_notebook_output_is_escaped():
    labels, pred_probs = planted(classes=2)
    names = ["<script>alert(1)</script>", "b"]
    shown = labelproof.audit(labels=labels, pred_probs=pred_probs, classes=names)._repr_html_()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;" in shown


def test_report_writes_one_file(tmp_path):
    labels, pred_probs = planted()
    path = labelproof.audit(labels=labels, pred_probs=pred_probs).report(tmp_path / "r.html")
    assert path == tmp_path / "r.html"
    assert "look wrong" in path.read_text(encoding="utf-8")
    assert [p.name for p in tmp_path.iterdir()] == ["r.html"]


def test_save_writes_the_whole_folder_and_returns_it(tmp_path):
    labels, pred_probs = planted()
    result = labelproof.audit(labels=labels, pred_probs=pred_probs)
    folder = result.save(tmp_path / "out")
    assert folder == tmp_path / "out"
    assert (
        json.loads((folder / "run.json").read_text())["arguments"]["pred_probs"] == "ndarray in memory, shape (120, 3)"
    )
    np.testing.assert_array_equal(np.load(folder / "pred_probs.npy"), result.pred_probs)
    with pytest.raises(InputError, match="--force"):
        result.save(tmp_path / "out")
    assert result.save(tmp_path / "out", force=True) == tmp_path / "out"


def test_save_without_a_path_uses_the_name_of_the_data(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    labels, pred_probs = planted()
    result = labelproof.audit(labels=labels, pred_probs=pred_probs)
    assert result.save().name == f"{result.summary['name']}.labelproof"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "nothing to audit"),
        ({"data": []}, "nothing to audit"),
        ({"labels": [0, 1]}, "needs --pred-probs"),
        ({"data": pd.DataFrame({"a": [1], "y": [1]}), "model": "fastest"}, "Did you mean 'fast'"),
        ({"data": pd.DataFrame({"a": [1], "y": [1]}), "folds": 1}, "at least 2: got 1"),
        ({"data": pd.DataFrame({"a": [1], "y": [1]}), "folds": 2.5}, "at least 2: got 2.5"),
        ({"data": pd.DataFrame({"a": [1], "y": [1]}), "seed": -1}, "`seed` must be"),
    ],
)
def test_arguments_that_cannot_be_used_are_refused(arguments, message):
    with pytest.raises(InputError, match=message):
        labelproof.audit(**arguments)


def test_flags_survive_rounding_and_never_contradict_the_rank():
    labels, pred_probs = planted(rows=600, classes=5, wrong=tuple(range(0, 600, 11)))
    found = find_issues(labels.astype(np.int64), pred_probs)
    ordered = found.error_probability[found.order]
    assert (np.diff(ordered) <= 0).all()
    assert (found.is_issue == (found.error_probability > 0.5)).all()
    assert (found.error_probability == found.error_probability.round(6)).all()


def test_rows_without_label_or_content_come_last_and_are_never_flagged():
    labels, pred_probs = planted()
    codes = labels.astype(np.int64)
    codes[[20, 30]] = -1
    pred_probs[30] = [0.01, 0.98, 0.01]
    readable = np.ones(120, dtype=bool)
    readable[[4, 21]] = False
    found = find_issues(codes, pred_probs, readable=readable)
    assert found.order[-4:].tolist() == [4, 21, 30, 20]
    assert not found.is_issue[[4, 20, 21, 30]].any()
    assert np.isnan(found.error_probability[[4, 20, 21, 30]]).all()
    assert found.suggested[[4, 21]].tolist() == [-1, -1]
    assert found.suggested[30] == 1


def test_suggestion_of_a_flagged_row_is_never_the_given_label():
    labels, pred_probs = planted(rows=300, classes=4, wrong=tuple(range(0, 300, 3)))
    found = find_issues(labels.astype(np.int64), pred_probs)
    flagged = found.is_issue
    assert flagged.any()
    assert (found.suggested[flagged] != labels[flagged]).all()


def test_integers_beside_missing_ones_are_shown_as_integers(tmp_path):
    rows = [{"n": None if row % 7 == 3 else row, "x": row % 2 + row / 100, "label": "ab"[row % 2]} for row in range(40)]
    result = labelproof.audit(rows, features=("n", "x"))
    assert "nan" not in result.report(tmp_path / "r.html").read_text(encoding="utf-8").lower().split("<table")[-1]
    assert str(result.dataset.frame["n"][1]) == "1"


def test_feature_array_is_kept_beside_data():
    labels, pred_probs = planted()
    frame = pd.DataFrame({"y": np.array(["a", "b", "c"])[labels], "note": "n"})
    features = np.arange(240.0).reshape(120, 2)
    result = labelproof.audit(frame, label="y", pred_probs=pred_probs, feature_array=features)
    np.testing.assert_array_equal(result.dataset.arrays, features)


def test_timings_tell_the_parts_of_learning():
    frame = pd.DataFrame({"petal": [1.0, 1.2, 5.0, 5.2] * 10, "kind": list("bbaa") * 10})
    timings = labelproof.audit(frame, label="kind").summary["timings"]
    assert list(timings) == ["read", "learn", "detect", "total", "features", "duplicates", "training"]
    assert timings["features"] + timings["duplicates"] + timings["training"] <= timings["learn"] + 0.01


@pytest.mark.parametrize("unlabelled", [0, 5])
def test_single_precision_gives_the_bytes_of_double(tmp_path, unlabelled):
    labels, pred_probs = planted()
    single = pred_probs.astype(np.float32)
    names = np.array([f"c{k}" for k in labels], dtype=object)
    names[:unlabelled] = None
    for name, probs in (("one", single), ("two", single.astype(np.float64))):
        labelproof.audit(labels=names, pred_probs=probs).save(tmp_path / name)
    for file in ("issues.csv", "pred_probs.npy"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
    one, two = (json.loads((tmp_path / name / "summary.json").read_text()) for name in ("one", "two"))
    assert {**one, "timings": 0} == {**two, "timings": 0}
    assert np.load(tmp_path / "one" / "pred_probs.npy").dtype == np.float64


def test_output_over_the_probabilities_it_reads_is_refused(tmp_path):
    labels, pred_probs = planted()
    labelproof.audit(labels=labels, pred_probs=pred_probs).save(tmp_path / "out")
    again = labelproof.audit(labels=labels, pred_probs=tmp_path / "out" / "pred_probs.npy")
    with pytest.raises(InputError, match="is, or holds, the input"):
        again.save(tmp_path / "out", force=True)
    assert again.save(tmp_path / "other").is_dir()


def test_the_only_example_of_a_class_is_never_flagged():
    texts = [f"the red rose number {number}" for number in range(12)]
    texts += [f"my blue car number {number}" for number in range(12)]
    frame = pd.DataFrame({"text": [*texts, "a lonely cloud"], "label": ["rose"] * 12 + ["car"] * 12 + ["cloud"]})
    result = labelproof.audit(frame, label="label", text=["text"])
    lonely = result.issues.set_index("row").loc[24]
    assert not lonely["is_label_issue"]
    assert np.isnan(lonely["error_probability"])
    assert lonely["suggested_label"] in {"rose", "car"}
    assert result.summary["counts"].get("unreadable", 0) == 0


def test_a_report_makes_its_folders_and_never_replaces_one(tmp_path):
    labels, pred_probs = planted()
    result = labelproof.audit(labels=labels, pred_probs=pred_probs)
    assert result.report(tmp_path / "new" / "report.html").is_file()
    with pytest.raises(InputError, match=r"would replace a folder\. Name a file"):
        result.report(tmp_path)


def test_guesses_are_said_in_python_too():
    result = labelproof.audit({"text": ["a red rose"] * 6 + ["a blue car"] * 6, "kind": ["x"] * 6 + ["y"] * 6})
    assert "notes)" in repr(result)
    assert "guessed" in result._repr_html_()
