"""Whole-hospital bed allocation: speed and memory, the plain formulation, the cost of growth, and today's rules."""

from collections.abc import Iterator

from benchmarks.beds import against_plain, against_rules, growth, one_request, speed
from benchmarks.beds.guarded import guard_cases
from benchmarks.report import Row
from benchmarks.suites import Settings

__all__ = ["guard_cases", "run"]


def run(settings: Settings) -> Iterator[Row]:
    """Measure every table; ``quick`` takes few small hospitals."""
    yield from speed.rows(settings)
    yield from one_request.rows(settings)
    yield from against_plain.rows(settings)
    yield from growth.rows(settings)
    yield from against_rules.rows(settings)
