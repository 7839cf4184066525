"""Which models are trained on images, with and without PyTorch."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from labelproof._base.dataset import Dataset, ImageRef
from labelproof._base.progress import SILENT
from labelproof._learn.models import image
from labelproof._learn.models.examples import Prepared

pytest.importorskip("PIL.Image", reason="Pillow is not installed")


def _prepared(model: str) -> Prepared:
    pixels = np.random.default_rng(0).integers(0, 256, (12, 28, 28), dtype=np.uint8)
    images = tuple(ImageRef(str(row), array=array) for row, array in enumerate(pixels))
    dataset = Dataset(
        "i", pd.DataFrame(index=range(12)), np.array(["a", "b"] * 6, dtype=object), "image", images=images
    )
    return image.prepare(dataset, model=model, seed=0, progress=SILENT)


@pytest.mark.parametrize(
    ("model", "members"),
    [
        ("fast", ["Kernel", "Neighbors"]),
        ("regular", ["Residual"]),
        ("best", ["Residual", "Kernel", "Neighbors", "Linear", "RandomTrees"]),
    ],
)
def test_better_models_hold_a_network(model: str, members: list[str]) -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed")
    actual = _prepared(model)
    assert [type(member).__name__ for member in actual.members] == members
    assert not actual.notes


def test_without_torch_simpler_models_are_trained_and_a_note_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image.importlib.util, "find_spec", lambda name: None)
    actual = _prepared("regular")
    assert [type(member).__name__ for member in actual.members] == ["Kernel", "Neighbors", "Linear", "RandomTrees"]
    (note,) = actual.notes
    assert note.code == "no_network"
    assert "pip install 'labelproof[torch]'" in note.message
    assert not _prepared("fast").notes


def test_the_fast_model_leaves_torch_alone() -> None:
    script = (
        "import sys, numpy as np, pandas as pd\n"
        "from labelproof._base.dataset import Dataset, ImageRef\n"
        "from labelproof._base.progress import SILENT\n"
        "from labelproof._learn.models import image\n"
        "refs = tuple(ImageRef('x', array=np.full((8, 8), i, np.uint8)) for i in range(9))\n"
        "data = Dataset('i', pd.DataFrame(index=range(9)), np.array(['a'] * 9, object), 'image', images=refs)\n"
        "image.prepare(data, model='fast', seed=0, progress=SILENT)\n"
        "print('torch' in sys.modules)\n"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"
