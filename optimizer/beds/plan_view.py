"""A finished plan in the words of the hospital: what the solver-free checks and scores read."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from optimizer.beds.bed_states import cleaning_minutes, leaving_minutes
from optimizer.beds.people import Person
from scenarios.hospital import BedPlace
from scenarios.patients import Stay
from scenarios.plans import BedPlan
from scenarios.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Placement:
    """A person in the bed that a plan gives, from ``start_minutes`` after the census."""

    person: Person
    place: BedPlace
    start_minutes: int

    @property
    def pair(self) -> str:
        """The person and the bed, as a subject of violations."""
        return f"{self.person.id} in {self.place.bed.id}"


class PlanView:
    """A plan, its people and the hospital around them.

    Attributes
    ----------
    placements : list of Placement
        Everyone who gets a bed, requests and moves alike.
    remaining : list of Person
        Those who do not.
    unknown : list of str
        Names in the plan that are not in the problem.
    """

    def __init__(self, scenario: Scenario, people: tuple[Person, ...], plan: BedPlan) -> None:
        self.scenario = scenario
        self.plan = plan
        self.people = people
        by_id = {person.id: person for person in people if person.is_request}
        movable = {person.id: person for person in people if not person.is_request}
        places = scenario.hospital.place_of_bed
        self.placements: list[Placement] = []
        self.unknown: list[str] = []
        given = [(by_id.get(a.request), a.request, a.bed, a.start_minutes) for a in plan.assignments]
        given += [(movable.get(m.patient), m.patient, m.to_bed, m.start_minutes) for m in plan.moves]
        for person, name, bed, start in given:
            if person is None or bed not in places:
                self.unknown.append(f"{name} in {bed}")
            else:
                self.placements.append(Placement(person, places[bed], start))
        placed = {id(placement.person) for placement in self.placements}
        self.remaining = [person for person in people if id(person) not in placed]

    @cached_property
    def in_room(self) -> Mapping[str, list[Placement]]:
        """Room id to the placements in it."""
        grouped: dict[str, list[Placement]] = defaultdict(list)
        for placement in self.placements:
            grouped[placement.place.room.id].append(placement)
        return grouped

    @cached_property
    def movers(self) -> Mapping[str, Person]:
        """Bed id to the person in it about whom the plan decides."""
        return {person.current_bed: person for person in self.people if person.current_bed}

    @cached_property
    def leaves_now(self) -> frozenset[str]:
        """Beds whose patient goes at once to another bed."""
        return frozenset(p.person.current_bed for p in self.placements if p.person.current_bed and p.start_minutes == 0)

    @cached_property
    def available(self) -> Mapping[str, int | None]:
        """Bed id to the minutes after which it can be taken, for beds with a patient; None for never."""
        times: dict[str, int | None] = {}
        for stay in self.scenario.census.stays:
            if stay.bed in self.movers:
                times[stay.bed] = cleaning_minutes(stay, self.scenario)
            elif stay.expected_discharge is None:
                times[stay.bed] = None
            else:
                times[stay.bed] = leaving_minutes(stay, self.scenario) + cleaning_minutes(stay, self.scenario)
        return times

    def unmoved_company(self, placement: Placement) -> list[Stay]:
        """Return the patients in the room about whom nothing is decided and who are there when the person comes."""
        stays = self.scenario.census.stay_in_bed
        company = []
        for bed in placement.place.room.beds:
            stay = stays.get(bed.id)
            if stay is None or bed.id == placement.place.bed.id or bed.id in self.movers:
                continue
            if leaving_minutes(stay, self.scenario) > placement.start_minutes:
                company.append(stay)
        return company

    def remaining_company(self, placement: Placement) -> list[Person]:
        """Return those who could have left the placement's room but did not leave it now."""
        return [
            self.movers[bed.id]
            for bed in placement.place.room.beds
            if bed.id in self.movers
            and bed.id not in self.leaves_now
            and self.movers[bed.id] is not placement.person
            and bed.id != placement.place.bed.id
        ]
