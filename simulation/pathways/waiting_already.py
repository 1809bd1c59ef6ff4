"""Electives who were referred before a run began: without them a hospital in full swing would call nobody for days."""

from collections.abc import Callable
from datetime import timedelta

import numpy as np

from simulation.beds.case import Case
from simulation.calendar import DAY, HOUR, Calendar
from simulation.cohorts import Cohort, draw_cohort, draw_departments
from simulation.engine.arrivals import Times
from simulation.engine.journeys import Journey
from simulation.pathways.elective_surgery import ADMISSION_MINUTE
from simulation.pathways.medical import MedicalPathway
from simulation.theatres import Planned
from simulation.world import World

EARLIER_DAYS = 28
"""How far back; nobody who was referred earlier still waits, unless operating rooms are far too few."""
PLANNING_MINUTE = 11 * 60
"""When tomorrow's list is made. Assumption."""
REFERRAL_HOURS = (8, 17)
"""Assumption."""

Refer = Callable[[Cohort, int, str, float], Case | None]
"""Puts a surgical patient on the list, or returns the case of a medical one."""


def referral_times(calendar: Calendar, days: int, per_day: float, random: np.random.Generator) -> Times:
    """Return the minutes of referrals: on workdays in working hours, with the mean over a year kept."""
    worked = np.flatnonzero(calendar.is_workday[:days])
    counts = random.poisson(per_day / calendar.worked_share, worked.size)
    opens, closes = REFERRAL_HOURS
    minutes = opens * HOUR + random.random(int(counts.sum())) * (closes - opens) * HOUR
    return np.sort(np.repeat(worked, counts) * DAY + minutes)


def call_those_already_waiting(
    world: World,
    medical: MedicalPathway,
    refer: Refer,
    plan: Callable[[], list[Planned]],
    begin: Callable[[Planned, int], None],
) -> None:
    """Let the waiting lists be what weeks of referrals and operating lists have left of them.

    Referrals of the weeks before are drawn and operating lists are made for every day since; who was on one that has
    begun is in the census or gone. Beds play no part in it, so that lists are a little shorter than in a hospital
    that calls operations off.

    Parameters
    ----------
    world : World
        At its start.
    medical : MedicalPathway
        Of the planned medical patients, who are called within a week of their referral.
    refer, plan, begin : callable
        Put a patient on the list; take the next day's list off it; begin the journey of who is on it.
    """
    demand, now = world.settings.demand, world.clock._now
    rates = np.array([d.admissions_per_day * (1 - d.emergency_share) for d in demand.departments])
    before = Calendar(world.calendar.start - timedelta(days=EARLIER_DAYS), EARLIER_DAYS + 1)
    streams = world.streams
    times = referral_times(before, EARLIER_DAYS + 1, float(rates.sum()), streams.generator("earlier/referrals"))
    times = times[times < now + EARLIER_DAYS * DAY] - EARLIER_DAYS * DAY
    departments = draw_departments(rates, times.size, streams.generator("earlier/departments"))
    cohort = draw_cohort("earlier", departments, world.layout, demand, demand.elective_operated, streams)
    coming = list(enumerate(times.tolist()))[::-1]
    today = int(now // DAY)
    for day in range(-EARLIER_DAYS, today + 1):
        planning = min(day * DAY + PLANNING_MINUTE, now)
        while coming and coming[-1][1] < planning:
            number, at = coming.pop()
            case = refer(cohort, number, f"L{number}", at)
            if case is not None and medical.call_minute(case) > now:
                Journey(world.clock, medical.journey(case))
        if planning < now and before.is_workday[day + 1 + EARLIER_DAYS]:
            for item in plan():
                if day == today and now < day * DAY + ADMISSION_MINUTE:
                    begin(item, day + 1)
    for number, at in reversed(coming):
        case = refer(cohort, number, f"L{number}", at)
        if case is not None:
            Journey(world.clock, medical.journey(case))
