"""What an export would write, before it is written."""

import subprocess
import sys
from pathlib import Path

from workspace.export.conftest import as_csv


def test_the_preview_shows_the_lines_that_differ(beside):
    workspace = beside()
    workspace.decide(0, "relabel", "bee")
    workspace.decide(3, "exclude")
    workspace.decide(4, "unsure")
    preview = workspace.preview_export("source")
    assert (preview.rows, preview.changed, preview.left_out, preview.unresolved) == (5, 1, 1, 1)
    assert [(one.place, one.before, one.after) for one in preview.differences] == [
        ("line 2", '"one, two",ant', '"one, two",bee'),
        ("line 5", "=cmd,ant", None),
    ]
    assert preview.note == "Not settled: 1 unsure. They keep the label that they were given."
    assert preview.files == ["data.corrected.csv"]
    assert preview.bytes == len(as_csv()) - len(b"=cmd,ant\r\n")


def test_the_preview_counts_what_is_written(beside, tmp_path):
    workspace = beside()
    workspace.decide([0, 3], "accept")
    for code in ("source", "csv", "jsonl", "patch"):
        for columns in ("replace", "add"):
            preview = workspace.preview_export(code, columns=columns, excluded="mark")
            done = workspace.export(code, tmp_path / f"{code}.{columns}", columns=columns, excluded="mark")
            assert (preview.rows, preview.bytes) == (done.rows, done.bytes), (code, columns)


def test_a_patch_is_counted_in_decisions(beside):
    workspace = beside()
    workspace.decide(0, "relabel", "bee")
    workspace.decide([3, 4], "exclude")
    preview, done = workspace.preview_export("patch"), workspace.export("patch", "out.jsonl")
    assert (preview.rows, done.rows) == (3, 3)
    assert len(Path("out.jsonl").read_text(encoding="utf-8").splitlines()) == 1 + 3


def test_the_ways_to_export_are_listed_without_loading_what_reads_data(beside):
    with_data = """
import sys
from labelproof import Workspace
workspace = Workspace.open(sys.argv[1])
print(workspace.export_formats()[0].file, len(workspace.exports()), "pandas" in sys.modules)
"""
    path = beside().path
    said = subprocess.run([sys.executable, "-c", with_data, path], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["data.corrected.csv", "0", "False"]


def test_open_questions_are_counted(beside):
    preview = beside().preview_export("source")
    assert preview.unresolved == 3
    assert preview.note == "Not settled: 3 undecided. They keep the label that they were given."
    assert (preview.changed, preview.differences) == (0, [])


def test_new_tables_show_labels(beside):
    workspace = beside()
    workspace.decide(0, "relabel", "bee")
    workspace.decide(3, "exclude")
    shown = workspace.preview_export("jsonl").differences
    assert [(one.place, one.before, one.after) for one in shown] == [("row 0", "ant", "bee"), ("row 3", "ant", None)]


def test_tags_show_what_they_become(with_tags):
    workspace = with_tags(b"text,tags\na,red\nb,round\nc,red|round\n", ["tags"])
    workspace.decide(0, "accept", tag="red")
    shown = workspace.preview_export("jsonl").differences
    assert [(one.before, one.after) for one in shown] == [("red: present", "red: absent")]


def test_class_folders_show_where_files_go(pictures):
    pictures.decide(0, "relabel", "bee")
    pictures.decide(3, "exclude")
    for code in ("source", "moves"):
        shown = pictures.preview_export(code).differences
        assert [(one.before, one.after) for one in shown] == [("ant/0.png", "bee/0.png"), ("ant/3.png", None)]


def test_long_lines_are_cut_around_what_changes(beside):
    long = as_csv().replace(b"three", b"x" * 5000)
    workspace = beside(content=long)
    workspace.decide(2, "relabel", "ant")
    shown = workspace.preview_export("source").differences[0]
    assert shown.before.endswith("xxx,cat")
    assert shown.after.endswith("xxx,ant")
    assert len(shown.before) < 300


def test_formats_say_why_they_cannot_be_used(beside, pictures):
    formats = {one.code: one for one in beside().export_formats()}
    assert list(formats) == ["source", "csv", "jsonl", "parquet", "patch", "moves"]
    assert formats["source"].title == "As the data: CSV"
    assert formats["source"].file == "data.corrected.csv"
    assert formats["moves"].why == "The labels are not the names of folders."
    assert next(one.why for one in pictures.export_formats() if one.code == "moves") is None


def test_of_a_large_file_the_beginning_is_read(beside, monkeypatch):
    monkeypatch.setattr("labelproof._workspace.export.preview._COUNTED_ROWS", 5)
    monkeypatch.setattr("labelproof._workspace.export.preview._READ_ROWS", 1)
    workspace = beside()
    workspace.decide(0, "relabel", "bee")
    workspace.decide(3, "exclude")
    for excluded, left_out in (("drop", 1), ("mark", 0)):
        preview = workspace.preview_export("source", excluded=excluded)
        assert (preview.changed, preview.left_out, preview.bytes) == (1, left_out, 0)
        assert preview.differences[0].before == '"one, two",ant'
    assert workspace.preview_export("jsonl").bytes == 0
