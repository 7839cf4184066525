"""Where the picture or the recording of a row is, and whether it may be read: containment before anything is opened.

Files come from anybody. A row names its file relative to one folder, the root of the data; nothing outside of it is
read, not even through a link.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.dataset import ImageRef
from labelproof._blocks.damage import DAMAGE
from labelproof._media.content import UnreadableFile

__all__ = ["place_of", "root_of"]

_MOST_ARRAY_BYTES = 2 << 30


def root_of(workspace: Path) -> Path | None:
    """Return the folder of the data that an audit read, as the audit says."""
    said = json.loads((workspace / "review" / "review.json").read_bytes()).get("root")
    return None if said is None else workspace / str(said)


def place_of(media: str | Mapping[str, Any], *, root: Path | None, review: Path) -> ImageRef:
    """Return a reference to what an audit stored about a row's media.

    Parameters
    ----------
    media : str or mapping
        A relative path; or `file` and `member` of a zip; or `file`, `index` and of an npz `array`.
    root : Path or None
        The folder of the data.
    review : Path
        The folder of the audit's own files, where pictures are that came as arrays.

    Returns
    -------
    ImageRef
        With pixels where they come from an array. A recording is found in the same way.

    Raises
    ------
    UnreadableFile
        If the file is missing, is no plain file, or lies outside of its folder.
    """
    if isinstance(media, str):
        return ImageRef(Path(media).name, path=_contained(media, root))
    file = str(media.get("file", ""))
    if "member" in media:
        member = str(media["member"])
        return ImageRef(member, path=_contained(file, root), member=member)
    own = (review / file).is_file()
    path = _contained(file, review if own else root)
    pixels = _array(str(path), media.get("array"), path.stat().st_mtime_ns)
    index = media.get("index")
    if not isinstance(index, int) or not 0 <= index < len(pixels):
        raise UnreadableFile(f"`{path.name}` holds {len(pixels):,} pictures, and no number {index}")
    return ImageRef(f"{path.name} {index}", array=np.asarray(pixels[index]))


def _contained(place: str, root: Path | None) -> Path:
    """Return the file of a relative path, which must lie in the root whatever links say."""
    if root is None:
        raise UnreadableFile("nothing says where it is")
    if not place or "\0" in place or Path(place).is_absolute():
        raise UnreadableFile("it does not lie in the folder of the data")
    try:
        base = root.resolve(strict=True)
        path = (base / place).resolve(strict=True)
        inside = path.is_relative_to(base)
        plain = path.is_file()
    except (OSError, RuntimeError):
        raise UnreadableFile("the file does not exist") from None
    if not inside:
        raise UnreadableFile("it does not lie in the folder of the data")
    if not plain:
        raise UnreadableFile("it is no plain file")
    return path


@lru_cache(maxsize=2)
def _array(path: str, name: str | None, modified: int) -> NDArray[np.generic]:  # noqa: ARG001 - a part of the key
    """Return the pictures of an npy file without reading them, or those of an npz file."""
    try:
        if name is None:
            pixels: NDArray[np.generic] = np.load(path, mmap_mode="r", allow_pickle=False)
            return pixels
        with zipfile.ZipFile(path) as archive, archive.open(f"{name}.npy") as file:
            _check_size(archive.getinfo(f"{name}.npy").file_size)
            return np.lib.format.read_array(file, allow_pickle=False)
    except UnreadableFile:
        raise
    except DAMAGE as error:
        raise UnreadableFile(f"`{Path(path).name}` is damaged, or holds objects, which are never loaded") from error


def _check_size(size: int) -> None:
    if size > _MOST_ARRAY_BYTES:
        raise UnreadableFile(f"it is larger than {_MOST_ARRAY_BYTES >> 30} GiB")
