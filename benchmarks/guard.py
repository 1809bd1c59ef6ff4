"""Compare solver results at fixed deterministic time with committed reference values."""

import json
from pathlib import Path

from benchmarks.suites import SUITES, guard_cases

REFERENCES = Path(__file__).parent / "references"
TOLERANCE = 0.005
"""Relative slack before a worse value counts as a regression: another processor may round differently."""


def regressions(name: str, *, update: bool) -> list[str]:
    """Return one sentence for every value of a suite that is worse than its reference.

    Parameters
    ----------
    name : str
        Suite.
    update : bool
        Write the measured values as the new reference instead.
    """
    path = REFERENCES / f"{name}.json"
    reference = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    measured: dict[str, dict[str, float]] = {}
    for case in guard_cases(name):
        objective, bound = case.solve()
        measured[case.name] = {"objective": objective, "bound": bound}
    if update:
        REFERENCES.mkdir(exist_ok=True)
        path.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
        return []
    return [
        sentence
        for case_name, values in measured.items()
        for sentence in _compare(f"{name}/{case_name}", values, reference.get(case_name))
    ]


def _compare(label: str, measured: dict[str, float], reference: dict[str, float] | None) -> list[str]:
    if reference is None:
        return [f"{label}: no reference value; run 'python -m benchmarks guard --update' and commit it"]
    worse = []
    slack = TOLERANCE * max(1.0, abs(reference["objective"]))
    if measured["objective"] > reference["objective"] + slack:
        worse.append(f"{label}: objective {measured['objective']}, expected at most {reference['objective']}")
    if measured["bound"] < reference["bound"] - slack:
        worse.append(f"{label}: bound {measured['bound']}, expected at least {reference['bound']}")
    return worse


def guarded_suites() -> list[str]:
    """Return the suites that have guard cases."""
    return [name for name in SUITES if guard_cases(name)]
