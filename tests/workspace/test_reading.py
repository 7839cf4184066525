"""Lists, filters, orders, details: what a workspace shows."""

import numpy as np
import pytest

from labelproof._base.errors import InputError
from labelproof._workspace.views import Filter
from workspace.folders import write_folder
from workspace.helpers import choice


def shown(page):
    return [item.target for item in page.items]


def test_the_project_says_what_is_reviewed(six):
    project = six.project()
    assert (project.examples, project.labelled, project.unlabelled, project.task) == (6, 5, 1, "classes")
    assert {place: count for place, count in enumerate(project.chances) if count} == {2: 2, 17: 2, 18: 1}
    assert [(one.name, one.given, one.flagged) for one in project.classes] == [
        ("ant", 2, 1),
        ("bee", 2, 1),
        ("cat", 1, 1),
    ]


def test_the_queue_holds_flagged_targets_in_rank_order(six):
    page = six.queue()
    assert (shown(page), page.left, page.total) == ([0, 2, 5], 3, 3)


def test_the_queue_goes_on_after_a_target_even_when_it_was_decided(six):
    six.decide(2, "keep")
    page = six.queue(after=2)
    assert (shown(page), page.left) == ([5], 1)


def test_the_queue_of_tags_holds_those_of_an_example_together(tagged):
    assert shown(tagged.queue()) == [1, 4]
    assert [(item.row, item.tag, item.given, item.suggested) for item in tagged.queue().items] == [
        (0, 1, 0, 1),
        (2, 0, 1, 0),
    ]
    assert shown(tagged.queue(after=1)) == [4]


@pytest.mark.parametrize(
    ("chosen", "rows"),
    [
        (Filter(), [0, 1, 2, 3, 4, 5]),
        (Filter(given=[1]), [1, 5]),
        (Filter(given=[0, 2]), [0, 2, 3]),
        (Filter(given=[-1]), [4]),
        (Filter(suggested=[0], flagged=True), [2]),
        (Filter(flagged=False), [1, 3, 4]),
        (Filter(labelled=False), [4]),
        (Filter(duplicates=True), [0, 3]),
        (Filter(least=0.895), [0, 2, 5]),
        (Filter(least=0.5, most=0.85), [4]),
        (Filter(q="TEXT 3"), [3]),
        (Filter(q="key 1"), [1]),
        (Filter(q="key"), [0, 1, 2, 3, 4, 5]),
        (Filter(q="null"), []),
        (Filter(given=[1], q="text 5"), [5]),
    ],
)
def test_filters_find_what_they_say(six, chosen, rows):
    assert sorted(shown(six.items(chosen))) == rows
    assert six.items(chosen).total == len(rows)


def test_filters_know_decisions_people_and_queues(six):
    six.add_user("bob")
    six.decide(0, "keep", user="bob")
    queue = six.select("mine", [5, 1])
    assert shown(six.items(Filter(status=["kept"]))) == [0]
    assert shown(six.items(Filter(user=2))) == [0]
    assert (shown(six.items(Filter(queue=queue.id))), queue.size, queue.todo) == ([5, 1], 2, 2)


def test_filters_know_tags(six, tagged):
    assert shown(tagged.items(Filter(tag=[1], flagged=True))) == [1]
    with pytest.raises(InputError, match="Use `given`"):
        six.items(Filter(tag=[1]))


@pytest.mark.parametrize(
    ("order", "rows"),
    [
        ("rank", [0, 2, 5, 1, 3, 4]),
        ("row", [0, 1, 2, 3, 4, 5]),
        ("given", [4, 0, 3, 5, 1, 2]),
        ("suggested", [2, 3, 0, 1, 5, 4]),
        ("chance", [0, 2, 5, 4, 1, 3]),
        ("decided", [3, 1, 0, 2, 5, 4]),
    ],
)
def test_orders_are_what_they_say(six, order, rows):
    six.decide(1, "keep")
    six.decide(3, "keep")
    assert shown(six.items(order=order)) == rows


