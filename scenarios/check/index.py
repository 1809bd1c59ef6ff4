"""What a scenario names, for looking up references."""

from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches

from scenarios.scenario import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioIndex:
    """Identities of a scenario by kind of object.

    Attributes
    ----------
    departments, wards, rooms, beds, requests, age_bands, buildings, operating_rooms : frozenset of str
        Identities.
    """

    departments: frozenset[str]
    wards: frozenset[str]
    rooms: frozenset[str]
    beds: frozenset[str]
    requests: frozenset[str]
    age_bands: frozenset[str]
    buildings: frozenset[str]
    operating_rooms: frozenset[str]

    @classmethod
    def of(cls, scenario: Scenario) -> "ScenarioIndex":
        """Return the index of a scenario."""
        hospital = scenario.hospital
        return cls(
            departments=frozenset(department.id for department in hospital.departments),
            wards=frozenset(ward.id for ward in hospital.wards),
            rooms=frozenset(room.id for ward in hospital.wards for room in ward.rooms),
            beds=frozenset(place.bed.id for place in hospital.places()),
            requests=frozenset(request.id for request in scenario.requests),
            age_bands=frozenset(band.name for band in hospital.age_bands),
            buildings=frozenset(building.id for building in hospital.buildings),
            operating_rooms=frozenset(room.id for room in hospital.operating_rooms),
        )


_CLOSE, _FAR = 0.6, 0.3
"""Least likeness of a slip of the pen, and, where nothing is so close, of a name written in another way."""


def _closest(value: str, known: Collection[str]) -> list[str]:
    """Return up to three names like a value, whatever their case."""
    names = {name.casefold(): name for name in sorted(known)}
    found = (get_close_matches(value.casefold(), list(names), n=3, cutoff=cutoff) for cutoff in (_CLOSE, _FAR))
    return [names[near] for near in next(filter(None, found), [])]


def unknown(owner: str, field: str, value: str, kind: str, known: Collection[str], *, suggest: bool = True) -> str:
    """Return the sentence for a reference to nothing: the few there are, or the nearest names, or how many."""
    if not known:
        expected = f"no {kind} is defined"
    elif len(known) <= 6:
        expected = f"expected one of {', '.join(sorted(known))}"
    elif suggest and (close := _closest(value, known)):
        expected = f"expected one of the {len(known)} defined, such as {', '.join(close)}"
    else:
        expected = f"expected one of the {len(known)} defined"
    place = "" if field == kind else f" in {field}"
    return f"{owner}: unknown {kind} {value!r}{place}, {expected}"
