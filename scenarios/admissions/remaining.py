"""The coming weeks once they have begun: what is still to be planned, and who has come meanwhile."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scenarios.admissions.weeks_plan import PlannedAdmission, WeeksPlan
from scenarios.census import Census
from scenarios.coming_weeks import ComingWeeks
from scenarios.hospital import Hospital
from scenarios.patients import DischargeForecast, Stay

LEAVES_AT = time(10)


def remaining_weeks(
    weeks: ComingWeeks, plan: WeeksPlan | None, today: date, here: Collection[str]
) -> ComingWeeks | None:
    """Return the weeks from tomorrow on, or from their first day; None when they are over.

    Parameters
    ----------
    plan : WeeksPlan or None
        The accepted one: whom it admits up to today has come, or is on the way.
    here : collection of str
        Patients in bed.
    """
    first = max(weeks.first_day, today + timedelta(days=1))
    gone = weeks.day_index(first)
    if gone >= weeks.days:
        return None
    come = {one.entry for one in plan.admissions if one.on < first} if plan is not None else set()
    waiting = tuple(one for one in weeks.waiting_list if one.id not in come and one.patient.id not in here)
    return replace(weeks, first_day=first, days=weeks.days - gone, waiting_list=waiting)


def continued(before: WeeksPlan | None, plan: WeeksPlan) -> WeeksPlan:
    """Return a plan with what the accepted one before it decided for the days before its own first one.

    Who came on those days does not wait any more, and who comes today still needs a bed, a theatre and a nurse.
    """
    if before is None:
        return plan
    return replace(
        plan,
        admissions=(*(one for one in before.admissions if one.on < plan.first_day), *plan.admissions),
        nursing=(*(one for one in before.nursing if one.on < plan.first_day), *plan.nursing),
    )


def with_expected_today(
    hospital: Hospital, census: Census, weeks: ComingWeeks, plan: WeeksPlan | None, today: date
) -> Census:
    """Return a census with the patients whom the plan admits today, and who are not in bed yet, in their rooms."""
    if plan is None:
        return census
    here = {stay.patient.id for stay in census.stays}
    coming = [one for one in plan.admissions if one.on == today and one.patient not in here]
    taken = set(census.stay_in_bed)
    stays: list[Stay] = []
    entries = {entry.id: entry for entry in weeks.waiting_list}
    for one in coming:
        bed = next((bed for bed in _beds(hospital, one) if bed not in taken), None)
        if bed is None or one.entry not in entries:
            continue
        taken.add(bed)
        leaves = datetime.combine(one.leaves_on, LEAVES_AT, ZoneInfo(weeks.zone))
        stays.append(
            Stay(
                patient=entries[one.entry].patient,
                bed=bed,
                department=one.department,
                admitted_at=census.at,
                expected_discharge=DischargeForecast(p10=leaves, p50=leaves, p90=leaves),
            )
        )
    filled = {stay.bed for stay in stays}
    statuses = tuple(status for status in census.statuses if status.bed not in filled)
    return replace(census, stays=(*census.stays, *stays), statuses=statuses)


def _beds(hospital: Hospital, planned: PlannedAdmission) -> Iterator[str]:
    for ward in hospital.wards:
        for room in ward.rooms if ward.id == planned.ward else ():
            if room.id == planned.room:
                yield from (bed.id for bed in room.beds)
