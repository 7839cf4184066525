"""`labelproof train`: its options and its help; the work is in `_model_run`, which imports heavy packages."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from labelproof._base.errors import InputError
from labelproof.cli._parser import DATA_HELP, CommandParser, whole_number

__all__ = ["run"]

_ABOUT = """Fit a model to the corrected labels of a workspace, and keep it in a folder.

WORKSPACE is the folder that an audit wrote, reviewed or not. Its data is read again; examples that were excluded or
left open teach nothing. MODEL gets model.json and arrays.npz: numbers and words, nothing that is run when it is read.
`labelproof predict` asks the model about other data."""

_EXAMPLES = """examples:
  labelproof train train.labelproof -o model
  labelproof predict model new.csv -o labels.csv

exit codes: 0 done, 2 usage or input error, 3 a defect of labelproof itself, 130 interrupted"""


def run(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    options = _parser().parse_anywhere(arguments, rest="workspace")
    if len(options.workspace) != 1:
        raise InputError(f"One workspace is expected: got {len(options.workspace)}. Name the folder of an audit.")
    if options.output is None:
        raise InputError("There is no place for the model. Name a folder with -o.")
    from labelproof.cli._model_run import train_model  # noqa: PLC0415 - so that --help imports nothing heavy

    return train_model(options)


def _parser() -> CommandParser:
    """Return the parser of this command."""
    parser = CommandParser(
        prog="labelproof train",
        usage="labelproof train WORKSPACE -o MODEL [OPTIONS]",
        description=_ABOUT,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("workspace", nargs="*", metavar="WORKSPACE", help="the folder that an audit wrote")
    parser.add_argument("-o", "--output", metavar="MODEL", help="folder to write")
    parser.add_argument("--data", action="append", metavar="PLACE", help=DATA_HELP)
    parser.add_argument("--force", action="store_true", help="replace an earlier model in MODEL")
    seeds = whole_number(0, 2**32 - 1)
    parser.add_argument("--seed", type=seeds, default=0, metavar="N", help="same seed, same model (default: 0)")
    parser.add_argument("-q", "--quiet", action="store_true", help="no progress and no notes on stderr")
    parser.add_argument("--debug", action="store_true", help="show the traceback of an error")
    return parser
