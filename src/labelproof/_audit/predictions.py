"""What a model that was kept says of other data, as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from labelproof._audit.findings import DIGITS
from labelproof._base.dataset import Dataset, FileRef
from labelproof._base.errors import InputError
from labelproof._base.progress import SILENT, Progress
from labelproof._formats.columns import NoColumnError
from labelproof._formats.unlabelled import read_unlabelled
from labelproof._learn.portable.files import load_model
from labelproof._learn.portable.model import PortableModel

__all__ = ["predict"]

_LIKELIER = 0.5
_SHOWN = 8


def predict(
    model: str | Path,
    data: Any,
    *,
    id: str | None = None,  # noqa: A002 - the public word for it
    header: bool | None = None,
    each: bool = False,
    progress: Progress = SILENT,
) -> pd.DataFrame:
    """Return the labels that a model gives to examples.

    Parameters
    ----------
    model : path
        A folder that `labelproof train` wrote.
    data : path, sequence of paths, or table
        The examples, with the columns that the model has learned from; labels are not looked at.
    id : str, optional
        A column to repeat in the answer. Default: that of the audit, where the data has it.
    header : bool, optional
        Whether the tables have a header line. Default: as in the audit.
    each : bool, default False
        Add a column for each class or tag with its probability.
    progress : Progress, optional
        Where to report progress. Default: nowhere.

    Returns
    -------
    DataFrame
        One line per example, in input order: `row`; `id` and `file` where there are some; `label` and its
        `probability`, or of tags `tags`, those likelier than not, with `|` between them. Both are missing where an
        example cannot be read.

    Raises
    ------
    InputError
        If the folder holds no model, or the data lacks what it has learned from.
    """
    found, said = load_model(Path(model).expanduser())
    try:
        dataset = _read(data, said, id, header)
    except NoColumnError as error:
        learned = [*said["reading"]["text"], *said["reading"]["features"]]
        raise InputError(f"{error} The model has learned from {_listed(learned)}: name data that has them.") from error
    probs, readable = found.predict(dataset, progress=progress)
    columns: dict[str, Any] = {"row": np.arange(len(probs))}
    if dataset.id_column is not None:
        columns["id"] = dataset.frame[dataset.id_column].to_numpy()
    refs: tuple[FileRef, ...] = dataset.images or dataset.audio
    if refs:
        columns["file"] = pd.Series([ref.name for ref in refs], dtype=object)
    columns |= _answers(found, probs, readable)
    if each:
        columns |= {f"p({name})": np.round(probs[:, code], DIGITS) for code, name in enumerate(found.names)}
    return pd.DataFrame(columns)


def _read(data: Any, said: Mapping[str, Any], wanted: str | None, header: bool | None) -> Dataset:
    """Return the examples, read as those of the audit were; an id that was not asked for may be missing."""
    roles = {**said["reading"], "header": said["reading"]["header"] if header is None else header}
    if wanted is not None:
        return read_unlabelled(data, said["modality"], {**roles, "id": wanted})
    dataset = read_unlabelled(data, said["modality"], {**roles, "id": None})
    if roles["id"] in dataset.frame.columns:
        return read_unlabelled(data, said["modality"], roles)
    return dataset


def _listed(names: Sequence[str]) -> str:
    """Return the first of some columns in one phrase."""
    shown = ", ".join(map(repr, names[:_SHOWN]))
    return f"the columns {shown}" + (f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else "")


def _answers(
    model: PortableModel, probs: NDArray[np.float64], readable: NDArray[np.bool_]
) -> dict[str, pd.Series | NDArray[Any]]:
    """Return the answer for each row, and how sure it is."""
    if model.task == "tags":
        names = np.array(model.names, dtype=object)
        tags = ["|".join(names[row > _LIKELIER]) if known else None for row, known in zip(probs, readable, strict=True)]
        return {"tags": pd.Series(tags, dtype=object)}
    best = np.where(readable, np.nan_to_num(probs).argmax(axis=1), -1)
    labels = np.array([*model.names, None], dtype=object)[best]
    return {
        "label": pd.Series(labels, dtype=object),
        "probability": np.round(np.where(readable, np.nan_to_num(probs).max(axis=1), np.nan), DIGITS),
    }
