from __future__ import annotations

import pytest

from labelproof._audit.report.charts import calibration_figure, quality_figure, root_ticks


@pytest.mark.parametrize(
    ("most", "expected"),
    [(1, [0, 1]), (3, [0, 1, 3]), (40, [0, 2, 10, 20, 40]), (9800, [0, 600, 2000, 5500, 9500])],
)
def test_ticks_are_round_and_apart_on_a_root_scale(most: int, expected: list[int]) -> None:
    assert root_ticks(most) == expected


def test_the_flagged_part_stands_in_front_of_the_rest() -> None:
    figure = quality_figure({"edges": [0.0, 0.5, 1.0], "flagged": [25, 0], "other": [75, 100]}, "texts")
    # Square-root scale on 240 units: all 100 reach the top at 20, a quarter of them half-way at 140.
    assert '<rect class="hf" x="63.0" y="140.0" width="221.0" height="120.0"/>' in figure
    assert '<rect class="hn" x="63.0" y="20.0" width="221.0" height="120.0"/>' in figure
    assert "flagged, 25" in figure
    assert "not flagged, 175" in figure


def test_a_single_flag_is_still_seen() -> None:
    figure = quality_figure({"edges": [0.0, 0.5, 1.0], "flagged": [1, 0], "other": [0, 1_000_000]}, "texts")
    assert 'y="259.0" width="221.0" height="1.0"' in figure


def test_an_empty_histogram_is_drawn_without_bars() -> None:
    assert "<rect" not in quality_figure({"edges": [0.0, 1.0], "flagged": [0], "other": [0]}, "texts")


def _bin(predicted: float, observed: float) -> dict[str, object]:
    return {"predicted": predicted, "observed": observed, "interval": [observed - 0.1, observed], "examples": 100}


@pytest.mark.parametrize(
    ("observed", "expected"),
    [(0.81, "near the line"), (0.9, "too modest, by about 10 points"), (0.75, "too sure of itself, by about 5 points")],
)
def test_the_calibration_chart_says_what_to_conclude(observed: float, expected: str) -> None:
    assert expected in calibration_figure([_bin(0.8, observed)], "texts")


def test_a_point_stands_where_its_numbers_are() -> None:
    figure = calibration_figure([_bin(0.5, 1.0)], "texts")
    assert '<circle class="pn" cx="212.0" cy="20.0" r="4"/>' in figure
    assert "There is nothing to compare." in calibration_figure([], "texts")
