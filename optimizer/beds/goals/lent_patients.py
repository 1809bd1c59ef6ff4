"""Lent patients come home."""

import numpy as np

from optimizer.beds.goal import BedGoal
from optimizer.beds.hospital_index import IntArray
from optimizer.beds.people import Person
from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import BedProblem, Grid
from scenarios.hospital import Ward


class LentPatientsAway(BedGoal):
    """Movable patients who are, or come to be, in another department's bed."""

    name = "lent patients away"
    unit = "patients"

    def pair_costs(self, grid: Grid) -> IntArray:
        index, people = grid.problem.index, grid.people
        owner = index.ward_department[grid.beds.ward]
        foreign = (owner[None, :] != people.department[:, None]) & ~index.ward_shared[grid.beds.ward][None, :]
        weight = grid.problem.scenario.allocation.weights.lent_patient_away
        return np.asarray(weight * (foreign & (people.urgency < 0)[:, None]), dtype=np.int64)

    def remain_costs(self, problem: BedProblem) -> IntArray:
        places = problem.scenario.hospital.place_of_bed
        away = [
            not person.is_request and bool(person.current_bed) and _lent(person, places[person.current_bed or ""].ward)
            for person in problem.people
        ]
        return np.asarray(problem.scenario.allocation.weights.lent_patient_away * np.array(away, dtype=np.int64))

    def score(self, problem: BedProblem, view: PlanView) -> int:
        places = view.scenario.hospital.place_of_bed
        moved = sum(_lent(p.person, p.place.ward) for p in view.placements if not p.person.is_request)
        left = sum(
            _lent(person, places[person.current_bed].ward)
            for person in view.remaining
            if not person.is_request and person.current_bed
        )
        return view.scenario.allocation.weights.lent_patient_away * (moved + left)


def _lent(person: Person, ward: Ward) -> bool:
    return not ward.shared and ward.department != person.department