def test_similar_puts_look_alikes_of_a_pair_together_and_large_pairs_first(tmp_path, opened):
    given, suggested = [0] * 6 + [1], [1] * 6 + [0]
    path = write_folder(tmp_path / "alike", given, suggested)
    vectors = np.array([[1, 0, 0], [0, 1, 0], [1, 0.1, 0], [0.1, 1, 0], [1, 0.2, 0], [0, 0, 1], [1, 1, 1]], dtype=float)
    np.save(path / "review" / "vectors.npy", (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype("f2"))
    order = shown(opened(path).items(order="similar"))
    assert order[-1] == 6
    places = [order.index(row) for row in (0, 2, 4)]
    assert max(places) - min(places) == 2
    assert order[5] == 5


def test_pages_are_windows(six):
    page = six.items(order="row", offset=2, limit=3)
    assert (shown(page), page.offset, page.total) == ([2, 3, 4], 2, 6)


def test_detail_explains_a_target(six):
    detail = six.detail(0)
    assert detail.probabilities[0] == (1, pytest.approx(0.8))
    assert detail.reasons[0] == "Without having seen its label, the model gives 10 % to ant, and 80 % to bee."
    assert detail.reasons[1] == "2 of the 4 most similar examples are labelled bee, 1 is labelled cat."
    assert [item.row for item in detail.copies] == [3]
    assert detail.pieces == [("text ", False), ("0", True)]
    assert detail.neighbors[0].item.row == 1


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ([1, 1, 1], "All 3 most similar examples are labelled bee."),
        ([1, 0, 1], "2 of the 3 most similar examples are labelled bee, 1 is labelled ant."),
        ([1], "The most similar example is labelled bee."),
    ],
)
def test_similar_examples_are_counted_in_words(tmp_path, opened, others, said):
    detail = opened(write_folder(tmp_path / "near", [0, *others], [1, *others])).detail(0)
    assert detail.reasons[1] == said


def test_neighbors_are_those_of_a_full_comparison(tmp_path, opened):
    path = write_folder(tmp_path / "many", [0] * 40, [1] * 40)
    vectors = np.random.default_rng(0).standard_normal((40, 8))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float16)
    np.save(path / "review" / "vectors.npy", vectors)
    near = vectors.astype(np.float32) @ vectors[7].astype(np.float32)
    near[7] = -1
    expected = np.argsort(-near, kind="stable")[:8].tolist()
    assert [one.item.row for one in opened(path).detail(7).neighbors] == expected


def test_detail_of_a_table_marks_deviating_cells(tmp_path, opened):
    cells = [[["age", value], ["city", "Rome"]] for value in ("30", "31", "900")]
    numbers = {"age": {"median": 31.0, "mad": 1.0}}
    detail = opened(write_folder(tmp_path / "t", [0, 0, 0], [0, 0, 1], cells=cells, numbers=numbers)).detail(2)
    assert [(cell.name, cell.deviation) for cell in detail.cells] == [("age", 586.13), ("city", None)]
    assert detail.reasons[-1] == "Unusual for their columns: age = 900."
    assert detail.item.text == "age: 900 · city: Rome"


def test_column_names_are_not_searched(tmp_path, opened):
    cells = [[["age", "1"]], [["age", "age"]]]
    workspace = opened(write_folder(tmp_path / "t", [0, 0], [0, 1], cells=cells))
    assert shown(workspace.items(Filter(q="age"))) == [1]


def test_words_beyond_ascii_are_found_whatever_their_case(tmp_path, opened):
    workspace = opened(write_folder(tmp_path / "t", [0, 0, 1], [0, 1, 1], texts=["Ärger", "fein", "größer İ"]))
    assert [shown(workspace.items(Filter(q=word))) for word in ("ärger", "GRÖSSER", "größer")] == [[0], [], [2]]


def test_detail_of_a_tag_shows_all_tags_of_the_example(tagged):
    tagged.decide(0, "accept", tag="round")
    states = tagged.detail(1).tags
    assert [(one.tag, one.given, one.now, one.suggested, one.status) for one in states] == [
        (0, True, True, True, "todo"),
        (1, False, True, True, "fixed"),
    ]


def test_pairs_and_matrix_count_flagged_targets(six):
    six.decide(0, "accept")
    pairs, total = six.pairs()
    assert total == 3
    assert [(one.given, one.suggested, one.todo, one.right) for one in pairs] == [
        (1, 2, 1, 0),
        (2, 0, 1, 0),
        (0, 1, 0, 1),
    ]
    assert [(cell.given, cell.suggested, cell.flagged, cell.todo) for cell in six.matrix().cells] == [
        (0, 1, 1, 0),
        (1, 2, 1, 1),
        (2, 0, 1, 1),
    ]


def test_pairs_of_tags_name_the_tag(tagged):
    assert {(one.tag, one.given, one.suggested) for one in tagged.pairs()[0]} == {(1, 0, 1), (0, 1, 0)}


