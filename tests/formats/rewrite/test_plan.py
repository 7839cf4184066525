"""What all rewriters share."""

import io

import numpy as np
import pytest

from labelproof._formats.rewrite.files import rewritten
from labelproof._formats.rewrite.plan import Plan, free_names


@pytest.mark.parametrize(
    ("wanted", "taken", "expected"),
    [
        (["a", "b"], ["c"], ["a", "b"]),
        (["a", "b"], ["a", "a_2"], ["a_3", "b"]),
        (["a", "a"], [], ["a", "a_2"]),
    ],
)
def test_taken_names_get_a_number(wanted, taken, expected):
    assert free_names(wanted, taken) == expected


def arrays():
    target = io.BytesIO()
    np.savez(target, X=np.zeros((3, 2)), label=np.array(["a", "b", "b"]))
    return target.getvalue()


ARFF = b"@relation r\n@attribute x numeric\n@attribute label {a,b}\n@data\n1,a\n2,b\n3,b\n"
FILES = {
    "f.csv": b"x,label\n1,a\n2,b\n3,b\n",
    "f.tsv": b"x\tlabel\n1\ta\n2\tb\n3\tb\n",
    "f.jsonl": b'{"label":"a"}\n{"label":"b"}\n{"label":"b"}\n',
    "f.json": b'[{"label":"a"},{"label":"b"},{"label":"b"}]',
    "f.arff": ARFF,
    "f.npz": arrays(),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("limit", [None, 2])
def test_every_kind_shows_its_changes_also_when_it_reads_its_beginning_alone(tmp_path, name, limit):
    plan = Plan(columns=("label",), rows=3, changes={0: "b"}, shown=5, limit=limit)
    shown = rewritten(FILES[name], tmp_path / name, plan).shown
    assert len(shown) == 1
    assert shown[0].before != shown[0].after
    assert shown[0].before.replace("a", "b") == (shown[0].after or "").replace("a", "b")
