"""One patient a bed."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from ortools.sat.python import cp_model

from optimizer.beds.columns import NOBODY
from optimizer.beds.hospital_index import BoolArray
from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import BedProblem
from optimizer.beds.rule import BedRule, Taken, freed_by
from optimizer.beds.variables import Variables
from optimizer.rule import Poster, Violation


class OnePatientABed(BedRule):
    """A bed is given once; one that a move frees is given only when that move happens now."""

    name = "one patient a bed"

    def post(self, problem: BedProblem, variables: Variables, poster: Poster) -> None:
        for number, pairs in variables.of_slot.items():
            slot = variables.slots[number]
            leaver = int(problem.beds.vacated_by[slot.beds[0]])
            if leaver == NOBODY and len(pairs) <= len(slot.beds):
                continue
            taken = cp_model.LinearExpr.sum([variables.takes[pair] for pair in pairs])
            if leaver == NOBODY:
                poster.require(f"slot {number}", taken <= len(slot.beds))
            else:
                poster.require(f"slot {number}", taken <= cp_model.LinearExpr.sum(variables.leaving_now(leaver)))

    def beside(self, problem: BedProblem, person: int, taken: Sequence[Taken]) -> BoolArray:
        excluded = ~np.isin(problem.beds.vacated_by, [NOBODY, *freed_by(problem, taken)])
        excluded[[bed for _, bed in taken]] = True
        return np.asarray(excluded)

    def violations(self, view: PlanView) -> list[Violation]:
        takers: dict[str, list[str]] = defaultdict(list)
        for placement in view.placements:
            takers[placement.place.bed.id].append(placement.person.id)
        twice = [
            self.broken(bed, "Bed {bed} is given to {people}, expected one patient", bed=bed, people=tuple(people))
            for bed, people in takers.items()
            if len(people) > 1
        ]
        unfreed = [
            self.broken(
                bed,
                "Bed {bed} is given while {person} is still in it, expected to leave it at once",
                bed=bed,
                person=view.movers[bed].id,
            )
            for bed in takers
            if bed in view.movers and bed not in view.leaves_now and len(takers[bed]) == 1
        ]
        beds_of: Counter[int] = Counter(id(placement.person) for placement in view.placements)
        names = {id(placement.person): placement.person.id for placement in view.placements}
        doubled = [
            self.broken(names[person], "{person} gets {count} beds, expected one", person=names[person], count=count)
            for person, count in beds_of.items()
            if count > 1
        ]
        strangers = [self.broken(name, "{name} is not part of the problem", name=name) for name in view.unknown]
        return twice + unfreed + doubled + strangers
