"""Moves tried a second by one annealer on one core, in processor time: the same on a busy machine."""

import time
from pathlib import Path

from benchmarks.report import Row
from optimizer.admissions.first.plan import first_decisions
from optimizer.admissions.search.annealer import Annealer, Round
from optimizer.admissions.search.configuration import REFINING
from optimizer.admissions.search.data import search_data
from scenarios.files.ihtc import read_instance

INSTANCE = "i15"
MOVES = 12_000_000
REFERENCE_MOVES_A_SECOND = 900_000
"""An open annealer in C++, on the machine that the target was set on."""


def speed_row(folder: Path) -> Row:
    """Return the speed of a whole cooling, hot and cold moves alike; ratio compares the time of one move."""
    problem = read_instance(folder / "instances" / f"{INSTANCE}.json")
    data = search_data(problem)
    start = first_decisions(problem, data, seconds=5.0, seed=0)
    annealer = Annealer(data)
    annealer.compile()
    begun = time.process_time()
    task = Round(configuration=REFINING, start=start, heat=1.0, seed=(0,), moves=MOVES)
    found = annealer.cool(task, lambda: False, lambda rank, decisions: None)
    seconds = time.process_time() - begun
    speed = found.moves / seconds
    return Row(
        instance=INSTANCE,
        size=f"{len(problem.patients)} patients, {problem.days} days, {len(problem.rooms)} rooms",
        method="one annealer, one core",
        seconds=seconds,
        ratio=REFERENCE_MOVES_A_SECOND / speed,
        baseline=f"{REFERENCE_MOVES_A_SECOND:,} moves/s",
        table="moves a second",
        extra={"moves a second": round(speed)},
    )
