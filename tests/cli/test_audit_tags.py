"""`labelproof audit` on data whose examples may carry several tags, from files written by hand."""

import csv
import json

import numpy as np
import pytest

WORDS = {"sport": ("goal", "match", "team"), "money": ("bank", "stock", "price"), "food": ("bread", "soup", "apple")}
TAGS = tuple(WORDS)


def posts(rows=60):
    """Return (text, tags) of one or two themes each; row 7 has one too many."""
    made = []
    for i in range(rows):
        own = [TAGS[i % 3]] if i % 2 else [TAGS[i % 3], TAGS[(i + 1) % 3]]
        words = " ".join(WORDS[tag][i % 3] + " and " + WORDS[tag][(i // 3) % 3] for tag in own)
        made.append((f"a note on {words} number {i}", own))
    made[7][1].append(next(tag for tag in TAGS if tag not in made[7][1]))
    return made


def as_csv(pairs, mark="|"):
    return "text,tags\n" + "".join(f'{text},"{mark.join(tags)}"\n' for text, tags in pairs)


def lines(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_column_of_tags(shell):
    shell.write("posts.csv", as_csv(posts()))
    code, out, err = shell("audit", "posts.csv", "--tags", "tags")
    assert code == 0
    assert "of 60 texts ha" in out.splitlines()[0]
    assert "Most likely wrong (+ missing, - too many)" in out
    assert out.rstrip().endswith("tags:   posts.labelproof/tag_issues.csv\nreview: labelproof review posts.labelproof")
    assert "note: The tag column 'tags': the tags of a cell were separated at each '|'." in err
    folder = shell.folder / "posts.labelproof"
    first = lines(folder / "tag_issues.csv")[0]
    assert (first["rank"], first["row"], first["kind"], first["given"], first["suggested"]) == (
        "1",
        "7",
        "extra",
        "1",
        "0",
    )
    issues = lines(folder / "issues.csv")
    assert issues[0]["row"] == "7"
    assert issues[0]["extra_tags"] == first["tag"]
    assert issues[0]["is_label_issue"] == "True"
    assert np.load(folder / "pred_probs.npy").shape == (60, 3)
    assert json.loads((folder / "summary.json").read_text())["task"] == "tags"


def test_a_label_column_of_lists_is_taken_as_tags(shell):
    rows = [json.dumps({"text": text, "label": tags}) for text, tags in posts()]
    shell.write("posts.jsonl", "\n".join(rows))
    code, out, _ = shell("audit", "posts.jsonl", "--label", "label", "--format", "json")
    assert code == 0
    answer = json.loads(out)
    assert answer["task"] == "tags"
    assert answer["worst"][0]["row"] == 7


def test_columns_of_zeros_and_ones_are_found_and_said(shell):
    body = "".join(f"{text},{','.join(str(int(tag in own)) for tag in TAGS)}\n" for text, own in posts())
    shell.write("wide.csv", f"text,{','.join(TAGS)}\n{body}")
    code, _, err = shell("audit", "wide.csv", "--tags")
    assert code == 0
    assert "note: Using the 3 columns `sport`, `money`, `food` as the tags (guessed; name them with --tags)." in err


def test_arff_needs_no_option(shell):
    rows = "".join(f"{i % 2}.{i},{(i // 2) % 2}.{i},{i % 2},{(i // 2) % 2}\n" for i in range(60))
    head = "@relation t\n@attribute x real\n@attribute y real\n@attribute odd {0,1}\n@attribute half {0,1}\n@data\n"
    shell.write("toy.arff", head + rows)
    code, out, _ = shell("audit", "toy.arff", "-q")
    assert code == 0
    assert "of 60 rows ha" in out


def test_a_matrix_and_probabilities(shell):
    true = np.arange(40)[:, None] % np.array([2, 3]) == 0
    tags = true.astype(int)
    tags[9, 1] = 0
    shell.write("tags.npy", tags)
    shell.write("probs.npy", np.where(true, 0.9, 0.1))
    shell.write("names.txt", "even\nthird\n")
    code, _, _ = shell(
        "audit", "--labels", "tags.npy", "--pred-probs", "probs.npy", "--classes", "names.txt", "-q", "-o", "out"
    )
    assert code == 0
    (line,) = lines(shell.folder / "out" / "tag_issues.csv")
    assert (line["row"], line["tag"], line["kind"]) == ("9", "third", "missing")


def test_ids_of_names_in_a_file(shell):
    body = "".join(f"{text}\t{','.join(str(TAGS.index(tag)) for tag in own)}\n" for text, own in posts())
    shell.write("train.tsv", body)
    shell.write("names.txt", "\n".join(TAGS))
    code, _, _ = shell(
        "audit", "train.tsv", "--no-header", "--tags", "c1", "--text", "c0", "--classes", "names.txt", "-q"
    )
    assert code == 0
    assert lines(shell.folder / "train.labelproof" / "tag_issues.csv")[0]["tag"] in TAGS


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["posts.csv", "--tags", "tgas"], "`tags`: there is no column 'tgas'. Did you mean 'tags'?"),
        (["posts.csv", "--tags", "tags", "--label", "tags"], "named twice"),
        (["posts.csv", "--tags", "text", "tags"], "The tag column 'text', row 0: 0 or 1 was expected"),
        (["posts.csv", "--tags", "tags", "--classes", "two.txt"], "there is no tag 'food'. Legal: 'sport', 'money'"),
        (["--tags", "posts.csv"], "'posts.csv' was read as a column of tags. Put DATA before --tags."),
        (["--labels", "three.npy", "--pred-probs", "two.npy"], "got 2 columns and 3 tags"),
        (["--labels", "values.npy", "--pred-probs", "two.npy"], "`labels` in `values.npy` must hold 0 and 1: got 7"),
        (
            ["posts.csv", "--tags", "tags", "--pred-probs", "two.npy"],
            "3 different tags occur and `pred_probs` has 2 columns",
        ),
        (["ids.csv", "--tags", "tags", "--classes", "two.txt"], "row 1: tag 2 is out of range: there are 2 tags"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_sentence(shell, options, message):
    shell.write("posts.csv", as_csv(posts()))
    shell.write("ids.csv", 'text,tags\na b c,0\nd e f,"1,2"\n')
    shell.write("two.txt", "sport\nmoney\n")
    shell.write("three.npy", np.eye(3, dtype=int)[[0, 1, 2, 2]] | [0, 0, 1])
    shell.write("values.npy", [[7, 0], [0, 1], [1, 1], [0, 0]])
    shell.write("two.npy", np.full((4, 2), 0.5))
    before = shell.files()
    code, out, err = shell("audit", *options)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert message in err
    assert err.count("\n") == 1
    assert shell.files() == before


def test_hostile_names_are_shown_and_never_obeyed(shell):
    rows = posts()
    for _, own in rows:
        own[:] = [{"food": "=cmd|'/c calc'!A0", "money": "<script>alert(1)</script>"}.get(tag, tag) for tag in own]
    shell.write("posts.jsonl", "\n".join(json.dumps({"text": text, "tags": own}) for text, own in rows))
    code, _, err = shell("audit", "posts.jsonl", "--tags", "tags")
    assert code == 0
    assert "got a ' in front" in err
    folder = shell.folder / "posts.labelproof"
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;" in page
    assert all(not cell.startswith("=") for line in lines(folder / "issues.csv") for cell in line.values())


@pytest.mark.parametrize("name", ["emotions/emotions", "scene/scene-train", "birds/birds-train"])
def test_real_arff_is_audited(shell, test_data, name):
    path = test_data / "multilabel-arff" / f"{name}.arff"
    code, out, _ = shell("audit", path, "-q", "-o", "out")
    assert code == 0
    assert "have a tag in doubt." in out


def test_an_attribute_list_with_images_beside_it(shell):
    image = pytest.importorskip("PIL.Image", reason="images need Pillow")
    rng = np.random.default_rng(0)
    listed = []
    for i in range(36):
        red, bright = i % 2, (i // 2) % 2
        pixels = rng.integers(0, 40, (24, 24, 3)).astype(np.uint8)
        pixels[..., 0 if red else 2] += np.uint8(80 + 120 * bright)
        (shell.folder / "celeba" / "img_align_celeba").mkdir(parents=True, exist_ok=True)
        image.fromarray(pixels).save(shell.folder / "celeba" / "img_align_celeba" / f"{i:06d}.png")
        listed.append(f"{i:06d}.png {1 if red and i != 9 else -1} {1 if bright else -1}")
    shell.write("celeba/list_attr_celeba.txt", "36\nRed Bright\n" + "\n".join(listed) + "\n")
    code, out, err = shell("audit", "celeba", "-o", "out")
    assert code == 0
    assert "note: The tags are the 2 attributes of list_attr_celeba.txt." in err
    assert "of 36 images ha" in out
    assert lines(shell.folder / "out" / "issues.csv")[0]["row"] == "9"
    assert "data:image/" in (shell.folder / "out" / "report.html").read_text(encoding="utf-8")
