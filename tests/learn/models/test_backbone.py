"""Features of a network with weights on this machine: computed once, learned from, never downloaded."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")
safetensors = pytest.importorskip("safetensors.torch", reason="safetensors is not installed")

from labelproof._base.dataset import Dataset, ImageRef  # noqa: E402
from labelproof._base.errors import InputError  # noqa: E402
from labelproof._base.progress import SILENT  # noqa: E402
from labelproof._learn.builtin import learn_pred_probs  # noqa: E402
from labelproof._learn.models import backbone  # noqa: E402
from labelproof._learn.models.backbone import backbone_features, backbone_named, is_backbone  # noqa: E402
from labelproof.learn import cross_val_pred_probs  # noqa: E402


class _Little(torch.nn.Module):
    """A network with a head, as torchvision's are."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = torch.nn.Conv2d(3, 6, 3, stride=2)
        self.norm = torch.nn.BatchNorm2d(6)
        self.fc = torch.nn.Linear(6, 1000)

    def forward(self, images: Any) -> Any:
        seen = torch.relu(self.norm(self.stem(images)))
        return self.fc(seen.amax(dim=(2, 3)))


@pytest.fixture
def weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The weights of a network of a package that looks like torchvision."""

    def get_model(name: str, *, weights: None) -> Any:
        if name != "little":
            raise ValueError(f"Unknown model {name}")
        return _Little()

    package, models = ModuleType("torchvision"), ModuleType("torchvision.models")
    models.get_model = get_model  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "torchvision", package)
    monkeypatch.setitem(sys.modules, "torchvision.models", models)
    monkeypatch.setattr(backbone, "_SIDE", 24)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        safetensors.save_file(_Little().state_dict(), tmp_path / "little.safetensors")
    return tmp_path / "little.safetensors"


def _images(size: int = 24) -> tuple[ImageRef, ...]:
    """Red, green and blue images."""
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 60, (size, 30, 30, 3), dtype=np.uint8)
    pixels[np.arange(size), :, :, np.arange(size) % 3] += 150
    return tuple(ImageRef(str(row), array=array) for row, array in enumerate(pixels))


def _features(weights: Path, images: tuple[ImageRef, ...], folder: Path | None = None) -> Any:
    named = backbone_named(f"torchvision:little={weights}")
    assert named is not None
    return backbone_features(named, images, device="cpu", folder=folder, progress=SILENT)


def test_features_are_those_of_the_network_without_its_head(weights: Path) -> None:
    images = (*_images(2), ImageRef("bad", array=np.zeros((0, 3), dtype=np.uint8)))
    actual = _features(weights, images)
    module = _Little().eval()
    module.load_state_dict(safetensors.load_file(weights))
    module.fc = torch.nn.Identity()
    pixels = np.stack([np.asarray(backbone.decode(ref).resize((24, 24), resample=2)) for ref in images[:2]])
    standard = (pixels / 255 - backbone._IMAGENET[0]) / backbone._IMAGENET[1]
    expected = module(torch.from_numpy(standard).permute(0, 3, 1, 2).float()).detach().numpy()
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    np.testing.assert_allclose(actual[:2], expected, rtol=1e-4, atol=1e-5)
    assert not actual[2].any()


def test_features_are_computed_once(weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = _features(weights, _images(), tmp_path / "cache")
    monkeypatch.setattr(backbone, "_pixels", None)
    np.testing.assert_array_equal(_features(weights, _images(), tmp_path / "cache"), expected)


def test_other_weights_in_the_same_place_are_learned_from_anew(weights: Path, tmp_path: Path) -> None:
    pixels = np.stack([ref.array for ref in _images() if ref.array is not None])
    arguments = (f"torchvision:little={weights}", pixels, np.arange(24) % 3)
    first = cross_val_pred_probs(*arguments, folds=3, cache_dir=tmp_path / "cache")
    others = {name: values + 0.5 for name, values in safetensors.load_file(weights).items()}
    safetensors.save_file(others, weights)
    expected = cross_val_pred_probs(*arguments, folds=3)
    actual = cross_val_pred_probs(*arguments, folds=3, cache_dir=tmp_path / "cache")
    np.testing.assert_array_equal(actual, expected)
    assert not np.array_equal(actual, first)


def test_the_audit_learns_from_a_backbone(weights: Path) -> None:
    codes = np.arange(24) % 3
    labels = np.array(["r", "g", "b"], dtype=object)[codes]
    dataset = Dataset("colours", pd.DataFrame(index=range(24)), labels, "image", images=_images())
    found = learn_pred_probs(dataset, codes, 3, model=f"torchvision:little={weights}", folds=3)
    assert (found.pred_probs.argmax(axis=1) == codes).mean() > 0.9
    assert found.description.startswith("features of little, kernel, neighbours and linear")


def test_a_network_of_timm_is_made_without_its_head_and_says_what_it_is_used_to(
    weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def create_model(name: str, *, pretrained: bool, num_classes: int) -> Any:
        assert (name, pretrained, num_classes) == ("little", False, 0)
        module = _Little()
        module.fc = torch.nn.Identity()
        return module

    usual = {"input_size": (3, 24, 24), "mean": backbone._IMAGENET[0], "std": backbone._IMAGENET[1]}
    fake = ModuleType("timm")
    fake.create_model = create_model  # type: ignore[attr-defined]
    fake.data = SimpleNamespace(resolve_model_data_config=lambda module: usual)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "timm", fake)
    named = backbone_named(f"timm:little={weights}")
    assert named is not None
    actual = backbone_features(named, _images(3), device="cpu", folder=None, progress=SILENT)
    np.testing.assert_array_equal(actual, _features(weights, _images(3)))


def test_a_folder_of_transformers_is_read_with_hubs_switched_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    switched: list[str | None] = []

    class _AutoModel:
        @staticmethod
        def from_pretrained(folder: Path, **options: Any) -> Any:
            switched.append(os.environ.get("HF_HUB_OFFLINE"))
            assert options == {"local_files_only": True, "use_safetensors": True, "trust_remote_code": False}
            module = torch.nn.Conv2d(3, 4, 3)
            module.register_forward_hook(
                lambda module, given, found: SimpleNamespace(pooler_output=None, last_hidden_state=found)
            )
            return module

    usual = SimpleNamespace(size={"shortest_edge": 16}, image_mean=[0.5] * 3, image_std=[0.5] * 3)
    processor = SimpleNamespace(from_pretrained=lambda folder, local_files_only: usual)
    fake = ModuleType("transformers")
    fake.AutoModel, fake.AutoImageProcessor = _AutoModel, processor  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "transformers", fake)
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    (tmp_path / "config.json").write_text("{}")
    named = backbone_named(f"transformers:{tmp_path}")
    assert named is not None
    actual = backbone_features(named, _images(3), device="cpu", folder=None, progress=SILENT)
    assert actual.shape == (3, 4)
    assert switched == ["1"]
    assert "HF_HUB_OFFLINE" not in os.environ


@pytest.mark.parametrize("name", ["regular", "timm:resnet18", "linear", "package:attribute", "transformers:"])
def test_other_names_are_no_backbones(name: str) -> None:
    assert not is_backbone(name)
    assert backbone_named(name) is None


def test_what_cannot_be_loaded_is_said(weights: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.safetensors"
    safetensors.save_file({"stem.weight": torch.zeros(6, 3, 3, 3)}, other)
    (tmp_path / "w.pth").write_bytes(b"x")
    cases = {
        f"torchvision:little={tmp_path}/none.safetensors": "does not exist",
        f"torchvision:little={tmp_path}/w.pth": "must name a safetensors file .* is none",
        f"torchvision:little={other}": "must hold the weights of torchvision's 'little': 5 are missing",
        f"torchvision:huge={weights}": "must name a network of torchvision: 'huge' is none",
        f"transformers:{tmp_path}": "holds no config.json",
    }
    for name, message in cases.items():
        with pytest.raises(InputError, match=message):
            backbone_features(backbone_named(name), _images(1), device="cpu", folder=None, progress=SILENT)  # type: ignore[arg-type]
