"""The allocation problem: a scenario as people, classes of equal beds, and the costs and limits between them."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property, wraps
from typing import TypeVar, cast

import numpy as np

from optimizer.beds.bed_states import bed_columns
from optimizer.beds.columns import BedColumns, PathogenKeys, PeopleColumns, people_columns
from optimizer.beds.hospital_index import HospitalIndex, IntArray
from optimizer.beds.people import Person, people_of
from scenarios.patients import Stay
from scenarios.plans import BedPlan
from scenarios.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Grid:
    """Some people against some beds; every pair rule and pair cost is computed on one."""

    problem: "BedProblem"
    people: PeopleColumns
    beds: BedColumns

    @property
    def shape(self) -> tuple[int, int]:
        """People, beds."""
        return len(self.people), len(self.beds)


@dataclass(frozen=True, slots=True)
class Slot:
    """Beds of one room that are alike: each may be taken by one person.

    Attributes
    ----------
    room, beds : int, tuple of int
        Where.
    bed_class : int
        Row of ``BedProblem.classes`` that describes them.
    """

    room: int
    beds: tuple[int, ...]
    bed_class: int


_ResultT = TypeVar("_ResultT")


def once_a_problem(compute: Callable[["BedProblem"], _ResultT]) -> Callable[["BedProblem"], _ResultT]:
    """Let a function of a problem compute once for each problem; a problem never changes."""
    name = f"{compute.__module__}.{compute.__name__}"

    @wraps(compute)
    def remembered(problem: "BedProblem") -> _ResultT:
        if name not in problem.memory:
            problem.memory[name] = compute(problem)
        return cast("_ResultT", problem.memory[name])

    return remembered


class BedProblem:
    """One allocation problem.

    Parameters
    ----------
    scenario : Scenario
        Checked by :func:`scenarios.check.check`.
    index : HospitalIndex, optional
        Of the scenario's hospital, when it is already there.
    pinned : mapping of str to str, optional
        Request to the one bed it must get where any plan can give it; the bed is kept from all others.

    Attributes
    ----------
    people : tuple of Person
        Requests, then patients who may be moved.
    beds : BedColumns
        All beds.
    classes : BedColumns
        One row for each class of equal open beds: beds alike in all that rules and goals look at, in rooms alike.
    slots : tuple of Slot
        Open beds grouped by room and class.
    """

    def __init__(
        self, scenario: Scenario, index: HospitalIndex | None = None, *, pinned: Mapping[str, str] | None = None
    ) -> None:
        self.scenario = scenario
        self.pinned = dict(pinned or {})
        self.memory: dict[str, object] = {}
        self.index = index or HospitalIndex(scenario.hospital)
        self.keys = keys = PathogenKeys()
        self.people: tuple[Person, ...] = people_of(scenario)
        self.person_columns = people_columns(self.people, self.index, keys)
        self.beds = bed_columns(scenario, self.index, self.people, keys)
        self.open_beds: IntArray = np.flatnonzero(
            self.beds.available_minutes <= scenario.allocation.look_ahead_minutes
        ).astype(np.int64)
        self._classify()

    @cached_property
    def grid(self) -> Grid:
        """Everyone against every class of open beds."""
        return Grid(self, self.person_columns, self.classes)

    @cached_property
    def number_of_request(self) -> dict[str, int]:
        """Request id to the number of the person who waits."""
        return {person.id: number for number, person in enumerate(self.people) if person.is_request}

    def ignored_pins(self, plan: BedPlan) -> int:
        """Count the pinned requests that a plan does not give their bed."""
        given = {assignment.request: assignment.bed for assignment in plan.assignments}
        return sum(given.get(request) != bed for request, bed in self.pinned.items())

    @cached_property
    def unmoved_stays(self) -> tuple[Stay, ...]:
        """Patients in bed about whom nothing is decided."""
        deciding = {person.current_bed for person in self.people if person.current_bed}
        return tuple(stay for stay in self.scenario.census.stays if stay.bed not in deciding)

    @cached_property
    def forbidden_rooms(self) -> frozenset[str]:
        """Rooms that anyone must not use; each is a class of its own."""
        return frozenset(room for person in self.people for room in person.forbidden_rooms)

    @cached_property
    def movers_in_room(self) -> dict[int, tuple[int, ...]]:
        """Room to the people in it about whom the plan decides; such a room is like no other."""
        grouped: dict[int, tuple[int, ...]] = {}
        for number, bed in enumerate(self.person_columns.current_bed.tolist()):
            if bed >= 0:
                room = int(self.index.bed_room[bed])
                grouped[room] = (*grouped.get(room, ()), number)
        return grouped

    def _classify(self) -> None:
        """Group open beds: alike in a room make a slot, slots of rooms alike make a class."""
        alike = [field.name for field in fields(BedColumns) if field.name not in ("bed", "room")]
        pinned = np.isin(self.open_beds, [self.index.bed_number[bed] for bed in self.pinned.values()])
        own_class = np.where(pinned, self.open_beds, -1)
        table = np.column_stack([own_class, *(getattr(self.beds, name)[self.open_beds] for name in alike)])
        in_room: dict[int, dict[tuple[int, ...], list[int]]] = defaultdict(lambda: defaultdict(list))
        for bed, room, row in zip(
            self.open_beds.tolist(), self.beds.room[self.open_beds].tolist(), table.tolist(), strict=True
        ):
            in_room[room][tuple(row)].append(bed)
        class_of: dict[tuple[object, ...], int] = {}
        representatives: list[int] = []
        rooms_alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
        slots: list[Slot] = []
        for room, kinds in in_room.items():
            signature = self._room_signature(room, kinds)
            rooms_alike[signature].append(room)
            for kind, beds in kinds.items():
                key = (signature, kind)
                if key not in class_of:
                    class_of[key] = len(representatives)
                    representatives.append(beds[0])
                slots.append(Slot(room, tuple(beds), class_of[key]))
        self.classes = self.beds.take(np.array(representatives, dtype=np.int64))
        self.slots: tuple[Slot, ...] = tuple(slots)
        self.rooms_alike: tuple[tuple[int, ...], ...] = tuple(tuple(rooms) for rooms in rooms_alike.values())

    def _room_signature(self, room: int, kinds: dict[tuple[int, ...], list[int]]) -> tuple[object, ...]:
        index = self.index
        name = index.rooms[room].id if index.rooms[room].id in self.forbidden_rooms else ""
        return (
            name,
            self.movers_in_room.get(room, ()),
            int(index.room_capacity[room]),
            bool(index.room_isolation[room]),
            bool(index.room_negative_pressure[room]),
            tuple(sorted((kind, len(beds)) for kind, beds in kinds.items())),
        )

    @cached_property
    def slots_of_class(self) -> tuple[tuple[int, ...], ...]:
        """Class to the numbers of its slots."""
        grouped: list[list[int]] = [[] for _ in range(len(self.classes))]
        for number, slot in enumerate(self.slots):
            grouped[slot.bed_class].append(number)
        return tuple(tuple(numbers) for numbers in grouped)

    @cached_property
    def class_of_bed(self) -> IntArray:
        """Class of each bed of the hospital; -1 for a bed that cannot be taken."""
        classes = np.full(len(self.beds), -1, dtype=np.int64)
        for slot in self.slots:
            classes[list(slot.beds)] = slot.bed_class
        return classes

    @cached_property
    def class_capacity(self) -> IntArray:
        """Beds in each class."""
        return np.array(
            [sum(len(self.slots[number].beds) for number in numbers) for numbers in self.slots_of_class], dtype=np.int64
        )
