"""A day of an operating-room log as it can be planned the evening before: everything learned from earlier days only."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import numpy as np

from optimizer.operating_rooms.durations import DurationModel, PastCase
from scenarios.files.operating_room_log import LoggedCase, OperatingRoomLog
from scenarios.schedule_settings import ScheduleSettings, ScheduleWeights
from scenarios.surgical_day import SurgicalDay

TURNOVER_MINUTES = 30
"""Before anything is known."""

SETTINGS = ScheduleSettings(
    planning_quantile=0.5,
    rounding_minutes=1,
    weights=ScheduleWeights(room_opened=480, overtime=4, idle=1, patient_waiting=1),
)
"""A room that is not opened saves its staffed 480 minutes; a minute after closing costs four regular ones."""

FEW_LONG_DAYS = ScheduleSettings(
    planning_quantile=0.5,
    rounding_minutes=1,
    weights=ScheduleWeights(room_opened=960, long_day=800, overtime=1, idle=1, patient_waiting=0),
)
"""A room is closed where that makes one other room's day long, but not two: its work then ends late in one place."""

SPARE_MINUTES = 30
"""Goes with few long days: the others are planned to end so long before closing, since actual minutes vary."""


def planned_day(
    log: OperatingRoomLog,
    on: str | date | None = None,
    *,
    any_room: bool = False,
    settings: ScheduleSettings = SETTINGS,
    spare_minutes: int = 0,
) -> SurgicalDay:
    """Return a day with durations and turnovers learned from earlier days.

    Parameters
    ----------
    log : OperatingRoomLog
        The log.
    on : str or date, optional
        Day to plan; the last one without.
    any_room : bool
        Let every service use every room, instead of those it used somewhere in the log.
    settings : ScheduleSettings
        Rules and weights.
    spare_minutes : int
        Minutes before the real closing time at which rooms are to close in the plan.
    """
    day = log.day(on)
    past = log.before(day.on)
    model = DurationModel(PastCase(case.service, _procedure(case), "", case.minutes) for case in past)
    booked = {case.case: case for case in log.of(day.on)}
    cases = []
    for case in day.cases:
        logged = booked[case.id]
        known = model.duration(logged.service, _procedure(logged), booked_minutes=logged.booked_minutes)
        cases.append(replace(case, duration=known or case.duration, must_do=True))
    turnovers = _turnovers(past, [room.id for room in day.rooms])
    rooms = tuple(
        replace(
            room,
            closes_minute=room.closes_minute - spare_minutes,
            turnover_minutes=turnovers[room.id],
            infected_turnover_minutes=turnovers[room.id],
            departments=frozenset() if any_room else room.departments,
        )
        for room in day.rooms
    )
    return replace(day, cases=tuple(cases), rooms=rooms, settings=settings)


def _procedure(case: LoggedCase) -> str:
    """Return what tells durations apart: the same code is booked for different minutes when the case is simpler."""
    return f"{case.procedure} booked {case.booked_minutes}"


def _turnovers(past: Iterable[LoggedCase], rooms: Iterable[str]) -> dict[str, int]:
    """Return each room's mean turnover so far, in whole 5 minutes."""
    gaps: dict[str, list[int]] = defaultdict(list)
    for case in past:
        if case.turnover_minutes is not None and case.turnover_minutes >= 0:
            gaps[case.room].append(case.turnover_minutes)
    return {room: 5 * round(float(np.mean(gaps[room])) / 5) if gaps[room] else TURNOVER_MINUTES for room in rooms}
