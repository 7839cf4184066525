"""`labelproof audit`: its options and its help; the work is in `_audit_run`, which imports heavy packages."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from labelproof._base.errors import InputError
from labelproof.cli._parser import CommandParser, one_of, whole_number

__all__ = ["run"]

_ABOUT = """Find the examples whose label is probably wrong.

DATA is one or more CSV, TSV, JSON lines or Parquet files of the same columns; a folder with one subfolder of images
per class, or with a metadata file (column file_name, file, image or path), images loose or in a .zip; or an .npz with
X and y, or images and labels. Columns that are not named are guessed, and the guess is said.
Without --pred-probs a built-in model is trained by cross-validation; nothing is downloaded."""

_EXAMPLES = """examples:
  labelproof audit train.csv --label category
  labelproof audit train.csv test.csv --label intent --text question -o intents.labelproof
  labelproof audit adult.csv --no-header --label -1
  labelproof audit photos/
  labelproof audit --labels labels.npy --pred-probs pred_probs.npy --classes names.txt
  labelproof audit train.csv --label category --pred-probs pred_probs.npy --format json

exit codes: 0 done, 2 usage or input error, 3 a defect of labelproof itself, 130 interrupted"""


def run(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    options = _parser().parse_anywhere(arguments, rest="data")
    if not options.data and options.text and Path(options.text[-1]).is_file():
        swallowed = options.text[-1]
        raise InputError(f"No data was given; {swallowed!r} was read as a text column. Put DATA before --text.")
    from labelproof.cli._audit_run import execute  # noqa: PLC0415 - so that --help imports nothing heavy

    return execute(options)


def _parser() -> CommandParser:
    """Return the parser of this command."""
    parser = CommandParser(
        prog="labelproof audit",
        usage="labelproof audit [DATA ...] [--label COL] [OPTIONS]",
        description=_ABOUT,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "data", nargs="*", metavar="DATA", help="files or a folder; optional with --labels and --pred-probs"
    )
    what = parser.add_argument_group("what the columns are")
    what.add_argument("--label", metavar="COL", help="the label column, by name or position (-1 is the last)")
    what.add_argument(
        "--text", metavar="COL", nargs="+", action="extend", default=[], help="text columns to learn from"
    )
    what.add_argument("--image", metavar="COL", help="the column with image paths")
    what.add_argument("--feature", metavar="COL", nargs="+", action="extend", default=[], help="columns to learn from")
    what.add_argument("--id", metavar="COL", help="the column that identifies rows; its values must be distinct")
    what.add_argument("--no-header", action="store_true", help="the tables have no header: columns are c0, c1, ...")
    given = parser.add_argument_group("your own probabilities (.npy, .csv, .parquet)")
    given.add_argument("--labels", metavar="FILE", help="given labels, when they are not a column of DATA")
    given.add_argument("--pred-probs", metavar="FILE", help="out-of-sample probabilities, one row per example")
    given.add_argument("--features", metavar="FILE", help="numeric features of the same rows")
    given.add_argument("--classes", metavar="FILE", help="class names, one per line, in the order of the columns")
    how = parser.add_argument_group("how to learn")
    how.add_argument(
        "--model",
        type=one_of("fast", "regular", "best"),
        default="fast",
        metavar="fast|regular|best",
        help="built-in model (default: fast)",
    )
    how.add_argument(
        "--folds", type=whole_number(2), default=5, metavar="N", help="folds of the cross-validation (default: 5)"
    )
    how.add_argument(
        "--seed", type=whole_number(0, 2**32 - 1), default=0, metavar="N", help="same seed, same result (default: 0)"
    )
    out = parser.add_argument_group("output")
    out.add_argument(
        "-o", "--output", metavar="OUT", help="folder to write (default: <name>.labelproof in the current folder)"
    )
    out.add_argument(
        "--force", action="store_true", help="replace an earlier audit in OUT, once the new one is complete"
    )
    out.add_argument(
        "--raw", action="store_true", help="keep cells of issues.csv that a spreadsheet would run as a formula"
    )
    out.add_argument(
        "--format",
        type=one_of("text", "json"),
        default="text",
        metavar="text|json",
        help="what to print on stdout (default: text)",
    )
    loud = out.add_mutually_exclusive_group()
    loud.add_argument("-q", "--quiet", action="store_true", help="no progress and no notes on stderr")
    loud.add_argument("-v", "--verbose", action="store_true", help="notes in full, and timings")
    out.add_argument("--debug", action="store_true", help="show the traceback of an error")
    return parser
