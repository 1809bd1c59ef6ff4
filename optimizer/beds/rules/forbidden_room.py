"""A patient is not put in a room that is forbidden for the patient."""

import numpy as np

from optimizer.beds.hospital_index import BoolArray
from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import Grid
from optimizer.beds.rule import BedRule
from optimizer.rule import Violation


class ForbiddenRoom(BedRule):
    """Rooms named in the request are not used."""

    name = "forbidden room"

    def excludes(self, grid: Grid) -> BoolArray:
        excluded = np.zeros(grid.shape, dtype=bool)
        for row, number in enumerate(grid.people.number.tolist()):
            rooms = grid.problem.people[number].forbidden_rooms
            if rooms:
                numbers = [grid.problem.index.room_number[room] for room in rooms]
                excluded[row] = np.isin(grid.beds.room, numbers)
        return excluded

    def violations(self, view: PlanView) -> list[Violation]:
        return [
            self.broken(p.pair, "Room {room} is forbidden for {person}", room=p.place.room.id, person=p.person.id)
            for p in view.placements
            if p.place.room.id in p.person.forbidden_rooms
        ]
