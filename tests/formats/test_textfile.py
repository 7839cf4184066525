from __future__ import annotations

import codecs
import hashlib
import re

import pytest

from labelproof._base.errors import InputError
from labelproof._formats.textfile import decode_text, read_text

TABLE = "text,label\nna\u00efve caf\u00e9,pos\n"


def codes(content: bytes) -> tuple[str, list[str]]:
    text, notes = decode_text(content, "t.csv")
    return text, [note.code for note in notes]


def test_utf8_needs_no_note():
    assert codes(TABLE.encode()) == (TABLE, [])


@pytest.mark.parametrize(
    ("content", "title"),
    [
        (codecs.BOM_UTF8 + TABLE.encode(), "UTF-8"),
        (codecs.BOM_UTF16_LE + TABLE.encode("utf-16-le"), "UTF-16"),
        (codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"), "UTF-16"),
        (codecs.BOM_UTF32_LE + TABLE.encode("utf-32-le"), "UTF-32"),
    ],
)
def test_a_byte_order_mark_is_accepted_and_said(content, title):
    text, notes = decode_text(content, "t.csv")
    assert text == TABLE
    assert [(note.code, note.message) for note in notes] == [
        ("bom", f"t.csv starts with a {title} byte-order mark; it was read as {title}.")
    ]


def test_a_guessed_encoding_is_said_with_the_first_line_that_is_not_utf8():
    text, notes = decode_text("text,label\nfine,pos\nca\u0192\u00e9,neg\n".encode("cp1252"), "t.csv")
    assert text == "text,label\nfine,pos\nca\u0192\u00e9,neg\n"
    assert [(note.code, note.message) for note in notes] == [
        (
            "guessed_encoding",
            "t.csv is not valid UTF-8 (first at line 3); it was read as Windows-1252, which is a guess.",
        )
    ]


def test_bytes_that_windows_does_not_know_are_read_as_latin_1():
    text, notes = decode_text(b"a\x81,b\n", "t.csv")
    assert (text, "Latin-1" in notes[0].message) == ("a\x81,b\n", True)


def test_nul_bytes_are_removed_and_counted():
    text, notes = decode_text(b"te\0xt,label\na,\0\0x\n", "t.csv")
    assert text == "text,label\na,x\n"
    assert [(note.code, note.count, note.message) for note in notes] == [
        ("nul_bytes", 3, "t.csv: 3 NUL byte(s) were removed.")
    ]


def test_a_broken_utf16_file_is_refused():
    with pytest.raises(InputError, match="starts with a UTF-16 byte-order mark but is not valid UTF-16"):
        decode_text(codecs.BOM_UTF16_LE + b"abc", "t.csv")


def test_a_file_of_only_nul_bytes_is_empty(write):
    with pytest.raises(InputError, match="is empty"):
        read_text(write("t.csv", b"\0\0\0"))


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"PK\x03\x04rest", "a zip file"), (b"PAR1rest", "a Parquet file"), (b"\x89PNG\r\n", "a PNG image")],
)
def test_a_binary_file_under_a_text_name_is_refused_by_its_kind(write, content, kind):
    path = write("t.csv", content)
    with pytest.raises(InputError, match=re.escape(f"`{path}` should be text but is {kind}")):
        read_text(path)


def test_the_digest_is_of_the_bytes_as_they_lie(write):
    content = codecs.BOM_UTF8 + b"a,b\n"
    path = write("t.csv", content)
    record = read_text(path)[2]
    assert (record.path, record.sha256) == (str(path), hashlib.sha256(content).hexdigest())


def test_a_folder_is_no_text_file(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_text(tmp_path)
