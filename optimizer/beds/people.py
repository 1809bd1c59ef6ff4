"""Everyone the allocation decides about: waiting requests and, when moves are allowed, patients in bed."""

from dataclasses import dataclass

from optimizer.beds.moments import leaving_minutes, minutes_between
from scenarios.hospital import BedPlace, LevelOfCare
from scenarios.patients import BedRequest, Isolation, Patient, Stay, Urgency
from scenarios.scenario import Scenario

MOST_MOVABLE = 40
"""Patients in bed considered for a move: those whose move can gain something, best first."""

_LEVEL_RANK = {LevelOfCare.DAY: 0, LevelOfCare.GENERAL: 0, LevelOfCare.HDU: 1, LevelOfCare.ICU: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody the plan may give a bed to.

    Attributes
    ----------
    id : str
        The request's id, or the patient's for a patient in bed.
    patient, department, level_of_care, equipment :
        What the bed must suit.
    urgency : Urgency or None
        None for a patient in bed who asked for nothing.
    needed_by_minutes : int
        After the census; 0 when needed already.
    current_bed : str or None
        The bed that the person leaves.
    forbidden_rooms, open_lenders : frozenset of str
        Rooms never to use; departments opened by an override of the dispatch centre.
    """

    id: str
    patient: Patient
    department: str
    level_of_care: LevelOfCare
    equipment: frozenset[str]
    urgency: Urgency | None
    needed_by_minutes: int = 0
    current_bed: str | None = None
    forbidden_rooms: frozenset[str] = frozenset()
    open_lenders: frozenset[str] = frozenset()

    @property
    def is_request(self) -> bool:
        """Whether the person waits for a bed; otherwise a patient in bed who may be moved."""
        return self.urgency is not None


def people_of(scenario: Scenario) -> tuple[Person, ...]:
    """Return all requests, then the movable patients when the settings allow moves."""
    requests = [person_of_request(request, scenario) for request in scenario.requests]
    if scenario.allocation.max_moves == 0:
        return tuple(requests)
    asked = {request.current_bed for request in scenario.requests}
    movable = sorted(
        ((-_gain(stay, scenario), stay.bed, stay) for stay in scenario.census.stays if stay.bed not in asked),
        key=lambda entry: entry[:2],
    )
    return (*requests, *(_from_stay(stay) for gain, _, stay in movable[:MOST_MOVABLE] if gain < 0))


def person_of_request(request: BedRequest, scenario: Scenario) -> Person:
    """Return the person who makes a request, with the overrides of the dispatch centre."""
    open_lenders = frozenset(override.lender for override in scenario.overrides if override.request == request.id)
    needed_by = minutes_between(scenario.census.at, request.needed_by) if request.needed_by else 0
    return Person(
        id=request.id,
        patient=request.patient,
        department=request.department,
        level_of_care=request.level_of_care,
        equipment=request.equipment,
        urgency=request.urgency,
        needed_by_minutes=max(0, needed_by),
        current_bed=request.current_bed,
        forbidden_rooms=request.forbidden_rooms,
        open_lenders=open_lenders,
    )


def _from_stay(stay: Stay) -> Person:
    return Person(
        id=stay.patient.id,
        patient=stay.patient,
        department=stay.department,
        level_of_care=stay.level_of_care,
        equipment=stay.equipment,
        urgency=None,
        current_bed=stay.bed,
    )


def _gain(stay: Stay, scenario: Scenario) -> int:
    """Score what a move may gain: a lent patient home, a special bed or a mixed room freed; 0 for nothing.

    Who leaves within the look-ahead anyway is not moved: the bed is counted on already.
    """
    if not stay.movable or leaving_minutes(stay, scenario) <= scenario.allocation.look_ahead_minutes:
        return 0
    place = scenario.hospital.place_of_bed[stay.bed]
    lent = not place.ward.shared and place.ward.department != stay.department
    wasted_level = max(0, _LEVEL_RANK[place.ward.level_of_care] - _LEVEL_RANK[stay.level_of_care])
    wasted_room = (place.room.isolation or place.room.negative_pressure) and stay.patient.isolation is Isolation.NONE
    alone_in_large_room = len(place.room.beds) > 1 and _company(place, scenario) == 1
    return 4 * lent + 3 * wasted_level + 2 * wasted_room + alone_in_large_room


def _company(place: BedPlace, scenario: Scenario) -> int:
    return sum(bed.id in scenario.census.stay_in_bed for bed in place.room.beds)
