"""`labelproof predict`: its options and its help; the work is in `_model_run`, which imports heavy packages."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from labelproof._base.errors import InputError
from labelproof.cli._parser import CommandParser

__all__ = ["run"]

_ABOUT = """Label examples with a model that `labelproof train` wrote.

DATA is what an audit takes, without labels, or with labels that are not looked at: tables with the columns that the
model has learned from, a folder or a .zip of images or recordings (no class folders needed), an .npz or .npy. The
answer is CSV: row, id, file, label and probability; of examples with tags, the tags that are likelier than not."""

_EXAMPLES = """In CSV a cell that a spreadsheet would run as a formula gets a ' in front, unless --raw is given.

examples:
  labelproof predict model new.csv
  labelproof predict model new.csv --id number -o labels.csv
  labelproof predict model photos/ --probabilities -o labels.csv

exit codes: 0 done, 2 usage or input error, 3 a defect of labelproof itself, 130 interrupted"""


def run(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    options = _parser().parse_anywhere(arguments, rest="places")
    if len(options.places) < 2:
        raise InputError("A model and data are expected: labelproof predict MODEL DATA. Name both.")
    from labelproof.cli._model_run import predict_labels  # noqa: PLC0415 - so that --help imports nothing heavy

    return predict_labels(options)


def _parser() -> CommandParser:
    """Return the parser of this command."""
    parser = CommandParser(
        prog="labelproof predict",
        usage="labelproof predict MODEL DATA [DATA ...] [OPTIONS]",
        description=_ABOUT,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("places", nargs="*", metavar="MODEL DATA", help="the folder of a model, then files or a folder")
    parser.add_argument("-o", "--output", metavar="FILE", help="file to write (default: stdout)")
    parser.add_argument("--force", action="store_true", help="replace FILE")
    parser.add_argument("--id", metavar="COL", help="a column to repeat (default: that of the audit)")
    parser.add_argument("--no-header", action="store_true", help="the tables have no header: columns are c0, c1, ...")
    parser.add_argument("--probabilities", action="store_true", help="add a column for each class or tag")
    parser.add_argument("--raw", action="store_true", help="keep formulas as they are")
    parser.add_argument("-q", "--quiet", action="store_true", help="no progress and no notes on stderr")
    parser.add_argument("--debug", action="store_true", help="show the traceback of an error")
    return parser
