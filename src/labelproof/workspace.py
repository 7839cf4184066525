"""Review an audit from Python: decide, undo, and take the corrected labels, with or without the studio.

`Workspace.open` opens the folder that ``labelproof audit`` wrote. A decision is on the disk before the call returns.
"""

from __future__ import annotations

from os import PathLike

from labelproof._workspace.choices import Choice
from labelproof._workspace.export import folders, patch
from labelproof._workspace.views import Filter
from labelproof._workspace.workspace import Workspace

__all__ = ["Choice", "Filter", "Workspace", "apply_moves", "apply_patch"]


def apply_patch(
    patch_file: str | PathLike[str],
    data: str | PathLike[str],
    output: str | PathLike[str],
    *,
    force: bool = False,
) -> int:
    r"""Write a table again with the decisions of a patch, and return how many rows changed.

    Parameters
    ----------
    patch_file : path
        What ``labelproof export --format patch`` wrote.
    data : path
        One table file. Its rows may stand in another order than when they were reviewed; each one is found by its key,
        and its content and its old label must be what they were.
    output : path
        The file to write.
    force : bool, default False
        Replace an existing file.

    Returns
    -------
    int
        Number of rows with another label, or left out.

    Raises
    ------
    InputError
        If a row is missing, or its content or its label is another one than in the patch; nothing is written then.

    Examples
    --------
    >>> import labelproof
    >>> from pathlib import Path
    >>> lines = ["text,label", "it purrs,cat", "it barks,dog", "it fetches,cat", "it guards,dog"]
    >>> _ = Path("pets.csv").write_text("\n".join(lines))
    >>> pred_probs = [[0.9, 0.1], [0.2, 0.8], [0.1, 0.9], [0.3, 0.7]]
    >>> known = {"label": "label", "text": ["text"], "classes": ["cat", "dog"]}
    >>> result = labelproof.audit("pets.csv", pred_probs=pred_probs, **known)
    >>> with Workspace.open(result.save("pets.labelproof")) as workspace:
    ...     decided = workspace.decide(2, "accept")
    ...     done = workspace.export("patch", "pets.patch.jsonl")
    >>> apply_patch("pets.patch.jsonl", "pets.csv", "pets.fixed.csv")
    1
    >>> Path("pets.fixed.csv").read_text().splitlines()[3]
    'it fetches,dog'
    """
    return patch.apply_patch(patch_file, data, output, force=force)


def apply_moves(plan: str | PathLike[str], root: str | PathLike[str], *, left_out: str = "left out") -> int:
    """Move the files of a folder of class folders as a plan says, and return how many were moved.

    Parameters
    ----------
    plan : path
        The file that ``labelproof export --format moves`` wrote.
    root : path
        The folder with the class folders.
    left_out : str, default "left out"
        A folder beside `root`, named after it with this behind, takes what is left out. Nothing is deleted.

    Returns
    -------
    int
        Number of moved files.

    Raises
    ------
    InputError
        If a file is missing, or a place is taken; nothing has been moved then.

    Examples
    --------
    >>> import json
    >>> from pathlib import Path
    >>> Path("pets/cat").mkdir(parents=True)
    >>> _ = Path("pets/cat/rex.png").write_bytes(b"")
    >>> moves = [{"from": "cat/rex.png", "to": "dog/rex.png"}]
    >>> plan = {"labelproof": "moves", "version": 1, "moves": moves, "left_out": []}
    >>> _ = Path("plan.json").write_text(json.dumps(plan))
    >>> apply_moves("plan.json", "pets")
    1
    >>> Path("pets/dog/rex.png").exists()
    True
    """
    return folders.apply_moves(plan, root, left_out=left_out)
