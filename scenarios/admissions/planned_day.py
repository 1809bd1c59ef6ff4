"""One day of a plan of the coming weeks, as the nightly schedule and the bed reserve take it."""

from collections import Counter
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from scenarios.admissions.weeks_plan import PlannedAdmission, WeeksPlan
from scenarios.coming_weeks import ComingWeeks, WaitingListEntry
from scenarios.hospital import Hospital, LevelOfCare
from scenarios.operating_rooms import StaffedRoom
from scenarios.patients import RequestSource, Urgency
from scenarios.scenario import ExpectedDemand
from scenarios.surgery import Surgeon, SurgeryDuration, SurgicalCase
from scenarios.surgical_day import SurgicalDay

OPENS_MINUTE = 8 * 60
OVERTIME_MINUTES = 3 * 60
LOG_SD = 0.27
"""Of a duration that is given as one number: an assumption, the middle of what generated days have."""
IN_BED_BY = time(18)
"""By then the day's patients come from the operating rooms to their beds."""


def planned_surgical_day(hospital: Hospital, weeks: ComingWeeks, plan: WeeksPlan, on: date) -> SurgicalDay | None:
    """Return the input of the nightly schedule for one day, None if no operating room is open.

    The planned operating room is a wish: the schedule knows hours, staff and equipment, which the weeks do not, and may
    move a case. Mandatory entries whose last day it is are not put off.
    """
    minutes = {day.operating_room: day.minutes for day in weeks.theatre_days if day.on == on and day.minutes > 0}
    if not minutes:
        return None
    entries = {entry.id: entry for entry in weeks.waiting_list}
    rooms = {room.id: room for room in hospital.operating_rooms}
    planned = [one for one in plan.admissions if one.on == on and one.entry in entries]
    surgeons = {one.surgeon: one.department for one in planned}
    return SurgicalDay(
        on=on,
        name=f"{hospital.name} {on}",
        rooms=tuple(
            StaffedRoom(
                id=room,
                opens_minute=OPENS_MINUTE,
                closes_minute=OPENS_MINUTE + open_minutes,
                hard_end_minute=OPENS_MINUTE + open_minutes + OVERTIME_MINUTES,
                turnover_minutes=weeks.turnover_minutes,
                infected_turnover_minutes=max(60, weeks.turnover_minutes),
                departments=rooms[room].departments,
                equipment=rooms[room].equipment,
            )
            for room, open_minutes in sorted(minutes.items())
        ),
        surgeons=tuple(Surgeon(id=surgeon, department=of) for surgeon, of in sorted(surgeons.items())),
        zone=weeks.zone,
        cases=tuple(_case(entries[one.entry], one, on) for one in planned),
    )


def planned_demand(weeks: ComingWeeks, plan: WeeksPlan, on: date, at: datetime) -> tuple[ExpectedDemand, ...]:
    """Return the beds that the day's planned patients will need, which the allocation keeps for them.

    Parameters
    ----------
    on : date
        The day.
    at : datetime
        Now; nothing is expected before it.
    """
    level_of = {entry.id: entry.level_of_care for entry in weeks.waiting_list}
    beds = Counter(
        (one.department, level_of.get(one.entry, LevelOfCare.GENERAL)) for one in plan.admissions if one.on == on
    )
    by = max(at, datetime.combine(on, IN_BED_BY, ZoneInfo(weeks.zone)))
    return tuple(
        ExpectedDemand(department=department, level_of_care=level, beds=count, by=by, source=RequestSource.ELECTIVE)
        for (department, level), count in sorted(beds.items())
    )


def _case(entry: WaitingListEntry, planned: PlannedAdmission, on: date) -> SurgicalCase:
    last_day = entry.mandatory and entry.due is not None and entry.due <= on
    return SurgicalCase(
        id=entry.id,
        department=entry.department,
        surgeons=(entry.surgeon,),
        duration=SurgeryDuration(median_minutes=entry.surgery_minutes, log_sd=LOG_SD, basis="waiting list"),
        procedure=entry.procedure,
        grade=entry.surgery_grade,
        discussed=entry.discussed,
        urgency=Urgency.SOON if entry.mandatory else Urgency.PLANNED,
        due=entry.due,
        must_do=last_day,
        age_years=entry.patient.age_years,
        bed_after=entry.level_of_care,
        preferred_room=planned.operating_room,
    )
