"""A minimum-cost flow that no plan beats: it proves most plans optimal and rules out nearly all pairs.

The flow keeps what is a network (who takes a bed of which class, staffed beds, department caps, the convex costs of
reserve and occupancy balance) and drops the rest (who shares a room, lending limits, beds that a move must free first).
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from optimizer.beds.candidates import FORBIDDEN, Candidates, rule_setting
from optimizer.beds.columns import NOBODY
from optimizer.beds.goals.occupancy_balance import newcomer_points
from optimizer.beds.goals.reserve import Group, spare_beds
from optimizer.beds.hospital_index import LEVELS, BoolArray, IntArray
from optimizer.beds.problem import BedProblem
from optimizer.beds.rule import BedRule
from optimizer.beds.rules.department_cap import DepartmentCap
from optimizer.beds.rules.kept_beds import KeptBeds
from optimizer.beds.rules.lending_limit import LendingLimit
from optimizer.beds.rules.staffed_beds import StaffedBeds
from scenarios.allocation_settings import RuleMode

_FIRST_CLASSES = 24
"""Cheapest classes a person starts with; others join when their reduced cost turns out negative."""
_PRICE_ROUNDS = 16
_SHRINK = 0.85
"""Steps of the prices get shorter from round to round."""


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
    """Arcs as growing columns (tail, head, capacity, cost); nodes are made by name."""

    def __init__(self) -> None:
        self.node: dict[object, int] = {}
        self.columns: tuple[list[int], list[int], list[int], list[int]] = ([], [], [], [])

    def at(self, name: object) -> int:
        return self.node.setdefault(name, len(self.node))

    def arc(self, tail: object, head: object, capacity: int, cost: int = 0) -> None:
        for column, value in zip(self.columns, (self.at(tail), self.at(head), capacity, cost), strict=True):
            column.append(value)


def relax(problem: BedProblem, candidates: Candidates, known: int) -> Relaxation:
    """Solve the flow and return the best bound found, with the reduced cost of every pair under it.

    What the network cannot say is said by prices (Lagrangian relaxation): any prices give a valid bound.

    Parameters
    ----------
    known : int
        Points of a known plan, which the bound cannot exceed; it sets the size of price steps (Polyak's rule).
    """
    market = _Market(problem, candidates)
    best = market.clear()
    for round_number in range(_PRICE_ROUNDS):
        left_beds = market.price_left_beds()
        limits = market.price_limits((known - best.bound) * _SHRINK**round_number)
        if best.bound >= known or not (left_beds or limits):
            break
        relaxation = market.clear()
        if relaxation.bound > best.bound:
            best = relaxation
    return best


class _Market:
    """People, beds and prices; ``clear`` finds the cheapest flow at the present prices.

    Two kinds of prices: a bed that somebody must leave first costs its taker something, which the leaver gets for going
    to a bed that is free now; and a place under a lending limit costs something, at the limit's number of places.
    """

    def __init__(self, problem: BedProblem, candidates: Candidates) -> None:
        classes = problem.classes
        self._network = _Network()
        _people_side(self._network, problem)
        _beds_side(self._network, problem)
        self._people = np.array([self._network.at(("person", p)) for p in range(len(problem.people))], dtype=np.int64)
        self._classes = np.array([self._network.at(("class", c)) for c in range(len(classes))], dtype=np.int64)
        self._fixed = [np.array(column, dtype=np.int64) for column in self._network.columns]
        self._constant = int(candidates.remain.sum())
        self._free_now = (classes.available_minutes == 0) & (classes.vacated_by == NOBODY)
        self._left_beds = [
            (c, int(classes.vacated_by[c])) for c in np.flatnonzero(classes.vacated_by != NOBODY).tolist()
        ]
        self._limits = [
            (np.flatnonzero(limit.people), np.flatnonzero(limit.beds[classes.bed]), limit.at_most)
            for rule in (LendingLimit(), KeptBeds())
            if _hard(problem, rule)
            for limit in rule.limits(problem)
        ]
        self._limits = [limit for limit in self._limits if min(len(limit[0]), len(limit[1])) > limit[2]]
        self._prices = [0] * len(self._limits)
        self._allowed = candidates.allowed.copy()
        for bed_class, leaver in self._left_beds:
            if not (self._free_now & self._allowed[leaver]).any():
                self._allowed[:, bed_class] = False
        self._gain = np.where(self._allowed, candidates.cost - candidates.remain[:, None], FORBIDDEN)
        self._inside = _cheapest(self._gain)
        self._taken = np.zeros(self._gain.shape, dtype=bool)
        self._reduced = self._gain

    def clear(self) -> Relaxation:
        """Return bound and reduced costs at the present prices.

        Pairs enter the network only when they can matter (column generation): the cheapest of each person first, then
        all whose reduced cost is negative, until there are none.
        """
        while True:
            people, classes = np.nonzero(self._inside)
            pairs = (self._people[people], self._classes[classes], np.ones_like(people), self._gain[people, classes])
            tails, heads, capacities, costs = (
                np.concatenate([fixed, pair]) for fixed, pair in zip(self._fixed, pairs, strict=True)
            )
            flows, total = _solve(self._network, len(self._people), tails, heads, capacities, costs)
            potential = _potentials(len(self._network.node), tails, heads, capacities, costs, flows)
            reduced = self._gain + potential[self._people][:, None] - potential[self._classes][None, :]
            reduced = np.where(self._allowed, reduced, FORBIDDEN)
            missing = (reduced < 0) & ~self._inside
            if not missing.any():
                self._taken[:] = False
                self._taken[people, classes] = flows[len(self._fixed[0]) :] > 0
                self._reduced = np.maximum(reduced, 0)
                return Relaxation(self._constant + total, self._reduced)
            self._inside |= missing

    def price_left_beds(self) -> bool:
        """Raise the price of every taken bed that its patient does not leave cheaply; say whether any rose.

        The rise is what the leaver's cheapest free bed costs above the market: this keeps the dual solution feasible.
        """
        rises = [
            (bed_class, leaver, price)
            for bed_class, leaver in self._left_beds
            if self._taken[:, bed_class].any()
            for now in [self._free_now & self._allowed[leaver]]
            for price in [int(self._reduced[leaver, now].min()) if now.any() else 0]
            if price > 0
        ]
        for bed_class, leaver, price in rises:
            self._gain[self._allowed[:, bed_class], bed_class] += price
            self._gain[leaver, self._free_now & self._allowed[leaver]] -= price
        return bool(rises)

    def price_limits(self, distance: float) -> bool:
        """Move the prices of places under limits along the subgradient; say whether any moved."""
        counts = [int(self._taken[np.ix_(people, beds)].sum()) for people, beds, _ in self._limits]
        excess = [count - at_most for count, (_, _, at_most) in zip(counts, self._limits, strict=True)]
        slope = [over if over > 0 or price > 0 else 0 for over, price in zip(excess, self._prices, strict=True)]
        length = sum(over * over for over in slope)
        if length == 0:
            return False
        step = max(distance, 1.0) / length
        moved = False
        for number, over in enumerate(slope):
            price = max(0, self._prices[number] + round(step * over)) if over else self._prices[number]
            moved |= self._set_price(number, price)
        return moved

    def _set_price(self, number: int, price: int) -> bool:
        rise = price - self._prices[number]
        if rise == 0:
            return False
        people, beds, at_most = self._limits[number]
        block = np.ix_(people, beds)
        self._gain[block] = np.where(self._allowed[block], self._gain[block] + rise, FORBIDDEN)
        self._constant -= rise * at_most
        self._prices[number] = price
        return True


def _cheapest(gain: IntArray) -> BoolArray:
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
        staffed = {limit.subject: limit.at_most for limit in StaffedBeds().limits(problem)}
    groups: dict[Group, str] = {}
    for number, ward in enumerate(wards):
        group = ("" if ward.shared else ward.department, ward.level_of_care)
        groups[group] = group[0]
        if ward.id in staffed:
            network.arc(("ward", number), ("group", group), staffed[ward.id])
    for number, capacity in enumerate(problem.class_capacity.tolist()):
        ward = wards[int(classes.ward[number])]
        group = ("" if ward.shared else ward.department, LEVELS[int(index.ward_level[classes.ward[number]])])
        through_ward = ward.id in staffed and bool(classes.needs_staff[number])
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
    for department, steps in newcomer_points(problem).items():
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
