"""Beds that the day's operated patients may take in the evening, from the forecast of the bed side."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from api.forecast import expected_free
from api.store.live import BedNow, LiveState
from scenarios.admissions.planned_day import IN_BED_BY
from scenarios.hospital import LevelOfCare
from scenarios.operating_rooms import BedsAvailable
from scenarios.patients import RequestSource
from scenarios.surgical_day import SurgicalDay

Unit = tuple[str | None, LevelOfCare]
"""Department, None for wards that all share, and level of care."""


def beds_tonight(live: LiveState, on: date, zone: str, now: datetime) -> tuple[BedsAvailable, ...]:
    """Return the beds of each department and level that are expected to be free on the evening of a day.

    The expected number is rounded down, less the patients who wait without a bed and those who are expected to come in
    by other ways than the operating rooms.

    Parameters
    ----------
    live : LiveState
        The hospital as it stands.
    on : date
        The day; in its own time zone ``zone``.
    now : datetime
        The hospital's time.
    """
    evening = max(now, datetime.combine(on, IN_BED_BY, ZoneInfo(zone)))
    beds: dict[Unit, list[BedNow]] = defaultdict(list)
    for bed in list(live.beds.values()):
        ward = bed.place.ward
        beds[None if ward.shared else ward.department, ward.level_of_care].append(bed)
    asked: dict[Unit, int] = defaultdict(int)
    for waiting in list(live.requests.values()):
        if waiting.hold is None:
            asked[_unit(waiting.request.department, waiting.request.level_of_care, beds)] += 1
    for demand in live.expected_demand:
        if demand.source is not RequestSource.ELECTIVE and now < demand.by <= evening:
            asked[_unit(demand.department, demand.level_of_care, beds)] += demand.beds
    free = {unit: int(expected_free(members, live, now, evening)) - asked[unit] for unit, members in beds.items()}
    return tuple(
        BedsAvailable(level_of_care=level, department=department, beds=max(0, free[department, level]))
        for department, level in sorted(free, key=lambda unit: (unit[0] or "", unit[1]))
    )


def with_beds_tonight(day: SurgicalDay, live: LiveState, now: datetime) -> SurgicalDay:
    """Return a day with the beds that the bed side expects for its departments; one with its own beds as it is.

    A day that is over is left as it is too: nothing is expected of it any more.
    """
    if day.beds or day.on < now.astimezone(ZoneInfo(day.zone)).date():
        return day
    departments = {None, *(case.department for case in day.cases)}
    expected = beds_tonight(live, day.on, day.zone, now)
    return replace(day, beds=tuple(unit for unit in expected if unit.department in departments))


def _unit(department: str, level: LevelOfCare, beds: dict[Unit, list[BedNow]]) -> Unit:
    return (department, level) if (department, level) in beds else (None, level)
