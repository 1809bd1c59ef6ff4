"""The guard compares solves at fixed work with committed reference values."""

import json
import sys
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner

from benchmarks import guard
from benchmarks.__main__ import app
from benchmarks.suites import SUITES, GuardCase

REFERENCE = {"objective": 100.0, "bound": 90.0}


@pytest.fixture
def guarded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A suite `fake` with one case, whose measured values the returned file holds; its reference is stored."""
    measured = tmp_path / "measured.json"
    suite = ModuleType("fake_suite")

    def solve() -> tuple[float, float]:
        values = json.loads(measured.read_text())
        return values["objective"], values["bound"]

    suite.guard_cases = lambda: [GuardCase("case", solve)]  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "fake_suite", suite)
    monkeypatch.setitem(SUITES, "fake", "fake_suite")
    monkeypatch.setattr(guard, "REFERENCES", tmp_path)
    (tmp_path / "fake.json").write_text(json.dumps({"case": REFERENCE}))
    measured.write_text(json.dumps(REFERENCE))
    return measured


def regressions(measured: Path, **values: float) -> list[str]:
    measured.write_text(json.dumps({**REFERENCE, **values}))
    return guard.regressions("fake", update=False)


def test_the_guard_is_quiet_about_the_reference_values_themselves(guarded: Path) -> None:
    assert regressions(guarded) == []


def test_the_guard_is_quiet_about_better_values(guarded: Path) -> None:
    assert regressions(guarded, objective=95.0, bound=95.0) == []


def test_the_guard_reports_a_worse_objective(guarded: Path) -> None:
    assert regressions(guarded, objective=101.0) == ["fake/case: objective 101.0, expected at most 100.0"]


def test_the_guard_reports_a_worse_bound(guarded: Path) -> None:
    assert regressions(guarded, bound=89.0) == ["fake/case: bound 89.0, expected at least 90.0"]


def test_the_guard_reports_a_case_without_reference(guarded: Path) -> None:
    (guarded.parent / "fake.json").write_text("{}")

    assert regressions(guarded) == [
        "fake/case: no reference value; run 'python -m benchmarks guard --update' and commit it"
    ]


def test_the_guard_stores_new_references_on_update(guarded: Path) -> None:
    guarded.write_text(json.dumps({"objective": 80.0, "bound": 70.0}))

    assert guard.regressions("fake", update=True) == []
    assert json.loads((guarded.parent / "fake.json").read_text()) == {"case": {"objective": 80.0, "bound": 70.0}}


def test_a_guard_run_with_a_regression_exits_with_one_and_says_where(guarded: Path) -> None:
    guarded.write_text(json.dumps({"objective": 120.0, "bound": 90.0}))

    result = CliRunner().invoke(app, ["guard", "fake"])

    assert result.exit_code == 1
    assert "fake/case: objective 120.0, expected at most 100.0" in result.stderr


def test_a_guard_run_of_one_suite_within_its_references_exits_with_zero(guarded: Path) -> None:
    result = CliRunner().invoke(app, ["guard", "fake"])

    assert result.exit_code == 0
    assert result.stdout == "fake: within reference values\n"


def test_an_unknown_suite_is_refused_with_exit_code_two() -> None:
    result = CliRunner().invoke(app, ["beads"])

    assert result.exit_code == 2
    assert "beads" in result.stderr
