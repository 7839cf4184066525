"""What stays on the disk when an audit does not reach its end: nothing."""

import errno
import os
import re
import signal
import subprocess
import sys

import pytest

WAITING = """
import sys, threading
import labelproof._audit.run as steps
from labelproof import cli

def learn(*args, **kwargs):
    print("training", flush=True)
    threading.Event().wait()

steps.learn_pred_probs = learn
sys.exit(cli.main(sys.argv[1:]))
"""

SMALL_FILES = """
import resource, sys
from labelproof import cli
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
sys.exit(cli.main(sys.argv[1:]))
"""


@pytest.fixture
def training(shell, table):
    """Return an audit in another process, stopped in the middle of its training."""
    shell.write("mail.csv", table)
    child = subprocess.Popen(
        [sys.executable, "-c", WAITING, "audit", "mail.csv"],
        cwd=shell.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert child.stdout.readline() == "training\n"
        yield child
    finally:
        child.kill()
        child.communicate()


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_interrupt_during_training_leaves_nothing(shell, training, name):
    if signal.getsignal(getattr(signal, name, signal.SIGTERM)) is signal.SIG_IGN or not hasattr(signal, name):
        pytest.skip(f"{name} is ignored here, or unknown to this system")
    assert shell.files() == ["mail.csv", "mail.labelproof.lock"]
    training.send_signal(getattr(signal, name))
    out, err = training.communicate(timeout=60)
    assert (training.returncode, out) == (130, "")
    assert err.endswith("interrupted; nothing was written\n")
    assert "Traceback" not in err
    assert shell.files() == ["mail.csv"]


def test_second_audit_of_the_same_output_is_refused(shell, training):
    code, _, err = shell("audit", "mail.csv", "-q")
    assert code == 2
    assert f"Another audit (process {training.pid} on " in err
    assert shell("audit", "mail.csv", "-q", "-o", "elsewhere")[0] == 0


def test_output_of_a_killed_audit_can_be_written_again(shell, training):
    training.kill()
    training.communicate(timeout=60)
    assert shell.files() == ["mail.csv", "mail.labelproof.lock"]
    assert shell("audit", "mail.csv", "-q")[0] == 0
    assert not (shell.folder / "mail.labelproof.lock").exists()


def test_full_disk_is_said_and_leaves_nothing(shell, table):
    pytest.importorskip("resource", reason="this system cannot limit the size of files")
    shell.write("mail.csv", table)
    done = subprocess.run(
        [sys.executable, "-c", SMALL_FILES, "audit", "mail.csv", "-q"],
        cwd=shell.folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: The disk is full")
    assert "nothing was written" in done.stderr
    assert shell.files() == ["mail.csv"]


@pytest.mark.parametrize("step", ["save.write_csv", "save.write_parquet", "view.render_html", "view.worst_cards"])
def test_failure_of_any_writing_step_leaves_nothing(shell, table, monkeypatch, step):
    def fail(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    shell.write("mail.csv", table)
    monkeypatch.setattr(f"labelproof._audit.{step}", fail)
    code, out, err = shell("audit", "mail.csv", "-q")
    assert (code, out) == (2, "")
    assert err.startswith("error: The disk is full (No space left on device); nothing was written.")
    assert shell.files() == ["mail.csv"]


def test_output_below_a_file_is_said_and_leaves_nothing(shell, table):
    shell.write("mail.csv", table)
    shell.write("file", "x")
    code, _, err = shell("audit", "mail.csv", "-q", "-o", "file/out")
    assert code == 2
    assert err.startswith("error: The output ")
    assert "cannot be made: " in err
    assert shell.files() == ["file", "mail.csv"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_folder_without_write_permission_is_said(shell, table):
    shell.write("mail.csv", table)
    (shell.folder / "closed").mkdir(mode=0o555)
    code, _, err = shell("audit", "mail.csv", "-q", "-o", "closed/out")
    assert code == 2
    assert re.fullmatch(r"error: Permission denied \(.*out\.lock\)\. Check the path and its permissions\.\n", err)
    assert shell.files() == ["closed", "mail.csv"]
