"""Progress and consoles that commands share."""

import math

import pytest
from rich.table import Table

from api.commands.terminal import ProgressLine, console, table_box


def test_what_is_not_known_yet_is_not_shown_as_infinite() -> None:
    assert ProgressLine("Beds").after(0.2, math.inf, -math.inf) == "Beds: 0.2 s, no plan yet"


def test_an_objective_stands_beside_its_bound() -> None:
    assert ProgressLine("Beds").after(0.2, 120.0, 80.0) == "Beds: 0.2 s, 120 points, bound 80"


def test_clock_bound_and_objective_never_run_backwards() -> None:
    line = ProgressLine("Beds")
    line.after(1.5, 120.0, 80.0)
    assert line.after(0.1, 150.0, -math.inf) == "Beds: 1.5 s, 120 points, bound 80"


def test_a_line_in_a_pipe_is_not_wrapped(capsys: pytest.CaptureFixture[str]) -> None:
    words = "one two three " * 200
    screen = console()
    table = Table(box=table_box(screen))
    table.add_column("reason", overflow="fold")
    table.add_row(words)
    screen.print(table)
    screen.print(words)
    lines = capsys.readouterr().out.splitlines()
    assert [line.strip() for line in lines if "two" in line] == [words.strip()] * 2
