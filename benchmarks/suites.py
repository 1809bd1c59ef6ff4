"""The list of suites: one package each, imported only when it runs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from benchmarks.report import Row

SUITES: dict[str, str] = {
    "beds": "benchmarks.beds",
    "simulation": "benchmarks.simulation",
    "truth": "benchmarks.truth",
    "dispatch": "benchmarks.dispatch",
    "admissions": "benchmarks.admissions",
    "operating_rooms": "benchmarks.operating_rooms",
}
"""Suite name to its package. A package offers ``run(settings)`` and ``guard_cases()``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a user may set for a run.

    Attributes
    ----------
    instances : Path
        Folder of public instances and golden values.
    quick : bool
        A few small instances only: shows that the suite works, measures nothing worth quoting.
    plots : Path or None
        Folder that gets the plots of the suite; None for no plots.
    """

    instances: Path
    quick: bool = False
    plots: Path | None = None


@dataclass(frozen=True, slots=True)
class GuardCase:
    """One solve at fixed deterministic time and one worker, repeatable on any machine.

    Attributes
    ----------
    name : str
        Key in the committed reference values.
    solve : callable
        Returns ``(objective, bound)``; both are minimised objectives.
    """

    name: str
    solve: Callable[[], tuple[float, float]]


def run_suite(name: str, settings: Settings) -> list[Row]:
    """Run one suite and return its rows."""
    rows: Iterable[Row] = import_module(SUITES[name]).run(settings)
    return list(rows)


def guard_cases(name: str) -> list[GuardCase]:
    """Return the guard cases of one suite."""
    cases: Iterable[GuardCase] = import_module(SUITES[name]).guard_cases()
    return list(cases)
