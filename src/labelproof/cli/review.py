"""`labelproof review`: its options and its help; the work is in `_review_run`, which imports the server."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from labelproof._base.errors import InputError
from labelproof.cli._columns import add_columns
from labelproof.cli._parser import DATA_HELP, CommandParser, whole_number

__all__ = ["run"]

_ABOUT = """Review and fix an audit in the browser: the studio.

WORKSPACE is the folder that an audit wrote; without it, the newest *.labelproof folder of the current one. DATA that
was not audited yet is audited first, while the page shows how far it is; columns that are not named are guessed. Every
decision is stored at once, in review.sqlite in that folder; your data is never changed. The page is served to this
machine alone, under an address with a secret token; Ctrl-C ends it."""

_EXAMPLES = """examples:
  labelproof review
  labelproof review train.labelproof
  labelproof review train.csv
  labelproof review train.csv --label category
  labelproof review train.labelproof --data /new/place/train.csv
  labelproof review --no-browser --port 8765
  labelproof review --add-user ada
  labelproof review --host 0.0.0.0 --allow-host labels.example.org

exit codes: 0 done, 2 usage or input error, 3 a defect of labelproof itself"""


def run(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    options = _parser().parse_anywhere(arguments, rest="place")
    if len(options.place) > 1:
        raise InputError(f"One workspace is reviewed at a time: got {len(options.place)}. Name one folder or file.")
    from labelproof.cli._review_run import execute  # noqa: PLC0415 - so that --help imports no server

    return execute(options)


def _parser() -> CommandParser:
    """Return the parser of this command."""
    parser = CommandParser(
        prog="labelproof review",
        usage="labelproof review [WORKSPACE or DATA] [OPTIONS]",
        description=_ABOUT,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("place", nargs="*", metavar="WORKSPACE or DATA", help="default: the newest *.labelproof here")
    parser.add_argument(
        "--port", type=_port, default=0, metavar="N", help="the port, or auto: a free one (default: auto)"
    )
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    parser.add_argument("--user", metavar="NAME", help="under whose name you decide (default: your login)")
    parser.add_argument("--data", action="append", metavar="PLACE", help=DATA_HELP)
    add_columns(parser.add_argument_group("what the columns of DATA are, if it was not audited yet"))
    people = parser.add_argument_group("several people")
    people.add_argument("--add-user", metavar="NAME", help="add a person, print their token once, and end")
    people.add_argument("--lead", action="store_true", help="with --add-user: they may settle, train and add people")
    people.add_argument(
        "--host", default="127.0.0.1", metavar="ADDRESS", help="the address to listen on (default: 127.0.0.1)"
    )
    people.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a name under which browsers may call the studio",
    )
    parser.add_argument("--debug", action="store_true", help="show the traceback of an error")
    return parser


def _port(value: str) -> int:
    """Return a port, 0 for any free one."""
    return 0 if value == "auto" else whole_number(1, 65535)(value)
