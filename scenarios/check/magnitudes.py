"""No number and no time is beyond what any hospital has: a slip of the keyboard that would overflow a solver."""

from collections.abc import Iterator
from datetime import datetime

from scenarios.check.index import ScenarioIndex
from scenarios.input_problems import InputProblem
from scenarios.scenario import Scenario

MOST_MINUTES = 366 * 24 * 60
MOST_HOURS = 100 * 366 * 24
MOST_METRES = 100_000
MOST_FLOOR = 200
MOST_BEDS = 1_000_000
MOST_POINTS = 1_000_000
MOST_SEED = 2**31 - 1
"""What CP-SAT takes."""
MOST_YEARS_AWAY = 100
MOST_EQUIPMENT_KINDS = 62
"""Bits of a machine word."""

Number = tuple[str, str, str, float | None, float]
"""Path of the object, its name, the field, its value, and the most it may be in either direction."""


def magnitudes(scenario: Scenario, index: ScenarioIndex) -> Iterator[InputProblem]:
    """Yield a problem for every number too large and every time more than a century from the census."""
    for path, owner, field, value, most in (*_of_hospital(scenario), *_of_demand(scenario), *_of_settings(scenario)):
        if value is not None and not abs(value) <= most:
            yield InputProblem(f"{path}.{field}".lstrip("."), f"{owner}: {field} {value}, expected at most {most}")
    kinds = {item for place in scenario.hospital.places() for item in place.bed.equipment}
    if len(kinds) > MOST_EQUIPMENT_KINDS:
        message = f"Hospital: {len(kinds)} kinds of equipment at its beds, expected at most {MOST_EQUIPMENT_KINDS}"
        yield InputProblem("hospital.wards", message)
    at = scenario.census.at
    if not 1900 <= at.year <= 2200:
        yield InputProblem("census.at", f"Census: at {at.isoformat()}, expected a year from 1900 to 2200")
        return
    for path, owner, field, moment in _times(scenario):
        if moment is not None and abs(moment.year - at.year) > MOST_YEARS_AWAY:
            message = f"{owner}: {field} {moment.isoformat()}, expected within {MOST_YEARS_AWAY} years of the census"
            yield InputProblem(f"{path}.{field}", message)


def _of_hospital(scenario: Scenario) -> Iterator[Number]:
    hospital = scenario.hospital
    for field in ("cleaning_minutes", "terminal_cleaning_minutes"):
        yield "hospital", f"Hospital {hospital.name}", field, getattr(hospital, field), MOST_MINUTES
    for position, department in enumerate(hospital.departments):
        path, owner = f"hospital.departments.{position}", f"Department {department.id}"
        yield path, owner, "bed_cap", department.bed_cap, MOST_BEDS
    for position, ward in enumerate(hospital.wards):
        yield f"hospital.wards.{position}", f"Ward {ward.id}", "floor", ward.floor, MOST_FLOOR
    for position, rule in enumerate(hospital.lending):
        owner = f"Lending {rule.lender} to {rule.borrower}"
        yield f"hospital.lending.{position}", owner, "max_beds", rule.max_beds, MOST_BEDS
    for position, building in enumerate(hospital.buildings):
        path, owner = f"hospital.buildings.{position}", f"Building {building.id}"
        yield path, owner, "x_metres", building.x_metres, MOST_METRES
        yield path, owner, "y_metres", building.y_metres, MOST_METRES
    for position, walk in enumerate(hospital.walking_distances):
        owner = f"Walk {walk.from_ward} to {walk.to_ward}"
        yield f"hospital.walking_distances.{position}", owner, "metres", walk.metres, MOST_METRES


def _of_demand(scenario: Scenario) -> Iterator[Number]:
    for position, request in enumerate(scenario.requests):
        if request.expected_stay:
            path, owner = f"requests.{position}.expected_stay", f"Request {request.id}"
            yield path, owner, "p90_hours", request.expected_stay.p90_hours, MOST_HOURS
    for position, demand in enumerate(scenario.expected_demand):
        owner = f"Expected demand of {demand.department}"
        yield f"expected_demand.{position}", owner, "beds", demand.beds, MOST_BEDS


def _of_settings(scenario: Scenario) -> Iterator[Number]:
    allocation = scenario.allocation
    yield "", "Scenario", "seed", scenario.seed, MOST_SEED
    yield "allocation", "Allocation settings", "look_ahead_minutes", allocation.look_ahead_minutes, MOST_MINUTES
    yield "allocation", "Allocation settings", "max_moves", allocation.max_moves, MOST_BEDS
    for name, setting in allocation.rules.items():
        yield f"allocation.rules.{name}", f"Rule {name}", "points", setting.points, MOST_POINTS
    weights = allocation.weights
    for field in (name for name in weights.__slots__ if name != "waiting"):
        yield "allocation.weights", "Goal weights", field, getattr(weights, field), MOST_POINTS
    for urgency, weight in weights.waiting.items():
        path, owner = f"allocation.weights.waiting.{urgency}", f"Urgency weight {urgency}"
        yield path, owner, "points_per_hour", weight.points_per_hour, MOST_POINTS
        yield path, owner, "unplaced_points", weight.unplaced_points, MOST_POINTS


def _times(scenario: Scenario) -> Iterator[tuple[str, str, str, datetime | None]]:
    for position, stay in enumerate(scenario.census.stays):
        path, owner = f"census.stays.{position}", f"Stay of {stay.patient.id}"
        yield path, owner, "admitted_at", stay.admitted_at
        if stay.expected_discharge:
            yield f"{path}.expected_discharge", owner, "p90", stay.expected_discharge.p90
            yield f"{path}.expected_discharge", owner, "p10", stay.expected_discharge.p10
    for position, status in enumerate(scenario.census.statuses):
        yield f"census.statuses.{position}", f"Status of bed {status.bed}", "until", status.until
    for position, request in enumerate(scenario.requests):
        path, owner = f"requests.{position}", f"Request {request.id}"
        yield path, owner, "requested_at", request.requested_at
        yield path, owner, "needed_by", request.needed_by
    for position, demand in enumerate(scenario.expected_demand):
        yield f"expected_demand.{position}", f"Expected demand of {demand.department}", "by", demand.by
