"""Properties of a place agree with each other."""

from collections import Counter
from collections.abc import Iterator

from scenarios.check.index import ScenarioIndex
from scenarios.input_problems import InputProblem
from scenarios.scenario import Scenario


def consistency(scenario: Scenario, index: ScenarioIndex) -> Iterator[InputProblem]:
    """Yield a problem for every property that another one contradicts."""
    yield from _rooms(scenario)
    yield from _departments(scenario)
    yield from _overrides(scenario)


def _rooms(scenario: Scenario) -> Iterator[InputProblem]:
    for w, ward in enumerate(scenario.hospital.wards):
        for r, room in enumerate(ward.rooms):
            if room.negative_pressure and not room.isolation:
                message = f"Room {room.id}: negative pressure without isolation, expected an isolation room"
                yield InputProblem(f"hospital.wards.{w}.rooms.{r}.isolation", message)


def _departments(scenario: Scenario) -> Iterator[InputProblem]:
    beds: Counter[str] = Counter()
    for ward in scenario.hospital.wards:
        beds[ward.department] += len(ward.beds)
    for position, department in enumerate(scenario.hospital.departments):
        if department.kept_beds > beds[department.id]:
            message = (
                f"Department {department.id}: kept_beds {department.kept_beds}, "
                f"expected at most its {beds[department.id]} beds"
            )
            yield InputProblem(f"hospital.departments.{position}.kept_beds", message)


def _overrides(scenario: Scenario) -> Iterator[InputProblem]:
    department_of = {request.id: request.department for request in scenario.requests}
    for position, override in enumerate(scenario.overrides):
        if department_of.get(override.request) == override.lender:
            message = (
                f"Lending override for {override.request}: lender {override.lender} is the department that asks, "
                "expected another one"
            )
            yield InputProblem(f"overrides.{position}.lender", message)
