"""Whole audits of data whose examples may carry several tags, from Python."""

import json

import numpy as np
import pandas as pd
import pytest

import labelproof
from labelproof._audit.tags.evidence import worst_tag_cards
from labelproof._base.errors import InputError

WORDS = {
    "sport": ("goal", "match", "team", "coach", "league", "score", "stadium", "referee"),
    "money": ("bank", "stock", "price", "loan", "budget", "profit", "salary", "interest"),
    "food": ("bread", "soup", "apple", "cheese", "dinner", "recipe", "pepper", "kitchen"),
}
FILLERS = ("river", "window", "yellow", "quiet", "garden", "seven", "letter", "across", "morning", "paper", "bridge")
TAGS = tuple(WORDS)


def tagged_texts(rows=90):
    """Texts of one or two themes each, and every tenth of none; row 4 lacks a tag and row 7 has one too many."""
    rng = np.random.default_rng(0)
    texts, tags = [], []
    for i in range(rows):
        own = [] if i % 10 == 9 else [TAGS[i % 3]] if i % 2 else [TAGS[i % 3], TAGS[(i + 1) % 3]]
        words = [word for tag in own for word in rng.choice(WORDS[tag], 4, replace=False)]
        texts.append(" ".join(rng.permutation([*words, *rng.choice(FILLERS, 6, replace=False)])))
        tags.append(own)
    tags[4] = tags[4][:1]
    tags[7] = [*tags[7], next(tag for tag in TAGS if tag not in tags[7])]
    return texts, tags


@pytest.fixture(scope="module")
def result():
    texts, tags = tagged_texts()
    return labelproof.audit(pd.DataFrame({"text": texts, "tags": ["|".join(own) for own in tags]}), tags="tags")


def probabilities(matrix, sure=0.9):
    return np.where(matrix, sure, 1 - sure)


MATRIX = (np.arange(60)[:, None] % np.array([2, 3, 5]) == 0).astype(int)


def planted():
    """Tags of 60 examples with the last tag of row 6 missing and the first of row 11 too many, and probabilities."""
    tags = MATRIX.copy()
    tags[10, 2], tags[11, 0] = 0, 1
    return tags, probabilities(MATRIX)


def test_planted_errors_are_the_first_in_both_tables(result):
    assert set(result.issues["row"].head(2)) == {4, 7}
    first = result.tag_issues.iloc[0]
    added = next(tag for tag in TAGS if tag not in tagged_texts()[1][7][:-1])
    assert (first["row"], first["kind"], first["tag"]) == (7, "extra", added)


def test_table_of_examples_agrees_with_itself(result):
    issues = result.issues
    assert issues.columns[:9].tolist() == [
        *("row", "given_tags", "suggested_tags", "missing_tags", "extra_tags", "label_quality", "error_probability"),
        *("is_label_issue", "rank"),
    ]
    assert issues["rank"].tolist() == list(range(1, 91))
    assert (issues["is_label_issue"] == (issues["error_probability"] > 0.5)).all()
    flagged = int(issues["is_label_issue"].sum())
    assert issues["is_label_issue"].head(flagged).all()
    for line in issues.itertuples():
        cells = (line.given_tags, line.suggested_tags, line.missing_tags, line.extra_tags)
        given, suggested, missing, extra = (set(filter(None, cell.split("|"))) for cell in cells)
        assert suggested == (given | missing) - extra
        assert bool(missing or extra) == line.is_label_issue


def test_table_of_tags_is_ranked_and_complete(result):
    tags = result.tag_issues
    assert tags.columns.tolist() == [
        *("rank", "row", "tag", "kind", "given", "suggested", "pred_prob", "error_probability")
    ]
    assert (np.diff(tags["error_probability"]) <= 0).all()
    assert (tags["error_probability"] > 0.5).all()
    assert (tags["given"] + tags["suggested"] == 1).all()
    assert len(tags) == result.summary["counts"]["flagged_tags"]


def test_summary_counts_what_the_tables_hold(result):
    counts, kinds = result.summary["counts"], result.tag_issues["kind"].value_counts()
    assert result.summary["task"] == "tags"
    assert counts["examples"] == 90
    assert counts["without_tags"] == 9
    assert counts["flagged"] == int(result.issues["is_label_issue"].sum())
    assert (counts["missing"], counts["extra"]) == (kinds.get("missing", 0), kinds.get("extra", 0))
    assert [row["name"] for row in result.summary["tags"]] == sorted(TAGS)
    together = result.summary["co_occurrence"]
    given = result.dataset.tags.given.astype(int)
    assert together["counts"] == (given.T @ given).tolist()
    json.dumps(result.summary, allow_nan=False)


