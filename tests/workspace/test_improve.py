"""Another audit of a workspace with what people have corrected: learned from, shown, and carried over."""

import json

import numpy as np
import pandas as pd
import pytest

import labelproof
from labelproof._base.errors import InputError
from labelproof._workspace.improve import improve
from labelproof._workspace.rereading import corrected_data
from labelproof._workspace.workspace import Workspace
from workspace.mail import mail


def texts(rows=60):
    """Return texts of two classes; rows 3 and 8 have the label of the other."""
    frame = mail(rows)
    frame.loc[[3, 8], "label"] = ["bill", "card"]
    return frame


@pytest.fixture
def workspace(tmp_path):
    """The folder of an audit of a table."""
    texts().to_csv(tmp_path / "mail.csv", index=False)
    result = labelproof.audit(tmp_path / "mail.csv", label="label", text=["text"])
    return result.save(tmp_path / "mail.labelproof")


def decided(path, **decisions):
    """Store decisions: `verb=rows`, or `relabel={row: label}`."""
    with Workspace.open(path, user="ann") as opened:
        for row, label in decisions.pop("relabel", {}).items():
            opened.decide([row], "relabel", label)
        for verb, rows in decisions.items():
            opened.decide(rows, verb)


def column(path, name):
    return np.load(path / "review" / f"{name}.npy")


def test_decisions_are_kept_and_versions_are_counted(workspace):
    decided(workspace, relabel={3: "card"}, keep=[8], exclude=[5])
    with Workspace.open(workspace, user="ann") as opened:
        before = opened.corrections()
    improve(workspace)
    with Workspace.open(workspace, user="ann") as opened:
        pd.testing.assert_frame_equal(opened.corrections(), before)
        current, first = opened.runs()
        assert (current.decisions_carried, current.changed, current.gone, current.current) == (3, 0, 0, True)
        assert not first.current
        opened.verify()


def test_model_learns_from_the_corrected_label(workspace):
    before = np.load(workspace / "pred_probs.npy")
    decided(workspace, relabel={3: "card"})
    done = improve(workspace)
    assert done.result.codes[3] == 1
    assert (before != done.result.pred_probs).any()
    assert done.result.dataset.labels[3] == "card"


def test_nothing_is_learned_from_rows_that_were_excluded(workspace):
    decided(workspace, exclude=[3], unsure=[4], ambiguous=[6])
    done = improve(workspace)
    note = next(note for note in done.saved.summary["notes"] if note["code"] == "corrected_labels")
    assert "nothing was learned from 3" in note["message"]
    # An audit that had no such labels says the same of all rows.
    frame = texts()
    frame.loc[[3, 4, 6], "label"] = None
    other = labelproof.audit(frame, label="label", text=["text"])
    np.testing.assert_array_equal(done.result.pred_probs, other.pred_probs)


def test_review_goes_on_about_the_labels_of_the_source(workspace):
    given = column(workspace, "given")
    decided(workspace, relabel={3: "card", 10: "card"})
    improve(workspace)
    np.testing.assert_array_equal(column(workspace, "given"), given)
    assert column(workspace, "suggested")[[3, 10]].tolist() == [1, 1]
    assert column(workspace, "flagged")[[3, 10]].all()


def test_table_and_report_take_decisions_as_settled(workspace):
    decided(workspace, relabel={3: "card"}, keep=[8])
    listed = improve(workspace).result.issues.set_index("row")
    assert listed.loc[3, "given_label"] == "card"
    assert not listed.loc[[3, 8], "is_label_issue"].any()


def test_added_class_is_learned_and_one_that_nobody_used_is_not(workspace):
    with Workspace.open(workspace, user="ann") as opened:
        opened.add_class("other")
        opened.add_class("unused")
        opened.decide(list(range(0, 20, 2)), "relabel", "other")
    done = improve(workspace)
    assert done.result.class_names == ("bill", "card", "other")
    with Workspace.open(workspace, user="ann") as opened:
        assert [kind.name for kind in opened.project().classes] == ["bill", "card", "other", "unused"]
        assert opened.counts().fixed == 10


def test_same_decisions_give_the_same_files(workspace):
    decided(workspace, relabel={3: "card"}, keep=[8])
    improve(workspace)
    first = {path.name: path.read_bytes() for path in (workspace / "review").iterdir() if path.suffix != ".json"}
    improve(workspace)
    assert {
        path.name: (workspace / "review" / path.name).read_bytes()
        for path in (workspace / "review").iterdir()
        if path.suffix != ".json"
    } == first


def test_rows_that_were_added_moved_or_changed_are_told_apart(workspace, tmp_path):
    decided(workspace, relabel={3: "card", 8: "bill", 20: "card"})
    frame = texts()
    frame.loc[8, "text"] = "an amount that is another one now"
    moved = pd.concat([pd.DataFrame({"text": ["a new fee"], "label": ["bill"]}), frame.drop(index=20)])
    moved.to_csv(tmp_path / "mail.csv", index=False)
    improve(workspace)
    with Workspace.open(workspace, user="ann") as opened:
        assert opened.corrections()["row"].tolist() == [4]
        run = opened.runs()[0]
        assert (run.decisions_carried, run.changed + run.gone) == (1, 2)


