"""Data that wants to do harm: it is shown as what it is, and does nothing."""

import csv
import io
import json
import os
import struct
import sys
import zipfile
import zlib

import numpy as np
import pytest
from PIL import Image

import labelproof

EVIL = "<script>document.title='owned'</script>"
IMG = "<img src=x onerror=\"document.title='owned'\">"


def hostile_table():
    """Return a CSV whose labels, columns and texts carry markup, formulas, terminal codes and odd letters."""
    file = io.StringIO(newline="")
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["text", f"label{EVIL}", IMG, "=cmd|'/c calc'!A0"])
    for i in range(60):
        name = (EVIL, "normal </script><b>")[(i % 2) ^ (i == 7)]
        words = ("refund invoice amount", "contactless chip plastic")[i % 2]
        text = {3: f"{words} {EVIL}", 5: f"\x1b[31m{words}\u202e reversed", 9: words + " long" * 20_000}.get(
            i, f"{words} {i}"
        )
        out.writerow([text, name, IMG, "=HYPERLINK(1)"])
    return file.getvalue()


def assert_nothing_runs(page):
    assert "<script>document" not in page
    assert "<img src=x" not in page
    assert "</script><b>" not in page
    assert "Content-Security-Policy" in page


def test_hostile_table_is_shown_escaped(shell):
    shell.write(f"{EVIL[:8]}.csv", hostile_table())
    code, out, err = shell("audit", f"{EVIL[:8]}.csv", "--label", "1", "--text", "text", "-o", "out")
    assert code == 0, err
    assert "\x1b" not in out + err
    page = (shell.folder / "out/report.html").read_text(encoding="utf-8")
    assert_nothing_runs(page)
    assert len(page) < 2_000_000
    with (shell.folder / "out/issues.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows[0][-1] == "'=cmd|'/c calc'!A0"
    assert rows[1][-1] == "'=HYPERLINK(1)"
    assert rows[1][rows[0].index("row")] == "7"


@pytest.mark.browser
def test_hostile_report_runs_no_script_and_makes_no_request(shell, browser):
    shell.write("x.csv", hostile_table())
    assert shell("audit", "x.csv", "--label", "1", "--text", "text", "-o", "out", "-q")[0] == 0
    page = browser.new_page()
    requests, dialogs = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto((shell.folder / "out/report.html").as_uri())
    page.wait_for_load_state("networkidle")
    outside = [url for url in requests if not url.startswith(("file:", "data:"))]
    assert (outside, dialogs) == ([], [])
    assert len([url for url in requests if url.startswith("file:")]) == 1
    assert "owned" not in page.title()
    page.close()


def picture(shade):
    pixels = np.full((8, 8), shade, dtype=np.uint8)
    pixels[::2] //= 2
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def bomb(side=60_000):
    """Return a small PNG that claims to be side x side pixels."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def test_hostile_folder_stays_inside_and_shows_names_escaped(shell):
    shell.write("secret.png", picture(3))
    for i in range(24):
        shell.write(f"photos/{('dark', 'light')[i % 2]}/{i:02}.png", picture((20, 200)[i % 2] + i))
    shell.write("photos/dark/<script>alert(1)<&.png", picture(210))
    shell.write("photos/dark/bomb.png", bomb())
    code, _, err = shell("audit", "photos")
    assert code == 0, err
    listed = (shell.folder / "photos.labelproof/issues.csv").read_text(encoding="utf-8")
    summary = json.loads((shell.folder / "photos.labelproof/summary.json").read_text(encoding="utf-8"))
    page = (shell.folder / "photos.labelproof/report.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "bomb.png" in listed
    assert summary["counts"]["unreadable"] >= 1


def test_link_out_of_the_folder_is_refused(shell):
    shell.write("secret.png", picture(3))
    for i in range(24):
        shell.write(f"photos/{('dark', 'light')[i % 2]}/{i:02}.png", picture((20, 200)[i % 2] + i))
    (shell.folder / "photos/dark/leak.png").symlink_to(shell.folder / "secret.png")
    code, _, err = shell("audit", "photos")
    assert code == 2
    assert "'dark/leak.png' is a link that leads out of the folder" in err


@pytest.mark.parametrize("path", ["../secret.png", "/etc/passwd", "a/../../secret.png"])
def test_image_paths_out_of_the_folder_are_not_read(shell, path):
    shell.write("secret.png", picture(3))
    rows = []
    for i in range(24):
        shell.write(f"photos/{i:02}.png", picture((20, 200)[i % 2] + i))
        rows.append(f"{i:02}.png,{('dark', 'light')[i % 2]}")
    rows.append(f"{path},dark")
    shell.write("photos/metadata.csv", "file_name,label\n" + "\n".join(rows) + "\n")
    code, _, err = shell("audit", "photos", "--label", "label")
    assert code in {0, 2}
    assert "Traceback" not in err
    if code == 0:
        listed = list(csv.DictReader((shell.folder / "photos.labelproof/issues.csv").open(encoding="utf-8")))
        bad = next(row for row in listed if row["file_name"] == path)
        assert (bad["is_label_issue"], bad["error_probability"]) == ("False", "")


def test_npz_with_pickled_objects_is_refused(shell):
    class Owner:
        def __reduce__(self):
            return (open, (str(shell.folder / "owned"), "w"))

    np.savez(shell.folder / "x.npz", X=np.array([Owner()] * 4, dtype=object), y=np.array([0, 1, 0, 1]))
    for path in shell.folder.glob("owned"):
        path.unlink()
    code, _, err = shell("audit", "x.npz")
    assert code == 2
    assert "Traceback" not in err
    assert shell.files() == ["x.npz"]


def test_zip_with_paths_out_of_the_archive_writes_nothing_outside(shell):
    with zipfile.ZipFile(shell.folder / "z.zip", "w") as archive:
        for i in range(24):
            archive.writestr(f"{('dark', 'light')[i % 2]}/{i}.png", picture((20, 200)[i % 2] + i))
        archive.writestr("../../evil/out.png", picture(9))
    code, _, err = shell("audit", "z.zip")
    assert code in {0, 2}
    assert "Traceback" not in err
    assert not (shell.folder.parent / "evil").exists()


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="file names are Unicode on this system")
@pytest.mark.parametrize("kind", ["json", "text"])
def test_class_folders_whose_names_are_not_unicode_reach_every_file(shell, kind):
    odd = os.fsdecode(b"b\xff")
    for i in range(24):
        shell.write(f"photos/{('a', odd)[i % 2]}/{i:02}.png", picture((20, 200)[i % 2] + i))
    shell.write("photos/a/99.png", picture(210))
    code, out, err = shell("audit", "photos", "--format", kind)
    assert code == 0, err
    folder = shell.folder / "photos.labelproof"
    if kind == "json":
        assert json.loads(out)["worst"][0]["suggested_label"] == odd
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert [row["name"] for row in summary["classes"]] == ["a", odd]
    assert json.loads((folder / "run.json").read_text(encoding="utf-8"))["arguments"]["data"] == "photos"
    with (folder / "issues.csv").open(newline="", encoding="utf-8") as file:
        assert next(csv.DictReader(file))["suggested_label"] == r"b\udcff"
    assert r"b\udcff" in (folder / "report.html").read_text(encoding="utf-8")
    with labelproof.Workspace.open(folder, user="ada") as workspace:
        assert [one.name for one in workspace.project().classes] == ["a", r"b\udcff"]
        workspace.decide([24], "relabel", r"b\udcff")
        assert workspace.corrected()[24] == r"b\udcff"


def test_input_whose_name_is_not_unicode_is_recorded(shell):
    if sys.platform in {"win32", "darwin"}:
        pytest.skip("file names are Unicode on this system")
    name = os.fsdecode(b"m\xff.csv")
    shell.write(name, "text,label\n" + "".join(f"word{i % 2} {i},{'ab'[i % 2]}\n" for i in range(40)))
    code, out, err = shell("audit", name, "--format", "json", "--label", "label", "--text", "text")
    assert code == 0, err
    assert json.loads(out)["input"]["files"][0]["path"] == name
    run = json.loads((shell.folder / os.fsdecode(b"m\xff.labelproof") / "run.json").read_text(encoding="utf-8"))
    assert run["arguments"]["data"] == name
