"""A minimum-cost flow that no plan beats: it proves most plans optimal and rules out nearly all pairs.

The flow keeps what is a network (who takes a bed of which class, staffed beds, department caps, the convex costs of
reserve and occupancy balance) and drops the rest (who shares a room, lending limits, beds that a move must free first).
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from optimizer.beds.candidates import FORBIDDEN, Candidates, rule_setting
from optimizer.beds.goals.occupancy_balance import newcomer_points
from optimizer.beds.goals.reserve import Group, spare_beds
from optimizer.beds.hospital_index import LEVELS, IntArray
from optimizer.beds.problem import BedProblem
from optimizer.beds.rule import BedRule
from optimizer.beds.rules.department_cap import DepartmentCap
from optimizer.beds.rules.staffed_beds import StaffedBeds
from scenarios.allocation_settings import RuleMode

_FIRST_CLASSES = 24
"""Cheapest classes a person starts with; others join when their reduced cost turns out negative."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The optimum of the flow.

    Attributes
    ----------
    bound : int
        No plan costs less.
    reduced_cost : int array (people x classes)
        A plan with this pair costs at least ``bound`` plus this.
    """

    bound: int
    reduced_cost: IntArray


class _Network:
    """Arcs as growing columns; nodes are made by name."""

    def __init__(self) -> None:
        self.node: dict[object, int] = {}
        self.tails: list[int] = []
        self.heads: list[int] = []
        self.capacities: list[int] = []
        self.costs: list[int] = []

    def at(self, name: object) -> int:
        return self.node.setdefault(name, len(self.node))

    def arc(self, tail: object, head: object, capacity: int, cost: int = 0) -> None:
        self.tails.append(self.at(tail))
        self.heads.append(self.at(head))
        self.capacities.append(capacity)
        self.costs.append(cost)


def relax(problem: BedProblem, candidates: Candidates) -> Relaxation:
    """Solve the flow and return its bound and the reduced cost of every pair.

    Pairs enter the network only when they can matter (column generation): the cheapest of each person first, then all
    whose reduced cost is negative, until there are none.
    """
    network = _Network()
    _people_side(network, problem)
    _beds_side(network, problem)
    gain = np.where(candidates.allowed, candidates.cost - candidates.remain[:, None], FORBIDDEN)
    inside = _cheapest(gain)
    people_nodes = np.array([network.at(("person", p)) for p in range(len(problem.people))], dtype=np.int64)
    class_nodes = np.array([network.at(("class", c)) for c in range(len(problem.classes))], dtype=np.int64)
    while True:
        people, classes = np.nonzero(inside)
        tails = np.concatenate([np.array(network.tails, dtype=np.int64), people_nodes[people]])
        heads = np.concatenate([np.array(network.heads, dtype=np.int64), class_nodes[classes]])
        capacities = np.concatenate(
            [np.array(network.capacities, dtype=np.int64), np.ones(len(people), dtype=np.int64)]
        )
        costs = np.concatenate([np.array(network.costs, dtype=np.int64), gain[people, classes]])
        flows, total = _solve(network, len(problem.people), tails, heads, capacities, costs)
        potential = _potentials(len(network.node), tails, heads, capacities, costs, flows)
        reduced = np.where(
            candidates.allowed, gain + potential[people_nodes][:, None] - potential[class_nodes][None, :], FORBIDDEN
        )
        missing = (reduced < 0) & ~inside
        if not missing.any():
            bound = int(candidates.remain.sum()) + total
            return Relaxation(bound, np.maximum(reduced, 0))
        inside |= missing


def _cheapest(gain: IntArray) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Return the pairs to start with: the cheapest classes of each person."""
    inside = np.zeros(gain.shape, dtype=bool)
    if gain.shape[1] == 0:
        return inside
    count = min(_FIRST_CLASSES, gain.shape[1])
    cheapest = np.argpartition(gain, count - 1, axis=1)[:, :count]
    np.put_along_axis(inside, cheapest, True, axis=1)
    return np.asarray(inside & (gain < FORBIDDEN))


