"""The network for images learns, says the same again, and goes on where it stopped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from labelproof._learn.models import image_network  # noqa: E402
from labelproof._learn.models.image_network import Residual  # noqa: E402
from labelproof._learn.networks import train  # noqa: E402

SIZE = 72
TRAIN, TARGET = np.arange(48), np.arange(48, SIZE)


def _bars(side: int = 32, channels: int = 1) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Upright, level and slanting bars on noise."""
    rng = np.random.default_rng(0)
    codes = np.arange(SIZE) % 3
    down, across = np.mgrid[:side, :side]
    along = np.stack([across, down, (down + across) % side])[codes]
    place = rng.integers(side // 4, 3 * side // 4, SIZE)[:, None, None]
    grey = rng.integers(0, 60, (SIZE, side, side)) + 180 * (abs(along - place) <= side // 16)
    return np.repeat(grey[..., None], channels, axis=3).astype(np.uint8), codes


PIXELS, CODES = _bars()


@pytest.fixture
def _brief(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_network, "_MOST_EPOCHS", 3)


@pytest.mark.parametrize(("side", "channels"), [(32, 1), (64, 3)])
def test_both_parts_tell_bars_apart(side: int, channels: int) -> None:
    pixels, codes = _bars(side, channels)
    actual = Residual(pixels).scores(TRAIN, codes[TRAIN], TARGET, 0)
    assert actual.shape == (2, len(TARGET), 3)
    agreement = (actual.argmax(axis=2) == codes[TARGET]).mean(axis=1)
    assert (agreement > 0.8).all(), agreement


@pytest.mark.usefixtures("_brief")
def test_the_same_seed_gives_the_same_bytes_and_torch_keeps_its_state() -> None:
    before = torch.random.get_rng_state()
    first, second, other = (Residual(PIXELS).scores(TRAIN, CODES[TRAIN], TARGET, seed) for seed in (1, 1, 2))
    assert first.tobytes() == second.tobytes()
    assert first.tobytes() != other.tobytes()
    assert torch.equal(torch.random.get_rng_state(), before)


@pytest.mark.usefixtures("_brief")
def test_a_held_out_image_is_judged_alike_whatever_is_asked_beside_it() -> None:
    network = Residual(PIXELS)
    alone = network.scores(TRAIN, CODES[TRAIN], TARGET[:1], 0)
    together = network.scores(TRAIN, CODES[TRAIN], TARGET, 0)[:, :1]
    np.testing.assert_allclose(alone, together, rtol=1e-4, atol=1e-4)


@pytest.mark.usefixtures("_brief")
def test_training_that_was_interrupted_ends_with_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = Residual(PIXELS).scores(TRAIN, CODES[TRAIN], TARGET, 0)
    state = tmp_path / "fold.npz"
    monkeypatch.setattr(train, "_BETWEEN_WRITES", 0.0)
    write = train._write

    def interrupted(*arguments: object) -> None:
        write(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(train, "_write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Residual(PIXELS).resumed_scores(TRAIN, CODES[TRAIN], TARGET, 0, state)
    assert state.is_file()
    monkeypatch.setattr(train, "_write", write)
    actual = Residual(PIXELS).resumed_scores(TRAIN, CODES[TRAIN], TARGET, 0, state)
    assert actual.tobytes() == expected.tobytes()


@pytest.mark.parametrize(
    ("size", "epochs", "batch"), [(48, 30, 16), (8_000, 28, 256), (56_000, 4, 256), (10**6, 3, 256)]
)
def test_small_data_are_seen_more_often_in_smaller_batches(size: int, epochs: int, batch: int) -> None:
    actual = Residual(PIXELS)._training(np.arange(size), 0, None)
    assert (actual.epochs, actual.batch_size) == (epochs, batch)


def test_more_effort_is_more_epochs() -> None:
    assert Residual(PIXELS, effort=2.0)._training(np.arange(56_000), 0, None).epochs == 8


@pytest.mark.usefixtures("_brief")
def test_all_epochs_are_done_with_rates_that_rise_and_fall(monkeypatch: pytest.MonkeyPatch) -> None:
    shares: list[float] = []
    cycle = train._cycle
    monkeypatch.setattr(train, "_cycle", lambda share: shares.append(share) or cycle(share))
    Residual(PIXELS).scores(TRAIN, CODES[TRAIN], TARGET, 0)
    np.testing.assert_allclose(shares, np.arange(9) / 9)  # 3 epochs of 3 batches
    rates = [cycle(share) for share in (0.0, 0.1, 0.25, 0.6, 1.0)]
    np.testing.assert_allclose([rates[0], rates[2], rates[4]], [0.04, 1.0, 0.0], atol=1e-12)
    assert rates[0] < rates[1] < rates[2] > rates[3] > rates[4]
