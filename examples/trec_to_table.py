"""Turn question-classification lines into a table for `labelproof audit`.

The TREC files hold one question per line, in Latin-1: a coarse and a fine class with a colon between them, a blank, and
the question. This writes columns `text`, `coarse` and `fine` as UTF-8.

    python examples/trec_to_table.py TREC.train TREC.test -o trec.csv
    labelproof audit trec.csv --label coarse --text text
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path


def questions(path: Path) -> Iterator[tuple[str, str, str]]:
    """Give (text, coarse class, fine class) of each line."""
    for number, line in enumerate(path.read_text(encoding="latin-1").splitlines(), 1):
        if not line.strip():
            continue
        classes, blank, text = line.strip().partition(" ")
        coarse, colon, fine = classes.partition(":")
        if not (blank and colon and coarse and fine):
            raise SystemExit(f"{path}, line {number}: expected 'COARSE:fine text', got {line[:60]!r}")
        yield text, coarse, fine


def main() -> None:
    """Read the files named on the command line, write one table, say how many rows it has."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path, help="files of COARSE:fine text lines, in Latin-1")
    parser.add_argument(
        "-o", "--output", type=Path, default=Path("trec.csv"), help="table to write (default: trec.csv)"
    )
    options = parser.parse_args()
    rows = [(*question, path.name) for path in options.files for question in questions(path)]
    with options.output.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["text", "coarse", "fine", "file"])
        table.writerows(rows)
    print(f"{len(rows)} questions -> {options.output}")


if __name__ == "__main__":
    main()
