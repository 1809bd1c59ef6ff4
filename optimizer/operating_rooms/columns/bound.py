"""The bound: column generation at each branch, best branch first.

Dantzig-Wolfe decomposition: a column is what one room can do in one day, with all that this costs in that room. The
linear program combines columns so that each case is done once or put off, under what rooms share; its prices go to the
rooms, which return cheaper days or prove that there are none. At any prices the best days give a bound (Lagrange), so
that a search that is stopped early still has one. Branching adds what the linear program leaves in parts: cases put
off, rooms in use, the room of a case.
"""

import heapq
import math
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimizer.operating_rooms.columns.master import Branch, Master
from optimizer.operating_rooms.columns.room_days import RoomPricer
from optimizer.operating_rooms.columns.room_types import room_types
from optimizer.operating_rooms.columns.shared import shared_rows
from optimizer.operating_rooms.local_search.tables import grid_minutes, make_tables
from optimizer.operating_rooms.problem import Problem

Values = NDArray[np.float64]

DAYS_A_ROUND = 8
"""Columns that each type of room may add in one round of pricing."""

SMOOTHING = 0.6
"""Share of the best prices so far in the prices that rooms are asked with: without it, prices jump about."""

CLOSE_ENOUGH = 0.3
"""Points between the linear program and its bound at which a branch is done: the objective is a whole number."""

WHOLE = 0.02
"""A count is whole when it is this near to a whole number."""

MOST_ROUNDS = 300
"""Of pricing, in one branch."""


