"""An audit that was interrupted or killed goes on with the same command, and ends with the same result."""

import signal
import subprocess
import sys

import numpy as np
import pytest

# Every answer of a model is worth a file here, and told: an audit that stops at the n-th waits to be stopped.
TELLING = """
import sys, threading
from labelproof import cli
from labelproof._learn import member_scores

stop, asked, count = int(sys.argv[1]), member_scores._asked, 0
member_scores._QUICK = 0

def telling(*args):
    global count
    count += 1
    if count == stop:
        print("waiting", flush=True)
        threading.Event().wait()
    print("asked", flush=True)
    return asked(*args)

member_scores._asked = telling
sys.exit(cli.main(sys.argv[2:]))
"""


def _start(folder, stop, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", TELLING, str(stop), "audit", "mail.csv", *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _stopped(folder, stop, name):
    """Stop an audit at an answer by a signal, and return what it said."""
    child = _start(folder, stop)
    try:
        lines = iter(child.stdout.readline, "")
        assert next(line for line in lines if line != "asked\n") == "waiting\n"
        child.send_signal(getattr(signal, name))
        return child.communicate(timeout=60)[1]
    finally:
        child.kill()
        child.communicate()


def _finished(folder, *arguments):
    """Let an audit run to its end, and return how many answers it needed."""
    child = _start(folder, 0, *arguments)
    out, err = child.communicate(timeout=120)
    assert child.returncode == 0, err
    return out.count("asked\n"), err


@pytest.mark.parametrize("name", ["SIGKILL", "SIGINT", "SIGTERM"])
@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows other signals")
def test_the_same_command_goes_on_and_ends_with_the_same_result(shell, table, name):
    shell.write("mail.csv", table)
    said = _stopped(shell.folder, 4, name)
    kept = shell.folder / ".mail.labelproof.cache"
    assert len(list(kept.glob("fold-*.npy"))) == 3
    if name != "SIGKILL":
        assert "What was learned is kept in .mail.labelproof.cache: the same command goes on from there" in said
    whole, _ = _finished(shell.folder, "-o", "whole")
    rest, _ = _finished(shell.folder)
    assert rest == whole - 3
    assert sorted(path.name for path in shell.folder.iterdir()) == ["mail.csv", "mail.labelproof", "whole"]
    columns = sorted(path.name for path in (shell.folder / "whole" / "review").iterdir() if path.suffix != ".json")
    assert {"vectors.npy", "points.npy", "payload.bin"} < set(columns)
    for file in ("pred_probs.npy", "issues.csv", *(f"review/{name}" for name in columns)):
        one, other = ((shell.folder / folder / file).read_bytes() for folder in ("mail.labelproof", "whole"))
        assert one == other, file


def test_a_damaged_file_is_named_and_learned_again(shell, table):
    shell.write("mail.csv", table)
    _stopped(shell.folder, 4, "SIGINT" if sys.platform == "win32" else "SIGKILL")
    damaged = sorted((shell.folder / ".mail.labelproof.cache").glob("fold-*.npy"))[1]
    damaged.write_bytes(damaged.read_bytes()[:-9])
    whole, _ = _finished(shell.folder, "-o", "whole")
    rest, said = _finished(shell.folder)
    assert rest == whole - 2
    assert damaged.name in said
    one, other = (np.load(shell.folder / folder / "pred_probs.npy") for folder in ("mail.labelproof", "whole"))
    np.testing.assert_array_equal(one, other)


def test_another_data_set_learns_anew(shell, table):
    shell.write("mail.csv", table)
    _stopped(shell.folder, 4, "SIGINT" if sys.platform == "win32" else "SIGKILL")
    shell.write("mail.csv", table[: table.rindex("\n", 0, -1) + 1])
    whole, _ = _finished(shell.folder, "-o", "whole")
    assert _finished(shell.folder)[0] == whole
