"""Beds are kept for tonight's planned surgery and the expected emergency arrivals."""

from collections import Counter

import numpy as np
from ortools.sat.python import cp_model

from optimizer.beds.columns import NOBODY
from optimizer.beds.goal import BedGoal
from optimizer.beds.hospital_index import LEVELS, BoolArray, IntArray
from optimizer.beds.moments import minutes_between
from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import BedProblem, Grid, once_a_problem
from optimizer.beds.standing import standing_of
from optimizer.beds.variables import Variables
from scenarios.hospital import LevelOfCare

Group = tuple[str, LevelOfCare]
"""A department (or, for shared wards, nobody: the empty name) and a level of care."""


class Reserve(BedGoal):
    """Beds missing for the demand that is expected within the look-ahead, as far as the plan causes it.

    Demand of a department is met by its own wards of the level; where it has none, by the shared wards of that level.
    """

    name = "reserve"
    unit = "beds"

    def alone_costs(self, grid: Grid) -> IntArray:
        missing = np.zeros(len(grid.beds), dtype=np.int64)
        for group, spare in spare_beds(grid.problem).items():
            if spare == 0:
                missing += beds_of_group(grid.problem, group)[grid.beds.bed]
        weight = grid.problem.scenario.allocation.weights.reserve
        return np.asarray(np.broadcast_to(weight * missing, grid.shape), dtype=np.int64)

    def post(
        self, problem: BedProblem, variables: Variables, model: cp_model.CpModel
    ) -> list[tuple[cp_model.IntVar, int]]:
        weight = problem.scenario.allocation.weights.reserve
        everyone = np.ones(len(problem.people), dtype=bool)
        costs = []
        for group, spare in spare_beds(problem).items() if weight else ():
            taking = variables.taking(everyone, beds_of_group(problem, group))
            if len(taking) > spare:
                missing = model.new_int_var(0, len(taking), f"reserve of {group[0]} {group[1]}")
                model.add(missing >= cp_model.LinearExpr.sum(taking) - spare)
                costs.append((missing, weight))
        return costs

    def score(self, problem: BedProblem, view: PlanView) -> int:
        came: Counter[Group] = Counter()
        for placement in view.placements:
            ward = placement.place.ward
            came["" if ward.shared else ward.department, ward.level_of_care] += 1
        missing = sum(max(0, came[group] - spare) for group, spare in spare_beds(problem).items())
        return view.scenario.allocation.weights.reserve * missing


@once_a_problem
def spare_beds(problem: BedProblem) -> dict[Group, int]:
    """Return how many beds of each group with expected demand the plan may take at no cost.

    Counted are the beds that open within the look-ahead, are held for nobody and need no move first; of the empty
    ones as many as their ward has nurses for.
    """
    scenario = problem.scenario
    own = {(ward.department, ward.level_of_care) for ward in scenario.hospital.wards if not ward.shared}
    needed: Counter[Group] = Counter()
    for demand in scenario.expected_demand:
        if minutes_between(scenario.census.at, demand.by) <= scenario.allocation.look_ahead_minutes:
            group = (demand.department, demand.level_of_care)
            needed[group if group in own else ("", demand.level_of_care)] += demand.beds
    opening = np.zeros(len(problem.beds), dtype=bool)
    opening[problem.open_beds] = True
    opening[[problem.index.bed_number[asked.current_bed] for asked in scenario.requests if asked.current_bed]] = False
    opening &= (problem.beds.vacated_by < 0) & (problem.beds.held_for == NOBODY)
    return {group: max(0, _opening_beds(problem, group, opening) - beds) for group, beds in needed.items()}


def _opening_beds(problem: BedProblem, group: Group, opening: BoolArray) -> int:
    mine = opening & beds_of_group(problem, group)
    standing, wards = standing_of(problem), problem.scenario.hospital.wards
    empty = np.bincount(problem.index.bed_ward[mine & problem.beds.needs_staff], minlength=len(wards))
    staffed = sum(min(int(empty[ward]), standing.room_for(wards[ward])) for ward in np.flatnonzero(empty).tolist())
    return staffed + int(np.count_nonzero(mine & ~problem.beds.needs_staff))


def beds_of_group(problem: BedProblem, group: Group) -> BoolArray:
    """Return the beds of a group, as a mask over all beds."""
    index = problem.index
    department, level = group
    owned = index.ward_shared if not department else index.ward_department == index.department_number[department]
    wards = owned & (index.ward_level == LEVELS.index(level))
    if department:
        wards &= ~index.ward_shared
    return np.asarray(wards[index.bed_ward])
