"""Patients in isolation share a room only with the same pathogen; others do not lie beside them."""

from collections.abc import Sequence

import numpy as np

from optimizer.beds.hospital_index import BoolArray
from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import BedProblem, Grid
from optimizer.beds.rule import BedRule, Taken
from optimizer.beds.rules.room_sharing import mixed_rooms, post_one_key_a_room, unlike_rooms
from optimizer.beds.variables import Variables
from optimizer.rule import Poster, Violation
from scenarios.patients import Isolation, Patient


class OnePathogenARoom(BedRule):
    """Cohorting: one pathogen a room, an unknown one alone."""

    name = "one pathogen a room"

    def excludes(self, grid: Grid) -> BoolArray:
        beds = grid.beds
        company = (beds.company_women + beds.company_men) > 0
        unlike: BoolArray = beds.company_key[None, :] != grid.people.pathogen_key[:, None]
        return company[None, :] & unlike

    def post(self, problem: BedProblem, variables: Variables, poster: Poster) -> None:
        post_one_key_a_room(
            problem, variables, poster, keys=problem.person_columns.pathogen_key, applies=lambda _: True, name=self.name
        )

    def beside(self, problem: BedProblem, person: int, taken: Sequence[Taken]) -> BoolArray:
        unlike = unlike_rooms(problem, problem.person_columns.pathogen_key, person, taken)
        return np.asarray(unlike)

    def violations(self, problem: BedProblem, view: PlanView) -> list[Violation]:
        found = []
        for placement, unmoved, others in mixed_rooms(view, _cohort):
            room = placement.place.room.id
            words = _words(placement.person.patient)
            message = f"{placement.person.id} ({words}) shares room {room} with {', '.join(others)}"
            found.append(self.broken(placement.pair if unmoved else f"room {room}", message))
        return found


def _cohort(patient: Patient) -> tuple[str, str]:
    """Return what patients must have in common to share; an unknown pathogen is common to nobody."""
    if patient.isolation is Isolation.NONE:
        return ("", "")
    return ("isolated", patient.pathogen) if patient.pathogen else ("unknown", patient.id)


def _words(patient: Patient) -> str:
    if patient.isolation is Isolation.NONE:
        return "not in isolation"
    return f"{patient.isolation} isolation, {patient.pathogen or 'unknown pathogen'}"