def _people_side(network: _Network, problem: BedProblem) -> None:
    """From the source through department caps to each person; who flows is placed, who does not remains."""
    everyone = len(problem.people)
    network.arc("source", "sink", everyone)
    cap_of_person: dict[int, str] = {}
    if _hard(problem, DepartmentCap()):
        for limit in DepartmentCap().limits(problem):
            network.arc("source", ("cap", limit.subject), limit.at_most)
            cap_of_person |= dict.fromkeys(np.flatnonzero(limit.people).tolist(), limit.subject)
    for person in range(everyone):
        subject = cap_of_person.get(person)
        network.arc("source" if subject is None else ("cap", subject), ("person", person), 1)


def _beds_side(network: _Network, problem: BedProblem) -> None:
    """From classes of beds through wards, reserve groups and departments to the sink."""
    index, classes = problem.index, problem.classes
    wards = problem.scenario.hospital.wards
    staffed = {}
    if _hard(problem, StaffedBeds()):
        staffed = {limit.subject: limit.at_most + len(limit.relieved_by) for limit in StaffedBeds().limits(problem)}
    groups: dict[Group, str] = {}
    for number, ward in enumerate(wards):
        group = ("" if ward.shared else ward.department, ward.level_of_care)
        groups[group] = group[0]
        if ward.id in staffed:
            network.arc(("ward", number), ("group", group), staffed[ward.id])
    adding = classes.needs_staff | (classes.vacated_by >= 0)
    for number, capacity in enumerate(problem.class_capacity.tolist()):
        ward = wards[int(classes.ward[number])]
        group = ("" if ward.shared else ward.department, LEVELS[int(index.ward_level[classes.ward[number]])])
        through_ward = ward.id in staffed and bool(adding[number])
        network.arc(
            ("class", number), ("ward", int(classes.ward[number])) if through_ward else ("group", group), capacity
        )
    _convex_costs(network, problem, groups)


def _convex_costs(network: _Network, problem: BedProblem, groups: dict[Group, str]) -> None:
    """Reserve: spare beds are free, others cost; balance: each newcomer of a department costs more than the last."""
    many = len(problem.people)
    weights = problem.scenario.allocation.weights
    spare = spare_beds(problem)
    for group, department in groups.items():
        after = ("department", department) if department else "sink"
        if group in spare:
            network.arc(("group", group), after, spare[group])
            network.arc(("group", group), after, many, weights.reserve)
        else:
            network.arc(("group", group), after, many)
    for department, steps in newcomer_points(problem.scenario).items():
        alike: dict[int, int] = defaultdict(int)
        for step in steps[:many]:
            alike[step * weights.occupancy_balance] += 1
        for cost, count in alike.items():
            network.arc(("department", department), "sink", count, cost)


def _solve(
    network: _Network, supply: int, tails: IntArray, heads: IntArray, capacities: IntArray, costs: IntArray
) -> tuple[IntArray, int]:
    """Return the flow on each arc and its cost."""
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(tails, heads, capacities, costs)
    solver.set_node_supply(network.at("source"), supply)
    solver.set_node_supply(network.at("sink"), -supply)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise RuntimeError(f"minimum-cost flow ended with status {status}, expected optimal")
    return np.asarray(solver.flows(arcs), dtype=np.int64), int(solver.optimal_cost())


def _potentials(
    nodes: int, tails: IntArray, heads: IntArray, capacities: IntArray, costs: IntArray, flows: IntArray
) -> IntArray:
    """Return node potentials under which no residual arc has a negative reduced cost (Bellman-Ford from zero)."""
    forward, backward = flows < capacities, flows > 0
    tail = np.concatenate([tails[forward], heads[backward]])
    head = np.concatenate([heads[forward], tails[backward]])
    cost = np.concatenate([costs[forward], -costs[backward]])
    potential = np.zeros(nodes, dtype=np.int64)
    for _ in range(nodes + 1):
        before = potential.copy()
        np.minimum.at(potential, head, before[tail] + cost)
        if np.array_equal(before, potential):
            return potential
    raise RuntimeError("residual network of an optimal flow has a negative cycle")


def _hard(problem: BedProblem, rule: BedRule) -> bool:
    return rule_setting(problem.scenario.allocation, rule.name).mode is RuleMode.HARD
