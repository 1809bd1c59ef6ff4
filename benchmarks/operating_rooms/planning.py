"""Planning by the sample average against planning by a quantile: what each list costs once durations vary."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from benchmarks.report import Row
from optimizer.operating_rooms.monte_carlo import Outlook, outlook
from optimizer.operating_rooms.problem import make_problem
from optimizer.operating_rooms.quantile import chosen_quantile
from optimizer.operating_rooms.schedule import solve_problem
from optimizer.solve import Budget
from scenarios.generate.surgery import generate_surgical_day
from scenarios.surgery import SurgeryDuration
from scenarios.surgical_day import OperatingRoomPlan, SurgicalDay

SEEDS = 10
BUDGET = Budget(seconds=600, workers=1, deterministic_time=1.0)
"""Of one list: a fixed amount of work, so that the numbers are the same on any machine."""


def rows(*, rooms: int = 10, cases: int = 40) -> Iterator[Row]:
    """Yield one row a way of planning, averaged over the same days and the same sampled durations."""
    for method in ("sample average", "chosen quantile"):
        measured = []
        for seed in range(SEEDS):
            day = generate_surgical_day(rooms=rooms, cases=cases, seed=seed)
            planned = by_average(day) if method == "sample average" else day
            problem = make_problem(planned, chosen_quantile(planned))
            plan = solve_problem(problem, BUDGET).plan
            measured.append(_figures(day, plan, outlook(make_problem(day), plan, replications=2000, seed=seed)))
        extra = {name: round(float(np.mean([one[name] for one in measured])), 3) for name in measured[0]}
        size = f"{rooms} rooms, {cases} cases, {SEEDS} days"
        yield Row(instance="planned minutes", size=size, method=method, seconds=0.0, extra=extra)


def by_average(day: SurgicalDay) -> SurgicalDay:
    """Return the day with every duration known as its mean."""
    cases = tuple(
        replace(case, duration=SurgeryDuration(median_minutes=case.duration.mean_minutes), duration_by_surgeon={})
        for case in day.cases
    )
    return replace(day, cases=cases)


def _figures(day: SurgicalDay, plan: OperatingRoomPlan, future: Outlook) -> dict[str, float]:
    rooms = list(future.rooms.values())
    late = sum(cases[-1].leaves_minute > day.room_of[room].closes_minute for room, cases in plan.by_room.items())
    return {
        "cases_planned": len(plan.cases),
        "wait_minutes_per_case": sum(case.expected_wait for case in future.cases.values()) / len(plan.cases),
        "rooms_above_20%_risk": sum(room.overtime_risk > 0.2 for room in rooms) / len(rooms),
        "rooms_planned_late": late / len(rooms),
        "overtime_minutes": sum(room.expected_overtime_minutes for room in rooms),
        "utilisation": sum(room.utilisation for room in rooms) / len(rooms),
    }
