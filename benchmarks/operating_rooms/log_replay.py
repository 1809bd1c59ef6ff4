"""The real log, day by day: planned from earlier days only, replayed with the actual minutes and turnovers."""

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks.operating_rooms.day_control import DURING_THE_DAY, ControlledDay, Reviews, run_day
from benchmarks.operating_rooms.log_planning import STAFFED_MINUTES, Morning, RoomPrice, Variant, morning_lists
from benchmarks.operating_rooms.theatre import Theatre
from benchmarks.report import Row
from optimizer.operating_rooms.log_day import FEW_LONG_DAYS, LATE_RISK, SETTINGS
from optimizer.solve import Budget
from scenarios.files.operating_room_log import CLOSES_MINUTE, LoggedCase, OperatingRoomLog, read_log

LATE_MINUTES = 15
LOG_FILE = Path("or_log") / "2022_q1_or_utilization.csv"
TABLE = "operating-room log"


FEW_LONG = Variant(
    any_room=True,
    settings=FEW_LONG_DAYS,
    late_risk=LATE_RISK,
    price=RoomPrice(points=2000, points_below_target=2600, points_to_spare=1600, target_utilisation=0.802),
)
"""A room stays closed where that makes at most two others' days long, one more below the target, and at most one where
there are room-days to spare. Aimed at is 80% and one room-day of 450: so much may be lost on a last day that brings
less work than expected."""

VARIANTS: Mapping[str, tuple[Variant, Mapping[str, Reviews | None]]] = {
    "rooms the service used": (Variant(any_room=False, settings=SETTINGS), {"": None}),
    "any room, few long days": (FEW_LONG, {"": None, ", planned again during the day": DURING_THE_DAY}),
    "the same, one surgeon for each room a service had": (
        replace(FEW_LONG, one_surgeon_a_room=True),
        {"": None, ", planned again during the day": DURING_THE_DAY},
    ),
}
"""Ways to plan, each with ways to run the day."""


@dataclass(frozen=True, slots=True)
class RoomDay:
    """One room on one day.

    Attributes
    ----------
    on : date
        The day.
    in_room_minutes, ended_minute : int
        Minutes with a patient; last wheels out, from midnight.
    late_minutes : tuple of int
        How late each case started against the start last announced in time.
    late_minutes_of_morning : tuple of int
        The same against the morning list.
    moved : int
        Cases that the morning list had in another room.
    """

    on: date
    in_room_minutes: int
    ended_minute: int
    late_minutes: tuple[int, ...]
    late_minutes_of_morning: tuple[int, ...]
    moved: int = 0


def logged_room_days(log: OperatingRoomLog) -> list[RoomDay]:
    """Return the room-days as they happened, against their scheduled starts."""
    rooms: dict[tuple[date, str], list[LoggedCase]] = {}
    for case in log.cases:
        rooms.setdefault((case.on, case.room), []).append(case)
    found = []
    for (on, _), cases in rooms.items():
        late = tuple(case.wheels_in_minute - case.scheduled_minute for case in cases)
        ended = max(case.wheels_out_minute for case in cases)
        found.append(RoomDay(on, sum(case.minutes for case in cases), ended, late, late))
    return found


def room_days_of(morning: Morning, over: ControlledDay) -> list[RoomDay]:
    """Return the room-days of a day that is over."""
    planned, found = morning.plan.by_case, []
    for room, cases in over.plan.by_room.items():
        times = [over.times[case.case] for case in cases]
        starts = [(case.case, one.from_minute) for case, one in zip(cases, times, strict=True)]
        found.append(
            RoomDay(
                on=morning.day.on,
                in_room_minutes=sum(one.to_minute - one.from_minute for one in times),
                ended_minute=max(one.to_minute for one in times),
                late_minutes=tuple(start - over.announced[case] for case, start in starts),
                late_minutes_of_morning=tuple(start - planned[case].start_minute for case, start in starts),
                moved=sum(planned[case].room != room for case, _ in starts),
            )
        )
    return found


def kpis(room_days: Iterable[RoomDay]) -> dict[str, float]:
    """Return utilisation, late starts and late ends of room-days."""
    days = list(room_days)
    late, of_morning = (
        np.array([minutes for day in days for minutes in getattr(day, name)])
        for name in ("late_minutes", "late_minutes_of_morning")
    )
    over = [max(0, day.ended_minute - CLOSES_MINUTE) for day in days]
    return {
        "room_days": len(days),
        "utilisation": sum(day.in_room_minutes for day in days) / (STAFFED_MINUTES * len(days)),
        "late_starts": float(np.mean(late > LATE_MINUTES)),
        "late_starts_of_morning_list": float(np.mean(of_morning > LATE_MINUTES)),
        "ended_late": float(np.mean([minutes > 0 for minutes in over])),
        "minutes_after_closing": float(sum(over)),
        "latest_end_hour": round(max(day.ended_minute for day in days) / 60, 1),
        "moved_cases": sum(day.moved for day in days) / len(late),
    }


def settings_were_chosen_on(on: date) -> bool:
    """Return whether a day is one of those that settings were chosen on: the odd weeks."""
    return on.isocalendar().week % 2 == 1


def rows(path: Path, *, budget: Budget, days: int | None = None) -> Iterator[Row]:
    """Yield the log as it happened, and our plans of the same days in every variant: all days, and even weeks."""
    log = read_log(path)
    planned = log.days[:days]
    theirs = [day for day in logged_room_days(log) if day.on in set(planned)]
    yield from _rows("as it happened", "log", 0.0, theirs)
    for plan_name, (variant, ways) in VARIANTS.items():
        started = time.perf_counter()
        mornings = list(morning_lists(log, planned, variant, budget))
        for way, reviews in ways.items():
            ours = [one for morning in mornings for one in run_room_days(log, morning, reviews)]
            yield from _rows(plan_name + way, "OneBed", time.perf_counter() - started, ours)


def run_room_days(log: OperatingRoomLog, morning: Morning, reviews: Reviews | None) -> list[RoomDay]:
    """Run a day of the log by its morning list and return its room-days."""
    return room_days_of(morning, run_day(Theatre.of(log, morning.day.on), morning.day, morning.plan, reviews))


def _rows(name: str, method: str, seconds: float, room_days: list[RoomDay]) -> Iterator[Row]:
    parts = {"all days": room_days, "even weeks": [d for d in room_days if not settings_were_chosen_on(d.on)]}
    for size, part in parts.items():
        if part:
            yield Row(table=TABLE, instance=name, size=size, method=method, seconds=seconds, extra=kpis(part))
