"""Of rooms that are alike, as many are kept as people could use."""

import numpy as np

from optimizer.beds import BedProblem
from optimizer.beds.reduce import expand
from tests import make

PEOPLE = 3
ALIKE = BedProblem(
    make.scenario(wards=[make.ward(rooms=[2] * 5)], requests=[make.request(id=f"Q{n}") for n in range(PEOPLE)])
)
EVERYBODY = np.ones((PEOPLE, len(ALIKE.classes)), dtype=bool)


def rooms_of(people: np.ndarray, also: list[tuple[int, int]]) -> dict[int, set[int]]:
    """Room to the people who may go there."""
    found: dict[int, set[int]] = {}
    for person, slot in expand(ALIKE, people, also):
        found.setdefault(ALIKE.slots[slot].room, set()).add(person)
    return found


def test_one_room_is_kept_for_each_person() -> None:
    rooms = rooms_of(EVERYBODY, [])
    assert len(rooms) == PEOPLE
    assert all(people == {0, 1, 2} for people in rooms.values())


def test_rooms_of_a_known_plan_are_kept_before_others() -> None:
    last = len(ALIKE.slots) - 1
    rooms = rooms_of(EVERYBODY, [(1, last)])
    assert ALIKE.slots[last].room in rooms
    assert len(rooms) == PEOPLE


def test_pairs_that_cannot_matter_are_left_out_except_those_of_a_known_plan() -> None:
    nobody_but_the_first = EVERYBODY.copy()
    nobody_but_the_first[1:] = False
    assert rooms_of(nobody_but_the_first, [(2, 0)]) == {ALIKE.slots[0].room: {0, 2}}
