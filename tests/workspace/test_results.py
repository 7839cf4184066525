"""What comes out: tables, corrected labels, added classes, queues, views; and the log that nobody changes."""

import sqlite3

import numpy as np
import pytest

from labelproof._base.errors import InputError
from labelproof._workspace.errors import StoreError
from labelproof._workspace.export.decisions import decisions_of
from labelproof._workspace.opinions import Opinion, resolved
from labelproof._workspace.store.places import is_on_network, network_mounts
from labelproof._workspace.views import Filter, SavedView
from labelproof._workspace.workspace import Workspace
from workspace.folders import write_folder
from workspace.helpers import choice


def test_issues_are_the_flagged_rows_most_suspect_first(six):
    six.decide(2, "keep")
    table = six.issues()
    assert table.columns.tolist() == ["row", "key", "given", "suggested", "chance", "status"]
    assert table["row"].tolist() == [0, 2, 5]
    assert table["status"].tolist() == ["todo", "kept", "todo"]
    assert table.iloc[0][["key", "given", "suggested"]].tolist() == ["key 0", "ant", "bee"]


def test_corrected_labels_leave_out_what_was_excluded(six):
    six.decide(0, "accept")
    six.decide(2, "exclude")
    six.decide(5, "ambiguous")
    labels = six.corrected()
    assert labels.to_dict() == {0: "bee", 1: "bee", 3: "ant", 4: None, 5: "bee"}
    assert six.corrected(keep_excluded=True)[2] == "cat"


def test_corrections_say_who_did_what_and_why(six):
    six.decide(2, "exclude", comment="two animals")
    six.decide(0, "accept")
    table = six.corrections()
    assert table[["row", "key", "given", "corrected", "action", "reviewer"]].to_numpy().tolist() == [
        [0, "key 0", "ant", "bee", "relabel", "ann"],
        [2, "key 2", "cat", None, "exclude", "ann"],
    ]
    assert table["comment"].tolist() == [None, "two animals"]


def test_tables_of_tags_name_the_tag(tagged):
    tagged.decide(0, "accept", tag="round")
    assert tagged.issues()[["row", "tag", "given", "suggested"]].to_numpy().tolist() == [
        [0, "round", "absent", "present"],
        [2, "red", "present", "absent"],
    ]
    assert tagged.corrections()[["row", "tag", "corrected"]].to_numpy().tolist() == [[0, "round", "present"]]


def test_nothing_decided_gives_empty_tables(six):
    assert (len(six.corrections()), six.corrections().columns[0]) == (0, "row")


def test_a_class_is_added_and_used(six, opened):
    added = six.add_class("dog")
    six.decide(0, "relabel", "dog")
    assert (added.id, added.added) == (3, True)
    assert opened(six.path).corrected()[0] == "dog"
    assert six.project().classes[3].name == "dog"
    with pytest.raises(InputError, match="already"):
        six.add_class(" DOG ")


def test_a_queue_of_rows_holds_their_flagged_targets(tagged):
    queue = tagged.select("two", rows=[0, 1])
    assert [item.target for item in tagged.items(Filter(queue=queue.id), order="row").items] == [1, 2, 3]
    tagged.drop_queue(queue.id)
    assert tagged.queues() == []
    with pytest.raises(InputError, match="no queue"):
        tagged.drop_queue(queue.id)


def test_a_view_of_the_same_name_replaces_the_older_one(six):
    number = six.save_view(SavedView(name="bees", filter=Filter(given=[1])))
    view = SavedView(name="bees", filter=Filter(given=[1], flagged=True), order="chance", layout="table")
    assert (six.save_view(view), six.views()) == (number, {number: view})
    six.drop_view(number)
    assert six.views() == {}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET verb = 'exclude' WHERE seq = 1",
        "DELETE FROM event WHERE seq = 2",
        "INSERT OR REPLACE INTO event SELECT * FROM event WHERE seq = 1",
    ],
)
def test_the_database_itself_refuses_to_change_the_log(six, statement):
    six.decide([0, 2], "keep")
    connection = sqlite3.connect(six.path / "review.sqlite")
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    ("statement", "event"),
    [
        ("UPDATE event SET label = 'cat' WHERE seq = 2", 2),
        ("UPDATE event SET user = 2 WHERE seq = 1", 1),
        ("UPDATE event SET comment = 'x' WHERE seq = 3", 3),
        ("DELETE FROM event WHERE seq = 2", 3),
    ],
)
def test_a_log_that_was_changed_behind_our_back_shows_where(tmp_path, statement, event):
    with Workspace.open(write_folder(tmp_path / "w", [0] * 4, [1] * 4), user="ann") as workspace:
        workspace.add_user("bob")
        workspace.decide([0, 1, 2], "accept")
        assert workspace.verify() == 3
        connection = sqlite3.connect(workspace.path / "review.sqlite")
        for trigger in ("event_no_update", "event_no_delete"):
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(statement)
        connection.commit()
        connection.close()
        with pytest.raises(StoreError, match=f"Event {event} of"):
            workspace.verify()


