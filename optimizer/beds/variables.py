"""The decisions of an allocation as CP-SAT variables: who takes a bed of which slot, and who keeps waiting."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from ortools.sat.python import cp_model

from optimizer.beds.columns import NOBODY, BedColumns
from optimizer.beds.hospital_index import BoolArray
from optimizer.beds.problem import BedProblem, Slot

Pair = tuple[int, int]
"""A person's number and a slot's number."""


class Variables:
    """One boolean for each pair of a person and a slot, and one for each person to remain as they are.

    Attributes
    ----------
    slots : sequence of Slot
        Groups of equal beds of one room.
    takes : dict of (person, slot) to literal
        The person takes a bed of the slot.
    remains : list of literal
        The person waits on, or stays in the current bed.
    """

    def __init__(
        self, model: cp_model.CpModel, problem: BedProblem, slots: Sequence[Slot], pairs: Sequence[Pair]
    ) -> None:
        self.problem = problem
        self.slots = slots
        self.beds: BedColumns = problem.beds.take(np.array([slot.beds[0] for slot in slots], dtype=np.int64))
        self.takes = {pair: model.new_bool_var("") for pair in pairs}
        self.remains = [model.new_bool_var("") for _ in problem.people]
        self.of_person: dict[int, list[Pair]] = defaultdict(list)
        self.of_slot: dict[int, list[Pair]] = defaultdict(list)
        self.of_room: dict[int, list[Pair]] = defaultdict(list)
        for pair in pairs:
            self.of_person[pair[0]].append(pair)
            self.of_slot[pair[1]].append(pair)
            self.of_room[slots[pair[1]].room].append(pair)
        self._wanted_slots = np.array(sorted(self.of_slot), dtype=np.int64)
        self._swaps = self._swap_literals(model)
        self.remaining_in_room: dict[int, list[int]] = defaultdict(list)
        for number, bed in enumerate(problem.person_columns.current_bed.tolist()):
            if bed >= 0:
                self.remaining_in_room[int(problem.beds.room[bed])].append(number)

    def taking(self, people: BoolArray, beds: BoolArray) -> list[cp_model.IntVar]:
        """Return the literals of some people taking one of some beds (masks over people and over all beds)."""
        chosen = self._wanted_slots[beds[self.beds.bed[self._wanted_slots]]].tolist()
        return [self.takes[pair] for slot in chosen for pair in self.of_slot[slot] if people[pair[0]]]

    def leaving_now(self, person: int) -> list[cp_model.IntVar]:
        """Return the literals that free the bed of somebody in bed: a bed free now is taken, or beds are swapped."""
        now = [self.takes[pair] for pair in self.of_person[person] if self.beds.available_minutes[pair[1]] == 0]
        return now + self._swaps[person]

    def _swap_literals(self, model: cp_model.CpModel) -> dict[int, list[cp_model.IntVar]]:
        """Return for each person the literals of exchanging beds with another; each is true only when both go."""
        bed_of_leaver = {
            int(leaver): slot for slot, leaver in enumerate(self.beds.vacated_by.tolist()) if leaver != NOBODY
        }
        swaps: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for first, its_slot in bed_of_leaver.items():
            for second, other_slot in bed_of_leaver.items():
                there, back = self.takes.get((first, other_slot)), self.takes.get((second, its_slot))
                if first < second and there is not None and back is not None:
                    swap = model.new_bool_var("")
                    model.add_implication(swap, there)
                    model.add_implication(swap, back)
                    # Without cleaning the bed is free now, which frees the other by itself; it must not count twice.
                    if self.beds.available_minutes[other_slot] > 0:
                        swaps[first].append(swap)
                    if self.beds.available_minutes[its_slot] > 0:
                        swaps[second].append(swap)
        return swaps
