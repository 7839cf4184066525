"""The report on tags: chips, tables, the map, hostile names, the terminal."""

import re

import pytest

from labelproof._audit.report.cards import ImageContent, NoContent, RowContent, TextContent
from labelproof._audit.report.tag_cards import Chip, TagCard
from labelproof._audit.report.tag_examples import chip_list
from labelproof._audit.report.tag_heat import together_figure
from labelproof._audit.report.tag_page import render_tag_html
from labelproof._audit.report.tag_text import render_tag_text, tag_notebook_html

CHIPS = (Chip("beach", "missing", 0.93, 0.97), Chip("urban", "extra", 0.04, 0.91), Chip("sunset", "kept", 0.8, 0.1))


def card(content=None, **changes):
    fields = {"rank": 1, "row": 17, "id": None, "chips": CHIPS, "error_probability": 0.97}
    return TagCard(**{**fields, **changes}, content=content or TextContent("waves under a red sky"))


def tag(name, missing=2, extra=1, given=40):
    return {
        "name": name, "given": given, "missing": missing, "missing_share": missing / 60,
        "missing_interval": [0.01, 0.11], "extra": extra, "extra_share": extra / 40, "extra_interval": [0.0, 0.13],
        "mean_quality": 0.93,
    }  # fmt: skip


@pytest.fixture
def tag_summary(summary):
    """A maker of summaries of an audit of tags."""

    def make(**changes):
        parts = summary()
        for absent in ("classes", "class_pairs", "unlabelled"):
            del parts[absent]
        parts |= {
            "task": "tags",
            "counts": {
                "examples": 100, "labelled": 100, "unlabelled": 0, "unreadable": 0, "flagged": 5, "tags": 3,
                "tags_given": 120, "without_tags": 4, "flagged_tags": 9, "missing": 6, "extra": 3, "tags_with_flags": 3,
            },
            "model": {
                "description": "words, linear", "given": False, "folds": 5, "accuracy": 0.7,
                "accuracy_interval": [0.6, 0.78], "micro_f1": 0.8, "log_loss": 0.2, "constant_log_loss": 0.6,
            },
            "detection": {"method": "tag posterior", "probability": "uncalibrated"},
            "tags": [tag("beach"), tag("urban", 3, 0), tag("sunset", 1, 2)],
            "tag_swaps": [{"extra": "urban", "missing": "beach", "flagged": 2}],
            "co_occurrence": {"names": ["beach", "urban", "sunset"], "counts": [[40, 5, 20], [5, 40, 0], [20, 0, 40]]},
        }  # fmt: skip
        return {**parts, **changes}

    return make


def test_chips_differ_by_sign_and_words():
    html = chip_list(CHIPS)
    assert '<span aria-hidden="true" class="sg">+</span><bdi dir="auto">beach</bdi><small>missing?</small>' in html
    assert (
        '<span aria-hidden="true" class="sg">\u2212</span><bdi dir="auto">urban</bdi><small>too many?</small>' in html
    )
    assert '<li class="tag"><bdi dir="auto">sunset</bdi></li>' in html


def test_many_chips_are_cut_and_counted():
    html = chip_list([Chip(f"t{i}", "kept", 0.5, 0.1) for i in range(40)])
    assert html.count('class="tag"') == 12
    assert "28 more tags" in html


def test_an_example_without_tags_says_so():
    assert "no tag given" in chip_list([])


def test_the_page_opens_with_the_answer(tag_summary):
    html = render_tag_html(tag_summary(), [card()])
    assert "<h1>5 of 100 texts have a tag in doubt.</h1>" in html
    assert "9 tags look wrong to the model (6 missing, 3 too many). Review some" in html
    assert "<script" not in html
    assert "default-src &#x27;none&#x27;" in html or "default-src 'none'" in html


def test_the_page_says_that_nobody_has_checked_the_chances(tag_summary):
    assert "nobody has checked them yet" in render_tag_html(tag_summary(), [card()])


def test_page_and_terminal_say_that_the_order_is_not_that_of_the_chances(tag_summary):
    page = render_tag_html(tag_summary(), [card()])
    assert "flagged, sorted by all their tags; each shows the chance of its worst one. The chances" in page
    assert "by all tags; chance of the worst one\n" in render_tag_text(tag_summary(), [card()], width=80)
    assert max(map(len, render_tag_text(tag_summary(), [card()], width=40).splitlines())) <= 40


