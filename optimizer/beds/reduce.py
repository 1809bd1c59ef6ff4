"""Only pairs that can belong to a better plan, and only as many equal rooms as can be used, reach CP-SAT."""

from collections import defaultdict

import numpy as np

from optimizer.beds.hospital_index import BoolArray
from optimizer.beds.problem import BedProblem
from optimizer.beds.variables import Pair


def expand(problem: BedProblem, kept: BoolArray, also: list[Pair]) -> set[Pair]:
    """Return pairs of (person, slot) for kept pairs of (person, class), with some pairs added.

    Rooms alike are interchangeable as wholes: of each kind as many are kept as people could go there, so that every
    plan over all rooms has an equal one over the kept rooms.

    Parameters
    ----------
    kept : bool array (people x classes)
        Pairs worth considering.
    also : list of (person, slot)
        Pairs of a known plan, which stay possible.
    """
    slots_in_room: dict[int, list[int]] = defaultdict(list)
    for number, slot in enumerate(problem.slots):
        slots_in_room[slot.room].append(number)
    used = {problem.slots[slot].room for _, slot in also}
    pairs = set(also)
    people_of_class: dict[int, list[int]] = defaultdict(list)
    for bed_class, person in np.argwhere(kept.T).tolist():
        people_of_class[bed_class].append(person)
    for rooms in problem.rooms_alike:
        classes = {problem.slots[number].bed_class for number in slots_in_room[rooms[0]]}
        people = {person for bed_class in classes for person in people_of_class.get(bed_class, ())}
        if not people:
            continue
        in_use = [room for room in rooms if room in used]
        fresh = [room for room in rooms if room not in used]
        for room in in_use + fresh[: max(0, len(people) - len(in_use))]:
            for number in slots_in_room[room]:
                pairs.update((person, number) for person in people_of_class.get(problem.slots[number].bed_class, ()))
    return pairs
