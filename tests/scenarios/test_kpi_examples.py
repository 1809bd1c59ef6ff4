"""The hand-computed example of every KPI and of the event table, run as they stand in the docstrings."""

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import scenarios.events
import scenarios.kpis
from scenarios.kpis import KPIS, Kpi

MODULES = [
    module.name
    for package in (scenarios.kpis, scenarios.events)
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
]


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_of_a_module_hold(module: str) -> None:
    assert doctest.testmod(importlib.import_module(module)).failed == 0


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.name)
def test_every_kpi_carries_a_worked_example(kpi: Kpi) -> None:
    assert ">>>" in (kpi.measure.__doc__ or "")


def test_the_example_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    readme = Path(scenarios.kpis.__path__[0], "README.md").read_text(encoding="utf-8")
    code = readme.split("```python\n")[1].split("```")[0]

    exec(compile(code, "README.md", "exec"), {})

    assert len(capsys.readouterr().out.splitlines()) == len(KPIS)


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.name)
def test_every_kpi_stands_in_the_readme(kpi: Kpi) -> None:
    assert f"`{kpi.name}`" in Path(scenarios.kpis.__path__[0], "README.md").read_text(encoding="utf-8")
