"""The work of `labelproof audit`: read, check the output folder, learn, detect, write, print the worst."""

from __future__ import annotations

import argparse
import json
import shlex
import shutil
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from labelproof._audit.output import check_output, reserved
from labelproof._audit.request import AuditRequest
from labelproof._audit.result import AuditResult
from labelproof._audit.run import analyse, prepare
from labelproof._audit.save import Saved, default_output, write_audit
from labelproof._audit.view import text_of
from labelproof._base.warnings import LabelproofWarning
from labelproof._workspace.improve import improve
from labelproof._workspace.relocating import relocate
from labelproof.cli._columns import named_columns
from labelproof.cli._model import importable_here, model_of
from labelproof.cli._progress import Talk
from labelproof.cli._signals import terminable
from labelproof.cli._talk import plain

__all__ = ["execute"]

_MODEL = "fast"
_SHORT_NOTE = 360
_WORST = 10
_WIDEST = 120


def execute(options: argparse.Namespace) -> int:
    """Audit, write, print, and return the exit code."""
    talk = Talk(quiet=options.quiet, verbose=options.verbose)
    with terminable(), _warnings_told(talk), importable_here():
        return _audit(options, talk) if options.workspace is None else _audit_again(options, talk)


def _audit_again(options: argparse.Namespace, talk: Talk) -> int:
    """Audit a workspace again, write, print."""
    target = Path(options.workspace).expanduser()
    model = None if options.model is None else model_of(options.model)
    if options.moved:
        relocate(target, options.moved)
    with _said_what_is_kept(target.with_name(f".{target.name}.cache")):
        done = improve(target, model=model, called=options.model, progress=talk, raw=options.raw)
    _tell_notes(done.saved.summary["notes"], talk)
    _tell_rest(done.saved, talk, kept=False)
    _print(done.result, done.saved, target, options.format)
    return 0


def _audit(options: argparse.Namespace, talk: Talk) -> int:
    """Audit, write, print."""
    request = AuditRequest(
        data=options.data[0] if len(options.data) == 1 else options.data or None,
        labels=options.labels,
        pred_probs=options.pred_probs,
        feature_array=options.features,
        classes=options.classes,
        model=model_of(options.model or _MODEL),
        model_called=options.model or _MODEL,
        folds=options.folds,
        seed=options.seed,
        **named_columns(options),
    )
    if options.output is not None:
        check_output(Path(options.output).expanduser(), force=options.force, sources=request.sources)
    prepared = prepare(request)
    read_notes = [asdict(note) for note in prepared.dataset.notes]
    _tell_notes(read_notes, talk)
    target = Path(options.output) if options.output is not None else default_output(prepared.dataset.name)
    place = reserved(target, force=options.force, sources=request.sources)
    with place as output, _said_what_is_kept(output.cache):
        result = analyse(prepared, progress=talk, cache_dir=output.cache)
        kept = output.has_review()
        saved = write_audit(result, output, raw=options.raw)
    try:
        later = saved.summary["notes"][len(read_notes) :]
        said_in_text = {"weak_model"} if options.format == "text" else set()
        _tell_notes([note for note in later if note["code"] not in said_in_text], talk)
        _tell_rest(saved, talk, kept=kept)
        _print(result, saved, target, options.format)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"the audit is complete in {target}") from None
    return 0


@contextmanager
def _said_what_is_kept(cache: Path) -> Iterator[None]:
    """Let an interruption say whether the next run goes on from here."""
    try:
        yield
    except KeyboardInterrupt:
        if cache.is_dir() and any(cache.iterdir()):
            raise KeyboardInterrupt(
                f"no audit was written. What was learned is kept in {cache.name}: the same command goes on from there"
            ) from None
        raise


def _tell_notes(notes: Sequence[Mapping[str, Any]], talk: Talk) -> None:
    """Say on stderr what was handled; long notes are cut, and row numbers left out, unless verbose."""
    for note in notes:
        message, rows = note["message"], note["rows"]
        if talk.verbose and rows:
            message += f" Rows: {', '.join(map(str, rows))}" + (", ..." if note["count"] > len(rows) else ".")
        elif not talk.verbose and len(message) > _SHORT_NOTE:
            message = message[:_SHORT_NOTE].rsplit(" ", 1)[0] + " ... (-v shows all)"
        talk.say(f"note: {message}")


def _tell_rest(saved: Saved, talk: Talk, *, kept: bool) -> None:
    """Say on stderr what was left out or changed while writing, and, when verbose, how long each step took."""
    for item in saved.summary["skipped"]:
        talk.say(f"skipped: {item['what']}: {item['why']}")
    if saved.disarmed:
        talk.say(
            f"note: {saved.disarmed:,} cells of issues.csv that a spreadsheet would run as a formula got a ' in front "
            "(--raw keeps them as they are)."
        )
    if kept:
        talk.say(
            "note: The review of the earlier audit was kept (review.sqlite): when it is opened, decisions are carried "
            "over to the rows that are the same."
        )
    if talk.verbose:
        talk.say("time: " + ", ".join(f"{step} {seconds:.1f} s" for step, seconds in saved.summary["timings"].items()))


def _print(result: AuditResult, saved: Saved, target: Path, kind: str) -> None:
    """Print the result on stdout."""
    if kind == "json":
        # Names may be no valid Unicode, so everything beyond ASCII is escaped.
        print(json.dumps({"output": str(target), "worst": _worst(result), **saved.summary}, indent=1))
        return
    width = min(shutil.get_terminal_size((80, 24)).columns, _WIDEST) if sys.stdout.isatty() else 80
    text = text_of(result, saved.summary, most=_WORST, width=width)
    print(plain(text.rstrip("\n")))
    print(f"\nreport: {plain(str(target / 'report.html'))}\nissues: {plain(str(target / 'issues.csv'))}")
    if result.tag_issues is not None:
        print(f"tags:   {plain(str(target / 'tag_issues.csv'))}")
    print(f"review: labelproof review {plain(shlex.quote(str(target)))}")


def _worst(result: AuditResult) -> list[dict[str, Any]]:
    """Return the first lines of the table of issues as plain values, None for a missing one."""
    first = result.issues.iloc[:_WORST].loc[:, :"rank"]
    records = first.astype(object).where(first.notna(), None).to_dict("records")
    return [{str(name): _plain_value(value) for name, value in record.items()} for record in records]


def _plain_value(value: Any) -> Any:
    """Return a value that JSON can hold."""
    value = value.item() if hasattr(value, "item") else value
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


@contextmanager
def _warnings_told(talk: Talk) -> Iterator[None]:
    """Tell our warnings as notes; those of other packages mean nothing to the user, unless verbose."""
    with warnings.catch_warnings(record=True) as caught:
        yield
    for warning in caught:
        if issubclass(warning.category, LabelproofWarning):
            talk.say(f"note: {warning.message}")
        elif talk.verbose:
            talk.say(f"warning: {warning.message}")
