"""A day of an operating-room log as it can be planned the evening before: everything learned from earlier days only."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import numpy as np

from optimizer.operating_rooms.durations import DurationModel, PastCase
from optimizer.operating_rooms.spare_time import spare_minutes
from optimizer.operating_rooms.turnovers import learned_turnovers, with_turnovers
from scenarios.files.operating_room_log import LoggedCase, OperatingRoomLog
from scenarios.schedule_settings import ScheduleSettings, ScheduleWeights
from scenarios.surgery import Surgeon
from scenarios.surgical_day import SurgicalDay

SETTINGS = ScheduleSettings(
    planning_quantile=0.5,
    rounding_minutes=1,
    weights=ScheduleWeights(room_opened=480, overtime=4, idle=1, patient_waiting=1),
)
"""A room that is not opened saves its staffed 480 minutes; a minute after closing costs four regular ones."""

FEW_LONG_DAYS = ScheduleSettings(
    planning_quantile=0.5,
    rounding_minutes=1,
    weights=ScheduleWeights(
        room_opened=0, long_day=800, overtime=1, idle=1, patient_waiting=0, surgeon_waiting=0, moved_minute=0
    ),
)
"""For a given number of open rooms: what does not fit into regular hours gathers in as few of them as possible."""

LATE_RISK = 0.03
"""Goes with few long days: the other rooms are planned to end so early that this is their risk of ending late."""


def planned_day(
    log: OperatingRoomLog,
    on: str | date | None = None,
    *,
    any_room: bool = False,
    one_surgeon_a_room: bool = False,
    settings: ScheduleSettings = SETTINGS,
    late_risk: float | None = None,
) -> SurgicalDay:
    """Return a day with durations, turnovers and the first cases' delay learned from earlier days.

    Parameters
    ----------
    log : OperatingRoomLog
        The log.
    on : str or date, optional
        Day to plan; the last one without.
    any_room : bool
        Let every service use every room, instead of those it used somewhere in the log.
    one_surgeon_a_room : bool
        The log names no surgeons. Give each service as many as it had rooms that day, each in one place at a time;
        without, nothing keeps a service from working in several rooms at once.
    settings : ScheduleSettings
        Rules and weights.
    late_risk : float, optional
        Close rooms early in the plan, by the spare minutes that keep this risk of ending late.
    """
    day = log.day(on)
    past, booked = log.before(day.on), log.of(day.on)
    model = DurationModel(PastCase(case.service, _procedure(case), "", case.minutes) for case in past)
    logged = {case.case: case for case in booked}
    cases = []
    for case in day.cases:
        one = logged[case.id]
        known = model.duration(one.service, _procedure(one), booked_minutes=one.booked_minutes)
        cases.append(replace(case, duration=known or case.duration, must_do=True))
    delay = _first_case_delay(past)
    rooms = tuple(
        replace(
            room,
            opens_minute=room.opens_minute + delay,
            departments=frozenset() if any_room else room.departments,
        )
        for room in day.rooms
    )
    found = replace(day, cases=tuple(cases), rooms=rooms, settings=settings)
    found = with_turnovers(found, learned_turnovers(past, sorted({case.service for case in booked})))
    if late_risk is not None:
        found = closing_early(found, spare_minutes(found, late_risk))
    return _with_surgeons(found, booked) if one_surgeon_a_room else found


def closing_early(day: SurgicalDay, minutes: int) -> SurgicalDay:
    """Return a day whose rooms close some minutes earlier."""
    return replace(day, rooms=tuple(replace(room, closes_minute=room.closes_minute - minutes) for room in day.rooms))


def _procedure(case: LoggedCase) -> str:
    """Return what tells durations apart: the same code is booked for different minutes when the case is simpler."""
    return f"{case.procedure} booked {case.booked_minutes}"


def _first_case_delay(past: Iterable[LoggedCase]) -> int:
    """Return by how many minutes the first cases of rooms came in after their scheduled start, on average."""
    delays = [case.wheels_in_minute - case.scheduled_minute for case in past if case.turnover_minutes is None]
    return max(0, round(float(np.mean(delays)))) if delays else 0


def _with_surgeons(day: SurgicalDay, booked: Iterable[LoggedCase]) -> SurgicalDay:
    """Return a day with one surgeon for each room that a service was booked into."""
    rooms: dict[str, set[str]] = {}
    for case in booked:
        rooms.setdefault(case.service, set()).add(case.room)
    names = {service: tuple(f"{service} {n + 1}" for n in range(len(used))) for service, used in rooms.items()}
    surgeons = tuple(Surgeon(id=name, department=service) for service, own in names.items() for name in own)
    cases = tuple(replace(case, surgeons=names[case.department]) for case in day.cases)
    return replace(day, cases=cases, surgeons=surgeons)
