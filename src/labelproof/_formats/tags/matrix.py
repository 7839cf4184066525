"""Lists of tags, or values of 0 and 1, to the matrix of who carries what; what cannot be meant is refused."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.dataset import Note, TagMatrix
from labelproof._base.errors import InputError, InputTypeError, nearest
from labelproof._formats.tags.cells import Cells, Tag

__all__ = ["is_multi_hot", "matrix_of_array", "matrix_of_cells", "matrix_of_values", "presence"]

_WHOLE = re.compile(r"[+-]?\d{1,18}")
_MOST_ONCE, _SHARE_ONCE = 10, 0.8
_PRESENT = {"1": 1, "1.0": 1, "true": 1, "0": 0, "0.0": 0, "false": 0, "-1": 0, "-1.0": 0}


def matrix_of_cells(
    cells: Cells, origin: str, *, names: Sequence[str] | None = None, width: int | None = None
) -> tuple[TagMatrix, tuple[Note, ...]]:
    """Return the tags of every row as a matrix, and what had to be said.

    Parameters
    ----------
    cells : Cells
        The tags of each row.
    origin : str
        What to call them in messages.
    names : sequence of str, optional
        The tags in the order of their numbers. Default: those that occur, sorted.
    width : int, optional
        How many tags there are, when they have numbers and no names.

    Returns
    -------
    matrix : TagMatrix
        One row per cell.
    notes : tuple of Note
        Those of the cells, and whether a tag came twice in a row.

    Raises
    ------
    InputError
        If a number is out of range, a name is unknown, or rows of 0 and 1 differ in length.
    """
    rows = cells.rows
    if not any(rows):
        raise InputError(
            f"{origin} holds no tag at all: all {len(rows)} rows are empty. Name the column with the tags."
        )
    if is_multi_hot(rows):
        return _of_multi_hot(rows, origin, names, width), cells.notes
    _refuse_either(rows, origin, len(names) if names is not None else width)
    numbered = all(isinstance(tag, int) or _WHOLE.fullmatch(tag) for row in rows for tag in row)
    if numbered and names is not None:
        named = set(names)
        numbered = not any(str(tag) in named for row in rows for tag in row)
    if numbered and (names is not None or width is not None):
        matrix = _by_number(rows, origin, tuple(names) if names is not None else tuple(map(str, range(width or 0))))
    else:
        matrix = _by_name(rows, origin, names, width, numbered=numbered)
    return matrix, (*cells.notes, *_repeated(rows, origin))


def matrix_of_values(
    columns: Sequence[Sequence[Any]], names: Sequence[str], origin: str
) -> tuple[TagMatrix, tuple[Note, ...]]:
    """Return the matrix of K columns of 0 and 1 (or -1 and 1, true and false); anything else is refused."""
    given = np.column_stack(
        [presence(column, f"{origin} {name!r}") for column, name in zip(columns, names, strict=True)]
    )
    if not given.any():
        raise InputError(f"{origin}s hold no tag at all: no row of {', '.join(map(repr, names[:4]))} has a 1.")
    return TagMatrix(tuple(names), given), ()


def matrix_of_array(array: NDArray[Any], origin: str) -> TagMatrix:
    """Return a matrix of 0 and 1 with its columns numbered; any other value is refused."""
    if array.dtype.kind not in "buif":
        raise InputTypeError(f"{origin} must hold 0 and 1: got dtype {array.dtype}. Convert it with astype(int).")
    if array.ndim != 2:
        raise InputError(f"{origin} must have two dimensions, one column per tag: got shape {array.shape}.")
    wrong = (array != 0) & (array != 1)
    if wrong.any():
        row, column = (int(place) for place in np.argwhere(wrong)[0])
        raise InputError(
            f"{origin} must hold 0 and 1: got {array[row, column]!s} at row {row}, column {column}. "
            "Pass 1 where the example has the tag of the column, else 0, or a list of tags per example."
        )
    return TagMatrix(tuple(map(str, range(array.shape[1]))), array.astype(np.uint8))


def presence(values: Sequence[Any], origin: str) -> NDArray[np.uint8]:
    """Return a column of 0 and 1 as uint8; -1 counts as 0, and a value that is neither is refused."""
    found = np.fromiter((_PRESENT.get(str(value).strip().lower(), 2) for value in values), np.uint8, len(values))
    wrong = np.flatnonzero(found == 2)
    if len(wrong):
        row = int(wrong[0])
        raise InputError(
            f"{origin}, row {row}: 0 or 1 was expected, got {values[row]!r:.40}. "
            "Name only columns of 0 and 1 as tags, or one column that holds lists of tags."
        )
    return found


def is_multi_hot(rows: Sequence[Sequence[Tag]]) -> bool:
    """Tell whether the lists are rows of 0 and 1 rather than lists of tags: nothing else, and some of them repeated."""
    return all(str(tag) in {"0", "1"} for row in rows for tag in row) and any(len(row) > len(set(row)) for row in rows)


def _refuse_either(rows: Sequence[Sequence[Tag]], origin: str, width: int | None) -> None:
    """Refuse [0, 1] beside [1, 0] for two tags: both tags of every example, or rows of a matrix that name one each."""
    if width not in (None, 2) or {tuple(map(str, row)) for row in rows} != {("0", "1"), ("1", "0")}:
        return
    raise InputError(
        f"{origin} may hold rows of 0 and 1 or the numbers of two tags: got only [0, 1] and [1, 0]. Give the rows as a "
        "matrix, one column per tag, or the numbers of the tags of each example in ascending order."
    )


def _of_multi_hot(
    rows: Sequence[Sequence[Tag]], origin: str, names: Sequence[str] | None, width: int | None
) -> TagMatrix:
    """Return rows of 0 and 1 as they are, refused unless they are equally long."""
    wanted = len(names) if names is not None else width
    expected = len(rows[0]) if wanted is None else wanted
    for row, values in enumerate(rows):
        if len(values) != expected:
            what = "the first row has" if wanted is None else "there are"
            raise InputError(
                f"{origin}, row {row}: {len(values)} values of 0 and 1, but {what} {expected}. Give every row one "
                "value per tag, or a list of its tags."
            )
    made = tuple(map(str, range(expected))) if names is None else tuple(names)
    return TagMatrix(made, np.array([[int(tag) for tag in row] for row in rows], dtype=np.uint8))


def _by_number(rows: Sequence[Sequence[Tag]], origin: str, names: tuple[str, ...]) -> TagMatrix:
    """Return tags that number the names."""
    given = np.zeros((len(rows), len(names)), dtype=np.uint8)
    for row, tags in enumerate(rows):
        for tag in tags:
            if not 0 <= int(tag) < len(names):
                raise InputError(
                    f"{origin}, row {row}: tag {tag} is out of range: there are {len(names)} tags, numbered 0 to "
                    f"{len(names) - 1}. Correct the number, or pass the names or probabilities of all tags."
                )
            given[row, int(tag)] = 1
    return TagMatrix(names, given)


def _by_name(
    rows: Sequence[Sequence[Tag]], origin: str, names: Sequence[str] | None, width: int | None, *, numbered: bool
) -> TagMatrix:
    """Return tags that are names, of the given ones or of those that occur."""
    if names is None:
        carriers = Counter(str(int(tag)) if numbered else str(tag) for tags in rows for tag in tags)
        if width is None:
            _refuse_contents(carriers, origin)
        names = sorted(carriers, key=int) if numbered else sorted(carriers)
        if numbered and int(names[0]) < 0:
            raise InputError(f"{origin}: tag {names[0]} is out of range: tags are numbered from 0. Correct the number.")
        if width is not None and len(names) != width:
            raise InputError(
                f"{origin}: {len(names)} different tags occur and `pred_probs` has {width} columns, so tags cannot be "
                "matched to columns. Pass `classes` (--classes FILE) with one name per column, in their order."
            )
    place = {name: column for column, name in enumerate(names)}
    given = np.zeros((len(rows), len(names)), dtype=np.uint8)
    for row, tags in enumerate(rows):
        for tag in tags:
            name = str(int(tag)) if numbered else str(tag)
            if name not in place:
                raise InputError(f"{origin}, row {row}: there is no tag {name!r}. {nearest(name, names)}")
            given[row, place[name]] = 1
    return TagMatrix(tuple(names), given)


def _refuse_contents(carriers: Counter[str], origin: str) -> None:
    """Refuse tags of which nearly every one occurs once: a model would be trained for each of them, on nothing."""
    once = sum(1 for count in carriers.values() if count == 1)
    if once > max(_MOST_ONCE, _SHARE_ONCE * len(carriers)):
        raise InputError(
            f"{origin} holds {len(carriers):,} different tags, {once:,} of which occur once: tags that several "
            "examples share were expected, this looks like text or an id. Name another column with --tags."
        )


def _repeated(rows: Sequence[Sequence[Tag]], origin: str) -> tuple[Note, ...]:
    """Return the note about rows that carry a tag twice."""
    twice = [row for row, tags in enumerate(rows) if len(tags) > len(set(tags))]
    if not twice:
        return ()
    message = f"{origin}: {len(twice)} rows carry a tag more than once; it counts once."
    return (Note("repeated_tags", message, len(twice), tuple(twice[:100])),)