def test_tags_are_ordered_by_the_number_in_doubt(tag_summary):
    table = render_tag_html(tag_summary(), []).split("Label quality by tag")[1]
    order = re.findall(r'<th scope="row" class="name"><bdi dir="auto">(\w+)</bdi>', table)
    assert order == ["beach", "urban", "sunset"]


@pytest.mark.parametrize(
    ("tags", "said"),
    [(24, None), (25, "Show 1 more tag<"), (240, "Show 216 more tags<"), (250, "And 10 more tags in summary.json.")],
)
def test_many_tags_are_shown_on_demand(tag_summary, tags, said):
    html = render_tag_html(tag_summary(tags=[tag(f"t{k}") for k in range(tags)]), [])
    assert html.count('<th scope="row" class="name">') == min(tags, 240)
    assert ("more tag" in html) == (said is not None)
    assert said is None or said in html


def test_the_name_of_an_image_is_that_of_its_file(tag_summary):
    html = render_tag_html(tag_summary(), [card(ImageContent("data:x", "img_align_celeba/000001.jpg"))])
    assert '<figcaption title="img_align_celeba/000001.jpg"><bdi dir="auto">000001.<wbr>jpg</bdi></figcaption>' in html


def test_a_tag_that_all_or_none_carry_has_no_share(tag_summary):
    none = {**tag("rare", 1, 0, given=0), "extra_share": None, "extra_interval": None}
    assert "none</td>" in render_tag_html(tag_summary(tags=[none]), [])


@pytest.mark.parametrize(
    "content",
    [NoContent(), NoContent("cannot be read"), RowContent((("a", "1"),)), TextContent(""), ImageContent("data:x", "n")],
)
def test_every_kind_of_content_makes_a_card(tag_summary, content):
    html = render_tag_html(tag_summary(), [card(content)])
    assert html.count('class="card ex') == 1
    assert "missing?" in html


def test_the_map_counts_in_titles_and_words():
    html = together_figure({"names": ["a", "b"], "counts": [[10, 4], [4, 8]]}, "texts", 2)
    assert "<title>a with b: 4 of 10</title>" in html
    assert "<title>b with a: 4 of 8</title>" in html
    assert "Most often together: a and b, 4 times." in html


def test_a_single_tag_has_no_map():
    assert together_figure({"names": ["a"], "counts": [[3]]}, "texts", 1) == ""


def test_hostile_names_are_escaped_everywhere(tag_summary, hostile):
    names = [hostile, "b"]
    parts = tag_summary(
        tags=[tag(hostile)],
        tag_swaps=[{"extra": hostile, "missing": "b", "flagged": 1}],
        co_occurrence={"names": names, "counts": [[2, 1], [1, 2]]},
    )
    chips = tuple(Chip(hostile, state, 0.9, 0.9) for state in ("missing", "extra", "kept"))
    for html in (render_tag_html(parts, [card(chips=chips)]), tag_notebook_html(parts, [card(chips=chips)])):
        assert not re.search(r"<(script|img|textarea|b )[^>]*(__pwned|onerror|onclick)", html)
        assert "<script" not in html
        assert "\u202e" not in html
        assert "\x1b" not in html
    text = render_tag_text(parts, [card(chips=chips)])
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e]", text)


def test_the_terminal_shows_signs_and_tags(tag_summary):
    text = render_tag_text(tag_summary(), [card()], width=80)
    lines = text.splitlines()
    assert lines[0] == "5 of 100 texts have a tag in doubt."
    assert any(line.endswith("+beach, -urban  | sunset") for line in lines)
    assert "Tags most in doubt" in text
    assert max(map(len, lines)) <= 80
    assert text.isascii()


def test_nothing_flagged_is_said(tag_summary):
    parts = tag_summary()
    parts["counts"] |= {"flagged": 0, "flagged_tags": 0, "missing": 0, "extra": 0}
    kept = card(chips=(Chip("sunset", "kept", 0.8, 0.2),), error_probability=0.2)
    html = render_tag_html(parts, [kept])
    assert "None of 100 texts has a tag in doubt." in html
    assert "Lowest label quality" in html
    assert "Lowest label quality (not flagged)" in render_tag_text(parts, [kept])


def test_a_weak_model_takes_the_place_of_what_to_do(tag_summary):
    note = {"code": "weak_model", "message": "The model knows little.", "count": 1, "rows": []}
    html = render_tag_html(tag_summary(notes=[note]), [card()])
    assert "Little to go by" in html
    assert "The model knows little." in render_tag_text(tag_summary(notes=[note]), [card()])
