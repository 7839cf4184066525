"""The report as a document: what it says, how it is capped, and that nothing in it comes alive."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest

from labelproof._audit.report.cards import ImageContent, NoContent, RowContent, TextContent
from labelproof._audit.report.html import render_html
from labelproof._audit.report.notebook import notebook_html
from labelproof._audit.report.theme import COLOURS, stylesheet

VOID = {"br", "circle", "img", "link", "meta", "path", "rect", "wbr"}
URLS = {"action", "data", "formaction", "href", "poster", "src", "srcset", "xlink:href"}
PASSIVE = {
    "article", "b", "bdi", "blockquote", "body", "circle", "dd", "details", "div", "dl", "dt", "figcaption", "figure",
    "g", "h1", "h2", "h3", "head", "header", "html", "i", "img", "li", "link", "main", "meta", "ol", "p", "path",
    "rect", "section", "small", "span", "style", "summary", "svg", "table", "tbody", "td", "text", "th", "thead",
    "title", "tr", "ul", "wbr",
}  # fmt: skip


class Page(HTMLParser):
    """The elements, attributes and texts of a page; every element must be closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in {"style", "title"}:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"[ \t\n]+", " ", "".join(self.texts))


def _assert_passive(page: Page) -> None:
    assert set(page.tags) <= PASSIVE
    for tag, name, value in page.attributes:
        assert not name.startswith("on"), (tag, name)
        assert name != "srcdoc"
        if name in URLS:
            assert value.startswith("data:"), (tag, name, value)
        if name == "style":
            assert re.fullmatch(r"(--\w+:[-\d.]+;?)+", value)


def _poisoned(value: Any, poison: str) -> Any:
    """A copy in which every text is the hostile one, but for the word that chooses the wording."""
    if isinstance(value, dict):
        return {key: v if key == "modality" else _poisoned(v, poison) for key, v in value.items()}
    if isinstance(value, list):
        return [_poisoned(v, poison) for v in value]
    return poison if isinstance(value, str) else value


def test_the_answer_is_the_only_main_heading(summary, card) -> None:
    page = Page(render_html(summary(), [card()]))
    assert page.tags["h1"] == 1
    assert "6 of 300 labels are flagged." in page.text
    assert "review some to learn how many are wrong" in page.text


@pytest.mark.parametrize(("flagged", "expected"), [(0, "None of 300 labels is flagged."), (1, "1 of 300 labels is")])
def test_none_and_one_are_said_properly(summary, card, flagged: int, expected: str) -> None:
    parts = summary()
    parts["counts"]["flagged"] = flagged
    if not flagged:
        parts["class_pairs"] = []
    page = Page(render_html(parts, [card(error_probability=0.3)]))
    assert expected in page.text
    assert ("Class pairs" in page.text) == bool(flagged)


def test_it_asks_for_nothing_and_says_so_in_its_policy(summary, card, pixel) -> None:
    html = render_html(summary(), [card(ImageContent(pixel, "a.png"))])
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    assert f'<meta http-equiv="Content-Security-Policy" content="{policy}">' in html
    assert not re.search(r"https?:|url\(|@import|<script", html)
    _assert_passive(Page(html))


def test_the_same_audit_gives_the_same_bytes(summary, card) -> None:
    assert render_html(summary(), [card()]) == render_html(summary(), [card()])


def test_hostile_data_everywhere_stays_text(summary, card, hostile: str) -> None:
    contents = [
        TextContent(hostile * 200),
        TextContent(hostile),
        ImageContent("data:image/png;base64,AAAA" + hostile, hostile),
        ImageContent(hostile, hostile),
        RowContent(tuple((hostile, hostile) for _ in range(30))),
        NoContent(),
        NoContent(hostile),
    ]
    cards = [card(content, given=hostile, suggested=hostile + "2", id=hostile) for content in contents]
    parts = _poisoned(summary(), hostile)
    page = Page(render_html(parts, cards))
    _assert_passive(page)
    assert page.tags["img"] == 0
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", page.text)
    fragment = Page(notebook_html(parts, cards))
    _assert_passive(fragment)
    assert fragment.tags["style"] == 1


def test_hostile_labels_are_shown_as_they_are(summary, card) -> None:
    page = Page(render_html(summary(), [card(given="<script>alert(1)</script>")]))
    assert "<script>alert(1)</script>" in page.text


def test_a_text_card_shows_the_correction_and_the_likeliest_classes(summary, card) -> None:
    page = Page(render_html(summary(), [card(id="q-17")]))
    assert "1q-17row 7,53297\u00a0% likely wrongWhy was my transaction declined?cat →suggested dog" in page.text
    assert "dog90\u00a0%cow6\u00a0%catgiven4\u00a0%" in page.text


def test_a_label_that_is_also_the_suggestion_gets_no_arrow(summary, card) -> None:
    page = Page(render_html(summary(), [card(suggested="cat", error_probability=0.1, classes=(("cat", 0.9),))]))
    assert "cat also the likeliest class" in page.text.replace("catalso", "cat also")


def test_very_long_texts_are_cut_and_counted(summary, card) -> None:
    html = render_html(summary(), [card(TextContent("word " * 20_000))])
    assert len(html) < 40_000
    page = Page(html)
    assert "of 100,000 characters" in page.text
    assert "more characters in issues.csv" in page.text


def test_a_medium_text_can_be_opened_whole(summary, card) -> None:
    page = Page(render_html(summary(), [card(TextContent("word " * 100 + "end"))]))
    assert "All 503 characters" in page.text
    assert "word end" in page.text