@pytest.mark.parametrize(
    ("said", "status", "label", "basis"),
    [
        ([], "todo", None, "none"),
        ([("keep", None, "focus")], "kept", None, "single"),
        ([("relabel", "a", "focus"), ("relabel", "a", "focus")], "fixed", "a", "agreement"),
        ([("relabel", "a", "focus"), ("relabel", "b", "focus")], "conflict", None, "conflict"),
        ([("unsure", None, "focus"), ("keep", None, "focus")], "kept", None, "single"),
        ([("unsure", None, "focus"), ("unsure", None, "focus")], "unsure", None, "agreement"),
        ([("keep", None, "adjudicate"), ("exclude", None, "focus")], "kept", None, "adjudication"),
        ([("keep", None, "adjudicate"), ("exclude", None, "adjudicate")], "excluded", None, "adjudication"),
    ],
)
def test_opinions_amount_to(said, status, label, basis):
    opinions = [Opinion(user, user, verb, became, mode) for user, (verb, became, mode) in enumerate(said)]
    outcome = resolved(opinions)
    assert (outcome.status, outcome.label, outcome.basis) == (status, label, basis)


def test_network_folders_are_known_by_their_mounts(tmp_path):
    mounts = "/dev/sda1 / ext4 rw 0 0\nhost:/data /mnt/lab\\040data nfs4 rw 0 0\n//host/x /mnt/x cifs rw 0 0\n"
    assert network_mounts(mounts) == ["/mnt/lab data", "/mnt/x"]
    assert not is_on_network(tmp_path)


def test_a_new_audit_keeps_decisions_of_rows_that_hold_the_same(tmp_path, opened):
    path = tmp_path / "w"
    write_folder(path, [0, 1, 2, 0], [1, 0, 0, 1], texts=["a", "b", "c", "d"], keys=["a", "b", "c", "d"])
    with Workspace.open(path, user="ann") as first:
        first.add_class("dog")
        first.decide(0, "relabel", "dog")
        first.decide(1, "keep")
        first.decide(2, "exclude")
        first.decide(3, "keep")
        first.decide(3, "accept")
        queue = first.select("all", [2, 0, 1])
    # Another order, one row gone ("c"), one changed ("b"), one new ("e"); the class dog is known by now.
    write_folder(
        path,
        [0, 3, 1, 0],
        [1, 0, 0, 1],
        classes=("ant", "bee", "cat", "dog"),
        texts=["d", "e", "B", "a"],
        keys=["d", "e", "b", "a"],
    )
    second = opened(path)
    assert [second.item(row).status for row in range(4)] == ["fixed", "todo", "todo", "fixed"]
    assert (second.item(3).decision.label, len(second.project().classes)) == ("dog", 4)
    runs = second.runs()
    assert (runs[0].decisions_carried, runs[0].changed, runs[0].gone, runs[0].current) == (2, 1, 1, True)
    assert [item.key for item in second.items(Filter(carried="changed")).items] == ["b"]
    assert [item.key for item in second.items(Filter(queue=queue.id), order="row").items] == ["b", "a"]
    assert second.history().entries[0].title == "Audit 2: 2 decisions kept, 1 changed, 1 gone"
    second.undo()  # the accepted one of "d", decided in the first run: the decision before it stands again
    assert second.item(0).status == "kept"
    assert [event.verb for event in second.detail(0).history] == ["keep", "relabel", "undo"]


def test_the_same_audit_again_is_no_new_run(six, opened):
    six.decide(0, "keep")
    assert (len(opened(six.path).runs()), opened(six.path).seq) == (1, 1)


