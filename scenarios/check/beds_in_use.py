"""A bed holds one patient, a patient has one bed, and what is said about a bed agrees."""

from collections.abc import Iterator

from scenarios.check.index import ScenarioIndex
from scenarios.input_problems import InputProblem
from scenarios.patients import Stay
from scenarios.scenario import Scenario


def beds_in_use(scenario: Scenario, index: ScenarioIndex) -> Iterator[InputProblem]:
    """Yield a problem for every bed or patient in two places, and every bed said to be in two states."""
    stay_in_bed: dict[str, Stay] = {}
    stay_of_patient: dict[str, Stay] = {}
    for position, stay in enumerate(scenario.census.stays):
        path, patient = f"census.stays.{position}", stay.patient.id
        first = stay_in_bed.setdefault(stay.bed, stay)
        if first is not stay:
            yield InputProblem(
                f"{path}.bed", f"Bed {stay.bed}: patients {first.patient.id} and {patient} lie in it, expected one"
            )
        first = stay_of_patient.setdefault(patient, stay)
        if first is not stay:
            message = f"Patient {patient}: lies in beds {first.bed} and {stay.bed}, expected one bed"
            yield InputProblem(f"{path}.patient", message)
    yield from _statuses(scenario, stay_in_bed)
    yield from _current_beds(scenario, index, stay_in_bed, stay_of_patient)


def _statuses(scenario: Scenario, stay_in_bed: dict[str, Stay]) -> Iterator[InputProblem]:
    seen: dict[str, str] = {}
    for position, status in enumerate(scenario.census.statuses):
        path = f"census.statuses.{position}"
        if status.bed in stay_in_bed:
            patient = stay_in_bed[status.bed].patient.id
            message = f"Bed {status.bed}: {status.state} while patient {patient} lies in it, expected one of the two"
            yield InputProblem(path, message)
        if status.bed in seen:
            message = f"Bed {status.bed}: {seen[status.bed]} and {status.state}, expected one status"
            yield InputProblem(path, message)
        seen.setdefault(status.bed, status.state)


def _current_beds(
    scenario: Scenario, index: ScenarioIndex, stay_in_bed: dict[str, Stay], stay_of_patient: dict[str, Stay]
) -> Iterator[InputProblem]:
    for position, request in enumerate(scenario.requests):
        path, patient = f"requests.{position}", request.patient.id
        stay = stay_of_patient.get(patient)
        if stay is None:
            if request.current_bed is not None and request.current_bed in index.beds:
                other = stay_in_bed.get(request.current_bed)
                found = f"patient {other.patient.id} lies" if other else "nobody lies"
                message = f"Request {request.id}: {found} in current_bed {request.current_bed}, expected {patient}"
                yield InputProblem(f"{path}.current_bed", message)
            continue
        if request.current_bed != stay.bed:
            given = request.current_bed or "empty"
            message = f"Request {request.id}: current_bed {given} while {patient} lies in {stay.bed}, expected that bed"
            yield InputProblem(f"{path}.current_bed", message)
        if request.patient.sex is not stay.patient.sex:
            message = (
                f"Request {request.id}: patient {patient} is {request.patient.sex} here and {stay.patient.sex} "
                f"in bed {stay.bed}, expected the same"
            )
            yield InputProblem(f"{path}.patient.sex", message)
