"""What a scenario names, for looking up references."""

from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches

from scenarios.hospital import Ward
from scenarios.scenario import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioIndex:
    """Identities of a scenario by kind of object.

    Attributes
    ----------
    departments, wards, rooms, requests, age_bands, buildings : frozenset of str
        Identities.
    ward_of_bed : dict of str to Ward
        Bed id to its ward; for a repeated bed the first.
    """

    departments: frozenset[str]
    wards: frozenset[str]
    rooms: frozenset[str]
    requests: frozenset[str]
    age_bands: frozenset[str]
    buildings: frozenset[str]
    ward_of_bed: dict[str, Ward]

    @classmethod
    def of(cls, scenario: Scenario) -> "ScenarioIndex":
        """Return the index of a scenario."""
        hospital = scenario.hospital
        ward_of_bed: dict[str, Ward] = {}
        for place in hospital.places():
            ward_of_bed.setdefault(place.bed.id, place.ward)
        return cls(
            departments=frozenset(department.id for department in hospital.departments),
            wards=frozenset(ward.id for ward in hospital.wards),
            rooms=frozenset(room.id for ward in hospital.wards for room in ward.rooms),
            requests=frozenset(request.id for request in scenario.requests),
            age_bands=frozenset(band.name for band in hospital.age_bands),
            buildings=frozenset(building.id for building in hospital.buildings),
            ward_of_bed=ward_of_bed,
        )


def unknown(owner: str, field: str, value: str, kind: str, known: Collection[str]) -> str:
    """Return the sentence for a reference to nothing: the few there are, or the nearest names, or how many."""
    if not known:
        expected = f"no {kind} is defined"
    elif len(known) <= 6:
        expected = f"expected one of {', '.join(sorted(known))}"
    elif close := get_close_matches(value, sorted(known), n=3):
        expected = f"expected one of the {len(known)} defined, such as {', '.join(close)}"
    else:
        expected = f"expected one of the {len(known)} defined"
    return f"{owner}: unknown {kind} {value!r} in {field}, {expected}"
