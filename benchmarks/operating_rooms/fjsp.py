"""Flexible job-shop instances through our model, against the literature and PyJobShop in the same time."""

import csv
import time
from collections.abc import Iterator
from pathlib import Path

from pyjobshop import Model
from pyjobshop import solve as pyjobshop_solve

from benchmarks.report import Row
from optimizer.operating_rooms.schedule import schedule
from optimizer.solve import Budget
from scenarios.files.job_shop import read_flexible_job_shop
from scenarios.surgical_day import SurgicalDay

FOLDER = Path("scheduling") / "fjsp"
WORKERS = 2
QUICK = ("1.txt", "184.txt")


def rows(instances: Path, *, seconds: float, quick: bool = False) -> Iterator[Row]:
    """Yield one row an instance: our makespan, the best known one, and PyJobShop's with equal time and workers."""
    for name, best_known in _best_known(instances):
        if quick and name not in QUICK:
            continue
        day = read_flexible_job_shop(instances / FOLDER / name)
        solution = schedule(day, Budget(seconds=seconds, workers=WORKERS))
        started = time.perf_counter()
        peer = pyjobshop_makespan(day, seconds)
        yield Row(
            instance=f"fjsp {name}",
            size=f"{len(day.cases)} tasks, {len(day.rooms)} machines",
            method="OneBed",
            seconds=solution.seconds,
            objective=solution.objective,
            bound=solution.bound,
            gap=solution.gap,
            baseline="PyJobShop 0.0.9",
            ratio=solution.objective / peer,
            extra={
                "status": solution.status.value,
                "best_known": best_known,
                "pyjobshop": peer,
                "pyjobshop_seconds": round(time.perf_counter() - started, 2),
            },
        )


def pyjobshop_makespan(day: SurgicalDay, seconds: float) -> float:
    """Return PyJobShop's makespan of the same instance."""
    model = Model()
    machines = {room.id: model.add_machine() for room in day.rooms}
    tasks, job = {}, None
    for case in day.cases:
        job = model.add_job() if case.after is None else job
        tasks[case.id] = model.add_task(job=job)
        for room, minutes in case.minutes_by_room.items():
            model.add_mode(tasks[case.id], machines[room], minutes)
        if case.after is not None:
            model.add_end_before_start(tasks[case.after], tasks[case.id])
    result = pyjobshop_solve(model.data(), time_limit=seconds, num_workers=WORKERS, display=False)
    return float(result.objective)


def _best_known(instances: Path) -> list[tuple[str, float]]:
    with (instances / "scheduling" / "best_known.csv").open(encoding="utf-8") as file:
        rows_of_fjsp = [row for row in csv.DictReader(file) if row["problem"] == "FJSP"]
    found = [(row["instance"], float(row["best_known"])) for row in rows_of_fjsp]
    return sorted(found, key=lambda pair: int(pair[0].removesuffix(".txt")))