class BoundSearch:
    """Branch and price over rooms, cases put off, and rooms of cases.

    Parameters
    ----------
    problem : Problem
        Nothing of it frozen, and no weight on the makespan: neither is a matter of single rooms.

    Attributes
    ----------
    bound : float
        No plan that is cheaper than the best one known costs less; minus infinity before the first prices are known.
    rounds : int
        Rounds of pricing so far.
    """

    def __init__(self, problem: Problem) -> None:
        grid = grid_minutes(problem)
        tables = make_tables(problem, grid)
        kinds = room_types(tables)
        owners: dict[frozenset[str], list[int]] = defaultdict(list)
        for number, kind in enumerate(kinds):
            owners[problem.day.rooms[kind.rooms[0]].departments].append(number)
        self.rounds = 0
        self.bound = -math.inf
        self._pricers = [RoomPricer(number, kind, tables) for number, kind in enumerate(kinds)]
        groups = [tuple(types) for types in owners.values()]
        self._master = Master(tables, kinds, groups, shared_rows(problem), grid)
        self._groups = len(groups)
        self._open: list[tuple[float, int, Branch, Values, Values]] = []
        self._given_up = math.inf
        self._made = 0
        self._upper: Callable[[], float] = lambda: math.inf

    def run(self, upper: Callable[[], float], go_on: Callable[[], bool]) -> None:
        """Search; ``bound`` rises on the way.

        Parameters
        ----------
        upper : callable
            Returns the points of the best plan known: branches that cannot beat it are left out.
        go_on : callable
            Asked after each round of pricing; False ends the search.
        """
        self._upper = upper
        if not self._made:
            self._push(Branch(), 0.0, go_on)
        while True:
            least = min(self._given_up, upper(), self._open[0][0] if self._open else math.inf)
            self.bound = max(self.bound, float(math.ceil(least - 1e-4)))
            if not self._open or not go_on():
                return
            least, _, branch, taken, skipped = heapq.heappop(self._open)
            children = self._children(branch, taken, skipped)
            if not children:
                self._given_up = min(self._given_up, least)
            for child in children:
                self._push(child, least, go_on)

    @property
    def exhausted(self) -> bool:
        """Whether no branch is left to look at."""
        return bool(self._made) and not self._open

    def _push(self, branch: Branch, at_least: float, go_on: Callable[[], bool]) -> None:
        least, taken, skipped = self._evaluate(branch, at_least, go_on)
        self._made += 1
        if math.ceil(least - 1e-4) < self._upper():
            heapq.heappush(self._open, (least, self._made, branch, taken, skipped))

    def _evaluate(self, branch: Branch, at_least: float, go_on: Callable[[], bool]) -> tuple[float, Values, Values]:
        """Return the bound of a branch, and what its linear program takes of each column and of putting cases off."""
        master, best, center, smoothing = self._master, at_least, None, SMOOTHING
        master.enter(branch)
        taken, skipped = np.zeros(0), np.zeros(0)
        for _ in range(MOST_ROUNDS):
            solved = master.solve()
            if solved is None:
                break
            points, own = solved
            taken, skipped = master.shares()
            prices = own if center is None else (1 - smoothing) * own + smoothing * center
            least, new = self._ask_rooms(prices)
            bound = master.bound(prices, least)
            if bound > best:
                best, center = bound, prices
                if not self._made:
                    # The first branch is all plans: what its prices prove counts before it is done.
                    self.bound = max(self.bound, min(self._upper(), float(math.ceil(best - 1e-4))))
            if math.ceil(best - 1e-4) >= self._upper() or points - best < CLOSE_ENOUGH or not go_on():
                break
            if not new:
                if smoothing == 0:
                    break
                smoothing = smoothing / 2 if smoothing > 0.2 else 0
        return best, taken, skipped

    def _ask_rooms(self, prices: Values) -> tuple[Values, int]:
        """Return the least reduced points of each type of room, and how many columns were added."""
        self.rounds += 1
        least, new = np.zeros(len(self._pricers)), 0
        for pricer, offer in zip(self._pricers, self._master.offers(prices), strict=True):
            ends = pricer.price(offer)
            least[pricer.number] = ends.min()
            for day in pricer.days(offer, ends, DAYS_A_ROUND):
                new += self._master.add(day)
        return least, new

    def _children(self, branch: Branch, taken: Values, skipped: Values) -> list[Branch]:
        """Return branches that together hold all plans of a branch; none where nothing is left in parts."""
        if not len(taken):
            return []
        days = self._master.days[: len(taken)]
        of_type = np.zeros(len(self._master.rooms))
        np.add.at(of_type, [day.type for day in days], taken)
        counts = [float(skipped.sum()), *(float(of_type[list(types)].sum()) for types in self._master.counted[:-1])]
        for first, last, whole in ((0, 1, WHOLE), (1, 1 + self._groups, WHOLE)):
            count = max(range(first, last), key=lambda n: _parts(counts[n]))
            if _parts(counts[count]) > whole:
                return self._split_count(branch, count, counts[count])
        case = int(np.argmax([_parts(share) for share in skipped]))
        if _parts(skipped[case]) > 0.1:
            return [replace(branch, done=branch.done | {case}), replace(branch, put_off=branch.put_off | {case})]
        count = max(range(1 + self._groups, len(counts)), key=lambda n: _parts(counts[n]))
        if _parts(counts[count]) > 0.3:
            return self._split_count(branch, count, counts[count])
        return self._split_room(branch, taken)

    def _split_count(self, branch: Branch, count: int, value: float) -> list[Branch]:
        rooms = self._master.rooms[list(self._master.counted[count - 1])].sum() if count else self._master.case_count
        least, most = branch.counts.get(count, (0, int(rooms)))
        below = math.floor(value)
        return [
            replace(branch, counts={**branch.counts, count: (least, below)}),
            replace(branch, counts={**branch.counts, count: (below + 1, most)}),
        ]

    def _split_room(self, branch: Branch, taken: Values) -> list[Branch]:
        """Branch on whether a case is done in a type of room."""
        share: dict[tuple[int, int], float] = defaultdict(float)
        for place in np.flatnonzero(taken > 1e-6):
            for case, times in self._master.cases_of(int(place)).items():
                share[case, self._master.days[place].type] += float(taken[place]) * times
        if not share:
            return []
        case, kind = max(share, key=lambda pair: _parts(min(1.0, share[pair])))
        if _parts(min(1.0, share[case, kind])) < 1e-4:
            return []
        others = {(case, other) for other in range(len(self._master.rooms)) if other != kind}
        return [
            replace(branch, forbidden=branch.forbidden | others, done=branch.done | {case}),
            replace(branch, forbidden=branch.forbidden | {(case, kind)}),
        ]


def _parts(value: float) -> float:
    """Return how far a number is from the next whole one."""
    return abs(value - round(value))