def test_people_go_on_deciding_meanwhile(workspace):
    class Deciding:
        """Decides when the model is being trained."""

        def __init__(self, opened):
            self.opened = opened

        def task(self, what, total):
            if what == "Ranking":
                self.opened.decide([8], "keep")
            return labelproof._base.progress.SILENT.task(what, total)

        def say(self, message):
            pass

    with Workspace.open(workspace, user="ann") as opened:
        opened.decide([3], "relabel", "card")
        improve(workspace, progress=Deciding(opened))
        opened.decide([5], "unsure")
    with Workspace.open(workspace, user="ann") as opened:
        assert opened.corrections()["action"].tolist() == ["relabel", "unsure", "keep"]
        opened.verify()


def test_another_model_may_be_named(workspace):
    assert "naivebayes alone" in improve(workspace, model="naivebayes").saved.summary["model"]["description"]


def test_workspace_that_moved_with_its_data_is_read_where_it_is(workspace, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    for name in ("mail.csv", "mail.labelproof"):
        (tmp_path / name).rename(tmp_path / "elsewhere" / name)
    improve(tmp_path / "elsewhere" / "mail.labelproof")
    about = json.loads((tmp_path / "elsewhere" / "mail.labelproof" / "review" / "review.json").read_bytes())
    assert about["source"]["reading"]["data"] == ["mail.csv"]


def test_tags_are_learned_and_shown_alike(tmp_path):
    frame = texts()
    frame["label"] = ["red|big" if label == "card" else "red" for label in frame["label"]]
    frame.to_csv(tmp_path / "tags.csv", index=False)
    path = labelproof.audit(tmp_path / "tags.csv", tags="label", text=["text"]).save(tmp_path / "tags.labelproof")
    with Workspace.open(path, user="ann") as opened:
        opened.decide([3], "relabel", "present", tag="big")
        opened.decide([8], "keep", tag="big")
        opened.decide([5], "exclude", tag="big")
        opened.add_class("round")
    done = improve(path)
    assert done.result.class_names == ("big", "red", "round")
    assert done.result.dataset.tags.given[3].tolist() == [1, 1, 0]
    assert column(path, "given")[3].tolist() == [0, 1, 0]
    assert column(path, "suggested")[3].tolist() == [1, 1, 0]
    assert column(path, "flagged")[3].tolist() == [True, False, False]
    with Workspace.open(path, user="ann") as opened:
        assert opened.corrections()["action"].tolist() == ["relabel", "exclude", "keep"]
        opened.decide([7], "relabel", "present", tag="round")


def test_data_in_memory_cannot_be_read_again(tmp_path):
    path = labelproof.audit(texts(), label="label", text=["text"]).save(tmp_path / "out")
    with pytest.raises(InputError, match="was in memory"):
        improve(path)


def test_labels_and_probabilities_alone_teach_nothing(tmp_path):
    np.save(tmp_path / "labels.npy", [0, 1] * 12)
    np.save(tmp_path / "probs.npy", np.array([[0.9, 0.1], [0.2, 0.8]] * 12))
    result = labelproof.audit(labels=tmp_path / "labels.npy", pred_probs=tmp_path / "probs.npy")
    with pytest.raises(InputError, match="nothing to train"):
        improve(result.save(tmp_path / "out"))


def test_data_beside_given_probabilities_is_learned_from(workspace, tmp_path):
    np.save(tmp_path / "probs.npy", np.array([[0.9, 0.1], [0.2, 0.8]] * 30))
    result = labelproof.audit(tmp_path / "mail.csv", label="label", text=["text"], pred_probs=tmp_path / "probs.npy")
    done = improve(result.save(workspace, force=True))
    assert done.saved.summary["model"]["given"] is False


def test_model_of_your_own_must_be_named_again(tmp_path):
    naive = pytest.importorskip("sklearn.naive_bayes").GaussianNB()
    frame = pd.DataFrame({"x": np.arange(24.0) % 5, "y": np.arange(24.0) % 3, "label": list("ab") * 12})
    frame.to_csv(tmp_path / "t.csv", index=False)
    path = labelproof.audit(tmp_path / "t.csv", label="label", model=naive).save(tmp_path / "out")
    with pytest.raises(InputError, match="a model of your own"):
        improve(path)
    assert "GaussianNB" in improve(path, model=naive).saved.summary["model"]["description"]


def test_a_kept_label_that_the_data_changed_since_is_not_settled(workspace):
    decided(workspace, keep=[8, 10])
    frame = texts()
    frame.loc[8, "label"] = "bill"
    frame.to_csv(workspace.parent / "mail.csv", index=False)
    assert corrected_data(workspace).revision.decided.nonzero()[0].tolist() == [10]
    improve(workspace)
    with Workspace.open(workspace, user="ann") as opened:
        assert [opened.item(row).status for row in (8, 10)] == ["todo", "kept"]
