"""Small surgical days for tests."""

from dataclasses import replace
from datetime import date
from typing import Any

from optimizer.operating_rooms.problem import Problem, make_problem
from scenarios.operating_rooms import StaffedRoom
from scenarios.schedule_settings import ScheduleSettings
from scenarios.surgery import Surgeon, SurgeryDuration, SurgicalCase
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase, SurgicalDay

ON = date(2026, 3, 2)


def room(name: str = "OR1", **fields: Any) -> StaffedRoom:
    """An operating room from 08:00 to 16:00, hard end 18:00, turnover 30."""
    given = {"opens_minute": 480, "closes_minute": 960, "hard_end_minute": 1080, **fields}
    return StaffedRoom(id=name, **given)


def case(name: str, minutes: int = 60, **fields: Any) -> SurgicalCase:
    """A case of exactly known minutes, led by Dr A."""
    given = {"department": "surgery", "surgeons": ("A",), "duration": SurgeryDuration(median_minutes=minutes), **fields}
    return SurgicalCase(id=name, **given)


def day(*cases: SurgicalCase, **fields: Any) -> SurgicalDay:
    """A day with one room, and every surgeon that a case names."""
    names = {name for one in cases for name in (*one.surgeons, *one.assistants)}
    given: dict[str, Any] = {
        "rooms": (room(),),
        "surgeons": tuple(Surgeon(id=name) for name in sorted(names)),
        "settings": ScheduleSettings(planning_quantile=0.5),
        **fields,
    }
    return SurgicalDay(on=ON, cases=cases, **given)


def problem(*cases: SurgicalCase, **fields: Any) -> Problem:
    """The problem of such a day."""
    return make_problem(day(*cases, **fields))


def at(name: str, start: int, minutes: int = 60, where: str = "OR1", surgeon: str | None = "A") -> PlannedCase:
    """A place on the list."""
    end = start + minutes
    return PlannedCase(case=name, room=where, surgeon=surgeon, start_minute=start, end_minute=end, leaves_minute=end)


def blocked(planned: PlannedCase, minutes: int) -> PlannedCase:
    """The same, with the patient waiting in the room for the PACU."""
    return replace(planned, leaves_minute=planned.end_minute + minutes)


def plan(*cases: PlannedCase, postponed: tuple[str, ...] = ()) -> OperatingRoomPlan:
    """A list."""
    return OperatingRoomPlan(cases=cases, postponed=postponed)
