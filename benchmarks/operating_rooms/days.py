"""Generated surgical days: how far from proven, how soon; growth; the plain model; PyJobShop on the same rooms."""

import time
from collections.abc import Iterator

from benchmarks.operating_rooms import during_the_day
from benchmarks.operating_rooms.pyjobshop_day import pyjobshop_makespan, shop_of_day
from benchmarks.report import Row
from optimizer.operating_rooms.model import build_model
from optimizer.operating_rooms.problem import make_problem
from optimizer.operating_rooms.schedule import solve_problem
from optimizer.solve import Budget, solve
from scenarios.generate.surgery import generate_surgical_day

WORKERS = 2
SMALL, LARGE = (10, 40), (40, 200)
GAPS = (0.05, 0.03)


def rows(*, quick: bool) -> Iterator[Row]:
    """Yield small and large days over 10 seeds, PyJobShop, and three large days at 11:00 and by the plain model."""
    if quick:
        yield day_row(5, 20, seed=0, seconds=5)
        yield during_the_day.row(5, 20, seed=0, seconds=2)
        return
    for seed in range(10):
        yield day_row(*SMALL, seed=seed, seconds=20)
    for seed in range(10):
        yield day_row(*LARGE, seed=seed, seconds=60)
    for seed in range(10):
        yield peer_row(*SMALL, seed=seed, seconds=20)
        yield peer_row(*LARGE, seed=seed, seconds=60)
    for seed in range(3):
        yield during_the_day.row(*LARGE, seed=seed, seconds=20)
        yield plain_row(*LARGE, seed=seed, seconds=600)


def gap_column(gap: float) -> str:
    """Return the name of the column that tells when a gap was reached."""
    return f"seconds_to_{gap:.0%}"


def day_row(rooms: int, cases: int, *, seed: int, seconds: float, table: str = "") -> Row:
    """Measure one day: gap at the end, time to the first list, to gaps of 5% and 3%, and processor time used."""
    problem = make_problem(generate_surgical_day(rooms=rooms, cases=cases, seed=seed))
    trail: list[tuple[float, float, float]] = []
    processor = time.process_time()
    solution = solve_problem(
        problem, Budget(seconds=seconds, workers=WORKERS), on_progress=lambda *step: trail.append(step)
    )
    extra = {
        "status": solution.status.value,
        "first_list_seconds": round(trail[0][0], 3) if trail else None,
        "first_objective": trail[0][1] if trail else None,
        "processor_seconds": round(time.process_time() - processor, 1),
    }
    for gap in GAPS:
        reached = (at for at, objective, _ in trail if (objective - solution.bound) <= gap * abs(objective))
        extra[gap_column(gap)] = next((round(at, 2) for at in reached), None)
    return Row(
        table=table,
        instance=f"day seed {seed}",
        size=f"{rooms} rooms, {cases} cases",
        method="OneBed",
        seconds=solution.seconds,
        objective=solution.objective,
        bound=solution.bound,
        gap=solution.gap,
        extra=extra,
    )


def plain_row(rooms: int, cases: int, *, seed: int, seconds: float) -> Row:
    """Measure the whole model in CP-SAT alone: no greedy hint, no bound, no neighbourhoods."""
    problem = make_problem(generate_surgical_day(rooms=rooms, cases=cases, seed=seed))
    started = time.perf_counter()
    outcome = solve(build_model(problem, strengthened=False).model, Budget(seconds=seconds, workers=WORKERS))
    return Row(
        instance=f"day seed {seed}",
        size=f"{rooms} rooms, {cases} cases",
        method="plain CP-SAT",
        seconds=time.perf_counter() - started,
        objective=outcome.objective if outcome.found else None,
        bound=outcome.bound,
    )


def peer_row(rooms: int, cases: int, *, seed: int, seconds: float) -> Row:
    """Measure rooms, turnover, changeover and surgeons only, by makespan, against PyJobShop with equal time."""
    shop = shop_of_day(generate_surgical_day(rooms=rooms, cases=cases, seed=seed))
    problem = make_problem(shop)
    solution = solve_problem(problem, Budget(seconds=seconds, workers=WORKERS))
    peer = pyjobshop_makespan(problem, seconds=seconds, workers=WORKERS)
    return Row(
        instance=f"day seed {seed}",
        size=f"{rooms} rooms, {cases} cases",
        method="OneBed, makespan",
        seconds=solution.seconds,
        objective=solution.objective,
        bound=solution.bound,
        gap=solution.gap,
        baseline="PyJobShop 0.0.9",
        ratio=solution.objective / peer if peer is not None else None,
        extra={"pyjobshop": peer},
    )
