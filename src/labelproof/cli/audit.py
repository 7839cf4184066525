"""`labelproof audit`: its options and its help; the work is in `_audit_run`, which imports heavy packages."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from labelproof._base.errors import InputError
from labelproof.cli._columns import add_columns
from labelproof.cli._parser import DATA_HELP, CommandParser, one_of, whole_number

__all__ = ["run"]

_ABOUT = """Find the examples whose label is probably wrong.

DATA is one or more CSV, TSV, JSON lines or Parquet files of the same columns; a folder with one subfolder of images or
recordings per class, or with a metadata file (column file_name, file, image, audio or path), loose or in a .zip; or an
.npz with X and y, or images and labels. Examples may carry several tags: --tags, ARFF, or CelebA's attribute list.
Columns that are not named are guessed, and the guess is said.
Without --pred-probs a built-in model is trained by cross-validation; nothing is downloaded."""

_USAGE = """labelproof audit [DATA ...] [--label COL] [OPTIONS]
       labelproof audit --continue WORKSPACE [--model MODEL] [--data PLACE]"""

_EXAMPLES = """OUT gets report.html, issues.csv and issues.parquet (one line per example, worst first), summary.json,
pred_probs.npy and run.json. In issues.csv a cell that a spreadsheet would run as a formula gets a ' in front, unless
--raw is given. Of tags, tag_issues.csv has one line per doubtful tag.

examples:
  labelproof audit train.csv --label category
  labelproof audit train.csv test.csv --label intent --text question -o intents.labelproof
  labelproof audit adult.csv --no-header --label -1
  labelproof audit photos/
  labelproof audit sounds/ --model regular
  labelproof audit train.csv --label category --model my_models:make_model
  labelproof audit posts.csv --tags tags
  labelproof audit comments.csv --text comment --tags toxic,obscene,threat
  labelproof audit --labels labels.npy --pred-probs pred_probs.npy --classes names.txt
  labelproof audit train.csv --label category --pred-probs pred_probs.npy --format json
  labelproof audit --continue train.labelproof

exit codes: 0 done, 2 usage or input error, 3 a defect of labelproof itself, 130 interrupted"""


_WITH_A_WORKSPACE = frozenset({"workspace", "moved", "model", "force", "raw", "format", "quiet", "verbose", "debug"})
"""What may be given beside --continue."""


def run(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    parser = _parser()
    options = parser.parse_anywhere(arguments, rest="data")
    if options.workspace is not None:
        _check_alone(options, parser)
    elif options.moved:
        raise InputError("--data says where the data of a workspace lie now. Without --continue, give DATA alone.")
    for role in ("text", "tags"):
        named = getattr(options, role)
        if not options.data and named and Path(named[-1]).is_file():
            what = f"{named[-1]!r} was read as a column of {role}"
            raise InputError(f"No data was given; {what}. Put DATA before --{role}.")
    from labelproof.cli._audit_run import execute  # noqa: PLC0415 - so that --help imports nothing heavy

    return execute(options)


def _check_alone(options: argparse.Namespace, parser: CommandParser) -> None:
    """Refuse what a workspace says itself."""
    given = [
        name
        for name, value in vars(options).items()
        if name not in _WITH_A_WORKSPACE and value not in ([], parser.get_default(name))
    ]
    if given:
        shown = "DATA" if given[0] == "data" else "-o" if given[0] == "output" else f"--{given[0].replace('_', '-')}"
        raise InputError(f"--continue takes everything from the workspace but the model: leave out {shown}.")


def _parser() -> CommandParser:
    """Return the parser of this command."""
    parser = CommandParser(
        prog="labelproof audit",
        usage=_USAGE,
        description=_ABOUT,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "data", nargs="*", metavar="DATA", help="files or a folder; optional with --labels and --pred-probs"
    )
    parser.add_argument(
        "--continue",
        dest="workspace",
        metavar="WORKSPACE",
        help="audit the data of a workspace again, with the labels as people corrected them; decisions are kept",
    )
    parser.add_argument(
        "--data", dest="moved", action="append", default=[], metavar="PLACE", help=f"with --continue: {DATA_HELP}"
    )
    add_columns(parser.add_argument_group("what the columns are"))
    _add_given(parser.add_argument_group("your own probabilities (.npy, .csv, .parquet, .zarr, .h5 and more)"))
    _add_learning(parser.add_argument_group("how to learn"))
    _add_output(parser.add_argument_group("output"))
    return parser


def _add_given(group: argparse._ArgumentGroup) -> None:
    """Add the options that name files of labels and probabilities."""
    group.add_argument("--labels", metavar="FILE", help="given labels, when they are not a column of DATA")
    group.add_argument("--pred-probs", metavar="FILE", help="out-of-sample probabilities, one row per example")
    group.add_argument("--features", metavar="FILE", help="numeric features of the same rows")
    group.add_argument("--classes", metavar="FILE", help="class names, one per line, in the order of the columns")


def _add_learning(group: argparse._ArgumentGroup) -> None:
    """Add the options of the built-in models."""
    group.add_argument(
        "--model",
        metavar="MODEL",
        help="fast, regular or best; one of their members, such as linear; or your own as module:attribute, which is "
        "imported (default: fast; with --continue the one before)",
    )
    group.add_argument(
        "--folds", type=whole_number(2), default=5, metavar="N", help="folds of the cross-validation (default: 5)"
    )
    seeds = whole_number(0, 2**32 - 1)
    group.add_argument("--seed", type=seeds, default=0, metavar="N", help="same seed, same result (default: 0)")


def _add_output(group: argparse._ArgumentGroup) -> None:
    """Add the options about what is written and said."""
    default = "<name>.labelproof in the current folder"
    group.add_argument("-o", "--output", metavar="OUT", help=f"folder to write (default: {default})")
    group.add_argument("--force", action="store_true", help="replace an earlier audit in OUT, once this is complete")
    group.add_argument("--raw", action="store_true", help="keep formulas in issues.csv as they are; see below")
    kinds = ("text", "json")
    group.add_argument(
        "--format", type=one_of(*kinds), default="text", metavar="|".join(kinds), help="what to print (default: text)"
    )
    loud = group.add_mutually_exclusive_group()
    loud.add_argument("-q", "--quiet", action="store_true", help="no progress and no notes on stderr")
    loud.add_argument("-v", "--verbose", action="store_true", help="notes in full, and timings")
    group.add_argument("--debug", action="store_true", help="show the traceback of an error")