def test_rows_show_their_cells_and_count_the_rest(summary, card) -> None:
    cells = tuple((f"column{i}", str(i)) for i in range(40))
    page = Page(render_html(summary(modality="table"), [card(RowContent(cells))]))
    assert "column1111" in page.text
    assert "28 more columns" in page.text
    page = Page(render_html(summary(modality="table"), [card(RowContent(cells[:24], left=48))]))
    assert "12 of 60 more columns" in page.text


def test_images_are_embedded_with_their_name(summary, card, pixel) -> None:
    page = Page(render_html(summary(modality="image"), [card(ImageContent(pixel, "train/iv/ae18.png"))]))
    assert ("img", "src", pixel) in page.attributes
    assert ("img", "alt", "train/iv/ae18.png") in page.attributes


def test_an_image_that_cannot_be_shown_has_a_placeholder(summary, card) -> None:
    cards = [card(ImageContent("data:text/html,<b>", "x.png")), card(NoContent("The image cannot be read."))]
    page = Page(render_html(summary(modality="image"), cards))
    assert page.tags["img"] == 0
    assert "The image cannot be shown." in page.text
    assert "The image cannot be read." in page.text


def test_without_content_and_cards_there_is_still_a_report(summary, card) -> None:
    assert Page(render_html(summary(modality="given"), [card(NoContent())])).tags["blockquote"] == 0
    assert "Most likely wrong" not in Page(render_html(summary(), [])).text


def test_the_first_twelve_cards_are_open(summary, card) -> None:
    cards = [card(rank=i) for i in range(1, 61)]
    page = Page(render_html(summary(), cards))
    assert "Show 48 more cards" in page.text
    assert page.tags["ol"] == 2


def test_a_thousand_classes_are_capped_and_counted(summary, card) -> None:
    parts = summary()
    one = parts["classes"][0]
    parts["classes"] = [{**one, "name": f"class{i}"} for i in range(1000)]
    parts["class_pairs"] = [{"given": f"a{i}", "suggested": f"b{i}", "flagged": 1} for i in range(700)]
    html = render_html(parts, [card()])
    assert len(html) < 60_000
    page = Page(html)
    assert "And 980 more classes in summary.json." in page.text
    assert "And 684 more pairs in summary.json." in page.text
    assert page.attributes.count(("th", "scope", "row")) == 20


def test_classes_are_ordered_by_the_low_end_of_their_share(summary, card) -> None:
    parts = summary()
    small = {"name": "small", "examples": 2, "flagged": 1, "share": 0.5, "interval": [0.09, 0.91], "mean_quality": 0.5}
    large = {
        "name": "large",
        "examples": 900,
        "flagged": 300,
        "share": 0.33,
        "interval": [0.3, 0.36],
        "mean_quality": 0.7,
    }
    absent = {"name": "absent", "examples": 0, "flagged": 0, "share": None, "interval": None, "mean_quality": None}
    parts["classes"] = [small, large, absent]
    text = Page(render_html(parts, [card()])).text
    assert text.index("large900300") < text.index("small21")
    assert "And 1 more class in summary.json." in text


def test_texts_and_labels_choose_their_own_direction(summary, card) -> None:
    html = render_html(summary(), [card(TextContent("לא עובד"), given="כרטיס")])
    assert '<blockquote class="grow" dir="auto">לא עובד</blockquote>' in html
    assert '<bdi dir="auto" class="given">כרטיס</bdi>' in html


def test_what_was_noticed_is_told_with_its_rows(summary, card) -> None:
    text = Page(render_html(summary(), [card()])).text
    assert "2 labels are missing in label. Rows 11, 12." in text
    assert "issues.parquet was left out: pyarrow is not installed" in text
    assert "Cat and cat differ only by case or blanks." in text


def test_unlabelled_rows_get_a_suggestion(summary, card) -> None:
    text = Page(render_html(summary(), [card()])).text
    assert "2 texts without a label" in text
    assert "11dog80\u00a0%" in text
    assert "12could not be read" in text


def test_how_it_was_made_names_input_model_seed_and_hash(summary, card) -> None:
    text = Page(render_html(summary(), [card()])).text
    assert "pets.csv, label label, text text" in text
    assert "data/pets.csv" not in text
    assert "words, linear, 5 folds" in text
    assert "seed 0, 2 min 01 s, labelproof 0.1.0" in text
    assert "9c5e" * 16 in text


def test_files_of_one_name_keep_their_folders(summary, card) -> None:
    parts = summary()
    parts["input"]["files"] = [{"path": f"{part}/data.csv", "sha256": "0" * 64} for part in ("train", "test")]
    text = Page(render_html(parts, [card()])).text
    assert "train/data.csv, test/data.csv" in text


def test_a_model_that_knows_nothing_is_called_so(summary, card) -> None:
    parts = summary()
    parts["notes"] = [{"code": "weak_model", "message": "The model is too weak.", "count": 9, "rows": []}]
    text = Page(render_html(parts, [card()])).text
    assert "Little to go by" in text
    assert text.count("The model is too weak.") == 1


def test_every_colour_that_is_used_is_defined() -> None:
    used = {found for sheet in ("parts", "report") for found in re.findall(r"var\(--([\w-]+)\)", stylesheet(sheet))}
    defined = set(COLOURS) | set(re.findall(r"--([\w-]+):", stylesheet("parts")))
    assert used - defined - {"v", "lo", "hi", "at"} == set()
    assert set(COLOURS) <= used


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "sheet", "well"])
@pytest.mark.parametrize("colour", ["ink", "ink-2", "ink-3", "pencil", "suspect"])
def test_text_has_enough_contrast_on_every_ground(theme: int, ground: str, colour: str) -> None:
    bright, dark = sorted((_luminance(COLOURS[name][theme]) for name in (ground, colour)), reverse=True)
    assert (bright + 0.05) / (dark + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
