"""What a user asks an audit to do, checked, and how it is recorded in `run.json`."""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args

from labelproof import __version__
from labelproof._base.errors import InputError, InputTypeError, legal_name

__all__ = ["MEMBERS", "AuditRequest", "Model", "environment"]

Model = Literal["fast", "regular", "best"]
MEMBERS = ("linear", "boosted", "kernel", "naivebayes", "neighbors", "randomtrees", "residual")
"""Names of single models; which of them there are depends on what is learned from."""
_BACKBONES = ("timm", "torchvision", "transformers")
_LARGEST_SEED = 2**32 - 1
_SOURCES = ("data", "labels", "pred_probs", "feature_array", "classes")
_COLUMNS = ("label", "text", "image", "audio", "features", "id", "header", "tags")


@dataclass(frozen=True)
class AuditRequest:
    """The arguments of `audit`, in one object."""

    data: Any = None
    label: str | int | None = None
    text: Sequence[str] = ()
    image: str | None = None
    features: Sequence[str] = ()
    id: str | None = None
    header: bool | None = None
    labels: Any = None
    pred_probs: Any = None
    feature_array: Any = None
    classes: Any = None
    model: Any = "fast"
    folds: int = 5
    seed: int = 0
    tags: Any = None
    audio: str | None = None
    model_called: str | None = None

    def check(self) -> None:
        """Refuse arguments that cannot be used together.

        Raises
        ------
        InputError
            If there is nothing to audit, or if a value is not legal.
        """
        self._check_model()
        if not isinstance(self.folds, int) or self.folds < 2:
            raise InputError(f"`folds` must be a whole number of at least 2: got {self.folds!r}. The default is 5.")
        if not isinstance(self.seed, int) or not 0 <= self.seed <= _LARGEST_SEED:
            raise InputError(
                f"`seed` must be a whole number from 0 to {_LARGEST_SEED}: got {self.seed!r}. The default is 0."
            )
        self._check_sources()

    def _check_model(self) -> None:
        """Refuse the name of no built-in model; of code, which only the command line may name."""
        if not isinstance(self.model, str):
            if self.model is None or isinstance(self.model, (bool, int, float)):
                raise InputTypeError(f"`model` must be a name or a model: got {self.model!r}. The default is 'fast'.")
            return
        if ":" in self.model and self.model.partition(":")[0] not in _BACKBONES:
            raise InputError(
                f"`model` must be the name of a built-in model, or a model itself: got {self.model!r}. Code is "
                "imported for the command line alone; from Python pass the object."
            )
        if ":" not in self.model:
            legal_name("model", "be one of the built-in ones", self.model, (*get_args(Model), *MEMBERS))

    @property
    def model_name(self) -> str:
        """What the model is called in summaries and records."""
        if self.model_called is not None:
            return self.model_called
        kind = self.model if isinstance(self.model, type) else type(self.model)
        return self.model if isinstance(self.model, str) else f"{kind.__module__}:{kind.__qualname__}"

    @property
    def tagged(self) -> bool:
        """Whether the user says that examples may carry several tags: by naming columns, or by True."""
        return self.tags is not None and self.tags is not False

    @property
    def has_data(self) -> bool:
        """Whether there is data, beside labels and probabilities."""
        return not (self.data is None or (isinstance(self.data, (list, tuple)) and not self.data))

    @property
    def sources(self) -> tuple[Path, ...]:
        """The files and folders that it names, absolute."""
        several = self.data if isinstance(self.data, (list, tuple)) else (self.data,)
        named = (*several, self.labels, self.pred_probs, self.feature_array, self.classes)
        return tuple(Path(item).expanduser().absolute() for item in named if isinstance(item, (str, Path)))

    def _check_sources(self) -> None:
        """Refuse a missing or a doubled source of labels and probabilities."""
        if not self.has_data and self.labels is None and self.pred_probs is None:
            raise InputError(
                "There is nothing to audit. Give data (a CSV, JSON lines or Parquet file, an image folder, an .npz), "
                "or --labels together with --pred-probs (labels=..., pred_probs=...)."
            )
        if not self.has_data and (self.labels is None or self.pred_probs is None):
            missing, present = ("--labels", "--pred-probs") if self.labels is None else ("--pred-probs", "--labels")
            raise InputError(f"{present} without data needs {missing} too. Add {missing}, or give the data.")
        beside = {"--labels": self.labels, "--features": self.feature_array, "--classes": self.classes}
        lonely = [name for name, value in beside.items() if value is not None]
        if self.pred_probs is None and self.tagged and lonely == ["--classes"]:
            lonely = []  # They name the numbers in a column of tags.
        if self.pred_probs is None and lonely:
            raise InputError(
                f"{lonely[0]} belongs to probabilities of your own. Add --pred-probs, or leave it out. (From Python: "
                "labels, feature_array and classes go with pred_probs; an array to learn from is "
                "audit({'X': X, 'y': y}, label='y').)"
            )
        if self.tagged and self.label is not None:
            raise InputError(
                "The labels were named twice: as one label per example and as tags. Give --label or --tags (label=..., "
                "tags=...)."
            )
        if self.labels is not None and self.label is not None:
            raise InputError("The labels were named twice: as a column and as a file. Give --label or --labels.")

    def reading(self) -> dict[str, Any]:
        """Return the arguments that read the data again, paths absolute; `in_memory` names those that no file holds."""
        given = {name: getattr(self, name) for name in _SOURCES}
        paths = {name: _paths(value, several=name == "data") for name, value in given.items()}
        memory = [name for name, value in given.items() if paths[name] is None and not _nothing(value)]
        words = {name: _words(getattr(self, name)) for name in _COLUMNS}
        return {**paths, **words, "folds": self.folds, "seed": self.seed, "model": self.model_name, "in_memory": memory}

    def described(self) -> dict[str, Any]:
        """Return the arguments in words, for `run.json`."""
        told = {item.name: _described(getattr(self, item.name)) for item in fields(self) if item.name != "model_called"}
        return {**told, "model": self.model_name}