def test_model_sees_no_tag(result):
    assert result.dataset.text_columns == ("text",)
    assert result.pred_probs.shape == (90, 3)
    assert repr(result).startswith("AuditResult(data: ")


def test_same_seed_gives_the_same_answer(result):
    texts, tags = tagged_texts()
    again = labelproof.audit(pd.DataFrame({"text": texts, "tags": ["|".join(own) for own in tags]}), tags="tags")
    pd.testing.assert_frame_equal(again.issues, result.issues)
    pd.testing.assert_frame_equal(again.tag_issues, result.tag_issues)


def test_lists_columns_and_texts_are_one_data_set(result):
    texts, tags = tagged_texts()
    wide = pd.DataFrame({"text": texts, **{tag: [int(tag in own) for own in tags] for tag in sorted(TAGS)}})
    for frame, named in (
        (pd.DataFrame({"text": texts, "labels": tags}), None),
        (pd.DataFrame({"text": texts, "tags": tags}), "tags"),
        (wide, sorted(TAGS)),
        (wide, True),
    ):
        other = labelproof.audit(frame, tags=named)
        pd.testing.assert_frame_equal(other.tag_issues, result.tag_issues)


@pytest.mark.parametrize("column", ["labels", "tags"])
def test_a_guessed_column_of_lists_holds_tags_and_is_stated(column):
    texts, tags = tagged_texts(30)
    found = labelproof.audit(pd.DataFrame({"text": texts, column: tags}))
    assert found.summary["task"] == "tags"
    said = [note["message"] for note in found.summary["notes"] if note["code"] == "guessed_columns"]
    assert said[0] == f"Using the column `{column}`, which holds lists, as the tags (guessed; name it with --tags)."


def test_a_matrix_and_probabilities_are_enough():
    tags, probs = planted()
    found = labelproof.audit(labels=tags, pred_probs=probs)
    assert found.tag_issues[["row", "tag", "kind"]].to_numpy().tolist() == [[10, "2", "missing"], [11, "0", "extra"]]
    assert found.issues["row"].head(2).tolist() == [10, 11]


@pytest.mark.parametrize("kind", ["lists", "names", "texts"])
def test_lists_of_tags_and_probabilities_are_enough(kind):
    tags, probs = planted()
    names = ["even", "third", "fifth"]
    lists = [[names[k] if kind != "lists" else int(k) for k in np.flatnonzero(row)] for row in tags]
    labels = [", ".join(row) for row in lists] if kind == "texts" else lists
    found = labelproof.audit(labels=labels, pred_probs=probs, classes=names, tags=True)
    assert found.tag_issues["tag"].tolist() == ["fifth", "even"]


def test_data_beside_labels_and_probabilities_is_shown():
    tags, probs = planted()
    frame = pd.DataFrame({"text": [f"this is the text of row {row}" for row in range(60)]})
    found = labelproof.audit(frame, labels=tags, pred_probs=probs)
    assert found.issues["text"].iloc[0] == "this is the text of row 10"


def test_one_label_per_example_stays_the_default():
    found = labelproof.audit(labels=[0, 0, 1, 1], pred_probs=[[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.2, 0.8]])
    assert found.tag_issues is None
    assert "task" not in found.summary


def test_one_hot_labels_are_refused_unless_they_are_said_to_be_tags():
    labels = np.eye(3, dtype=int)[np.arange(30) % 3]
    probs = np.where(labels, 0.8, 0.1)
    with pytest.raises(InputError, match=r"If they are one-hot, pass labels\.argmax\(axis=1\)"):
        labelproof.audit(labels=labels, pred_probs=probs)
    assert labelproof.audit(labels=labels, pred_probs=probs, tags=True).summary["counts"]["flagged"] == 0


def test_label_and_tags_together_are_refused():
    with pytest.raises(InputError, match="named twice: as one label per example and as tags"):
        labelproof.audit({"text": ["a b"], "tags": ["x"]}, label="tags", tags="tags")


