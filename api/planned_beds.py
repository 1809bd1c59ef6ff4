"""Beds that will be asked for soon: as entered, and by today's admissions of the accepted plan of the coming weeks."""

from dataclasses import replace
from datetime import datetime

from api.store.live import LiveState
from scenarios.admissions.planned_day import planned_demand
from scenarios.patients import RequestSource
from scenarios.scenario import ExpectedDemand


def expected_demand(live: LiveState, now: datetime) -> tuple[ExpectedDemand, ...]:
    """Return expected demand; for a department with planned admissions today, the plan goes before what was entered.

    Patients who are in bed or have asked for one are not counted twice.
    """
    if live.weeks is None or live.weeks_plan is None:
        return live.expected_demand
    here = {bed.stay.stay.patient.id for bed in list(live.beds.values()) if bed.stay is not None}
    here |= {one.request.patient.id for one in list(live.requests.values())}
    still_to_come = tuple(one for one in live.weeks_plan.admissions if one.patient not in here)
    today = live.weeks.local(now).date()
    planned = planned_demand(live.weeks, replace(live.weeks_plan, admissions=still_to_come), today, now)
    departments = {one.department for one in live.weeks_plan.admissions if one.on == today}
    entered = [
        demand
        for demand in live.expected_demand
        if demand.source is not RequestSource.ELECTIVE or demand.department not in departments
    ]
    return (*entered, *planned)
