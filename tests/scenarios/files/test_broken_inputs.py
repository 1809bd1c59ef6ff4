"""What a user is told of each broken input in the table of :mod:`tests.scenarios.files.broken_inputs`."""

import sys
from pathlib import Path

import pytest

from api.cli import main
from optimizer.beds.rules import RULE_NAMES
from scenarios.files import load
from scenarios.input_problems import InputError
from tests.scenarios.files.broken_inputs import BROKEN


@pytest.fixture(params=BROKEN.items(), ids=BROKEN)
def broken(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, list[str]]:
    _, (write, problems) = request.param
    return write(tmp_path), [problem.replace("FOLDER", str(tmp_path)) for problem in problems]


def test_a_broken_input_is_refused_with_all_its_problems(broken: tuple[Path, list[str]]) -> None:
    path, problems = broken
    with pytest.raises(InputError) as refused:
        load(path, rule_names=RULE_NAMES)
    assert [str(problem) for problem in refused.value.problems] == problems


def test_the_command_line_refuses_a_broken_input_with_exit_code_2_and_the_same_words(
    broken: tuple[Path, list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path, problems = broken
    monkeypatch.setattr(sys, "argv", ["onebed", "check", str(path)])
    with pytest.raises(SystemExit) as ended:
        main()
    written = capsys.readouterr()
    assert ended.value.code == 2
    assert written.out == ""
    assert written.err.splitlines() == [f"error: {problem}" for problem in problems]
