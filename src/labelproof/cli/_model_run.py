"""The work of `labelproof train` and `labelproof predict`."""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path

from labelproof._audit.predictions import predict
from labelproof._audit.tables import write_csv
from labelproof._base.errors import InputError
from labelproof._base.files import write_whole
from labelproof._workspace.relocating import relocate
from labelproof._workspace.train import Trained, train
from labelproof.cli._progress import Talk
from labelproof.cli._signals import terminable
from labelproof.cli._talk import plain

__all__ = ["predict_labels", "train_model"]


def train_model(options: argparse.Namespace) -> int:
    """Train, write, print, and return the exit code."""
    talk = Talk(quiet=options.quiet, verbose=False)
    if options.data:
        relocate(options.workspace[0], options.data)
    with terminable():
        done = train(options.workspace[0], options.output, force=options.force, seed=options.seed, progress=talk)
    _tell(options, done, talk)
    return 0


def _tell(options: argparse.Namespace, done: Trained, talk: Talk) -> None:
    """Say what was learned."""
    many, what = len(done.model.taught), "classes" if done.model.task == "classes" else "tags"
    untaught = [name for code, name in enumerate(done.model.names) if code not in set(done.model.taught.tolist())]
    if untaught:
        talk.say(f"note: Nothing could be learned of {', '.join(map(repr, untaught[:8]))}: no example tells it apart.")
    print(f"model: {plain(str(options.output))}")
    print(f"It has learned {many:,} {what} from {done.examples:,} examples.")
    print(f"Of examples that it had not seen it labelled {100 * done.model.accuracy:.1f} % as people did.")


def predict_labels(options: argparse.Namespace) -> int:
    """Label the data, write or print the answer, and return the exit code."""
    talk = Talk(quiet=options.quiet, verbose=False)
    model, *data = options.places
    target = None if options.output is None else Path(options.output).expanduser()
    if target is not None and target.exists() and not (options.force and target.is_file()):
        how = "Replace it with --force, or choose another name." if target.is_file() else "Name a file."
        raise InputError(f"The output {target} exists already. {how}")
    if target is not None and any(target.resolve() == Path(path).expanduser().resolve() for path in data):
        raise InputError(f"The output {target} is the input. Choose another name with -o.")
    with terminable():
        header = False if options.no_header else None
        found = predict(model, data, id=options.id, header=header, each=options.probabilities, progress=talk)
    content = io.BytesIO()
    disarmed = write_csv(found, content, raw=options.raw)
    if target is None:
        sys.stdout.write(content.getvalue().decode("utf-8"))
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        with write_whole(target) as file:
            file.write(content.getvalue())
    unread = int(found["label" if "label" in found else "tags"].isna().sum())
    if unread:
        talk.say(f"note: {unread:,} of {len(found):,} examples could not be read; they have no label.")
    if disarmed:
        talk.say(
            f"note: {disarmed:,} cells that a spreadsheet would run as a formula got a ' in front (--raw keeps them)."
        )
    return 0