def test_kinds_say_what_there_is(six, tagged):
    assert [(kind.code, kind.count) for kind in six.kinds()] == [("label", 3), ("unlabelled", 1), ("duplicates", 2)]
    assert [(kind.code, kind.count) for kind in tagged.kinds()] == [("label", 2), ("missing", 1), ("extra", 1)]


def test_duplicates_are_counted_in_groups_because_most_of_them_are_not_flagged(six):
    said = {kind.code: kind.about for kind in six.kinds()}

    assert (said["label"], said["duplicates"]) == ("3 to review", "1 group to look at")


def test_history_is_paged_and_searched(six):
    six.decide(0, "accept")
    six.decide(2, "keep", comment="looks right")
    six.decide([1, 3], "keep")
    first = six.history(limit=2)
    assert [entry.title for entry in first.entries] == ["Kept 2: keep from Python", "Kept key 2"]
    rest = six.history(limit=2, before=first.next)
    assert ([entry.title for entry in rest.entries], rest.next, rest.total) == (["Relabelled ant to bee"], None, 3)
    assert [entry.event.comment for entry in six.history(q="looks").entries] == ["looks right"]
    assert [entry.verb for entry in six.history(verb="relabel").entries] == ["relabel"]


def test_events_follow_a_number(six):
    six.decide([0, 2], "accept")
    page = six.events(after=1)
    assert ([(event.seq, event.key, event.label) for event in page.events], page.seq) == ([(2, "key 2", "ant")], 2)


def test_comments_are_part_of_the_detail_and_decide_nothing(six):
    six.comment("one", 0, " blurry ")
    six.comment("one", 0, "blurry")
    detail = six.detail(0)
    assert ([one.text for one in detail.comments], detail.item.status, six.seq) == (["blurry"], "todo", 1)


def test_one_batch_is_shown_decision_by_decision(six):
    six.decide([0, 1, 3], "keep", comment="checked by hand")
    six.decide(2, "keep")
    batch = six.history(verb="batch").entries[0].batch
    six.undo(uuid=six.history(batch=batch).entries[1].event.uuid)

    page = six.history(batch=batch)
    assert [(entry.item.row, entry.verb, entry.undone) for entry in page.entries] == [
        (3, "keep", False),
        (1, "keep", True),
        (0, "keep", False),
    ]
    assert (page.total, page.about) == (3, "keep from Python")
    assert [entry.item.row for entry in six.history(batch=batch, limit=2).entries] == [3, 1]
    assert [
        entry.item.row for entry in six.history(batch=batch, limit=2, before=page.entries[1].first_seq).entries
    ] == [0]
    assert six.history(batch=batch, q="key 3").total == 1
    assert six.history().about is None


def test_points_pack_class_status_flag_and_chance(tmp_path, opened):
    path = write_folder(tmp_path / "map", [0, -1], [1, 2])
    np.save(path / "review" / "points.npy", np.array([[1, 2], [3, 4]], dtype=np.uint16))
    workspace = opened(path)
    workspace.decide(0, "accept")
    x, y, given, suggested, packed = workspace.points()
    assert (x.tolist(), y.tolist(), given.tolist(), suggested.tolist()) == ([1, 3], [2, 4], [0, 65535], [1, 2])
    assert packed.tolist() == [(128 + 1) << 8 | round(0.9 * 255), 0]


def test_a_workspace_without_a_map_says_so(six):
    with pytest.raises(InputError, match="no map"):
        six.points()


def test_blind_details_hide_what_others_and_the_audit_think(six):
    detail = six.detail(0, blind=True)
    assert (detail.item.suggested, detail.item.chance, detail.item.flagged) == (-1, None, False)
    assert (detail.probabilities, detail.reasons, detail.suggested_examples, detail.history) == ([], [], [], [])


def test_decisions_of_others_can_be_hidden_until_ones_own(six):
    six.add_user("bob")
    six.set_settings({"blind": True})
    six.decide_many([choice(0, "keep")], user="ann")
    assert (six.item(0, user="bob").status, six.item(0, user="bob").decision) == ("todo", None)
    assert six.queue(Filter(status=["kept"]), user="bob").items == []
    six.decide_many([choice(0, "keep", blind=True)], user="bob")
    assert six.item(0, user="bob").status == "kept"


def test_filters_that_nothing_can_fit_find_nothing(six, tagged):
    assert six.items(Filter(least=1e308)).total == 0
    assert six.items(Filter(most=1e308)).total == 6
    assert tagged.items(Filter(tag=[7])).total == 0
    with pytest.raises(InputError, match="Nothing is undecided here"):
        tagged.decide_batch(Filter(tag=[7]), "unsure", expect=0)
