"""A finished plan in the words of the hospital: what the solver-free checks and scores read."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from optimizer.beds.moments import NEVER
from optimizer.beds.people import Person
from optimizer.beds.standing import Standing
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
    """What a plan is held against, in the words of the hospital: the scenario, and who is decided about.

    Parameters
    ----------
    scenario : Scenario
        Hospital, census and settings.
    people : tuple of Person
        Those the plan decides about.
    standing : Standing, optional
        Of the scenario's census, when it is already there.
    """

    def __init__(self, scenario: Scenario, people: tuple[Person, ...], standing: Standing | None = None) -> None:
        self.scenario = scenario
        self.people = people
        self.standing = standing or Standing(scenario)
        self.requests = {person.id: person for person in people if person.is_request}
        self.movable = {person.id: person for person in people if not person.is_request}
        self.movers = {person.current_bed: person for person in people if person.current_bed}
        self._opening: dict[str, frozenset[str]] = {}

    def opening(self, department: str) -> frozenset[str]:
        """Return the beds of a department's own wards that open within the look-ahead, held for nobody, undecided."""
        if department not in self._opening:
            beds = (bed.id for ward in self.standing.wards_of(department) for bed in ward.beds)
            self._opening[department] = frozenset(bed for bed in beds if self._opens_in_time(bed))
        return self._opening[department]

    def _opens_in_time(self, bed: str) -> bool:
        if bed in self.movers or self.standing.is_held(bed):
            return False
        opens = self.opens(bed)
        return opens is not None and opens <= self.scenario.allocation.look_ahead_minutes

    def opens(self, bed: str) -> int | None:
        """Return the minutes after which a bed can be taken; None for never."""
        census = self.scenario.census
        stay = census.stay_in_bed.get(bed)
        if stay is None:
            return self.standing.status_opens(census.status_of_bed.get(bed))
        if bed in self.movers:
            return self.standing.cleaned(stay)
        leaves = self.standing.leaves(stay)
        return None if leaves == NEVER else leaves + self.standing.cleaned(stay)


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

    @cached_property
    def in_wards_of(self) -> Mapping[str, list[Placement]]:
        """Department id to the placements in its own wards; shared wards belong to nobody."""
        grouped: dict[str, list[Placement]] = defaultdict(list)
        for placement in self.placements:
            if not placement.place.ward.shared:
                grouped[placement.place.ward.department].append(placement)
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
            and self.world.standing.leaves(stays[bed.id]) >= placement.start_minutes
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
