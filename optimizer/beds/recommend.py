"""The best beds for one request, in milliseconds: what the dispatcher sees when taking the next patient."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from optimizer.beds.candidates import allowed_pairs, rule_setting
from optimizer.beds.columns import people_columns
from optimizer.beds.goals import GOALS
from optimizer.beds.goals.occupancy_balance import newcomer_points
from optimizer.beds.goals.reserve import spare_beds
from optimizer.beds.hospital_index import HospitalIndex
from optimizer.beds.people import person_of_request
from optimizer.beds.plan_view import World
from optimizer.beds.problem import BedProblem, Grid
from optimizer.beds.rules import RULES
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
        asked = BedProblem(scenario, index)
        self._base = BedProblem(_without_people(scenario), asked.index)
        newcomer_points(asked)
        spare_beds(asked)
        self._shared = {name: value for name, value in asked.memory.items() if not isinstance(value, World)}

    def recommend(self, request: BedRequest, count: int = 3) -> list[Option]:
        """Return the best beds for a request, best first; none when every bed breaks a hard rule.

        Parameters
        ----------
        request : BedRequest
            On the scenario's list or not.
        count : int
            Beds wanted; equal beds are named once.
        """
        grid = self._grid(request)
        problem = grid.problem
        allowed = allowed_pairs(grid)[0]
        for rule in RULES:
            if rule_setting(problem.scenario.allocation, rule.name).mode is RuleMode.HARD:
                for limit in rule.limits(problem):
                    if limit.people[0] and limit.at_most == 0:
                        allowed &= ~limit.beds[grid.beds.bed]
        costs = {goal.name: goal.alone_costs(grid)[0] for goal in GOALS}
        for rule in RULES:
            setting = rule_setting(problem.scenario.allocation, rule.name)
            if setting.mode is RuleMode.WEIGHTED:
                costs[rule.name] = setting.points * rule.excludes(grid)[0]
        total = np.sum(list(costs.values()), axis=0)
        possible = np.flatnonzero(allowed)
        best = possible[np.argsort(total[possible], kind="stable")]
        _, first = np.unique(problem.class_of_bed[grid.beds.bed[best]], return_index=True)
        return [
            Option(
                bed=problem.index.places[int(grid.beds.bed[row])].bed.id,
                start_minutes=int(grid.beds.available_minutes[row]),
                costs={name: int(points[row]) for name, points in costs.items()},
            )
            for row in best[np.sort(first)][:count].tolist()
        ]

    def _grid(self, request: BedRequest) -> Grid:
        """Return the request against one bed of each slot, all other requests away."""
        problem = copy.copy(self._base)
        for cached in ("grid", "unmoved_stays", "forbidden_rooms", "number_of_request", "movers_in_room"):
            problem.__dict__.pop(cached, None)
        problem.scenario = replace(self._base.scenario, requests=(request,))
        problem.people = (person_of_request(request, problem.scenario),)
        problem.person_columns = people_columns(problem.people, problem.index, problem.keys)
        problem.memory = {**self._shared}
        own_holds = {
            problem.index.bed_number[status.bed]
            for status in problem.scenario.census.statuses
            if status.held_for == request.id
        }
        heads = {slot.beds[0] for slot in problem.slots}
        beds = problem.beds.take(np.array(sorted(heads | own_holds), dtype=np.int64))
        beds.held_for[np.isin(beds.bed, list(own_holds))] = 0
        return Grid(problem, problem.person_columns, beds)


def _without_people(scenario: Scenario) -> Scenario:
    """Return the scenario with nobody to decide about: no requests, no moves."""
    return replace(scenario, requests=(), allocation=replace(scenario.allocation, max_moves=0))
