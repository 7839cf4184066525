from __future__ import annotations

import os
import sys
from types import ModuleType

import pytest

from labelproof._base.offline import SWITCHES, offline


def test_hub_libraries_are_told_that_there_is_no_network_and_then_nothing(monkeypatch):
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setenv("TRANSFORMERS_OFFLINE", "0")
    before = dict(os.environ)
    with offline():
        assert {os.environ[name] for name in SWITCHES} == {"1"}
    assert dict(os.environ) == before


def test_a_library_that_is_loaded_already_is_told_too(monkeypatch):
    constants = ModuleType("huggingface_hub.constants")
    constants.HF_HUB_OFFLINE = False
    monkeypatch.setitem(sys.modules, "huggingface_hub.constants", constants)
    with offline():
        assert constants.HF_HUB_OFFLINE is True
    assert constants.HF_HUB_OFFLINE is False


def test_switches_are_restored_after_an_error():
    before = dict(os.environ)
    with pytest.raises(KeyError), offline():
        raise KeyError
    assert dict(os.environ) == before
