"""Errors about names: what came, what would have been legal, and the nearest of it."""

import numpy as np
import pytest

from labelproof._base.errors import InputError, InputTypeError, legal_name, refuse_unknown_keys, unknown_name

LEGAL = ("fast", "regular")


def test_a_legal_name_is_returned() -> None:
    assert legal_name("model", "be a known model", "fast", LEGAL) == "fast"


@pytest.mark.parametrize("name", ["fst", None, 3, ["fast"], np.array(["fast", "fast"])])
def test_any_other_name_is_refused(name: object) -> None:
    with pytest.raises(InputError, match=r"^`model` must be a known model: got .*Legal: 'fast', 'regular'\.$"):
        legal_name("model", "be a known model", name, LEGAL)


def test_the_nearest_name_is_told() -> None:
    assert str(unknown_name("model", "be a known model", "fst", LEGAL)) == (
        "`model` must be a known model: got 'fst'. Did you mean 'fast'? Legal: 'fast', 'regular'."
    )


def test_unknown_keys_are_refused_with_the_error_of_the_caller() -> None:
    refuse_unknown_keys("options", {"fast": 1}, LEGAL)
    with pytest.raises(InputTypeError, match=r"`options` has an unknown key: 'regulr'\. Did you mean 'regular'"):
        refuse_unknown_keys("options", {"fast": 1, "regulr": 2}, LEGAL, error=InputTypeError)
