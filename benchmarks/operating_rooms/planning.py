"""Planning by the sample average against planning by a quantile: what each list costs once durations vary."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from benchmarks.report import Row
from optimizer.operating_rooms.greedy import greedy_plan
from optimizer.operating_rooms.monte_carlo import Outlook, outlook
from optimizer.operating_rooms.problem import make_problem
from optimizer.operating_rooms.quantile import chosen_quantile
from scenarios.generate.surgery import generate_surgical_day
from scenarios.surgery import SurgeryDuration
from scenarios.surgical_day import OperatingRoomPlan, SurgicalDay

SEEDS = 10


def rows(*, rooms: int = 10, cases: int = 40) -> Iterator[Row]:
    """Yield one row a way of planning, averaged over the same days and the same sampled durations.

    Greedy lists are compared, so that the difference is that of the planned minutes and not of luck in a search.
    """
    for method in ("sample average", "chosen quantile"):
        measured = []
        for seed in range(SEEDS):
            day = generate_surgical_day(rooms=rooms, cases=cases, seed=seed)
            planned = by_average(day) if method == "sample average" else day
            problem = make_problem(planned, chosen_quantile(planned))
            plan = greedy_plan(problem)
            measured.append(_figures(plan, outlook(make_problem(day), plan, replications=2000, seed=seed)))
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


def _figures(plan: OperatingRoomPlan, future: Outlook) -> dict[str, float]:
    rooms = list(future.rooms.values())
    return {
        "cases_planned": len(plan.cases),
        "wait_minutes_per_case": sum(case.expected_wait for case in future.cases.values()) / len(plan.cases),
        "rooms_above_20%_risk": sum(room.overtime_risk > 0.2 for room in rooms) / len(rooms),
        "overtime_minutes": sum(room.expected_overtime_minutes for room in rooms),
        "utilisation": sum(room.utilisation for room in rooms) / len(rooms),
    }