def test_a_weak_model_is_said():
    tags, _ = planted()
    found = labelproof.audit(labels=tags, pred_probs=np.full(tags.shape, 0.4))
    assert "weak_model" in {note["code"] for note in found.summary["notes"]}


def test_tags_that_the_model_cannot_tell_are_said():
    tags, probs = planted()
    tags = np.column_stack([tags, np.arange(60) % 7 < 3])
    found = labelproof.audit(labels=tags, pred_probs=np.column_stack([probs, np.full(60, 0.4)]))
    (note,) = [note for note in found.summary["notes"] if note["code"] == "weak_tags"]
    assert note["message"].startswith("The model hardly tells '3' from other examples: ")
    assert [row["model_gain"] > 0.1 for row in found.summary["tags"]] == [True, True, True, False]


def test_a_tag_in_every_example_or_in_none_is_judged_and_said():
    tags, probs = planted()
    tags = np.column_stack([tags, np.ones(60, dtype=int), np.zeros(60, dtype=int)])
    probs = np.column_stack([probs, np.full(60, 0.99), np.full(60, 0.01)])
    found = labelproof.audit(labels=tags, pred_probs=probs)
    (note,) = [note for note in found.summary["notes"] if note["code"] == "constant_tags"]
    assert note["message"] == "Every example or none carries '3', '4'; nothing can be learned of them."
    assert found.issues["row"].head(2).tolist() == [10, 11]


def test_unreadable_examples_are_never_flagged(tmp_path):
    image = pytest.importorskip("PIL.Image")
    rng = np.random.default_rng(0)
    rows = []
    for i in range(24):
        shade = np.zeros((16, 16, 3), dtype=np.uint8)
        shade[..., i % 2] = 200 + rng.integers(0, 40)
        image.fromarray(shade).save(tmp_path / f"{i}.png")
        rows.append(f"{i}.png,{'red' if i % 2 == 0 else 'green|dark'}")
    (tmp_path / "5.png").write_bytes(b"\x89PNG broken")
    (tmp_path / "metadata.csv").write_text("file_name,tags\n" + "\n".join(rows) + "\n")
    found = labelproof.audit(tmp_path, tags="tags")
    last = found.issues.iloc[-1]
    assert (int(last["row"]), bool(last["is_label_issue"])) == (5, False)
    assert np.isnan(last["error_probability"])
    assert found.summary["counts"]["unreadable"] == 1


def test_everything_is_saved(result, tmp_path):
    folder = result.save(tmp_path / "out")
    names = {path.name for path in folder.iterdir()} - {"issues.parquet", "tag_issues.parquet"}
    plain = {"issues.csv", "tag_issues.csv", "pred_probs.npy", "summary.json", "run.json", "report.html"}
    assert names == {*plain, "review"}
    saved = pd.read_csv(folder / "tag_issues.csv")
    assert saved["tag"].tolist() == result.tag_issues["tag"].tolist()
    np.testing.assert_array_equal(np.load(folder / "pred_probs.npy"), result.pred_probs)
    assert result.save(folder, force=True) == folder


def test_cards_of_wide_tables_count_the_columns_that_they_leave_out():
    tags, probs = planted()
    table = pd.DataFrame({f"feature{k}": np.arange(60.0) for k in range(72)})
    table["tags"] = ["|".join(np.array(["a", "b", "c"])[row == 1]) for row in tags]
    found = labelproof.audit(table, tags="tags", pred_probs=probs)
    cards = worst_tag_cards(found, found.findings)
    assert [len(shown.content.cells) + shown.content.left for shown in cards] == [72] * len(cards)
    assert {len(shown.content.cells) for shown in cards} == {24}


def test_a_notebook_shows_the_answer(result):
    html = result._repr_html_()
    assert "a tag in doubt." in html
    assert "<script" not in html


def test_plots_show_tags(result):
    pytest.importorskip("matplotlib", reason="plots need matplotlib")
    shown = " ".join(text.get_text() for text in labelproof.plot_examples(result, n=2).axes[0].texts)
    worst = result.issues.iloc[0]
    assert worst["given_tags"].replace("|", ", ")[:20] in shown
    assert labelproof.plot_pairs(result).get_suptitle().startswith("Tags for another flagged")
    assert labelproof.plot_scores(result).get_suptitle().endswith("a tag in doubt.")
