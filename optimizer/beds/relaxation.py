"""A minimum-cost flow that no plan beats: it proves most plans optimal and rules out nearly all pairs.

The flow keeps what is a network (who takes a bed of which class, staffed beds, department caps, the convex costs of
reserve and occupancy balance); what is not (lending limits, beds that a move must free first) is priced.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optimizer.beds.bed_network import BedNetwork
from optimizer.beds.candidates import FORBIDDEN, Candidates
from optimizer.beds.charges import Charge, charges
from optimizer.beds.flow_network import potentials, solve_flow
from optimizer.beds.hospital_index import BoolArray, IntArray
from optimizer.beds.joint_costs import joint_costs, shared_out
from optimizer.beds.prices import Prices, best_prices, equal_shares
from optimizer.beds.problem import BedProblem

_FIRST_CLASSES = 24
"""Cheapest classes a person starts with; others join when their reduced cost turns out negative."""
_PARTS = 64
"""Prices are fractions of a point, and the flow counts whole numbers: parts of a point."""
_PRICE_ROUNDS = 8
"""Linear programs for the prices, each over the pairs that the prices before made interesting."""


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


def relax(
    problem: BedProblem, candidates: Candidates, known: int, is_late: Callable[[], bool] = lambda: False
) -> Relaxation:
    """Return the best bound found, with the reduced cost of every pair under it.

    Any prices give a valid bound (Lagrangian relaxation). The best ones are the duals of a linear program, made over
    the pairs that matter so far and rounded; the flow then clears at these prices and tells which pairs were missing.

    Parameters
    ----------
    known : int
        Points of a known plan, which the bound cannot exceed.
    is_late : callable, optional
        Asked before each change of prices; True ends with the best bound so far.
    """
    market = _Market(problem, candidates)
    best = market.clear()
    for _ in range(_PRICE_ROUNDS):
        if best.bound >= known or is_late():
            break
        reachable = market.improve_prices()
        if reachable is None:
            break
        pairs_before = market.pairs
        best = max(best, market.clear(), key=lambda each: each.bound)
        if best.bound >= reachable or market.pairs == pairs_before:
            break
    return best


class _Market:
    """People, beds and prices; ``clear`` finds the cheapest flow at the present prices."""

    def __init__(self, problem: BedProblem, candidates: Candidates) -> None:
        self.charges: list[Charge] = charges(problem, candidates)
        self._network = BedNetwork(problem)
        self._arcs = self._network.arcs * np.array([[1], [1], [1], [_PARTS]])
        self._remaining = int(candidates.remain.sum()) * _PARTS
        self._allowed = candidates.allowed.copy()
        for charge in self.charges:
            for term in charge.terms if charge.forbids else ():
                self._allowed[np.ix_(term.people, term.classes)] = False
        self._joint = joint_costs(problem, _PARTS)
        self._cost = np.where(self._allowed, (candidates.cost - candidates.remain[:, None]) * _PARTS, FORBIDDEN)
        self._prices = Prices([0] * len(self.charges), [equal_shares(cost) for cost in self._joint])
        self._inside = _cheapest(self._cost)

    @property
    def pairs(self) -> int:
        """How many pairs have come into the network so far."""
        return int(np.count_nonzero(self._inside))

    def clear(self) -> Relaxation:
        """Return bound and reduced costs at the present prices.

        Pairs enter the network only when they can matter (column generation): the cheapest of each person first, then
        all whose reduced cost is negative, until there are none.
        """
        network, gain = self._network, self._gain()
        places = sum(price * charge.at_most for price, charge in zip(self._prices.charges, self.charges, strict=True))
        while True:
            arcs = self._with_pairs(gain)
            flows, total = solve_flow(arcs, network.at("source"), network.at("sink"), len(gain))
            potential = potentials(len(network.node), arcs, flows)
            reduced = gain + potential[network.person_nodes][:, None] - potential[network.class_nodes]
            reduced = np.where(self._allowed, reduced, FORBIDDEN)
            missing = (reduced < 0) & ~self._inside
            if not missing.any():
                return _in_points(self._remaining + total - places, np.maximum(reduced, 0))
            self._inside |= missing

    def improve_prices(self) -> int | None:
        """Take the best prices over the pairs inside and return the bound that they would give over these.

        None when there are no better ones to be had.
        """
        supply = np.zeros(len(self._network.node), dtype=np.int64)
        supply[self._network.at("source")], supply[self._network.at("sink")] = len(self._cost), -len(self._cost)
        pair_arc = np.full(self._cost.shape, -1, dtype=np.int64)
        pair_arc[self._inside] = np.arange(self._arcs.shape[1], self._arcs.shape[1] + np.count_nonzero(self._inside))
        found = best_prices(self._with_pairs(self._cost), supply, pair_arc, self.charges, self._joint)
        if found is None:
            return None
        self._prices = found
        return (self._remaining + self._prices.value) // _PARTS

    def _with_pairs(self, gain: IntArray) -> IntArray:
        people, classes = np.nonzero(self._inside)
        ones = np.ones_like(people)
        tails, heads = self._network.person_nodes[people], self._network.class_nodes[people, classes]
        return np.hstack([self._arcs, np.vstack([tails, heads, ones, gain[people, classes]])])

    def _gain(self) -> IntArray:
        """Return the cost of each pair at the present prices."""
        gain = self._cost + shared_out(self._joint, self._prices.shares, self._cost.shape)
        for price, charge in zip(self._prices.charges, self.charges, strict=True):
            for term in charge.terms if price else ():
                gain[np.ix_(term.people, term.classes)] += price * term.count
        return np.where(self._allowed, gain, FORBIDDEN)


def _in_points(parts: int, reduced: IntArray) -> Relaxation:
    """Return a bound and reduced costs in whole points: as plans cost whole points, they are rounded up."""
    bound = -(-parts // _PARTS)
    return Relaxation(bound, -(-(parts + reduced) // _PARTS) - bound)


def _cheapest(gain: IntArray) -> BoolArray:
    """Return the pairs to start with: the cheapest classes of each person."""
    inside = np.zeros(gain.shape, dtype=bool)
    if gain.shape[1] == 0:
        return inside
    count = min(_FIRST_CLASSES, gain.shape[1])
    cheapest = np.argpartition(gain, count - 1, axis=1)[:, :count]
    np.put_along_axis(inside, cheapest, True, axis=1)
    return np.asarray(inside & (gain < FORBIDDEN))
