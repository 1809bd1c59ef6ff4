"""One instance planned once, with its curve of cost over time."""

import csv
import os
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from optimizer.admissions.check import PlanCheck
from optimizer.admissions.planner import plan_admissions
from scenarios.admissions.plan import AdmissionsPlan
from scenarios.files.ihtc import read_instance


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """What came out.

    Attributes
    ----------
    instance, patients, days, rooms, nurses
        What was planned.
    seconds, workers, seed
        What was allowed.
    measured_seconds : float
        Wall clock.
    load_before, load_after : float
        Load average of the machine over a minute: above the number of cores, others took part of the time.
    cost, bound, best_known, violations : int
        Of the plan, proven, published, and rules broken.
    moves : int
        Tried by all workers.
    curve : tuple of (float, int)
        Seconds and cost of each better plan that keeps every rule.
    """

    instance: str
    patients: int
    days: int
    rooms: int
    nurses: int
    seconds: float
    workers: int
    seed: int
    measured_seconds: float
    load_before: float
    load_after: float
    cost: int
    bound: int
    best_known: int
    violations: int
    moves: int
    costs: dict[str, int]
    curve: tuple[tuple[float, int], ...] = field(default=())

    @property
    def gap_to_best_known(self) -> float:
        """Cost above the best known, as a share of it."""
        return self.cost / self.best_known - 1

    @property
    def first_plan_seconds(self) -> float | None:
        """Seconds to the first plan that keeps every rule, None without one."""
        return self.curve[0][0] if self.curve else None

    def seconds_to(self, gap: float) -> float | None:
        """Return the seconds to a gap to the best known, None if it was not reached."""
        return next((at for at, cost in self.curve if cost <= self.best_known * (1 + gap)), None)


@cache
def best_known(folder: Path) -> dict[str, int]:
    """Return the best known cost by instance."""
    lines = (folder / "best_known.csv").read_text(encoding="utf-8").splitlines()
    return {row["instance"]: int(row["best_known"]) for row in csv.DictReader(lines)}


def measure(folder: Path, name: str, *, seconds: float, workers: int, seed: int) -> Measurement:
    """Plan one instance of a folder of IHTC-2024 data."""
    problem = read_instance(folder / "instances" / f"{name}.json")
    curve: list[tuple[float, int]] = []
    load_before = os.getloadavg()[0]
    begun = time.monotonic()

    def progress(_: AdmissionsPlan, check: PlanCheck) -> None:
        if check.feasible:
            curve.append((round(time.monotonic() - begun, 2), check.total_cost))

    found = plan_admissions(problem, time_limit_seconds=seconds, workers=workers, seed=seed, progress=progress)
    return Measurement(
        instance=name,
        patients=len(problem.patients),
        days=problem.days,
        rooms=len(problem.rooms),
        nurses=len(problem.nurses),
        seconds=seconds,
        workers=workers,
        seed=seed,
        measured_seconds=round(time.monotonic() - begun, 2),
        load_before=load_before,
        load_after=os.getloadavg()[0],
        cost=found.check.total_cost,
        bound=int(found.bound),
        best_known=best_known(folder)[name],
        violations=len(found.check.violations),
        moves=found.moves,
        costs=found.check.costs,
        curve=tuple(curve),
    )
