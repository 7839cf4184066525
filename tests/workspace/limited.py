"""A process that decides where it cannot write, and says what it was told. Run by test_durability.

size PATH: no file may grow by more than 64 KiB; decide until that fails, then once more without the limit.
full PATH: decide until the disk is full. readonly PATH: open the workspace as a user who may not write there.
"""

from __future__ import annotations

import itertools
import os
import resource
import shutil
import sys
import tempfile
import uuid
from pathlib import Path

from labelproof._workspace.choices import Choice
from labelproof._workspace.errors import StoreError
from labelproof._workspace.workspace import Workspace


def decide_until_refused(workspace: Workspace) -> None:
    """Decide until the store refuses, then say why, and how things stand in memory."""
    rows = workspace.project().examples
    for number in itertools.count():
        name = uuid.uuid4().hex
        try:
            workspace.decide_many([Choice(uuid=name, target=number % rows, verb="exclude", comment="x" * 500)])
        except StoreError as error:
            say("refused", str(error))
            say("events", str(workspace.seq))
            return
        say("decided", name)


def size(path: str) -> None:
    with Workspace.open(path, user="ann") as workspace:
        largest = max(file.stat().st_size for file in Path(path).glob("review.sqlite*"))
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest + 65_536, resource.RLIM_INFINITY))
        decide_until_refused(workspace)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        name = uuid.uuid4().hex
        workspace.decide_many([Choice(uuid=name, target=0, verb="exclude")])
        say("decided", name)


def full(path: str) -> None:
    with Workspace.open(path, user="ann") as workspace:
        decide_until_refused(workspace)


def readonly(path: str) -> None:
    with tempfile.TemporaryDirectory() as place:  # loads all that is loaded on demand, while it may be read
        Workspace.open(shutil.copytree(path, Path(place) / "w", copy_function=shutil.copyfile), user="ann").close()
    if os.geteuid() == 0:
        os.setgid(65534)
        os.setuid(65534)
    try:
        Workspace.open(path, user="ann").close()
    except StoreError as error:
        say("refused", str(error))


def say(*words: str) -> None:
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    {"size": size, "full": full, "readonly": readonly}[sys.argv[1]](sys.argv[2])
