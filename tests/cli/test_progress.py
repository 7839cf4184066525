"""Progress and talk on stderr: bars on a terminal, lines elsewhere, nothing when quiet."""

import io
import sys

from labelproof.cli._progress import Talk


class Terminal(io.StringIO):
    def isatty(self):
        return True


def work_on_a_terminal(monkeypatch, *, quiet):
    """Return what a terminal is sent; patched here, since pytest sets its own stderr between set-up and test."""
    stream = Terminal()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", stream)
        work(Talk(quiet=quiet, verbose=False))
    return stream.getvalue()


def work(talk):
    with talk.task("training", 5) as task:
        for fold in range(5):
            task.advance(1, f"fold {fold + 1}")
        talk.say("a \x1b[31mred note")


def test_terminal_shows_a_bar_that_is_removed_at_the_end(monkeypatch):
    shown = work_on_a_terminal(monkeypatch, quiet=False)
    assert "training:" in shown
    assert "a \\x1b[31mred note\n" in shown
    assert shown.endswith("\r")


def test_quiet_shows_nothing_even_on_a_terminal(monkeypatch):
    assert work_on_a_terminal(monkeypatch, quiet=True) == ""


def test_pipe_gets_lines_without_bars(capsys):
    work(Talk(quiet=False, verbose=False))
    assert capsys.readouterr().err == "a \\x1b[31mred note\n"
