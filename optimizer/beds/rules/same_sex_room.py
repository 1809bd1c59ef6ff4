"""Women and men do not share a room."""

from collections.abc import Sequence

import numpy as np

from optimizer.beds.columns import SEXES
from optimizer.beds.hospital_index import BoolArray
from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import BedProblem, Grid
from optimizer.beds.rule import BedRule, Taken
from optimizer.beds.rules.room_sharing import mixed_rooms, post_one_key_a_room, unlike_rooms
from optimizer.beds.variables import Variables
from optimizer.rule import Poster, Violation
from scenarios.hospital import SexPolicy
from scenarios.patients import Sex


class SameSexRoom(BedRule):
    """Women and men do not share a room, in wards that keep them apart."""

    name = "same-sex room"

    def excludes(self, grid: Grid) -> BoolArray:
        beds, women = grid.beds, grid.people.sex == SEXES.index(Sex.FEMALE)
        strict = grid.problem.index.ward_strict_sex[beds.ward]
        mixed: BoolArray = (women[:, None] & (beds.company_men > 0)[None, :]) | (
            ~women[:, None] & (beds.company_women > 0)[None, :]
        )
        excluded: BoolArray = mixed & strict[None, :]
        return excluded

    def post(self, problem: BedProblem, variables: Variables, poster: Poster) -> None:
        ward_of_room = dict(zip(problem.beds.room.tolist(), problem.beds.ward.tolist(), strict=True))
        strict = problem.index.ward_strict_sex
        post_one_key_a_room(
            problem,
            variables,
            poster,
            keys=problem.person_columns.sex,
            applies=lambda room: bool(strict[ward_of_room[room]]),
            name=self.name,
        )

    def beside(self, problem: BedProblem, person: int, taken: Sequence[Taken]) -> BoolArray:
        unlike = unlike_rooms(problem, problem.person_columns.sex, person, taken)
        return np.asarray(unlike & problem.index.ward_strict_sex[problem.beds.ward])

    def violations(self, view: PlanView) -> list[Violation]:
        found = []
        for placement, unmoved, others in mixed_rooms(view, lambda patient: patient.sex):
            if placement.place.ward.sex_policy is not SexPolicy.STRICT:
                continue
            room, sex = placement.place.room.id, placement.person.patient.sex
            found.append(
                self.broken(
                    placement.pair if unmoved else f"room {room}",
                    "{person} ({sex}) shares room {room} with {others} ({other_sex})",
                    person=placement.person.id,
                    sex=sex.value,
                    other_sex=next(other.value for other in Sex if other is not sex),
                    room=room,
                    others=tuple(others),
                )
            )
        return found
