"""The audit through the command line: what it writes, prints and says, for data that is good enough."""

import csv
import io
import json
import zipfile

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from labelproof._base.errors import MissingExtraError

OURS = ["row", "given_label", "suggested_label", "label_quality", "error_probability", "is_label_issue", "rank"]


def issues(folder):
    return pd.read_csv(folder / "issues.csv")


def summary(folder):
    return json.loads((folder / "summary.json").read_text(encoding="utf-8"))


def codes_of(folder):
    return [note["code"] for note in summary(folder)["notes"]]


def assert_consistent(table):
    """Rank, flag and probability must never contradict each other."""
    scored = table[table["error_probability"].notna()]
    assert table["rank"].tolist() == list(range(1, len(table) + 1))
    assert sorted(table["row"]) == list(range(len(table)))
    assert scored["error_probability"].is_monotonic_decreasing
    assert (scored["is_label_issue"] == (scored["error_probability"] > 0.5)).all()
    assert np.allclose(scored["label_quality"] + scored["error_probability"], 1.0, atol=1e-9)
    flagged = table[table["is_label_issue"]]
    assert (flagged["suggested_label"] != flagged["given_label"]).all()


def test_text_table_gives_the_whole_folder(shell, table):
    shell.write("mail.csv", table)
    code, out, err = shell("audit", "mail.csv", "--label", "label")
    assert code == 0
    folder = shell.folder / "mail.labelproof"
    names = ["issues.csv", "issues.parquet", "pred_probs.npy", "report.html", "review", "run.json", "summary.json"]
    assert sorted(path.name for path in folder.iterdir()) == names
    assert sorted(path.name for path in shell.folder.iterdir()) == ["mail.csv", "mail.labelproof"]
    listed = issues(folder)
    assert list(listed.columns) == [*OURS, "text", "label"]
    assert_consistent(listed)
    assert listed.loc[0, ["row", "given_label", "suggested_label"]].tolist() == [7, "bill", "card"]
    assert np.load(folder / "pred_probs.npy").shape == (60, 2)
    assert "mail.labelproof/report.html" in out
    assert "(guessed" in err
    assert "\r" not in err


def test_parquet_holds_the_same_table(shell, table):
    shell.write("mail.csv", table)
    shell("audit", "mail.csv", "-q")
    folder = shell.folder / "mail.labelproof"
    ours = pd.read_parquet(folder / "issues.parquet")[OURS].astype(object)
    assert ours.to_numpy().tolist() == issues(folder)[OURS].astype(object).to_numpy().tolist()


def test_missing_pyarrow_is_said_and_the_rest_is_written(shell, table, monkeypatch):
    def missing(*_args, **_kwargs):
        raise MissingExtraError("writing issues.parquet needs the package 'pyarrow'. Run: pip install ...")

    monkeypatch.setattr("labelproof._audit.tables.require", missing)
    shell.write("mail.csv", table)
    code, _, err = shell("audit", "mail.csv")
    assert code == 0
    assert "skipped: issues.parquet: writing issues.parquet needs the package 'pyarrow'" in err
    folder = shell.folder / "mail.labelproof"
    assert summary(folder)["skipped"][0]["what"] == "issues.parquet"
    assert not (folder / "issues.parquet").exists()


def test_same_seed_gives_identical_issues(shell, table):
    shell.write("mail.csv", table)
    for name in ("one", "two"):
        assert shell("audit", "mail.csv", "-o", name, "-q")[0] == 0
    assert (shell.folder / "one/issues.csv").read_bytes() == (shell.folder / "two/issues.csv").read_bytes()


def test_quiet_says_nothing_on_stderr(shell, table):
    shell.write("mail.csv", table)
    code, out, err = shell("audit", "mail.csv", "-q")
    assert (code, err) == (0, "")
    assert out


def test_json_is_the_summary_on_stdout(shell, table):
    shell.write("mail.csv", table)
    _, out, _ = shell("audit", "mail.csv", "--format", "json")
    printed = json.loads(out)
    assert printed["output"] == "mail.labelproof"
    assert printed["worst"][0]["row"] == 7
    assert printed["counts"] == summary(shell.folder / "mail.labelproof")["counts"]


def test_verbose_shows_timings(shell, table):
    shell.write("mail.csv", table)
    assert "time: read " in shell("audit", "mail.csv", "-v")[2]


