"""Small builders of coming weeks for tests, beside those of ``tests.make``."""

from datetime import date, timedelta
from typing import Any

from scenarios.coming_weeks import (
    ComingWeeks,
    NurseShift,
    NursingShift,
    PlannedWard,
    SurgeonDay,
    TheatreDay,
    WaitingListEntry,
    WardNurse,
)
from scenarios.facilities import OperatingRoom
from scenarios.scenario import Scenario
from tests import make

FIRST_DAY = date(2025, 3, 11)
"""The day after the census of ``tests.make``."""


def on(day: int) -> date:
    """Return a day of the horizon as a date."""
    return FIRST_DAY + timedelta(days=day)


def entry(name: str = "L1", **changes: Any) -> WaitingListEntry:
    """A one-hour surgery by S1 and two nights in department D1, from the first day on."""
    values: dict[str, Any] = {
        "id": name,
        "patient": make.patient(id=f"P-{name}"),
        "department": "D1",
        "surgeon": "S1",
        "surgery_minutes": 60,
        "stay_days": 2,
        "earliest": FIRST_DAY,
        **changes,
    }
    return WaitingListEntry(**values)


def weeks(*entries: WaitingListEntry, days: int = 4, wards: tuple[str, ...] = ("W1",), **changes: Any) -> ComingWeeks:
    """One operating room, surgeon S1 and one nurse a ward and shift, every day."""
    nurses = [(f"{ward} {shift}", ward, shift) for ward in wards for shift in NursingShift]
    values: dict[str, Any] = {
        "first_day": FIRST_DAY,
        "days": days,
        "waiting_list": entries,
        "surgeon_days": tuple(SurgeonDay(surgeon="S1", on=on(day), minutes=240) for day in range(days)),
        "theatre_days": tuple(TheatreDay(operating_room="OR1", on=on(day), minutes=480) for day in range(days)),
        "planned_wards": tuple(PlannedWard(ward=ward) for ward in wards),
        "nurses": tuple(WardNurse(id=nurse, ward=ward) for nurse, ward, _ in nurses),
        "nurse_shifts": tuple(
            NurseShift(nurse=nurse, on=on(day), shift=shift, max_workload=16)
            for nurse, _, shift in nurses
            for day in range(days)
        ),
        **changes,
    }
    return ComingWeeks(**values)


def scenario(coming: ComingWeeks, **changes: Any) -> Scenario:
    """A hospital with one operating room that plans these weeks."""
    wards = changes.pop("wards", None)
    hospital = make.hospital(wards=wards, operating_rooms=(OperatingRoom(id="OR1"), OperatingRoom(id="OR2")))
    return make.scenario(hospital=hospital, coming_weeks=coming, **changes)
