"""Patients in isolation share a room only with the same pathogen; others do not lie beside them."""

from collections.abc import Sequence

import numpy as np

from optimizer.beds.hospital_index import BoolArray
from optimizer.beds.plan_view import Placement, PlanView
from optimizer.beds.problem import BedProblem, Grid
from optimizer.beds.rule import BedRule, Taken
from optimizer.beds.rules.room_sharing import mixed_rooms, post_one_key_a_room, unlike_rooms
from optimizer.beds.variables import Variables
from optimizer.rule import Poster, Violation
from optimizer.sentence import Value
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

    def violations(self, view: PlanView) -> list[Violation]:
        found = []
        for placement, unmoved, others in mixed_rooms(view, _cohort):
            subject = placement.pair if unmoved else f"room {placement.place.room.id}"
            found.append(self._shared(subject, placement, tuple(others)))
        return found

    def _shared(self, subject: str, placement: Placement, others: tuple[str, ...]) -> Violation:
        patient = placement.person.patient
        who: dict[str, Value] = {"person": placement.person.id, "room": placement.place.room.id, "others": others}
        if patient.isolation is Isolation.NONE:
            return self.broken(subject, "{person} (not in isolation) shares room {room} with {others}", **who)
        who["isolation"] = patient.isolation.value
        if patient.pathogen:
            return self.broken(
                subject,
                "{person} ({isolation} isolation, {pathogen}) shares room {room} with {others}",
                pathogen=patient.pathogen,
                **who,
            )
        return self.broken(
            subject, "{person} ({isolation} isolation, unknown pathogen) shares room {room} with {others}", **who
        )


def _cohort(patient: Patient) -> tuple[str, str]:
    """Return what patients must have in common to share; an unknown pathogen is common to nobody."""
    if patient.isolation is Isolation.NONE:
        return ("", "")
    return ("isolated", patient.pathogen) if patient.pathogen else ("unknown", patient.id)
