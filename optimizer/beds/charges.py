"""What the flow cannot say, priced: beds behind somebody who must leave, places under lending limits."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from optimizer.beds.candidates import is_hard
from optimizer.beds.columns import NOBODY
from optimizer.beds.hospital_index import IntArray
from optimizer.beds.problem import BedProblem
from optimizer.beds.rules.kept_beds import KeptBeds
from optimizer.beds.rules.lending_limit import LendingLimit
from optimizer.beds.rules.one_pathogen_a_room import OnePathogenARoom
from optimizer.beds.rules.same_sex_room import SameSexRoom


@dataclass(frozen=True, slots=True)
class Charge:
    """Some people may take at most so many beds of some classes.

    Attributes
    ----------
    people, classes : int arrays
        Rows of the problem's people and classes.
    places : int
        How many; with a leaver, how many once the leaver goes to a bed that is free now, and none before.
    leaver : int
        A person's number, or ``NOBODY``.
    """

    people: IntArray
    classes: IntArray
    places: int
    leaver: int = NOBODY


def charges(problem: BedProblem) -> list[Charge]:
    """Return everything that prices stand for in the relaxation of a problem."""
    return [*_lending_places(problem), *_gates(problem)]


def _lending_places(problem: BedProblem) -> list[Charge]:
    rules = [rule for rule in (LendingLimit(), KeptBeds()) if is_hard(problem, rule)]
    found = []
    for limit in (limit for rule in rules for limit in rule.limits(problem)):
        people, classes = np.flatnonzero(limit.people), np.flatnonzero(limit.beds[problem.classes.bed])
        if min(len(people), int(problem.class_capacity[classes].sum())) > limit.at_most:
            found.append(Charge(people, classes, limit.at_most))
    return found


def _gates(problem: BedProblem) -> list[Charge]:
    """Return beds that some may take only when the bed's patient, or somebody unlike them in the room, leaves now."""
    columns, index = problem.person_columns, problem.index
    classes_in_room: dict[int, set[int]] = defaultdict(set)
    for slot in problem.slots:
        classes_in_room[slot.room].add(slot.bed_class)
    gates = []
    for leaver in np.flatnonzero(columns.current_bed >= 0).tolist():
        bed = int(columns.current_bed[leaver])
        others = columns.number != leaver
        unlike = np.zeros(len(columns), dtype=bool)
        if is_hard(problem, OnePathogenARoom()):
            unlike |= columns.pathogen_key != columns.pathogen_key[leaver]
        if is_hard(problem, SameSexRoom()) and index.ward_strict_sex[problem.beds.ward[bed]]:
            unlike |= columns.sex != columns.sex[leaver]
        for bed_class in sorted(classes_in_room[int(problem.beds.room[bed])]):
            own = bool(problem.classes.vacated_by[bed_class] == leaver)
            people = np.flatnonzero(others & (own | unlike))
            if len(people):
                gates.append(Charge(people, np.array([bed_class]), int(problem.class_capacity[bed_class]), leaver))
    return gates
