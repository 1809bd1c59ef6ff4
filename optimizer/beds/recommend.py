"""The best beds for one request, in milliseconds: what the dispatcher sees when taking the next patient."""

import copy
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from optimizer.beds.bed_states import bed_columns
from optimizer.beds.candidates import rule_setting
from optimizer.beds.columns import people_columns
from optimizer.beds.goals import GOALS
from optimizer.beds.goals.occupancy_balance import newcomer_points
from optimizer.beds.goals.reserve import spare_beds
from optimizer.beds.hospital_index import BoolArray, HospitalIndex, IntArray
from optimizer.beds.moments import holds
from optimizer.beds.people import person_of_request
from optimizer.beds.problem import BedProblem, Grid
from optimizer.beds.rule import BedRule
from optimizer.beds.rules import RULES
from optimizer.beds.standing import standing_of
from scenarios.allocation_settings import RuleMode
from scenarios.patients import BedRequest
from scenarios.scenario import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A bed that a request may have.

    Attributes
    ----------
    bed : str
        Which.
    start_minutes : int
        When it can be taken, after the census.
    costs : mapping of str to int
        Points by goal.
    """

    bed: str
    start_minutes: int
    costs: Mapping[str, int]

    @property
    def cost(self) -> int:
        """Points altogether."""
        return sum(self.costs.values())


class Recommender:
    """Answers for one request after another against the same census; build it once for each census.

    Parameters
    ----------
    scenario : Scenario
        Its requests only count for the hospital's mean occupancy; none of them is placed.
    index : HospitalIndex, optional
        Of the hospital, when it is already there.
    """

    def __init__(self, scenario: Scenario, index: HospitalIndex | None = None) -> None:
        still = replace(scenario, allocation=replace(scenario.allocation, max_moves=0))
        self._base = BedProblem(replace(still, requests=()), index)
        self._one_of_each = np.array([slot.beds[0] for slot in self._base.slots], dtype=np.int64)
        self._held: dict[str, list[int]] = defaultdict(list)
        for status in scenario.census.statuses:
            if status.held_for is not None and holds(status, scenario.census.at):
                self._held[status.held_for].append(self._base.index.bed_number[status.bed])
        listed = copy.copy(self._base)
        listed.scenario, listed.memory = still, {}
        newcomer_points(listed)
        spare_beds(listed)
        standing_of(listed)
        self._shared = listed.memory
        self._class_of_bed = self._base.class_of_bed

    def recommend(self, request: BedRequest, count: int = 3) -> list[Option]:
        """Return the best beds for a request, best first; none when every bed breaks a hard rule.

        Parameters
        ----------
        request : BedRequest
            On the scenario's list or not.
        count : int
            Beds wanted; equal beds are named once.
        """
        problem = self.problem_of(request)
        grid = Grid(problem, problem.person_columns, problem.beds.take(self._rows(request)))
        allowed = np.ones(len(grid.beds), dtype=bool)
        costs = {goal.name: goal.alone_costs(grid)[0] for goal in GOALS}
        for rule in RULES:
            setting = rule_setting(problem.scenario.allocation, rule.name)
            if setting.mode is RuleMode.HARD:
                allowed &= ~_breaks_alone(rule, grid)
            elif setting.mode is RuleMode.WEIGHTED:
                costs[rule.name] = setting.points * _breaks_alone(rule, grid)
        total = np.sum(list(costs.values()), axis=0)
        possible = np.flatnonzero(allowed)
        best = possible[np.argsort(total[possible], kind="stable")]
        _, first = np.unique(self._class_of_bed[grid.beds.bed[best]], return_index=True)
        return [
            Option(
                bed=problem.index.places[int(grid.beds.bed[row])].bed.id,
                start_minutes=int(grid.beds.available_minutes[row]),
                costs={name: int(points[row]) for name, points in costs.items()},
            )
            for row in best[np.sort(first)][:count].tolist()
        ]

    def problem_of(self, request: BedRequest) -> BedProblem:
        """Return the problem of one request alone, all other requests away, to ask about any bed.

        Its classes are those of the census; they know nothing of the room that somebody leaves.
        """
        problem = copy.copy(self._base)
        for cached in ("grid", "unmoved_stays", "forbidden_rooms", "number_of_request", "movers_in_room"):
            problem.__dict__.pop(cached, None)
        problem.scenario = replace(self._base.scenario, requests=(request,))
        problem.people = (person_of_request(request, problem.scenario),)
        problem.person_columns = people_columns(problem.people, problem.index, problem.keys)
        problem.memory = {**self._shared}
        problem.beds = self._base.beds.take(np.arange(len(self._base.beds)))
        problem.beds.held_for[self._held.get(request.id, [])] = 0
        if request.current_bed is not None:
            _leave_own_company(problem, request.current_bed)
        return problem

    def _rows(self, request: BedRequest) -> IntArray:
        """Return one bed of each slot, and those that this request alone may have."""
        also = np.array([*self._held.get(request.id, []), *self._beside(request.current_bed)], dtype=np.int64)
        return np.union1d(self._one_of_each, also)

    def _beside(self, current_bed: str | None) -> list[int]:
        """Return the open beds of the room that somebody leaves."""
        if current_bed is None:
            return []
        index, limit = self._base.index, self._base.scenario.allocation.look_ahead_minutes
        beds = [index.bed_number[bed.id] for bed in index.hospital.place_of_bed[current_bed].room.beds]
        return [bed for bed in beds if self._base.beds.available_minutes[bed] <= limit]


def _breaks_alone(rule: BedRule, grid: Grid) -> BoolArray:
    """Return the beds with which the one person of a grid breaks a rule, everyone else away."""
    broken: BoolArray = rule.excludes(grid)[0]
    for limit in rule.limits(grid.problem):
        if limit.people[0] and limit.at_most == 0:
            broken = broken | limit.beds[grid.beds.bed]
    return broken


def _leave_own_company(problem: BedProblem, current_bed: str) -> None:
    """Describe the room that somebody leaves as it is without them."""
    scenario, hospital, census = problem.scenario, problem.scenario.hospital, problem.scenario.census
    place = hospital.place_of_bed[current_bed]
    ward = replace(place.ward, rooms=(place.room,), staffed_beds=None)
    names = [bed.id for bed in place.room.beds]
    room = replace(
        scenario,
        hospital=replace(hospital, wards=(ward,), walking_distances=()),
        census=replace(
            census,
            stays=tuple(census.stay_in_bed[name] for name in names if name in census.stay_in_bed),
            statuses=tuple(census.status_of_bed[name] for name in names if name in census.status_of_bed),
        ),
    )
    columns = bed_columns(room, HospitalIndex(room.hospital), problem.people, problem.keys)
    rows = [problem.index.bed_number[name] for name in names]
    for field in ("company_women", "company_men", "company_key", "lasting_youngest", "lasting_oldest"):
        getattr(problem.beds, field)[rows] = getattr(columns, field)
    own = rows[names.index(current_bed)]
    problem.beds.vacated_by[own] = 0
    problem.beds.available_minutes[own] = columns.available_minutes[names.index(current_bed)]
