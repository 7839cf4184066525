"""A process that decides as fast as it can, and says after each call what was acknowledged. Run by test_durability."""

from __future__ import annotations

import random
import sys
import uuid

from labelproof._workspace.choices import Choice
from labelproof._workspace.workspace import Workspace


def main(path: str, user: str, seed: int) -> None:
    """Decide until killed: single decisions, sheets of five, undo. One line of output for each that came back."""
    draw = random.Random(seed)
    verbs = ("keep", "exclude", "unsure", "ambiguous", "relabel")
    with Workspace.open(path, user=user) as workspace:
        targets = range(workspace.project().examples)
        while True:
            if draw.random() < 0.2 and (undone := _undo(workspace)):
                say("undone", str(undone))
                continue
            chosen = draw.sample(targets, 5 if draw.random() < 0.2 else 1)
            choices = [_choice(target, draw.choice(verbs)) for target in chosen]
            workspace.decide_many(choices, sheet="sheet" if len(choices) > 1 else None)
            for choice in choices:
                say("decided", choice.uuid, str(choice.target), choice.verb)


def _choice(target: int, verb: str) -> Choice:
    label = 2 if verb == "relabel" else None
    return Choice(uuid=uuid.uuid4().hex, target=target, verb=verb, label=label)  # type: ignore[arg-type]


def _undo(workspace: Workspace) -> int | None:
    """Undo the last step; the number of the last event then, None where nothing was left."""
    try:
        return workspace.undo().seq
    except ValueError:
        return None


def say(*words: str) -> None:
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
