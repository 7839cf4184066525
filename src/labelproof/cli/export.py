"""`labelproof export`: its options and its help; the work is in `_export_run`, which imports heavy packages."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from labelproof.cli._parser import DATA_HELP, CommandParser, one_of

__all__ = ["run"]

_ABOUT = """Write the corrected data of a review.

WORKSPACE is the folder that `labelproof audit` wrote; without it the newest *.labelproof folder of the current one is
taken. The source is never overwritten, and a source that changed since the audit is refused."""

_EXAMPLES = """formats:
  source   the data as they came: every byte the same but for the changed labels; of class folders a copy
  csv      a new table, UTF-8; text that a spreadsheet would run as a formula gets a ' in front
  jsonl    a new table, one JSON object per row
  parquet  a new table
  patch    the decisions alone, one JSON object each: who changed what into what, when and why
  moves    of class folders: which file goes where, as JSON; nothing is moved

examples:
  labelproof export train.labelproof -o train.fixed.csv
  labelproof export train.labelproof --format parquet -o train.fixed.parquet
  labelproof export train.labelproof --columns add --excluded mark -o reviewed.csv
  labelproof export photos.labelproof -o photos.fixed
  labelproof export photos.labelproof --format moves -o moves.json
  labelproof export train.labelproof --data /new/place/train.csv
  labelproof export --preview

exit codes: 0 done, 2 usage or input error, 3 a defect of labelproof itself, 130 interrupted"""

_FORMATS = ("source", "csv", "jsonl", "parquet", "patch", "moves")


def run(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    options = _parser().parse_anywhere(arguments, rest="workspace")
    from labelproof.cli._export_run import execute  # noqa: PLC0415 - so that --help imports nothing heavy

    return execute(options)


def _parser() -> CommandParser:
    """Return the parser of this command."""
    parser = CommandParser(
        prog="labelproof export",
        usage="labelproof export [WORKSPACE] [--format FORMAT] [-o OUT] [OPTIONS]",
        description=_ABOUT,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("workspace", nargs="*", metavar="WORKSPACE", help="the folder of an audit; default: the newest")
    parser.add_argument(
        "--format",
        type=one_of(*_FORMATS),
        default="source",
        metavar="|".join(_FORMATS),
        help="what to write (default: source)",
    )
    parser.add_argument(
        "-o", "--output", metavar="OUT", help="the file to write, or the folder where it is several files"
    )
    parser.add_argument(
        "--columns",
        type=one_of("replace", "add"),
        default="replace",
        metavar="replace|add",
        help="replace the labels, or keep them and add columns beside them (default: replace)",
    )
    parser.add_argument(
        "--excluded",
        type=one_of("drop", "mark"),
        default="drop",
        metavar="drop|mark",
        help="leave excluded rows out, or keep them and mark them in a column (default: drop)",
    )
    parser.add_argument("--preview", action="store_true", help="write nothing; show what would change")
    parser.add_argument("--force", action="store_true", help="replace what an earlier export wrote; never the source")
    parser.add_argument("--data", action="append", metavar="PLACE", help=DATA_HELP)
    parser.add_argument("--user", metavar="NAME", help="who exports; default: the name that the system knows")
    parser.add_argument("-q", "--quiet", action="store_true", help="say nothing on stderr")
    parser.add_argument("--debug", action="store_true", help="show the traceback of an error")
    return parser
