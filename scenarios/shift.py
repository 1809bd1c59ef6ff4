"""A scenario at another time: everything happens earlier or later by the same length."""

import math
from dataclasses import replace
from datetime import datetime, timedelta

from scenarios.census import Census
from scenarios.coming_weeks import ComingWeeks
from scenarios.patients import BedRequest, DischargeForecast, Stay
from scenarios.scenario import Scenario


def shifted(scenario: Scenario, by: timedelta) -> Scenario:
    """Return a scenario with every moment of its census, requests and demand moved.

    Coming weeks move by whole weeks, so that operating rooms stay closed at weekends, and no less far than the census,
    so that nobody's last day has passed.

    >>> from scenarios.catalogue import bundled
    >>> demo = bundled("demo")
    >>> (shifted(demo, timedelta(days=1)).census.at - demo.census.at).days
    1
    """
    census = scenario.census
    return replace(
        scenario,
        census=Census(
            at=census.at + by,
            stays=tuple(_stay(stay, by) for stay in census.stays),
            statuses=tuple(replace(status, until=_moved(status.until, by)) for status in census.statuses),
        ),
        requests=tuple(_request(request, by) for request in scenario.requests),
        expected_demand=tuple(replace(demand, by=demand.by + by) for demand in scenario.expected_demand),
        coming_weeks=None if scenario.coming_weeks is None else _weeks(scenario.coming_weeks, census.at, by),
    )


def _weeks(weeks: ComingWeeks, at: datetime, by: timedelta) -> ComingWeeks:
    days = (weeks.local(at + by).date() - weeks.local(at).date()).days
    whole = timedelta(weeks=math.ceil(days / 7))
    return replace(
        weeks,
        first_day=weeks.first_day + whole,
        waiting_list=tuple(
            replace(entry, earliest=entry.earliest + whole, due=None if entry.due is None else entry.due + whole)
            for entry in weeks.waiting_list
        ),
        surgeon_days=tuple(replace(day, on=day.on + whole) for day in weeks.surgeon_days),
        theatre_days=tuple(replace(day, on=day.on + whole) for day in weeks.theatre_days),
        nurse_shifts=tuple(replace(shift, on=shift.on + whole) for shift in weeks.nurse_shifts),
    )


def _moved(moment: datetime | None, by: timedelta) -> datetime | None:
    return None if moment is None else moment + by


def _stay(stay: Stay, by: timedelta) -> Stay:
    forecast = stay.expected_discharge
    if forecast is not None:
        forecast = DischargeForecast(p10=forecast.p10 + by, p50=forecast.p50 + by, p90=forecast.p90 + by)
    return replace(
        stay,
        admitted_at=stay.admitted_at + by,
        expected_discharge=forecast,
        discharge_ordered_at=_moved(stay.discharge_ordered_at, by),
    )


def _request(request: BedRequest, by: timedelta) -> BedRequest:
    return replace(request, requested_at=request.requested_at + by, needed_by=_moved(request.needed_by, by))
