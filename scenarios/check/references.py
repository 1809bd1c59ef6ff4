"""Everything that is referred to exists."""

from collections.abc import Collection, Iterable, Iterator

from scenarios.check.index import ScenarioIndex, unknown
from scenarios.input_problems import InputProblem
from scenarios.scenario import Scenario

Reference = tuple[str, str, str, str, str]
"""Path of the object, its name, the field, what is referred to, and the kind that must exist."""

_MOST_SUGGESTIONS = 20
"""Comparing a misspelt name with ten thousand beds takes a tenth of a second, a whole column of them hours."""


def references(scenario: Scenario, index: ScenarioIndex) -> Iterator[InputProblem]:
    """Yield a problem for every reference to a department, ward, room, bed, band, building or request that is not."""
    known: dict[str, Collection[str]] = {
        "department": index.departments,
        "ward": index.wards,
        "room": index.rooms,
        "bed": index.beds,
        "age band": index.age_bands,
        "building": index.buildings,
        "request": index.requests,
    }
    told = 0
    for path, owner, field, value, kind in (
        *_of_wards(scenario),
        *_of_distances(scenario),
        *_of_facilities(scenario),
        *_of_census(scenario),
        *_of_requests(scenario),
    ):
        if value not in known[kind]:
            told += 1
            message = unknown(owner, field, value, kind, known[kind], suggest=told <= _MOST_SUGGESTIONS)
            yield InputProblem(f"{path}.{field}", message)


def _of_wards(scenario: Scenario) -> Iterator[Reference]:
    for position, ward in enumerate(scenario.hospital.wards):
        path, owner = f"hospital.wards.{position}", f"Ward {ward.id}"
        yield path, owner, "department", ward.department, "department"
        yield from _each(path, owner, "age_bands", ward.age_bands, "age band")
        yield from _building(path, owner, ward.building)


def _of_distances(scenario: Scenario) -> Iterator[Reference]:
    hospital = scenario.hospital
    for position, rule in enumerate(hospital.lending):
        path, owner = f"hospital.lending.{position}", f"Lending {rule.lender} to {rule.borrower}"
        yield path, owner, "lender", rule.lender, "department"
        yield path, owner, "borrower", rule.borrower, "department"
    for position, clinical in enumerate(hospital.clinical_distances):
        path = f"hospital.clinical_distances.{position}"
        owner = f"Clinical distance {clinical.department} to {clinical.other}"
        yield path, owner, "department", clinical.department, "department"
        yield path, owner, "other", clinical.other, "department"
    for position, walk in enumerate(hospital.walking_distances):
        path = f"hospital.walking_distances.{position}"
        owner = f"Walk {walk.from_ward} to {walk.to_ward}"
        yield path, owner, "from_ward", walk.from_ward, "ward"
        yield path, owner, "to_ward", walk.to_ward, "ward"


def _of_facilities(scenario: Scenario) -> Iterator[Reference]:
    hospital = scenario.hospital
    for position, theatre in enumerate(hospital.operating_rooms):
        path, owner = f"hospital.operating_rooms.{position}", f"Operating room {theatre.id}"
        yield from _building(path, owner, theatre.building)
        yield from _each(path, owner, "departments", theatre.departments, "department")
    for position, clinic in enumerate(hospital.clinics):
        yield f"hospital.clinics.{position}", f"Clinic {clinic.id}", "department", clinic.department, "department"
    if hospital.emergency:
        yield from _building("hospital.emergency", "Emergency department", hospital.emergency.building)


def _of_census(scenario: Scenario) -> Iterator[Reference]:
    for position, stay in enumerate(scenario.census.stays):
        path, owner = f"census.stays.{position}", f"Stay of {stay.patient.id}"
        yield path, owner, "bed", stay.bed, "bed"
        yield path, owner, "department", stay.department, "department"
    for position, status in enumerate(scenario.census.statuses):
        path, owner = f"census.statuses.{position}", f"Status of bed {status.bed}"
        yield path, owner, "bed", status.bed, "bed"
        if status.held_for is not None:
            yield path, owner, "held_for", status.held_for, "request"


def _of_requests(scenario: Scenario) -> Iterator[Reference]:
    for position, request in enumerate(scenario.requests):
        path, owner = f"requests.{position}", f"Request {request.id}"
        yield path, owner, "department", request.department, "department"
        yield from _each(path, owner, "forbidden_rooms", request.forbidden_rooms, "room")
        if request.current_bed is not None:
            yield path, owner, "current_bed", request.current_bed, "bed"
    for position, demand in enumerate(scenario.expected_demand):
        owner = f"Expected demand of {demand.department}"
        yield f"expected_demand.{position}", owner, "department", demand.department, "department"
    for position, override in enumerate(scenario.overrides):
        path, owner = f"overrides.{position}", f"Lending override for {override.request}"
        yield path, owner, "request", override.request, "request"
        yield path, owner, "lender", override.lender, "department"


def _each(path: str, owner: str, field: str, values: Iterable[str], kind: str) -> Iterator[Reference]:
    return ((path, owner, field, value, kind) for value in sorted(values))


def _building(path: str, owner: str, building: str) -> Iterator[Reference]:
    if building:
        yield path, owner, "building", building, "building"
