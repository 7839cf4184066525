"""Real files with other labels: read again they say what was wanted, and nothing else has changed."""

import random
from pathlib import Path

import pytest

from labelproof._formats import read, read_tagged
from labelproof._formats.rewrite.files import rewritten
from labelproof._formats.rewrite.plan import DROPPED, Plan

CLASSES = [
    ("banking77/train.csv", "category"),
    ("tabular-classification/german.csv", "c20"),
    ("tabular-classification/adult-test.csv", "c14"),
    ("yoruba-hausa-noisy/hausa_newsclass/test.tsv", "label"),
    ("label-errors/20news_mturk.json", "our_guessed_label_name"),
]
TAGS = [
    ("goemotions/dev.tsv", ["c1"]),
    ("multilabel-arff/emotions/emotions.arff", True),
    ("multilabel-arff/birds/birds-train.arff", True),
]


def check(path, tmp_path, columns, rows, changes, *, tags=None):
    """Return the file as it is read after the changes, and see that other lines are the same bytes."""
    before = path.read_bytes()
    after = rewritten(before, path, Plan(columns=columns, rows=rows, changes=changes, tags=tags)).content
    lines = before.splitlines()
    gone = len(lines) - len(after.splitlines())
    assert gone == sum(change is DROPPED for change in changes.values())
    assert len(set(after.splitlines()) - set(lines)) <= len(changes) - gone
    written = Path(tmp_path / path.name)
    written.write_bytes(after)
    return written


@pytest.mark.parametrize(("name", "column"), CLASSES)
def test_classes(test_data, tmp_path, name, column):
    path, draw = test_data / name, random.Random(0)
    labels = read(path, need_content=False).labels.tolist()
    same = {row: label for row, label in enumerate(labels) if label is not None}
    plan = Plan(columns=(column,), rows=len(labels), changes=same)
    assert rewritten(path.read_bytes(), path, plan).content == path.read_bytes()
    known = sorted(set(labels) - {None})
    changes = {
        row: draw.choice([*known, DROPPED]) for row in draw.sample(range(len(labels)), min(60, len(labels) // 2))
    }
    if path.suffix == ".json":  # One object over many lines.
        changes = {row: change for row, change in changes.items() if change is not DROPPED}
    written = check(path, tmp_path, (column,), len(labels), changes)
    wanted = [changes.get(row, label) for row, label in enumerate(labels)]
    actual = read(written, label=column, need_content=False).labels.tolist()
    assert actual == [label for label in wanted if label is not DROPPED]


@pytest.mark.parametrize(("name", "tags"), TAGS)
def test_tags(test_data, tmp_path, name, tags):
    path, draw = test_data / name, random.Random(0)
    dataset = read_tagged(path, tags=tags, need_content=False)
    given, names = dataset.tags.given.astype(bool), dataset.tags.names
    columns = (dataset.label_column,) if dataset.label_column in dataset.frame.columns else names
    changes = {}
    for row in draw.sample(range(len(given)), 60):
        tag = draw.randrange(len(names))
        given[row, tag] = not given[row, tag]
        changes[row] = {names[tag]: bool(given[row, tag])}
    written = check(path, tmp_path, columns, len(given), changes, tags=names)
    again = read_tagged(written, tags=list(columns), need_content=False).tags
    order = [again.names.index(tag) for tag in names]
    assert (again.given[:, order].astype(bool) == given).all()
