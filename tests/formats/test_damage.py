"""Files that were damaged at every place: they are read or refused, and nothing else happens."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest

from labelproof._base.errors import InputError
from labelproof._formats import read, read_given

SPOILS = (b"\xff\x00\xff\x7f", b'"', b"\n", b"[", b",,")
LABELS = np.arange(12) % 3


def whole_files() -> dict[str, bytes]:
    plain, packed, array, archive = io.BytesIO(), io.BytesIO(), io.BytesIO(), io.BytesIO()
    np.savez(plain, X=np.zeros((12, 3)), y=LABELS)
    np.savez_compressed(packed, images=np.zeros((12, 3, 3), dtype=np.uint8), labels=LABELS)
    np.save(array, LABELS)
    with zipfile.ZipFile(archive, "w") as members:
        members.writestr("a/1.png", b"x")
        members.writestr("b/1.png", b"x")
    return {
        "plain.npz": plain.getvalue(),
        "packed.npz": packed.getvalue(),
        "labels.npy": array.getvalue(),
        "set.zip": archive.getvalue(),
        "set.csv": b'text,label\n"a, b",x\nc,y\n"d ""q""",x\n' * 3,
        "set.tsv": b'text\tlabel\n"a\tx\nc\ty\n' * 4,
        "set.jsonl": b'{"text":"a b c d","label":"x"}\n{"text":"c","label":"y","n":[1]}\n' * 3,
    }


def damaged(content: bytes) -> list[bytes]:
    places = range(0, len(content), max(1, len(content) // 40))
    spoilt = [content[:place] + SPOILS[n % 5] + content[place + 2 :] for n, place in enumerate(places)]
    return spoilt + [content[:place] for place in places]


@pytest.mark.parametrize("name", sorted(whole_files()))
def test_a_damaged_file_is_read_or_refused(write, name):
    outcomes = {"read": 0, "refused": 0}
    for content in damaged(whole_files()[name]):
        path = write(name, content)
        try:
            read_given(path, np.full((12, 3), 1 / 3)) if name == "labels.npy" else read(path)
            outcomes["read"] += 1
        except InputError:
            outcomes["refused"] += 1
    assert outcomes["refused"] > 0


def test_a_damaged_parquet_file_is_read_or_refused(write):
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    out = io.BytesIO()
    parquet.write_table(arrow.table({"text": ["a b c d", "e f g h"] * 6, "label": ["x", "y"] * 6}), out)
    refused = 0
    for content in damaged(out.getvalue()):
        try:
            read(write("set.parquet", content))
        except InputError:
            refused += 1
    assert refused > 0
