"""A scenario at another time: everything happens earlier or later by the same length."""

from dataclasses import replace
from datetime import datetime, timedelta

from scenarios.census import Census
from scenarios.patients import BedRequest, DischargeForecast, Stay
from scenarios.scenario import Scenario


def shifted(scenario: Scenario, by: timedelta) -> Scenario:
    """Return a scenario with every moment of its census, requests and demand moved.

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