def test_an_open_workspace_refuses_to_write_over_a_newer_audit(tmp_path, opened):
    path = write_folder(tmp_path / "w", [0, 1], [1, 0])
    with Workspace.open(path, user="ann") as old:
        write_folder(path, [0, 1], [1, 1])
        opened(path)
        with pytest.raises(StoreError, match="audited again"):
            old.decide(0, "keep")


def test_rebuilding_gives_the_same(six):
    six.add_user("bob")
    six.decide_many([choice(0), choice(2)], sheet="page", user="bob")
    six.decide_many([choice(0, "exclude")], user="ann")
    six.undo(user="bob")
    before = (six.counts(), six.history(), six.item(0), six.corrections().to_dict())
    six.rebuild()
    assert (six.counts(), six.history(), six.item(0), six.corrections().to_dict()) == before


def test_random_work_of_several_people_leaves_a_projection_that_follows(tmp_path, opened):
    """The fixture compares the projections with their rebuild at the end."""
    draw = np.random.default_rng(5)
    workspace = opened(write_folder(tmp_path / "w", [0] * 12, [1] * 12))
    for name in ("bob", "cid"):
        workspace.add_user(name, "lead")
    verbs = [("keep", None), ("relabel", 1), ("relabel", 2), ("exclude", None), ("unsure", None), ("ambiguous", None)]
    for _ in range(300):
        user = ("ann", "bob", "cid")[draw.integers(3)]
        if draw.random() < 0.25 and workspace.history(user=None).total:
            try:
                workspace.undo(user=user)
            except InputError:
                continue
        targets = draw.choice(12, size=1 + 3 * (draw.random() < 0.2), replace=False)
        mode = "adjudicate" if draw.random() < 0.1 else "focus"
        chosen = [choice(int(target), *verbs[draw.integers(6)], mode=mode) for target in targets]
        workspace.decide_many(chosen, user=user, sheet="page" if len(chosen) > 1 else None)
    assert workspace.seq > 300


def test_a_kept_label_that_is_another_one_now_is_undecided_again(tmp_path, opened):
    path = write_folder(tmp_path / "w", [0, 0, 0], [1, 1, 1])
    with Workspace.open(path, user="ann") as first:
        first.decide([0, 1], "keep")
        first.decide(2, "accept")
    # The labels of rows 1 and 2 were changed in the data themselves.
    write_folder(path, [0, 2, 1], [1, 1, 1])
    second = opened(path)
    assert [second.item(row).status for row in range(3)] == ["kept", "todo", "fixed"]
    assert second.runs()[0].changed == 1


def test_a_log_whose_end_was_cut_off_is_noticed(tmp_path):
    with Workspace.open(write_folder(tmp_path / "w", [0] * 4, [1] * 4), user="ann") as workspace:
        workspace.decide([0, 1, 2], "accept")
        connection = sqlite3.connect(workspace.path / "review.sqlite")
        connection.execute("DROP TRIGGER event_no_delete")
        connection.execute("DELETE FROM event WHERE seq = 3")
        connection.commit()
        connection.close()
        with pytest.raises(StoreError, match="ends with event 2, and its history with event 3"):
            workspace.verify()


def test_what_is_read_in_one_block_is_of_one_moment(six, opened):
    other = opened(six.path)
    with six._state.reading() as connection:
        before = connection.execute("SELECT count(*) FROM event").fetchone()
        other.decide(0, "keep")
        assert connection.execute("SELECT count(*) FROM event").fetchone() == before
    assert six.seq == 1


def test_a_place_in_the_queue_that_does_not_exist_is_refused(six):
    with pytest.raises(InputError, match="between 0 and 5"):
        six.queue(after=6)


def test_remarks_of_an_earlier_audit_are_exported_too(tmp_path, opened):
    path = write_folder(tmp_path / "w", [0, 0], [1, 1], keys=["a", "b"], texts=["a", "b"])
    with Workspace.open(path, user="ann") as first:
        first.decide(0, "accept", comment="sure")
        first.comment("one", 0, "and why")
    write_folder(path, [0, 0], [1, 1], keys=["b", "a"], texts=["b", "a"])
    second = opened(path)
    second.comment("two", 1, "again")
    assert [(one.row, one.comment) for one in decisions_of(second._state).listed] == [(1, "sure; and why; again")]
