from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof._audit.report.escape import attribute, cut, esc, name, one_line, prose, sentence, visible


def test_markup_and_both_quotes_are_escaped() -> None:
    assert esc("<a href='x'>\"&") == "&lt;a href=&#x27;x&#x27;&gt;&quot;&amp;"


def test_controls_and_direction_overrides_become_signs() -> None:
    assert visible("a\x00b\x1b[31mc\u202ed") == "a\\x00b\\x1b[31mc\\u202ed"


def test_running_text_keeps_its_lines_and_tabs() -> None:
    assert visible("a\r\nb\rc\u2028d\te") == "a\nb\nc\nd\te"


def test_names_show_what_makes_them_look_alike() -> None:
    assert one_line("cat\u200b") == "cat\\u200b"
    assert one_line("a\nb\tc") == "a\\nb\\tc"


def test_marks_that_scripts_need_are_kept() -> None:
    assert visible("می\u200cخواهم 👩\u200d🚀 \u200fשלום") == "می\u200cخواهم 👩\u200d🚀 \u200fשלום"


def test_lone_surrogates_can_be_encoded_afterwards() -> None:
    assert visible("x\ud800y").encode("utf-8") == b"x\\ud800y"


def test_a_cut_ends_at_a_near_blank_and_counts_the_rest() -> None:
    assert cut("one two three", 8) == ("one two", 6)
    assert cut("x" * 20, 9) == ("x" * 9, 11)
    assert cut("short", 9) == ("short", 0)


def test_cut_prose_ends_with_an_ellipsis() -> None:
    assert prose("<b> " * 5, limit=7) == "&lt;b&gt; &lt;b&gt;…"


def test_a_name_is_isolated_in_its_own_direction() -> None:
    assert name("כרטיס", kind="given") == '<bdi dir="auto" class="given">כרטיס</bdi>'


def test_a_cut_name_keeps_the_whole_in_its_title() -> None:
    assert name('a"bcdefgh', limit=4) == '<bdi dir="auto" title="a&quot;bcdefgh">a&quot;bc…</bdi>'


def test_an_empty_name_is_said_to_be_empty() -> None:
    assert name("") == '<bdi dir="auto"><span class="muted">(empty)</span></bdi>'


def test_long_names_may_break_behind_separators_only() -> None:
    assert name("a_b/c") == '<bdi dir="auto">a_<wbr>b/<wbr>c</bdi>'
    assert name("_a-") == '<bdi dir="auto">_a-</bdi>'


def test_code_in_a_message_is_set_as_code_after_escaping() -> None:
    assert sentence("column `<b>`", limit=99) == 'column <span class="mono">&lt;b&gt;</span>'


@pytest.mark.parametrize("function", [esc, name, attribute, lambda text: prose(text, limit=50)])
@given(text=st.text(max_size=80))
def test_no_text_opens_a_tag_or_ends_an_attribute(function, text: str) -> None:
    shown = function(text)
    inner = shown.replace('<bdi dir="auto">', "").replace("</bdi>", "").replace("<wbr>", "")
    assert "<" not in inner.replace('<span class="muted">(empty)</span>', "")
    assert '"' not in inner.replace('<span class="muted">(empty)</span>', "")