def test_run_file_records_arguments_versions_and_hashes(shell, table):
    shell.write("mail.csv", table)
    shell("audit", "mail.csv", "-q", "--seed", "3", "--folds", "4")
    run = json.loads((shell.folder / "mail.labelproof/run.json").read_text())
    assert (run["arguments"]["data"], run["arguments"]["folds"], run["seed"]) == ("mail.csv", 4, 3)
    assert set(run["versions"]) == {"labelproof", "python", "numpy", "scipy", "scikit-learn", "pandas"}
    assert len(run["input"][0]["sha256"]) == 64
    assert run["threads"]["processors"] >= 1


def test_force_replaces_and_keeps_the_review(shell, table):
    shell.write("mail.csv", table)
    shell("audit", "mail.csv", "-q")
    shell.write("mail.labelproof/review.sqlite", "decisions")
    code, _, err = shell("audit", "mail.csv", "--force")
    assert code == 0
    assert "review of the earlier audit was kept" in err
    assert (shell.folder / "mail.labelproof/review.sqlite").read_text() == "decisions"


def test_two_files_get_a_split_column(shell, table):
    shell.write("train.csv", table)
    shell.write("test.csv", table)
    code, _, _ = shell("audit", "train.csv", "test.csv", "-o", "out", "--label", "label")
    assert code == 0
    assert set(issues(shell.folder / "out")["split"]) == {"train", "test"}


def test_data_may_stand_between_options(shell, table):
    shell.write("train.csv", table)
    shell.write("test.csv", table)
    assert shell("audit", "train.csv", "--label", "label", "test.csv", "-o", "out", "-q")[0] == 0
    assert len(issues(shell.folder / "out")) == 120


def test_table_without_header_and_a_label_counted_from_the_end(shell):
    rows = "".join(
        f"{i % 5}, {'red' if i % 2 else 'blue'},{10 * (i % 2) + i % 3},{'yes' if i % 2 else 'no'}\n" for i in range(80)
    )
    shell.write("t.csv", rows)
    code, _, _ = shell("audit", "t.csv", "--no-header", "--label", "-1", "-q")
    assert code == 0
    listed = issues(shell.folder / "t.labelproof")
    assert list(listed.columns) == [*OURS, "c0", "c1", "c2", "c3"]
    assert len(listed) == 80
    assert_consistent(listed)


def test_given_probabilities_need_no_data(shell, probabilities):
    labels, pred_probs = probabilities
    shell.write("y.npy", labels)
    shell.write("p.npy", pred_probs)
    shell.write("names.txt", "cat\ndog\n")
    code, _, _ = shell("audit", "--labels", "y.npy", "--pred-probs", "p.npy", "--classes", "names.txt", "-o", "out")
    assert code == 0
    listed = issues(shell.folder / "out")
    assert listed.loc[0, ["row", "given_label", "suggested_label"]].tolist() == [7, "cat", "dog"]
    facts = summary(shell.folder / "out")["model"]
    assert (facts["given"], facts["folds"]) == (True, None)


def test_table_of_probabilities_names_the_classes(shell, probabilities):
    labels, pred_probs = probabilities
    shell.write("y.csv", "label\n" + "".join(f"{'bd'[k]}\n" for k in labels))
    shell.write("p.csv", "b,d\n" + "".join(f"{a},{b}\n" for a, b in pred_probs))
    assert shell("audit", "--labels", "y.csv", "--pred-probs", "p.csv", "-o", "out", "-q")[0] == 0
    assert issues(shell.folder / "out").loc[0, "given_label"] == "b"


def test_data_beside_given_probabilities_keeps_its_columns(shell, table):
    shell.write("mail.csv", table)
    names = [row["label"] for row in csv.DictReader(io.StringIO(table))]
    truth = np.arange(60) % 2
    shell.write("p.npy", np.where(truth[:, None] == np.arange(2), 0.9, 0.1))
    code, _, _ = shell("audit", "mail.csv", "--pred-probs", "p.npy", "-q")
    assert code == 0
    listed = issues(shell.folder / "mail.labelproof")
    assert listed.loc[0, "row"] == 7
    assert listed.loc[0, "label"] == names[7]
    assert summary(shell.folder / "mail.labelproof")["modality"] == "text"


