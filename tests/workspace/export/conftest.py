"""Workspaces whose data lie beside them as files, so that they can be written again."""

import csv
import hashlib
import io
import json
from pathlib import Path

import numpy as np
import pytest

from labelproof._formats.media import digest_of_files
from labelproof._workspace.workspace import Workspace
from workspace.folders import write_folder, write_tags_folder

CLASSES = ("ant", "bee", "cat")
GIVEN = [0, 1, 2, 0, 1, -1]
SUGGESTED = [1, 1, 2, 2, 0, 0]
TEXTS = ["one, two", 'say "x"', "three", "=cmd", "five", "six"]


def name(code):
    return CLASSES[code] if code >= 0 else ""


def as_csv(texts=TEXTS, given=GIVEN):
    target = io.StringIO(newline="")
    csv.writer(target, lineterminator="\r\n").writerows(
        [["text", "label"], *([text, name(code)] for text, code in zip(texts, given, strict=True))]
    )
    return target.getvalue().encode("utf-8-sig")


def as_lines():
    rows = [{"label": name(code) or None, "text": text} for text, code in zip(TEXTS, GIVEN, strict=True)]
    return "".join(json.dumps(row, separators=(",", ":")) + "\n" for row in rows).encode()


def tell(folder, kind, files, *, reading=None, rows=None, columns=None, digests=None):
    """Write into review.json where the rows came from; `files` lie beside the workspace."""
    path = folder / "review" / "review.json"
    about = json.loads(path.read_text())
    known = digests or {file: hashlib.sha256((folder.parent / file).read_bytes()).hexdigest() for file in files}
    about["source"] = {
        "kind": kind,
        "files": [{"path": file, "sha256": known[file]} for file in files],
        "rows": rows or [about["examples"]],
        "labels": None,
        "reading": {"data": files, "in_memory": [], **(reading or {})},
    }
    about["columns"] = {"label": "label", "tags": None, "id": None, "text": ["text"], "features": [], **(columns or {})}
    path.write_text(json.dumps(about))


def open_folder(folder):
    return Workspace.open(folder, user="Ada")


@pytest.fixture
def beside(tmp_path, monkeypatch):
    """Return a function that writes a file and a workspace of it, and opens the workspace."""
    opened = []
    monkeypatch.chdir(tmp_path)

    def make(file="data.csv", content=None, kind="csv", **told):
        (tmp_path / file).write_bytes(as_csv() if content is None else content)
        folder = write_folder(tmp_path / "data.labelproof", GIVEN, SUGGESTED, texts=TEXTS, classes=CLASSES)
        tell(folder, kind, [file], **told)
        opened.append(open_folder(folder))
        return opened[-1]

    yield make
    for workspace in opened:
        workspace.close()


@pytest.fixture
def with_tags(tmp_path, monkeypatch):
    """Return a function that writes a file of tags and a workspace of it, and opens the workspace."""
    opened = []
    monkeypatch.chdir(tmp_path)

    def make(content, columns, file="data.csv", kind="csv"):
        (tmp_path / file).write_bytes(content)
        given = [[1, 0], [0, 1], [1, 1]]
        folder = write_tags_folder(tmp_path / "data.labelproof", given, [[0, 1], [0, 1], [1, 1]])
        tell(folder, kind, [file], columns={"label": None, "tags": columns})
        opened.append(open_folder(folder))
        return opened[-1]

    yield make
    for workspace in opened:
        workspace.close()


@pytest.fixture
def pictures(tmp_path, monkeypatch):
    """A workspace of class folders `photos/ant/0.png`, ..., with a file that is no picture."""
    monkeypatch.chdir(tmp_path)
    base = tmp_path / "photos"
    names = [f"{name(code)}/{row}.png" for row, code in enumerate(GIVEN[:5])]
    for row, place in enumerate(names):
        (base / place).parent.mkdir(parents=True, exist_ok=True)
        (base / place).write_bytes(b"picture %d" % row)
    (base / "README.txt").write_text("about")
    folder = write_folder(tmp_path / "photos.labelproof", GIVEN[:5], SUGGESTED[:5], classes=CLASSES, keys=names)
    put_media(folder, names)
    digest = digest_of_files(base, base, [base / place for place in names]).sha256
    tell(folder, "folder", ["photos"], columns={"label": None, "text": []}, digests={"photos": digest})
    workspace = open_folder(folder)
    yield workspace
    workspace.close()


def put_media(folder, media):
    """Write into the payload where the pictures are."""
    rows = [json.dumps({"key": str(key), "media": key}).encode() for key in media]
    offsets = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.uint64)
    (folder / "review" / "payload.bin").write_bytes(b"".join(rows))
    np.save(folder / "review" / "payload.npy", offsets)
    path = folder / "review" / "review.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "modality": "image", "noun": "images"}))


def tree(folder):
    """Return the files below a folder, without the manifest."""
    files = [path for path in Path(folder).rglob("*") if path.is_file() and path.name != "manifest.json"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
