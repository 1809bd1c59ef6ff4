"""Nothing is defined twice."""

from collections.abc import Iterable, Iterator

from scenarios.check.index import ScenarioIndex
from scenarios.input_problems import InputProblem
from scenarios.scenario import Scenario

PathAndKey = tuple[str, str]


def repetitions(scenario: Scenario, index: ScenarioIndex) -> Iterator[InputProblem]:
    """Yield a problem for every identity or pair that stands more than once."""
    for kind, entries in _identities(scenario):
        first: dict[str, str] = {}
        for path, key in entries:
            if key in first:
                yield InputProblem(path, f"{kind} {key} is defined twice, first at {first[key]}, expected once")
            else:
                first[key] = path


def _identities(scenario: Scenario) -> Iterator[tuple[str, Iterable[PathAndKey]]]:
    hospital = scenario.hospital
    yield "Department", _by_id("hospital.departments", (one.id for one in hospital.departments))
    yield "Ward", _by_id("hospital.wards", (ward.id for ward in hospital.wards))
    yield "Room", _rooms(scenario)
    yield "Bed", _beds(scenario)
    yield "Building", _by_id("hospital.buildings", (one.id for one in hospital.buildings))
    yield "Age band", _by_id("hospital.age_bands", (band.name for band in hospital.age_bands))
    yield "Operating room", _by_id("hospital.operating_rooms", (one.id for one in hospital.operating_rooms))
    yield "Clinic", _by_id("hospital.clinics", (one.id for one in hospital.clinics))
    yield "Exam device", _by_id("hospital.exam_devices", (one.id for one in hospital.exam_devices))
    yield "Lending", _by_id("hospital.lending", (f"{one.lender} to {one.borrower}" for one in hospital.lending))
    yield (
        "Clinical distance",
        _by_id(
            "hospital.clinical_distances",
            (_pair(one.department, one.other) for one in hospital.clinical_distances),
        ),
    )
    yield (
        "Walking distance",
        _by_id(
            "hospital.walking_distances",
            (_pair(one.from_ward, one.to_ward) for one in hospital.walking_distances),
        ),
    )
    yield "Request", _by_id("requests", (request.id for request in scenario.requests))
    yield "Request of patient", _by_id("requests", (request.patient.id for request in scenario.requests))
    yield (
        "Lending override for",
        _by_id("overrides", (f"{one.request} by {one.lender}" for one in scenario.overrides)),
    )


def _by_id(path: str, keys: Iterable[str]) -> Iterator[PathAndKey]:
    return ((f"{path}.{position}", key) for position, key in enumerate(keys))


def _pair(one: str, other: str) -> str:
    """Name an undirected pair; both directions are the same one."""
    return " and ".join(sorted((one, other)))


def _rooms(scenario: Scenario) -> Iterator[PathAndKey]:
    for w, ward in enumerate(scenario.hospital.wards):
        for r, room in enumerate(ward.rooms):
            yield f"hospital.wards.{w}.rooms.{r}", room.id


def _beds(scenario: Scenario) -> Iterator[PathAndKey]:
    for w, ward in enumerate(scenario.hospital.wards):
        for r, room in enumerate(ward.rooms):
            for b, bed in enumerate(room.beds):
                yield f"hospital.wards.{w}.rooms.{r}.beds.{b}", bed.id
