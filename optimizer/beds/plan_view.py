"""A finished plan in the words of the hospital: what the solver-free checks and scores read."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from optimizer.beds.moments import NEVER, cleaning_minutes, holds, leaving_minutes, minutes_between
from optimizer.beds.people import Person
from scenarios.census import BedState
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


class World:
    """What a plan is held against, in the words of the hospital: the scenario, and what follows from it once.

    Attributes
    ----------
    scenario : Scenario
        Hospital, census, requests and settings.
    people : tuple of Person
        Those the plan decides about.
    """

    def __init__(self, scenario: Scenario, people: tuple[Person, ...]) -> None:
        self.scenario = scenario
        self.people = people
        self.requests = {person.id: person for person in people if person.is_request}
        self.movable = {person.id: person for person in people if not person.is_request}
        self.movers = {person.current_bed: person for person in people if person.current_bed}

    @cached_property
    def leaves(self) -> Mapping[str, int]:
        """Bed id to the minutes after which its patient has left."""
        return {stay.bed: leaving_minutes(stay, self.scenario) for stay in self.scenario.census.stays}

    @cached_property
    def free_now(self) -> Mapping[str, frozenset[str]]:
        """Department to the beds of its own wards that can be taken at once and are held for nobody."""
        census = self.scenario.census
        free: dict[str, set[str]] = defaultdict(set)
        for place in self.scenario.hospital.places():
            if place.ward.shared or place.bed.id in census.stay_in_bed:
                continue
            status = census.status_of_bed.get(place.bed.id)
            ready = status is None or (status.until is not None and status.until <= census.at)
            if ready or (status is not None and self.opens(place.bed.id) == 0 and not holds(status, census.at)):
                free[place.ward.department].add(place.bed.id)
        return {department: frozenset(beds) for department, beds in free.items()}

    @cached_property
    def free_and_staffed(self) -> Mapping[str, int]:
        """Department to the beds it can give at once: free ones, as far as its wards have nurses for them."""
        total: Counter[str] = Counter()
        for ward in self.scenario.hospital.wards:
            if not ward.shared:
                free = self.free_now.get(ward.department, frozenset())
                total[ward.department] += min(sum(bed.id in free for bed in ward.beds), self.room_in[ward.id])
        return total

    @cached_property
    def room_in(self) -> Mapping[str, int]:
        """Ward to the patients it has nurses for besides those there; holds for requests count only when taken."""
        census = self.scenario.census
        room = {}
        for ward in self.scenario.hospital.wards:
            beds = ward.beds
            taken = 0
            for bed in beds:
                status = census.status_of_bed.get(bed.id)
                held = status is not None and holds(status, census.at) and status.held_for is None
                taken += bed.id in census.stay_in_bed or held
            staffed = len(beds) if ward.staffed_beds is None else ward.staffed_beds
            room[ward.id] = max(0, staffed - taken)
        return room

    @cached_property
    def lent_now(self) -> Counter[tuple[str, str]]:
        """Loans that run, by lender and borrower."""
        return loans_that_run(self.scenario)

    def opens(self, bed: str) -> int | None:
        """Return the minutes after which a bed can be taken; None for never."""
        census = self.scenario.census
        stay = census.stay_in_bed.get(bed)
        if stay is not None:
            if bed in self.movers:
                return cleaning_minutes(stay, self.scenario)
            leaves = self.leaves[bed]
            return None if leaves == NEVER else leaves + cleaning_minutes(stay, self.scenario)
        status = census.status_of_bed.get(bed)
        if status is None or status.state is BedState.HELD:
            return 0
        if status.until is not None:
            return max(0, minutes_between(census.at, status.until))
        return self.scenario.hospital.cleaning_minutes if status.state is BedState.CLEANING else None


def loans_that_run(scenario: Scenario) -> Counter[tuple[str, str]]:
    """Count the patients in other departments' beds, by lender and borrower."""
    places = scenario.hospital.place_of_bed
    wards = ((places[stay.bed].ward, stay.department) for stay in scenario.census.stays)
    return Counter((ward.department, borrower) for ward, borrower in wards if not ward.shared)


class PlanView:
    """A finished plan in its world.

    Attributes
    ----------
    placements : list of Placement
        Everyone who gets a bed, requests and moves alike.
    remaining : list of Person
        Those who do not.
    unknown : list of str
        Names in the plan that are not in the problem.
    """

    def __init__(self, world: World, plan: BedPlan) -> None:
        self.world = world
        self.scenario = world.scenario
        self.plan = plan
        places = world.scenario.hospital.place_of_bed
        self.placements: list[Placement] = []
        self.unknown: list[str] = []
        given = [(world.requests.get(a.request), a.request, a.bed, a.start_minutes) for a in plan.assignments]
        given += [(world.movable.get(m.patient), m.patient, m.to_bed, m.start_minutes) for m in plan.moves]
        for person, name, bed, start in given:
            if person is None or bed not in places:
                self.unknown.append(f"{name} in {bed}")
            else:
                self.placements.append(Placement(person, places[bed], start))
        placed = {id(placement.person) for placement in self.placements}
        self.remaining = [person for person in world.people if id(person) not in placed]

    @cached_property
    def in_room(self) -> Mapping[str, list[Placement]]:
        """Room id to the placements in it."""
        grouped: dict[str, list[Placement]] = defaultdict(list)
        for placement in self.placements:
            grouped[placement.place.room.id].append(placement)
        return grouped

    @property
    def movers(self) -> Mapping[str, Person]:
        """Bed id to the person in it about whom the plan decides."""
        return self.world.movers

    @cached_property
    def leaves_now(self) -> frozenset[str]:
        """Beds whose patient goes at once to another bed, or swaps beds with somebody."""
        goes_to = {p.person.current_bed: p for p in self.placements if p.person.current_bed}
        swapped = {
            bed
            for bed, placement in goes_to.items()
            if placement.place.bed.id in goes_to and goes_to[placement.place.bed.id].place.bed.id == bed
        }
        return frozenset(swapped | {bed for bed, placement in goes_to.items() if placement.start_minutes == 0})

    def unmoved_company(self, placement: Placement) -> list[Stay]:
        """Return the patients in the room about whom nothing is decided and who are there when the person comes."""
        stays = self.scenario.census.stay_in_bed
        return [
            stays[bed.id]
            for bed in placement.place.room.beds
            if bed.id in stays
            and bed.id not in self.movers
            and bed.id != placement.place.bed.id
            and self.world.leaves[bed.id] >= placement.start_minutes
        ]

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
