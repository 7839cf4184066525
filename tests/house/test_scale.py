"""The limits that docs/scale.md names are those of the code."""

from __future__ import annotations

import pytest

from labelproof._blocks import tensors
from labelproof._core import selection
from labelproof._engines import run
from labelproof._tasks.multiclass import counts, inputs
from repository import ROOT

PAGE = " ".join((ROOT / "docs" / "scale.md").read_text(encoding="utf-8").split())


def power(number: int) -> str:
    assert number.bit_count() == 1
    return f"2^{number.bit_length() - 1}"


@pytest.mark.parametrize(
    "sentence",
    [
        f"at most {power(run._BLOCK_ROWS)} rows and {power(run._BLOCK_VALUES)} values",
        f"; {power(run._KNOWN_BLOCK_VALUES)} values where facts are kept",
        f"; {power(tensors._BLOCK_ROWS)} rows and {power(tensors._BLOCK_VALUES)} values on a device",
        f"by the filter up to {power(inputs._MANY)} rows ({8 * inputs._MANY // 10**6} MB for float32;",
        f"MB for float32; {power(64 * inputs._MANY)} rows on a device)",
        f"keep facts from {inputs._WIDE} classes on",
        f"more than {power(counts._JOINT_CELLS)} counts",
        f"of {8 * selection.SAMPLED} places and more on average, are first filled from every {selection.SAMPLED}th row",
    ],
)
def test_the_page_names_the_limits_of_the_code(sentence: str) -> None:
    assert sentence in PAGE
