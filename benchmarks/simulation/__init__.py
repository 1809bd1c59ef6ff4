"""How fast the simulator is, beside the plain SimPy style and Ciw, in the same run."""

from collections.abc import Iterable, Iterator

from benchmarks.report import Row
from benchmarks.simulation import full_hospital, parallel, variance_reduction, waiting_list, ward_hospital
from benchmarks.suites import GuardCase, Settings


def run(settings: Settings) -> Iterator[Row]:
    """Yield the rows of every speed comparison."""
    yield from ward_hospital.rows(repeats=1 if settings.quick else 5)
    for part in (waiting_list, full_hospital, parallel, variance_reduction):
        yield from part.rows(quick=settings.quick)


def guard_cases() -> Iterable[GuardCase]:
    """Return nothing: speed depends on the machine."""
    return ()
