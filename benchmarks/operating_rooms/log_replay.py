"""The real log, day by day: planned from earlier days only, replayed with the actual minutes and turnovers."""

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.report import Row
from optimizer.operating_rooms.log_day import FEW_LONG_DAYS, SETTINGS, SPARE_MINUTES, planned_day
from optimizer.operating_rooms.schedule import schedule
from optimizer.solve import Budget
from scenarios.files.operating_room_log import CLOSES_MINUTE, OPENS_MINUTE, LoggedCase, OperatingRoomLog, read_log
from scenarios.surgical_day import OperatingRoomPlan

STAFFED_MINUTES = 480
LATE_MINUTES = 15
LOG_FILE = Path("or_log") / "2022_q1_or_utilization.csv"
VARIANTS: Mapping[str, Mapping[str, Any]] = {
    "rooms the service used": {"any_room": False, "settings": SETTINGS},
    "any room": {"any_room": True, "settings": SETTINGS},
    "any room, few long days": {"any_room": True, "settings": FEW_LONG_DAYS, "spare_minutes": SPARE_MINUTES},
}
"""How the days are planned, as arguments of :func:`planned_day`."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """One room-day: minutes in the room, minute of the last wheels out, and how late each case started."""

    in_room_minutes: int
    ended_minute: int
    late_minutes: tuple[int, ...]


def logged_room_days(log: OperatingRoomLog) -> list[Replayed]:
    """Return the room-days as they happened, against their scheduled starts."""
    rooms: dict[tuple[date, str], list[LoggedCase]] = {}
    for case in log.cases:
        rooms.setdefault((case.on, case.room), []).append(case)
    return [
        Replayed(
            sum(case.minutes for case in cases),
            max(case.wheels_out_minute for case in cases),
            tuple(case.wheels_in_minute - case.scheduled_minute for case in cases),
        )
        for cases in rooms.values()
    ]


def replayed_room_days(log: OperatingRoomLog, on: date, plan: OperatingRoomPlan) -> list[Replayed]:
    """Return the room-days of a plan under the log's own minutes.

    A case takes the minutes it took; before it lies the turnover that it had in the log. First cases of the log had
    none: they take the mean of their service. The first case of a room starts as late as first cases did that day on
    average. Nobody starts before the planned start.
    """
    actual = {case.case: case for case in log.of(on)}
    of_service = _mean_turnover(log)
    first_delay = round(
        float(np.mean([c.wheels_in_minute - OPENS_MINUTE for c in actual.values() if c.turnover_minutes is None]))
    )
    found = []
    for cases in plan.by_room.values():
        clock, late = OPENS_MINUTE + first_delay, []
        for number, planned in enumerate(cases):
            case = actual[planned.case]
            gap = case.turnover_minutes if case.turnover_minutes is not None else of_service[case.service]
            start = max(planned.start_minute, clock + (max(0, gap) if number else 0))
            late.append(start - planned.start_minute)
            clock = start + case.minutes
        found.append(Replayed(sum(actual[planned.case].minutes for planned in cases), clock, tuple(late)))
    return found


def kpis(room_days: Iterable[Replayed]) -> dict[str, float]:
    """Return utilisation, late starts and late ends of room-days."""
    days = list(room_days)
    late = [minutes for day in days for minutes in day.late_minutes]
    return {
        "room_days": len(days),
        "utilisation": sum(day.in_room_minutes for day in days) / (STAFFED_MINUTES * len(days)),
        "late_starts": float(np.mean([minutes > LATE_MINUTES for minutes in late])),
        "ended_late": float(np.mean([day.ended_minute > CLOSES_MINUTE for day in days])),
        "minutes_after_closing": float(sum(max(0, day.ended_minute - CLOSES_MINUTE) for day in days)),
    }


def rows(path: Path, *, seconds: float, days: int | None = None) -> Iterator[Row]:
    """Yield the log as it happened, and our plans of the same days in every variant."""
    log = read_log(path)
    planned = log.days[:days]
    happened = OperatingRoomLog(tuple(case for case in log.cases if case.on in planned))
    theirs = kpis(logged_room_days(happened))
    yield Row(instance="operating-room log", size="as it happened", method="log", seconds=0.0, extra=theirs)
    for name, options in VARIANTS.items():
        started = time.perf_counter()
        ours = replay_log(log, planned, Budget(seconds=seconds, workers=2), options)
        spent = time.perf_counter() - started
        yield Row(instance="operating-room log", size=name, method="OneBed", seconds=spent, extra=ours)


def replay_log(
    log: OperatingRoomLog, planned_days: Iterable[date], budget: Budget, options: Mapping[str, Any]
) -> dict[str, float]:
    """Return the KPIs of our plans of some days, replayed with what happened on them."""
    ours: list[Replayed] = []
    for on in planned_days:
        solution = schedule(planned_day(log, on, **options), budget)
        ours += replayed_room_days(log, on, solution.plan)
    return kpis(ours)


def _mean_turnover(log: OperatingRoomLog) -> dict[str, int]:
    gaps: dict[str, list[int]] = {}
    for case in log.cases:
        if case.turnover_minutes is not None:
            gaps.setdefault(case.service, []).append(case.turnover_minutes)
    return {service: round(float(np.mean(minutes))) for service, minutes in gaps.items()}
