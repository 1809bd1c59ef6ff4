"""The operating-room schedule: generated days, growth, PyJobShop, job shops from the literature, the real log."""

from collections.abc import Callable, Iterable, Iterator

from benchmarks.operating_rooms import days, fjsp, growth, log_bound, log_replay, planning
from benchmarks.operating_rooms.guard import guard_cases
from benchmarks.report import Row
from benchmarks.suites import Settings
from optimizer.solve import Budget

__all__ = ["guard_cases", "run"]

SHOP_SECONDS = 20.0
LOG_BUDGET = Budget(seconds=60, workers=1, deterministic_time=1.0)
"""Of one list of a day of the log: a fixed amount of work, so that the numbers are the same on any machine."""


def run(settings: Settings) -> Iterator[Row]:
    """Yield the rows of every part; parts whose instances are missing say so in one row."""
    yield from days.rows(quick=settings.quick)
    yield from growth.rows(settings)
    yield from planning.rows()
    yield from _with_data(settings, fjsp.FOLDER.as_posix(), _shops)
    yield from _with_data(settings, log_replay.LOG_FILE.as_posix(), _log)


def _with_data(settings: Settings, name: str, part: Callable[[Settings], Iterable[Row]]) -> Iterable[Row]:
    if not (settings.instances / name).exists():
        missing = f"{settings.instances / name} is missing, expected the public instances (--instances DIR)"
        return [Row(instance=name, size="", method="skipped", seconds=0.0, extra={"why": missing})]
    return part(settings)


def _shops(settings: Settings) -> Iterable[Row]:
    return fjsp.rows(settings.instances, seconds=5.0 if settings.quick else SHOP_SECONDS, quick=settings.quick)


def _log(settings: Settings) -> Iterable[Row]:
    path = settings.instances / log_replay.LOG_FILE
    days = 2 if settings.quick else None
    yield from log_replay.rows(path, budget=LOG_BUDGET, days=days)
    yield from log_bound.rows(path, days=days)