def test_labels_file_stands_in_for_a_label_column(shell, table):
    pairs = list(csv.DictReader(io.StringIO(table)))
    shell.write("mail.csv", "text\n" + "".join(f"{pair['text']}\n" for pair in pairs))
    shell.write("y.csv", "label\n" + "".join(f"{pair['label']}\n" for pair in pairs))
    shell.write("p.npy", np.where((np.arange(60) % 2)[:, None] == np.arange(2), 0.9, 0.1))
    code, _, err = shell("audit", "mail.csv", "--labels", "y.csv", "--pred-probs", "p.npy")
    assert code == 0, err
    assert issues(shell.folder / "mail.labelproof").loc[0, ["row", "given_label"]].tolist() == [7, "bill"]


def test_id_and_name_clashes(shell):
    rows = "".join(f"u{i},{i},a {'red big' if i % 2 else 'blue small'} thing number {i},{i % 2}\n" for i in range(40))
    shell.write("t.csv", "uid,rank,text,y\n" + rows)
    code, _, err = shell("audit", "t.csv", "--id", "uid", "--label", "y", "--text", "text")
    assert code == 0
    listed = issues(shell.folder / "t.labelproof")
    assert list(listed.columns) == ["row", "id", *OURS[1:], "uid", "rank_original", "text", "y"]
    assert listed["id"].tolist() == [f"u{row}" for row in listed["row"]]
    assert "the column 'rank' is 'rank_original'" in err


def test_values_are_kept_as_they_are(shell):
    rows = "".join(
        f'" {"red" if i % 2 else "blue"} thing, number {i} "," {"yes" if i % 2 else "no"} ",007\n' for i in range(40)
    )
    shell.write("t.csv", "text,label,code\n" + rows)
    assert shell("audit", "t.csv", "-q")[0] == 0
    with (shell.folder / "t.labelproof/issues.csv").open(newline="", encoding="utf-8") as file:
        first = next(row for row in csv.DictReader(file) if row["row"] == "1")
    assert first["text"] == " red thing, number 1 "
    assert (first["label"], first["given_label"], first["code"]) == (" yes ", "yes", "007")


def test_formulas_are_disarmed_unless_raw(shell, table):
    shell.write("mail.csv", table.replace("my invoice", "=HYPERLINK(0) my invoice"))
    code, _, err = shell("audit", "mail.csv", "-o", "safe")
    assert code == 0
    assert "a spreadsheet would run as a formula" in err
    assert "\n'=HYPER" not in (shell.folder / "safe/issues.csv").read_text()
    assert ",'=HYPERLINK(0) my" in (shell.folder / "safe/issues.csv").read_text()
    shell("audit", "mail.csv", "-o", "raw", "--raw", "-q")
    assert ",=HYPERLINK(0) my" in (shell.folder / "raw/issues.csv").read_text()


def test_missing_labels_come_last_with_a_suggestion(shell, table):
    lines = table.splitlines()
    lines[11] = lines[11].rpartition(",")[0] + ","
    shell.write("mail.csv", "\n".join(lines) + "\n")
    code, _, err = shell("audit", "mail.csv", "--label", "label")
    assert code == 0
    assert "1 of 60 rows have no label; they are listed as unlabelled" in err
    folder = shell.folder / "mail.labelproof"
    last = issues(folder).iloc[-1]
    assert last["row"] == 10
    assert last[["given_label", "label_quality", "error_probability"]].isna().all()
    assert last["suggested_label"] == "bill"
    assert not last["is_label_issue"]
    assert summary(folder)["counts"]["unlabelled"] == 1
    assert summary(folder)["unlabelled"][0]["row"] == 10


def test_labels_that_differ_by_case_are_reported_and_not_merged(shell, table):
    lines = table.splitlines()
    for i in (1, 3, 5, 9, 11, 13):
        lines[i] = lines[i].replace(",bill", ",Bill")
    shell.write("mail.csv", "\n".join(lines) + "\n")
    code, _, err = shell("audit", "mail.csv", "--label", "label")
    assert code == 0
    assert "Likely one class written in 2 ways: 'Bill', 'bill'" in err
    folder = shell.folder / "mail.labelproof"
    assert summary(folder)["similar_classes"][0]["names"] == ["Bill", "bill"]
    assert summary(folder)["counts"]["classes"] == 3