def _paths(value: Any, *, several: bool) -> list[str] | None:
    """Return what is named by one path, or by several, absolute; None for what is in memory, or nothing."""
    items = value if several and isinstance(value, (list, tuple)) else (value,)
    if _nothing(value) or not all(isinstance(item, (str, Path)) for item in items):
        return None
    return [str(Path(item).expanduser().absolute()) for item in items]


def _words(value: Any) -> Any:
    """Return the name of a column, or a list of such names."""
    return list(value) if isinstance(value, (list, tuple)) else value


def _nothing(value: Any) -> bool:
    return value is None or (isinstance(value, (list, tuple)) and not value)


def _described(value: Any) -> Any:
    """Return a value that JSON can hold; objects in memory by their kind and shape."""
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, Path):
        return str(value)
    if (
        isinstance(value, (list, tuple))
        and all(isinstance(item, (str, Path)) for item in value[:100])
        and len(value) <= 100
    ):
        return [str(item) for item in value]
    shape = getattr(value, "shape", None) or (len(value) if hasattr(value, "__len__") else "?")
    return f"{type(value).__name__} in memory, shape {shape}"


def environment() -> Mapping[str, Any]:
    """Return the versions and thread counts that the numbers depend on."""
    pools_now = importlib.import_module("threadpoolctl").threadpool_info()
    pools = {
        f"{pool.get('user_api')} ({pool.get('internal_api')})": int(pool.get("num_threads", 1)) for pool in pools_now
    }
    return {
        "versions": {
            "labelproof": __version__,
            "python": platform.python_version(),
            **{name: importlib.metadata.version(name) for name in ("numpy", "scipy", "scikit-learn", "pandas")},
        },
        "platform": platform.platform(),
        "threads": {"processors": os.cpu_count(), **pools},
    }
