"""What texts mean, as numbers, by a network that somebody else trained and that lies in a folder on this machine.

Nothing is downloaded: hub libraries are told so while they are asked. What is learned from the numbers is decided in
`text`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError
from labelproof._base.offline import offline
from labelproof._base.optional import require
from labelproof._base.progress import Progress
from labelproof._learn.content_key import content_key, versions
from labelproof._learn.fold_cache import FoldCache
from labelproof._learn.models.backbone import Backbone
from labelproof._learn.networks.device import device_named

__all__ = ["sentence_embeddings"]

_FORMAT = 1
_BATCH = 64
_MOST_TOKENS = 256
"""Of one text; the rest is not read."""


def sentence_embeddings(
    backbone: Backbone, texts: Sequence[str], *, device: str | None, folder: Path | None, progress: Progress
) -> NDArray[np.float32]:
    """Return the mean of what a network says of the tokens of each text, of unit length.

    Parameters
    ----------
    backbone : Backbone
        A folder that transformers, or sentence-transformers, has saved.
    texts : sequence of str
        The texts.
    device : str, optional
        Where to compute. Default: the first GPU where there is one.
    folder : Path or None
        Where the numbers are kept for another run.
    progress : Progress
        Told of every text.

    Returns
    -------
    (N, D) float32
        Computed once, without labels.

    Raises
    ------
    InputError
        If the folder holds no model of texts.
    """
    torch = require("torch", extra="torch", purpose="The network")
    device = str(device_named(device))
    with offline():
        tokenizer, module = _loaded(backbone)
    module = module.eval().to(device)
    width = int(_asked(torch, tokenizer, module, ["a"], device).shape[1])
    cache = FoldCache(folder)
    known = (_FORMAT, versions({"torch", "transformers"}), device)
    key = "" if folder is None else content_key(known, module, list(texts))
    kept = cache.read(key, (len(texts), width)) if folder is not None else None
    if kept is not None:
        return kept
    found = np.zeros((len(texts), width), dtype=np.float32)
    # Texts of one length share a batch, so that little is filled up.
    order = np.argsort([len(text) for text in texts], kind="stable")
    with progress.task("Reading texts", len(texts)) as task:
        for start in range(0, len(texts), _BATCH):
            part = order[start : start + _BATCH]
            found[part] = _asked(torch, tokenizer, module, [texts[row] for row in part], device)
            task.advance(len(part))
    found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
    cache.write(key, found)
    return found


def _loaded(backbone: Backbone) -> tuple[Any, Any]:
    """Return the tokenizer and the network of a folder; code that lies there is never run."""
    transformers = require("transformers", extra="backbones", purpose=f"The model {backbone.name!r}")
    options = {"local_files_only": True, "trust_remote_code": False}
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(backbone.weights, **options)
        module = transformers.AutoModel.from_pretrained(backbone.weights, use_safetensors=True, **options)
    except (OSError, ValueError) as error:
        raise InputError(
            f"`{backbone.weights}` must hold a model of texts: {str(error).splitlines()[0]}. Save the model and its "
            "tokenizer there with `save_pretrained`."
        ) from error
    return tokenizer, module


def _asked(torch: Any, tokenizer: Any, module: Any, texts: Sequence[str], device: str) -> NDArray[np.float32]:
    """Return the mean over the tokens of each text of a batch; fillings do not count."""
    batch = tokenizer(list(texts), padding=True, truncation=True, max_length=_MOST_TOKENS, return_tensors="pt")
    batch = {name: values.to(device) for name, values in batch.items()}
    with torch.inference_mode():
        said = module(**batch).last_hidden_state
    counts = batch["attention_mask"].unsqueeze(-1).to(said.dtype)
    mean = (said * counts).sum(dim=1) / counts.sum(dim=1).clamp(min=1)
    return np.asarray(mean.float().cpu().numpy())
