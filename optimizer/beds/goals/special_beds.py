"""Special beds are not wasted on patients who do not need them."""

import numpy as np

from optimizer.beds.columns import ISOLATIONS
from optimizer.beds.goal import BedGoal
from optimizer.beds.hospital_index import IntArray
from optimizer.beds.plan_view import Placement, PlanView
from optimizer.beds.problem import BedProblem, Grid
from scenarios.patients import Isolation


class SpecialBeds(BedGoal):
    """Special properties used without need: another level of care, isolation, negative pressure, equipment items."""

    name = "special beds"
    unit = "properties"

    def pair_costs(self, grid: Grid) -> IntArray:
        index, beds, people = grid.problem.index, grid.beds, grid.people
        level = index.ward_level[beds.ward][None, :] != people.level[:, None]
        isolation = index.room_isolation[beds.room][None, :] & (people.isolation == 0)[:, None]
        airborne = people.isolation == ISOLATIONS.index(Isolation.AIRBORNE)
        pressure = index.room_negative_pressure[beds.room][None, :] & ~airborne[:, None]
        items = np.bitwise_count(beds.equipment[None, :] & ~people.equipment[:, None])
        properties = level.astype(np.int64) + isolation + pressure + items
        return np.asarray(grid.problem.scenario.allocation.weights.special_bed * properties, dtype=np.int64)

    def score(self, problem: BedProblem, view: PlanView) -> int:
        return view.scenario.allocation.weights.special_bed * sum(map(_wasted, view.placements))


def _wasted(placement: Placement) -> int:
    person, place = placement.person, placement.place
    isolates = place.room.isolation or place.room.negative_pressure
    return (
        (place.ward.level_of_care != person.level_of_care)
        + (isolates and person.patient.isolation is Isolation.NONE)
        + (place.room.negative_pressure and person.patient.isolation is not Isolation.AIRBORNE)
        + len(place.bed.equipment - person.equipment)
    )
