"""Features of small images."""

import numpy as np
import pytest

from labelproof._learn.models.pixels import SIDE, content_box, pixel_features


def test_the_box_holds_what_stands_on_a_plain_background():
    grey = np.full((40, 60), 250, dtype=np.uint8)
    grey[10:20, 30:50] = 5
    assert content_box(grey) == (30, 10, 50, 20)


def test_a_speck_far_away_does_not_widen_the_box():
    grey = np.zeros((80, 80), dtype=np.uint8)
    grey[20:60, 20:60] = 255
    grey[1, 78] = 255
    assert content_box(grey) == (20, 20, 60, 60)


@pytest.mark.parametrize("grey", [np.arange(400, dtype=np.uint8).reshape(20, 20), np.zeros((20, 20), dtype=np.uint8)])
def test_no_plain_background_or_no_content_keeps_the_whole_image(grey):
    assert content_box(grey) == (0, 0, 20, 20)


def test_features_are_finite_also_of_a_flat_image():
    images = np.zeros((2, SIDE, SIDE, 3), dtype=np.uint8)
    images[1] = 255
    assert np.isfinite(pixel_features(images)).all()


def test_directions_tell_lines_apart_whatever_is_dark():
    images = np.zeros((4, SIDE, SIDE, 3), dtype=np.uint8)
    images[0, 14:17] = images[1, :, 14:17] = 255
    images[2:] = 255 - images[:2]
    shapes = pixel_features(images)[:, :1764]
    distance = np.linalg.norm(shapes[:, None] - shapes, axis=2)
    assert distance[0, 2] < 0.1 * distance[0, 1]
    assert distance[1, 3] < 0.1 * distance[0, 1]
