"""Nothing in the census has happened after it."""

from collections.abc import Iterator
from datetime import datetime

from scenarios.check.index import ScenarioIndex
from scenarios.input_problems import InputProblem
from scenarios.scenario import Scenario


def times(scenario: Scenario, index: ScenarioIndex) -> Iterator[InputProblem]:
    """Yield a problem for every past event that lies after the census, and expected demand that lies before it."""
    at = scenario.census.at
    for path, owner, field, moment in _past_events(scenario):
        if moment is not None and moment > at:
            message = f"{owner}: {field} {moment.isoformat()}, expected at or before the census of {at.isoformat()}"
            yield InputProblem(f"{path}.{field}", message)
    for position, demand in enumerate(scenario.expected_demand):
        if demand.by < at:
            message = (
                f"Expected demand of {demand.department}: by {demand.by.isoformat()}, "
                f"expected at or after the census of {at.isoformat()}"
            )
            yield InputProblem(f"expected_demand.{position}.by", message)


def _past_events(scenario: Scenario) -> Iterator[tuple[str, str, str, datetime | None]]:
    for position, stay in enumerate(scenario.census.stays):
        path, owner = f"census.stays.{position}", f"Stay of {stay.patient.id}"
        yield path, owner, "admitted_at", stay.admitted_at
        yield path, owner, "discharge_ordered_at", stay.discharge_ordered_at
    for position, request in enumerate(scenario.requests):
        yield f"requests.{position}", f"Request {request.id}", "requested_at", request.requested_at
