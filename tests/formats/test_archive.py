from __future__ import annotations

import re

import pytest

from labelproof._base.errors import InputError
from labelproof._formats.archive import members_of
from labelproof._formats.kinds import IMAGES


def test_only_images_are_listed(pack, png):
    path = pack(
        "t.zip",
        {"a/1.png": png(), "a/notes.txt": b"x", "__MACOSX/a/1.png": b"x", "a/.2.png": b"x", ".cache/1.png": b"x"},
    )
    assert members_of(path, IMAGES, refuse=True) == {"a/1.png": "a/1.png"}


def test_a_member_that_leads_out_is_refused_or_left_out(pack, png):
    path = pack("t.zip", {"../evil.png": png(), "a/1.png": png()})
    with pytest.raises(InputError, match=re.escape(f"`{path}`: the path '../evil.png' leads out of the folder")):
        members_of(path, IMAGES, refuse=True)
    assert list(members_of(path, IMAGES, refuse=False)) == ["a/1.png"]


def test_a_broken_zip_file_is_refused(write):
    path = write("t.zip", b"PK\x03\x04broken")
    with pytest.raises(InputError, match=re.escape(f"`{path}` is no readable zip file")):
        members_of(path, IMAGES, refuse=True)
