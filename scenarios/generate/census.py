"""The census of a generated hospital: who lies where, since when, until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from scenarios.census import Census
from scenarios.generate.bed_statuses import bed_statuses
from scenarios.generate.bed_table import BedTable
from scenarios.generate.departments import ALL_BUT_NEWBORNS, DepartmentProfile
from scenarios.generate.isolating import IsolationPlan, isolation_plan
from scenarios.generate.layout import WardOutline
from scenarios.generate.needs import equipment_needed, level_needed
from scenarios.generate.norms import Norms
from scenarios.generate.occupancy import beds_in_use
from scenarios.generate.people import age_years
from scenarios.generate.sharing import Bools, Floats
from scenarios.generate.staying import CRITICAL_STAY_DAYS, StayTimes, later, ordered_minutes_ago, stay_times
from scenarios.generate.streams import Streams
from scenarios.generate.treating import lend, treating_departments
from scenarios.hospital import Hospital, LevelOfCare, SexPolicy
from scenarios.patients import DischargeForecast, Patient, Sex, Stay

_DAY_WARD_SINCE_MINUTES = (45, 165)
_DAY_WARD_UNTIL_MINUTES = (150, 480)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Residents:
    """Who lies in each bed, apart from times: arrays and lists over all beds."""

    occupied: Bools
    treating: list[DepartmentProfile]
    female: Bools
    child: Bools
    isolation: IsolationPlan


def generated_census(
    hospital: Hospital,
    outlines: Sequence[WardOutline],
    profiles: Sequence[DepartmentProfile],
    at: datetime,
    norms: Norms,
    streams: Streams,
) -> Census:
    """Return a census that keeps every room rule of the hospital."""
    table = BedTable.of(hospital)
    residents = _residents(hospital, outlines, profiles, table, norms, streams)
    beds = np.flatnonzero(residents.occupied)
    days, cv = _stay_lengths(outlines, table, residents, beds)
    times = _day_ward_times(stay_times(days, cv, at, norms, streams.stays), table.day[beds], streams)
    ordered, ago = ordered_minutes_ago(times.p50, at, norms, streams.stays)
    draws = streams.needs.random((len(beds), 4))
    ages = streams.people.random(len(beds))
    hdu_ages = {outline.takes for outline in outlines if outline.level_of_care is LevelOfCare.HDU}
    stays = []
    for index, bed in enumerate(beds):
        outline = outlines[table.ward[bed]]
        level_of_ward = outline.level_of_care
        level = level_needed(level_of_ward, draws[index, 0], outline.takes in hdu_ages, norms)
        profile = residents.treating[bed]
        isolation, pathogen = residents.isolation.of(int(bed))
        place = table.beds[bed]
        forecast = draws[index, 2] >= norms.without_forecast or bool(ordered[index])
        admitted_ago = int(times.since_admission[index])
        stays.append(
            Stay(
                patient=Patient(
                    id=f"P{index + 1:06d}",
                    sex=Sex.FEMALE if residents.female[bed] else Sex.MALE,
                    age_years=age_years(profile, ages[index], child=bool(residents.child[bed])),
                    isolation=isolation,
                    pathogen=pathogen,
                ),
                bed=place.id,
                department=profile.id,
                admitted_at=later(at, -admitted_ago),
                level_of_care=level,
                equipment=equipment_needed(level, level_of_ward, place.equipment, draws[index, 1]),
                expected_discharge=_forecast(times, index, at) if forecast else None,
                discharge_ordered_at=later(at, -min(int(ago[index]), admitted_ago)) if ordered[index] else None,
                movable=bool(draws[index, 3] >= norms.immovable),
            )
        )
    statuses = bed_statuses(
        hospital, table, residents.occupied, residents.isolation.blocked, at, norms, streams.statuses
    )
    return Census(at=at, stays=tuple(stays), statuses=statuses)


def _residents(
    hospital: Hospital,
    outlines: Sequence[WardOutline],
    profiles: Sequence[DepartmentProfile],
    table: BedTable,
    norms: Norms,
    streams: Streams,
) -> _Residents:
    occupied = beds_in_use(hospital, table, norms, streams)
    isolation = isolation_plan(table, occupied, norms, streams.isolation)
    female, child = _rooms_taken(hospital, outlines, table, norms, streams)
    treating = treating_departments(outlines, profiles, table, occupied, female, streams.lending)
    isolated = isolation.contact | isolation.airborne
    lendable = occupied & ~table.critical & ~table.day & ~isolated & ~child
    lend(hospital, profiles, treating, occupied, lendable, female, norms, streams.lending)
    return _Residents(occupied=occupied, treating=treating, female=female, child=child, isolation=isolation)


def _rooms_taken(
    hospital: Hospital, outlines: Sequence[WardOutline], table: BedTable, norms: Norms, streams: Streams
) -> tuple[Bools, Bools]:
    """Return for each bed whether it is a woman's and whether it is a child's; the same for a whole room."""
    rooms = len(table.room_ward)
    share: Floats = np.array([outline.department.female for outline in outlines])[table.ward]
    off = np.array([ward.sex_policy is SexPolicy.OFF for ward in hospital.wards])[table.ward]
    by_room, by_bed = streams.people.random(rooms)[table.room], streams.people.random(len(table.beds))
    mixed_ages = np.array([outline.takes == ALL_BUT_NEWBORNS for outline in outlines])[table.ward]
    child = mixed_ages & ~table.day & (streams.people.random(rooms)[table.room] < norms.children_in_mixed_wards)
    return np.where(off, by_bed, by_room) < share, child


def _stay_lengths(
    outlines: Sequence[WardOutline],
    table: BedTable,
    residents: _Residents,
    beds: np.ndarray[tuple[int], np.dtype[np.int64]],
) -> tuple[Floats, Floats]:
    lengths = [
        CRITICAL_STAY_DAYS.get(
            outlines[table.ward[bed]].level_of_care,
            (residents.treating[bed].alos_days, residents.treating[bed].stay_cv),
        )
        for bed in beds
    ]
    return np.array([days for days, _ in lengths]), np.array([cv for _, cv in lengths])


def _day_ward_times(times: StayTimes, day: Bools, streams: Streams) -> StayTimes:
    """Day patients came this morning and leave today."""
    since = streams.stays.integers(*_DAY_WARD_SINCE_MINUTES, len(day))
    until = streams.stays.integers(*_DAY_WARD_UNTIL_MINUTES, len(day))
    return StayTimes(
        since_admission=np.where(day, since, times.since_admission),
        p10=np.where(day, until - 60, times.p10),
        p50=np.where(day, until, times.p50),
        p90=np.where(day, until + 120, times.p90),
    )


def _forecast(times: StayTimes, index: int, at: datetime) -> DischargeForecast:
    return DischargeForecast(
        p10=later(at, times.p10[index]), p50=later(at, times.p50[index]), p90=later(at, times.p90[index])
    )
