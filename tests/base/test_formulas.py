"""Texts that a spreadsheet would run."""

import pytest

from labelproof._base.formulas import disarmed


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-cmd", "@sum", "\tx", "\rx", "\uff1d1", "-1-1"])
def test_what_would_run_gets_a_quote(text):
    assert disarmed(text) == "'" + text


@pytest.mark.parametrize("text", ["", "cat", "-1", "+1.5e3", "-.5", "-3,5", "-5%", "a=b", " =1"])
def test_harmless_text_stays(text):
    assert disarmed(text) == text
