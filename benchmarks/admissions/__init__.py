"""Weeks-ahead planning against the public IHTC-2024 instances and their best known costs."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.admissions.measure import Measurement, best_known, measure
from benchmarks.admissions.speed import speed_row
from benchmarks.report import Row
from benchmarks.suites import GuardCase, Settings
from optimizer.admissions.planner import plan_admissions_by_moves
from scenarios.files.ihtc import read_instance

FOLDER = "ihtc2024"
SECONDS = 120.0
QUICK_SECONDS = 10.0
QUICK = ("i01", "i03", "i15")
GUARD_INSTANCES = ("test01", "test03", "test06")
GUARD_MOVES = 1_500_000
WORKERS = 2


def run(settings: Settings) -> Iterator[Row]:
    """Measure moves a second, then plan every instance for two minutes (``quick``: three of them for ten seconds)."""
    folder = settings.instances / FOLDER
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} is missing, expected the public instances; see --instances")
    yield speed_row(folder)
    names = QUICK if settings.quick else tuple(best_known(folder))
    for name in names:
        seconds = QUICK_SECONDS if settings.quick else SECONDS
        yield row(measure(folder, name, seconds=seconds, workers=WORKERS, seed=0))


def row(found: Measurement) -> Row:
    """Return a measurement as a row; ratio is the cost over the best known one."""
    return Row(
        instance=found.instance,
        size=f"{found.patients} patients, {found.days} days, {found.rooms} rooms",
        method=f"{found.seconds:.0f} s, {found.workers} workers",
        seconds=found.measured_seconds,
        objective=found.cost,
        bound=found.bound,
        gap=(found.cost - found.bound) / found.cost,
        ratio=found.cost / found.best_known,
        baseline="best known",
        extra={
            "over best known %": round(100 * found.gap_to_best_known, 2),
            "first plan s": found.first_plan_seconds,
            "s to 10 %": found.seconds_to(0.10),
            "s to 5 %": found.seconds_to(0.05),
            "million moves": round(found.moves / 1e6),
            "violations": found.violations,
        },
    )


def guard_cases() -> list[GuardCase]:
    """Return three small instances with a fixed number of moves; none where the public instances are missing."""
    folder = Path("../shared/data") / FOLDER / "test_instances"
    return [GuardCase(name, partial(_plan, folder / f"{name}.json")) for name in GUARD_INSTANCES if folder.is_dir()]


def _plan(path: Path) -> tuple[float, float]:
    found = plan_admissions_by_moves(read_instance(path), moves=GUARD_MOVES)
    return found.objective, found.bound
