"""What the audit says beside its numbers."""

import numpy as np

from labelproof._audit.notes import look_alike_notes, weak_model_notes

ALL = np.ones(10, dtype=bool)


def test_model_like_a_constant_answer_is_called_weak():
    codes = np.array([0] * 6 + [1] * 4)
    (note,) = weak_model_notes(codes, np.tile([0.9, 0.1], (10, 1)), ALL, ("a", "b"))
    assert note.code == "weak_model"
    assert note.message.startswith(
        "The model agrees with 60.0 % of the labels; always answering 'a' agrees with 60.0 %."
    )


def test_model_that_closes_half_of_the_gap_is_not():
    codes = np.array([0] * 6 + [1] * 4)
    pred_probs = np.where(codes[:, None] == np.arange(2), 0.8, 0.2)
    pred_probs[8:] = [0.9, 0.1]
    assert weak_model_notes(codes, pred_probs, ALL, ("a", "b")) == ()


def test_rows_that_were_not_scored_do_not_count():
    codes = np.array([0] * 5 + [1] * 4 + [-1])
    pred_probs = np.where(codes[:, None] == np.arange(2), 0.8, 0.2)
    assert weak_model_notes(codes, pred_probs, codes >= 0, ("a", "b")) == ()


def test_look_alike_names_are_quoted():
    (note,) = look_alike_notes(("Card", "card", "other"))
    assert (note.code, note.count) == ("similar_classes", 2)
    assert "'Card', 'card'" in note.message
