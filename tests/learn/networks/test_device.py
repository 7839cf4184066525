"""The device of a network is one that torch has here."""

import pytest

from labelproof._base.errors import InputError

torch = pytest.importorskip("torch", reason="the extra torch is not installed")
from labelproof._learn.networks.device import device_named  # noqa: E402 - after the skip


def test_a_device_is_found_by_name():
    assert device_named("cpu") == torch.device("cpu")


def test_without_a_name_it_is_the_first_gpu_or_the_processor():
    assert device_named(None).type == ("cuda" if torch.cuda.is_available() else "cpu")


@pytest.mark.parametrize("name", ["gpu", "cuda:99", "meta!"])
def test_a_device_that_is_not_there_is_refused_by_name(name):
    with pytest.raises(InputError, match=f"`device` must be one that torch can use here: got '{name}'"):
        device_named(name)