def test_classes_rarer_than_the_folds_are_reported(shell, table):
    shell.write("mail.csv", table + "a strange remark about weather,other\n" * 2)
    code, _, _ = shell("audit", "mail.csv", "--label", "label")
    assert code == 0
    assert any("rare" in name for name in codes_of(shell.folder / "mail.labelproof"))


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("encoding", lambda text: text.replace("number", "numéro").encode("latin-1")),
        ("bom", lambda text: b"\xef\xbb\xbf" + text.encode()),
        ("nul", lambda text: text.replace("number 4", "num\0ber 4").encode()),
    ],
)
def test_odd_bytes_are_reported_and_read(shell, table, what, change):
    shell.write("mail.csv", change(table))
    code, _, err = shell("audit", "mail.csv", "--label", "label")
    assert code == 0, err
    assert what in " ".join(codes_of(shell.folder / "mail.labelproof")).lower()
    assert issues(shell.folder / "mail.labelproof").loc[0, "row"] == 7


def test_mixed_label_types_are_reported(shell):
    rows = [
        {"text": f"a {'red big' if i % 2 else 'blue small'} thing number {i}", "y": (1, "one")[i % 2]}
        for i in range(40)
    ]
    shell.write("t.jsonl", "\n".join(map(json.dumps, rows)) + "\n")
    code, _, err = shell("audit", "t.jsonl", "--label", "y")
    assert code == 0, err
    assert any("mixed" in name for name in codes_of(shell.folder / "t.labelproof"))


def picture(shade):
    pixels = np.full((8, 8), shade, dtype=np.uint8)
    pixels[::2] //= 2
    return Image.fromarray(pixels)


def test_folder_of_images_with_one_that_cannot_be_read(shell):
    for i in range(24):
        name = ("dark", "light")[i % 2]
        (shell.folder / "photos" / name).mkdir(parents=True, exist_ok=True)
        picture((20, 200)[i % 2] + i).save(shell.folder / f"photos/{name}/{i:02}.png")
    shell.write("photos/dark/zz.png", b"not a picture")
    code, _, err = shell("audit", "photos")
    assert code == 0, err
    folder = shell.folder / "photos.labelproof"
    last = issues(folder).iloc[-1]
    assert "zz.png" in str(last.to_dict())
    assert not last["is_label_issue"]
    assert pd.isna(last["error_probability"])
    assert summary(folder)["counts"]["unreadable"] == 1
    assert any("unreadable" in name for name in codes_of(folder))


def test_auditing_the_current_folder_twice_does_not_read_its_own_output(shell):
    for i in range(20):
        name = ("dark", "light")[i % 2]
        (shell.folder / name).mkdir(exist_ok=True)
        picture((20, 200)[i % 2] + i).save(shell.folder / f"{name}/{i:02}.png")
    assert shell("audit", ".", "-q")[0] == 0
    code, _, err = shell("audit", ".", "-q", "--force")
    assert code == 0, err
    (folder,) = shell.folder.glob("*.labelproof")
    assert summary(folder)["counts"]["classes"] == 2


def test_npz_of_images_and_zip_of_class_folders(shell):
    shades = np.array([(20, 200)[i % 2] + i for i in range(24)], dtype=np.uint8)
    images = np.broadcast_to(shades[:, None, None], (24, 6, 6)).copy()
    shell.write("digits.npz", {"images": images, "labels": np.arange(24) % 2})
    assert shell("audit", "digits.npz", "-q")[0] == 0
    with zipfile.ZipFile(shell.folder / "z.zip", "w") as archive:
        for i in range(24):
            file = io.BytesIO()
            picture((20, 200)[i % 2] + i).save(file, "PNG")
            archive.writestr(f"{('dark', 'light')[i % 2]}/{i}.png", file.getvalue())
    assert shell("audit", "z.zip", "-q")[0] == 0
    assert len(issues(shell.folder / "z.labelproof")) == 24


def test_npz_of_features(shell):
    X = np.arange(40, dtype=float)[:, None] % 7 + 20 * (np.arange(40)[:, None] % 2)
    shell.write("d.npz", {"X": X, "y": np.arange(40) % 2})
    assert shell("audit", "d.npz", "-q")[0] == 0
    assert_consistent(issues(shell.folder / "d.labelproof"))
