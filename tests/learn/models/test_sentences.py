"""Embeddings of texts by a local network, with a stand-in for the package that reads it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from labelproof._base.dataset import Dataset
from labelproof._base.errors import InputError
from labelproof._base.progress import SILENT
from labelproof._learn.builtin import learn_pred_probs

torch = pytest.importorskip("torch", reason="PyTorch is not installed")


class _Tokenizer:
    """One token per word: 1 for words that begin with a, 2 for others; 0 fills up."""

    def __call__(self, texts: list[str], **options: Any) -> dict[str, Any]:
        assert options == {"padding": True, "truncation": True, "max_length": 256, "return_tensors": "pt"}
        words = [[1 if word.startswith("a") else 2 for word in text.split()] for text in texts]
        longest = max(map(len, words))
        filled = torch.tensor([one + [0] * (longest - len(one)) for one in words])
        return {"input_ids": filled, "attention_mask": (filled > 0).long()}


class _Network(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.table = torch.nn.Parameter(torch.tensor([[9.0, 9.0], [1.0, 0.0], [0.0, 1.0]]))

    def forward(self, input_ids: Any, attention_mask: Any) -> Any:
        return SimpleNamespace(last_hidden_state=self.table[input_ids])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as transformers saves it, and a stand-in that reads it."""

    def read(made: Any) -> Any:
        def from_pretrained(folder: Path, **options: Any) -> Any:
            assert os.environ.get("HF_HUB_OFFLINE") == "1"
            assert options["local_files_only"]
            assert not options["trust_remote_code"]
            if (folder / "broken").exists():
                raise OSError("no weights here")
            return made

        return SimpleNamespace(from_pretrained=from_pretrained)

    fake = ModuleType("transformers")
    fake.AutoTokenizer, fake.AutoModel = read(_Tokenizer()), read(_Network())  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "transformers", fake)
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "config.json").write_text("{}")
    return tmp_path / "model"


def _texts() -> tuple[Dataset, np.ndarray]:
    rng = np.random.default_rng(0)
    codes = np.arange(60) % 2
    # No word is used twice: only the network knows what the texts have in common.
    frame = pd.DataFrame(
        {"text": [f"{'ab'[code]}{rng.integers(10**9)} {'ab'[code]}{row}x" for row, code in enumerate(codes)]}
    )
    labels = np.array([str(code) for code in codes], dtype=object)
    return Dataset("texts", frame, labels, "text", text_columns=("text",)), codes


def test_what_a_network_says_is_learned_from(folder: Path, tmp_path: Path) -> None:
    dataset, codes = _texts()
    learned = learn_pred_probs(dataset, codes, 2, model=f"transformers:{folder}", cache_dir=tmp_path / "kept")
    assert np.mean(learned.pred_probs.argmax(axis=1) == codes) == 1
    assert "neighbours on transformers model" in learned.description
    again = learn_pred_probs(dataset, codes, 2, model=f"transformers:{folder}", cache_dir=tmp_path / "kept")
    np.testing.assert_array_equal(again.pred_probs, learned.pred_probs)


def test_a_folder_without_a_model_is_refused(folder: Path) -> None:
    dataset, codes = _texts()
    (folder / "broken").touch()
    with pytest.raises(InputError, match=r"must hold a model of texts: no weights here\. Save the model"):
        learn_pred_probs(dataset, codes, 2, model=f"transformers:{folder}", progress=SILENT)


def test_networks_of_images_are_refused_for_texts(tmp_path: Path) -> None:
    dataset, codes = _texts()
    weights = tmp_path / "w.safetensors"
    weights.touch()
    with pytest.raises(InputError, match=r"must name a network that reads texts: got timm's 'resnet18'"):
        learn_pred_probs(dataset, codes, 2, model=f"timm:resnet18={weights}")
