"""The plots: what is drawn, that nothing global is touched, and what is said when they cannot be drawn."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest

from labelproof._base.dataset import Dataset, ImageRef
from labelproof._base.errors import InputError, MissingExtraError
from labelproof.plot import plot_examples, plot_pairs, plot_scores

pytest.importorskip("matplotlib")


@dataclass(frozen=True)
class Result:
    issues: pd.DataFrame
    summary: dict[str, Any]
    dataset: Dataset


@pytest.fixture
def result(summary):
    """A maker of results with four texts, the last one without a label."""

    def make(
        *, given: str = "cat", modality: str = "text", images: tuple[ImageRef, ...] = (), **changes: Any
    ) -> Result:
        frame = pd.DataFrame({"text": ["costs $5 or $6", "b", "c\x00", "d"], "age": [1, 2, 3, 4]})
        issues = pd.DataFrame(
            {
                "row": [2, 0, 1, 3],
                "given_label": pd.Series([given, given, given, None], dtype=object),
                "suggested_label": ["dog", "cow", "cat", "dog"],
                "error_probability": [0.97, 0.6, 0.2, np.nan],
                "rank": [1, 2, 3, 4],
            }
        )
        labels = np.array([given, given, given, None], dtype=object)
        columns: dict[str, Any] = {"text": {"text_columns": ("text",)}, "table": {"feature_columns": ("age",)}}
        dataset = Dataset("pets", frame, labels, modality, images=images, **columns.get(modality, {}))
        return Result(issues, summary(**changes), dataset)

    return make


def _texts(figure: Any) -> list[str]:
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def test_texts_are_listed_worst_first_without_the_unlabelled(result) -> None:
    texts = _texts(plot_examples(result()))
    assert [text for text in texts if text in {"c\\x00", "costs $5 or $6", "b", "d"}] == [
        "c\\x00",
        "costs $5 or $6",
        "b",
    ]
    assert "1   row 2, 97 % likely wrong" in texts


def test_rows_are_listed_with_their_cells(result) -> None:
    assert "age 3" in _texts(plot_examples(result(modality="table"), n=1))


def test_images_become_a_grid_and_the_unreadable_says_so(result) -> None:
    good = ImageRef("good", array=np.arange(16, dtype=np.uint8).reshape(4, 4))
    bad = ImageRef("bad", path=None, array=np.zeros((2, 2, 2, 2), dtype=np.uint8))
    figure = plot_examples(result(modality="image", images=(good, good, bad, good)))
    assert len(figure.axes) == 3
    assert [axes.get_title() for axes in figure.axes] == ["cat → dog", "cat → cow", "cat → cat"]
    assert "cannot be read" in _texts(figure)
    assert len(figure.axes[1].images) == 1


def test_pairs_are_bars_with_their_counts(result) -> None:
    figure = plot_pairs(result())
    assert [bar.get_width() for bar in figure.axes[0].patches] == [4, 2]
    assert _texts(figure) == ["4", "2"]


def test_no_flags_draw_no_pairs(result) -> None:
    assert _texts(plot_pairs(result(class_pairs=[]))) == ["No label is flagged, so there are no pairs."]


def test_scores_show_the_flagged_part_and_the_rest(result) -> None:
    figure = plot_scores(result())
    heights = [bar.get_height() for bar in figure.axes[0].patches]
    assert (heights[:4], heights[-3:]) == ([2, 2, 2, 0], [4, 90, 200])


def test_scores_of_nothing_are_drawn(result) -> None:
    empty = {"edges": [i / 20 for i in range(21)], "flagged": [0] * 20, "other": [0] * 20}
    plot_scores(result(quality_histogram=empty)).savefig(io.BytesIO())


@pytest.mark.parametrize("plot", [plot_examples, plot_pairs, plot_scores])
def test_hostile_names_are_drawn_as_they_are(result, hostile: str, plot) -> None:
    pairs = [{"given": "$\\bad{$", "suggested": hostile, "flagged": 3}]
    made = result(given="$\\frac{$ " + hostile, class_pairs=pairs)
    assert plot(made)._repr_png_().startswith(b"\x89PNG")


def test_no_window_and_no_global_figure_is_made(result) -> None:
    pyplot = pytest.importorskip("matplotlib.pyplot")
    before = pyplot.get_fignums()
    plot_scores(result())
    assert pyplot.get_fignums() == before


def test_inputs_stay_untouched(result) -> None:
    made = result()
    before = made.issues.copy()
    plot_examples(made, n=2)
    pd.testing.assert_frame_equal(made.issues, before)


@pytest.mark.parametrize("plot", [plot_examples, plot_pairs])
def test_a_number_below_one_is_refused(result, plot) -> None:
    with pytest.raises(InputError, match="`n` must be at least 1: got 0"):
        plot(result(), n=0)


def test_without_matplotlib_the_extra_is_named(result, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(MissingExtraError, match=r"labelproof\[plot\]"):
        plot_scores(result())
