"""Ours against the closed forms and published simulations, model by model."""

from collections.abc import Iterable, Iterator

from benchmarks.report import Row
from benchmarks.suites import GuardCase, Settings
from benchmarks.truth.compare import TRUTHS, WORKERS, compare_network
from simulation.executors import process_pool


def run(settings: Settings) -> Iterator[Row]:
    """Yield one row a known value; quick runs a tenth of the replications."""
    share = 0.1 if settings.quick else 1.0
    with process_pool(WORKERS) as pool:
        for path in sorted(TRUTHS.glob("*.json")):
            yield from compare_network(path, share, pool)


def guard_cases() -> Iterable[GuardCase]:
    """Return nothing: agreement is tested with tolerances in the tests, not as an objective to lower."""
    return ()
