"""``onebed`` as a process: what it loads, how it ends when interrupted, and output that fails."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app, main
from api.commands import COMMANDS
from api.commands.lazy_group import load_command

ROOT = Path(__file__).parents[3]
HEAVY = ("matplotlib", "fpdf", "alembic", "sqlalchemy", "fastapi", "numba", "sklearn", "ortools", "polars", "scipy")

INTERRUPTED_WHILE_LOADING = """
import os, signal, sys
from importlib.abc import MetaPathFinder

class Interrupt(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)
        return None

sys.meta_path.insert(0, Interrupt())
sys.argv = ["onebed", "version"]
from api.__main__ import main
main()
"""


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def onebed(*arguments: str, stdout: int = subprocess.PIPE, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "api", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )


def end(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["onebed", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def loaded_by(*arguments: str) -> set[str]:
    code = f"""
import sys
from api.cli import main
sys.argv = ["onebed", *{arguments!r}]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print("LOADED", *(name for name in {HEAVY!r} if name in sys.modules))
"""
    result = python(code)
    assert result.returncode == 0, result.stderr
    return set(result.stdout.splitlines()[-1].split()[1:])


@pytest.mark.parametrize("arguments", [("version",), ("--version",), ("--help",)])
def test_what_needs_no_library_loads_none(arguments: tuple[str, ...]) -> None:
    assert loaded_by(*arguments) == set()


@pytest.mark.parametrize("command", ["check", "allocate"])
def test_beds_are_decided_without_charts_web_and_database(command: str) -> None:
    unneeded = {"matplotlib", "fpdf", "alembic", "sqlalchemy", "fastapi", "numba"}
    assert loaded_by(command, "--help") & unneeded == set()


def test_charts_load_only_for_a_report() -> None:
    assert loaded_by("simulate", "--list") & {"matplotlib", "fpdf"} == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_the_list_is_the_help_of_the_command(name: str) -> None:
    assert load_command(name).help == COMMANDS[name]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_its_options(name: str) -> None:
    result = CliRunner().invoke(app, [name, "--help"])
    assert (result.exit_code, "Usage: onebed " + name in result.output) == (0, True)


def test_the_version_is_an_option_and_a_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert end(monkeypatch, "--version") == 0
    as_option = capsys.readouterr().out
    assert end(monkeypatch, "version") == 0
    assert as_option == capsys.readouterr().out != ""


def test_an_unknown_command_is_bad_input(monkeypatch: pytest.MonkeyPatch) -> None:
    assert end(monkeypatch, "alocate") == 2


@pytest.mark.parametrize("module", ["api.cli", "typer", "api.commands.version"])
def test_an_interrupt_while_modules_load_ends_with_one_line(module: str) -> None:
    result = python(INTERRUPTED_WHILE_LOADING.format(module=module))
    assert (result.returncode, result.stdout, result.stderr) == (130, "", "interrupted\n")


def test_an_interrupt_of_a_running_command_ends_with_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("api.commands.version.installed_version", interrupted)
    assert end(monkeypatch, "version") == 130
    assert capsys.readouterr().err == "interrupted\n"


@pytest.mark.parametrize("command", [("version",), ("check", "demo")])
def test_a_reader_that_is_gone_ends_without_a_traceback(command: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    result = onebed(*command, stdout=writing)
    os.close(writing)
    assert (result.returncode, result.stderr) == (1, "error: output cannot be written (Broken pipe)\n")


def test_help_that_nobody_reads_ends_in_silence() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    result = onebed("--help", stdout=writing)
    os.close(writing)
    assert (result.returncode, result.stderr) == (1, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("command", [("version",), ("check", "demo"), ("--help",)])
def test_a_full_disk_ends_without_a_traceback(command: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        result = onebed(*command, stdout=full.fileno())
    assert (result.returncode, result.stderr) == (1, "error: output cannot be written (No space left on device)\n")


@pytest.mark.parametrize("command", [("--help",), ("check", "demo")])
def test_a_terminal_without_chinese_shows_escapes(command: tuple[str, ...]) -> None:
    result = onebed(*command, PYTHONIOENCODING="ascii")
    assert (result.returncode, result.stderr) == (0, "")
    assert "\\u" in result.stdout


INTERRUPTED_AFTER_A_SOLVE = """
import signal
from ortools.sat.python import cp_model
from optimizer.solve import Budget, solve

model = cp_model.CpModel()
model.maximize(model.new_int_var(0, 5, "x"))
solve(model, Budget(seconds=5.0, workers=1))
try:
    signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt:
    print("told")
"""


def test_ctrl_c_is_told_to_the_program_after_a_solve() -> None:
    result = python(INTERRUPTED_AFTER_A_SOLVE)
    assert (result.returncode, result.stdout) == (0, "told\n")
