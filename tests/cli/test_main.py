"""The command line as a whole: help, version, unknown words, exit codes, what starting it imports."""

import errno
import os
import subprocess
import sys

import pytest

import labelproof
from labelproof import cli
from labelproof._base.errors import InputError
from labelproof.cli._talk import plain


def run_python(code, *arguments, **options):
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=120, check=False, **options
    )


def test_version_is_printed(capsys):
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == f"labelproof {labelproof.__version__}\n"


def test_python_dash_m_runs_the_same_program():
    done = subprocess.run(
        [sys.executable, "-m", "labelproof", "--version"], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (0, f"labelproof {labelproof.__version__}\n")


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["help"]])
def test_help_lists_commands_an_example_and_exit_codes(capsys, arguments):
    assert cli.main(arguments) == 0
    shown = capsys.readouterr().out
    assert "  audit " in shown
    assert "example:\n  labelproof audit" in shown
    assert "exit codes: 0 done, 2 usage or input error" in shown


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_every_command_has_an_example_and_exit_codes_in_its_help(capsys, command):
    with pytest.raises(SystemExit) as stop:
        cli.main([command, "--help"])
    assert stop.value.code == 0
    shown = capsys.readouterr().out
    assert f"examples:\n  labelproof {command}" in shown
    assert "exit codes: 0 done, 2 usage or input error" in shown


def test_no_command_shows_the_help_and_fails(capsys):
    assert cli.main([]) == 2
    assert "usage: labelproof COMMAND" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["audti"], "unknown command 'audti'. Did you mean 'audit'?"),
        (["--versoin"], "unknown option '--versoin'. Did you mean '--version'?"),
        (["audit", "--labell", "y"], "unknown option '--labell'. Did you mean '--label'?"),
        (["audit", "x.csv", "--lab", "y"], "unknown option '--lab'. Did you mean '--label'?"),
        (["audit", "--model", "fats"], "`model` must be one of the built-in ones: got 'fats'. Did you mean 'fast'?"),
        (["audit", "--folds", "1"], "argument --folds: expected a whole number from 2 up, got '1'."),
        (["audit", "--seed", "-1"], "argument --seed: expected a whole number from 0 to 4294967295, got '-1'."),
        (["audit", "-q", "-v"], "argument -v/--verbose: not allowed with argument -q/--quiet"),
        (["audit", "--label"], "argument --label: expected one argument"),
    ],
)
def test_usage_errors_are_one_line_with_the_nearest_word(capsys, arguments, message):
    assert cli.main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"error: {message}")
    assert err.count("\n") == 1


def test_a_file_as_command_is_told_the_command(capsys, tmp_path, monkeypatch):
    (tmp_path / "train.csv").write_text("a,b\n")
    monkeypatch.chdir(tmp_path)
    assert cli.main(["train.csv"]) == 2
    assert "To audit it: labelproof audit train.csv" in capsys.readouterr().err


def failing(error):
    def run(_arguments):
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (InputError("the label is odd."), 2, "error: the label is odd.\n"),
        (
            OSError(errno.ENOSPC, "No space left on device", "x/issues.csv"),
            2,
            "error: The disk is full at x/issues.csv",
        ),
        (OSError(errno.EFBIG, "File too large"), 2, "error: The disk is full (File too large); nothing was written."),
        (PermissionError(errno.EACCES, "Permission denied", "out"), 2, "error: Permission denied (out)."),
        (MemoryError("8 GiB"), 2, "error: There is not enough memory for this data (8 GiB)."),
        (KeyboardInterrupt(), 130, "interrupted; nothing was written\n"),
        (ZeroDivisionError("division by zero"), 3, "error: ZeroDivisionError: division by zero\nThis is a defect"),
    ],
)
def test_every_failure_is_one_message_and_an_exit_code(capsys, monkeypatch, error, code, message):
    monkeypatch.setattr("labelproof.cli.audit.run", failing(error))
    assert cli.main(["audit"]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(message)
    assert "Traceback" not in err


def test_debug_shows_the_traceback(capsys, monkeypatch):
    monkeypatch.setattr("labelproof.cli.audit.run", failing(InputError("odd")))
    assert cli.main(["audit", "--debug"]) == 2
    assert "Traceback" in capsys.readouterr().err


def test_closed_pipe_is_no_failure():
    code = "import sys; from labelproof import cli; sys.exit(cli.main(['--help']))"
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-c", code], stdout=write, stderr=subprocess.PIPE, text=True, timeout=60, check=False
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (0, "")


def test_control_characters_of_data_do_not_reach_the_terminal():
    assert plain("a\x1b[31mred\x07\u202e") == "a\\x1b[31mred\\x07\\x202e"
    assert plain("tab\tand\nline") == "tab\tand\nline"


def test_help_imports_neither_numpy_nor_pandas():
    code = (
        "import sys; from labelproof import cli; cli.main(['--help']);"
        "print([m for m in ('numpy', 'pandas', 'sklearn', 'scipy', 'tqdm') if m in sys.modules], file=sys.stderr)"
    )
    assert run_python(code).stderr == "[]\n"


def test_help_of_the_audit_imports_neither_numpy_nor_pandas():
    code = (
        "import sys, contextlib\nfrom labelproof import cli\n"
        "with contextlib.suppress(SystemExit): cli.main(['audit', '--help'])\n"
        "print([m for m in ('numpy', 'pandas', 'sklearn', 'scipy') if m in sys.modules], file=sys.stderr)"
    )
    assert run_python(code).stderr == "[]\n"


def test_import_labelproof_loads_no_heavy_package():
    code = (
        "import sys, labelproof; print([m for m in ('pandas', 'sklearn', 'scipy', 'torch', 'PIL') if m in sys.modules])"
    )
    assert run_python(code).stdout == "[]\n"
