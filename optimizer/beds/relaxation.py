"""A minimum-cost flow that no plan beats: it proves most plans optimal and rules out nearly all pairs.

The flow keeps what is a network (who takes a bed of which class, staffed beds, department caps, the convex costs of
reserve and occupancy balance) and drops the rest (who shares a room, lending limits, beds that a move must free first).
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from optimizer.beds.candidates import FORBIDDEN, Candidates, is_hard
from optimizer.beds.charges import Charge, charges
from optimizer.beds.columns import NOBODY
from optimizer.beds.goals.occupancy_balance import newcomer_points
from optimizer.beds.goals.reserve import Group, spare_beds
from optimizer.beds.hospital_index import LEVELS, BoolArray, IntArray
from optimizer.beds.problem import BedProblem
from optimizer.beds.rules.department_cap import DepartmentCap
from optimizer.beds.rules.staffed_beds import StaffedBeds

_FIRST_CLASSES = 24
"""Cheapest classes a person starts with; others join when their reduced cost turns out negative."""
_PRICE_ROUNDS = 16
_PATIENCE = 4
_SHRINK = 0.85
"""Rounds of price changes, how many without a better bound end them, and how much shorter each step is."""


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


def relax(
    problem: BedProblem, candidates: Candidates, known: int, is_late: Callable[[], bool] = lambda: False
) -> Relaxation:
    """Solve the flow and return the best bound found, with the reduced cost of every pair under it.

    What the network cannot say is said by prices (Lagrangian relaxation): any prices give a valid bound. They rise by
    dual ascent while that helps, then follow the subgradient with Polyak's step.

    Parameters
    ----------
    known : int
        Points of a known plan, which the bound cannot exceed; it sets the size of price steps.
    is_late : callable, optional
        Asked before each change of prices; True ends with the best bound so far.
    """
    market = _Market(problem, candidates)
    best = market.clear()
    ascending, since_better = True, 0
    for round_number in range(_PRICE_ROUNDS):
        distance = (known - best.bound) * _SHRINK**round_number
        if best.bound >= known or since_better == _PATIENCE or is_late():
            break
        ascending = ascending and market.ascend()
        if not ascending and not market.move_prices(max(distance, 1.0)):
            break
        relaxation = market.clear()
        since_better = 0 if relaxation.bound > best.bound else since_better + 1
        best = max(best, relaxation, key=lambda each: each.bound)
    return best


class _Market:
    """People, beds and prices; ``clear`` finds the cheapest flow at the present prices."""

    def __init__(self, problem: BedProblem, candidates: Candidates) -> None:
        self._network = _Network()
        _people_side(self._network, problem)
        _beds_side(self._network, problem, candidates)
        people, classes = range(len(problem.people)), range(len(problem.classes))
        self._people = np.array([self._network.at(("person", number)) for number in people], dtype=np.int64)
        self._classes = np.array([self._network.at(("class", number)) for number in classes], dtype=np.int64)
        self._fixed = [np.array(column, dtype=np.int64) for column in self._network.columns]
        self._constant = int(candidates.remain.sum())
        self._leaves_for = _leaves_for(problem, candidates)
        self._charges = charges(problem)
        self._prices = [0] * len(self._charges)
        self._allowed = candidates.allowed.copy()
        for charge in self._charges:
            if charge.leaver != NOBODY and not len(self._leaves_for[charge.leaver]):
                self._allowed[np.ix_(charge.people, charge.classes)] = False
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

    def ascend(self) -> bool:
        """Raise the price of used beds whose patient does not leave cheaply; say whether any rose.

        The rise is what the leaver's cheapest free bed costs above the market: this keeps the dual solution feasible,
        so the bound does not fall.
        """
        raised: set[int] = set()
        for number, charge in enumerate(self._charges):
            if charge.leaver == NOBODY or charge.leaver in raised or self._excess(charge) <= 0:
                continue
            slack = int(self._reduced[charge.leaver, self._leaves_for[charge.leaver]].min())
            if charge.places <= slack < FORBIDDEN:
                raised.add(charge.leaver)
                self._set_price(number, self._prices[number] + slack // charge.places)
        return bool(raised)

    def move_prices(self, distance: float) -> bool:
        """Raise the prices of what the last flow overused, lower those of what it left; say whether any moved.

        Parameters
        ----------
        distance : float
            Points by which the bound is hoped to rise.
        """
        over = [self._excess(charge) for charge in self._charges]
        slope = [value if value > 0 or price > 0 else 0 for value, price in zip(over, self._prices, strict=True)]
        length = sum(value * value for value in slope)
        moved = False
        for number, value in enumerate(slope):
            if value:
                price = max(0, self._prices[number] + round(distance * value / length))
                moved |= self._set_price(number, price)
        return moved

    def _excess(self, charge: Charge) -> int:
        """Return how many places the last flow uses above what it may."""
        used = int(self._taken[np.ix_(charge.people, charge.classes)].sum())
        if charge.leaver == NOBODY:
            return used - charge.places
        return used - charge.places * int(self._taken[charge.leaver, self._leaves_for[charge.leaver]].any())

    def _set_price(self, number: int, price: int) -> bool:
        charge, rise = self._charges[number], price - self._prices[number]
        if rise == 0:
            return False
        self._add(charge.people, charge.classes, rise)
        if charge.leaver == NOBODY:
            self._constant -= rise * charge.places
        else:
            self._add(np.array([charge.leaver]), self._leaves_for[charge.leaver], -rise * charge.places)
        self._prices[number] = price
        return True

    def _add(self, people: IntArray, classes: IntArray, points: int) -> None:
        block = np.ix_(people, classes)
        self._gain[block] = np.where(self._allowed[block], self._gain[block] + points, FORBIDDEN)


def _leaves_for(problem: BedProblem, candidates: Candidates) -> dict[int, IntArray]:
    """Return for each person in bed the classes whose taking frees that bed: free now, or a possible swap."""
    classes = problem.classes
    class_of_leaver = {int(p): c for c, p in enumerate(classes.vacated_by.tolist()) if p != NOBODY}
    now = classes.available_minutes == 0
    leaves_for = {}
    for leaver in np.flatnonzero(problem.person_columns.current_bed >= 0).tolist():
        frees = now.copy()
        own = class_of_leaver.get(leaver)
        for other, its_class in class_of_leaver.items():
            if own is not None and candidates.allowed[other, own]:
                frees[its_class] = True
        leaves_for[leaver] = np.flatnonzero(frees & candidates.allowed[leaver])
    return leaves_for


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
    if is_hard(problem, DepartmentCap()):
        for limit in DepartmentCap().limits(problem):
            network.arc("source", ("cap", limit.subject), limit.at_most)
            cap_of_person |= dict.fromkeys(np.flatnonzero(limit.people).tolist(), limit.subject)
    for person in range(everyone):
        subject = cap_of_person.get(person)
        network.arc("source" if subject is None else ("cap", subject), ("person", person), 1)


def _beds_side(network: _Network, problem: BedProblem, candidates: Candidates) -> None:
    """From classes of beds through wards, reserve groups and departments to the sink."""
    index, classes = problem.index, problem.classes
    wards = problem.scenario.hospital.wards
    staffed: dict[str, int] = {}
    if is_hard(problem, StaffedBeds()):
        for limit in StaffedBeds().limits(problem):
            transfers = candidates.allowed[~limit.people][:, limit.beds[classes.bed]].any(axis=1)
            staffed[limit.subject] = limit.at_most + int(transfers.sum())
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
