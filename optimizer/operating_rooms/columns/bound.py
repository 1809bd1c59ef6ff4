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
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimizer.operating_rooms.columns.fixing import Prices, least_with_starts
from optimizer.operating_rooms.columns.master import Branch, Master
from optimizer.operating_rooms.columns.room_days import RoomPricer
from optimizer.operating_rooms.columns.room_types import room_types
from optimizer.operating_rooms.columns.shared import SharedRow, shared_rows
from optimizer.operating_rooms.columns.timed_days import TimedPricer
from optimizer.operating_rooms.local_search.tables import grid_minutes, make_tables
from optimizer.operating_rooms.problem import Problem

Values = NDArray[np.float64]

DAYS_A_ROUND = 8
"""Columns that each type of room may add in one round of pricing."""

SMOOTHING = 0.6
"""Share of the best prices so far in the prices that rooms are asked with: without it, prices jump about."""

CLOSE_ENOUGH = 0.3
"""Points between the linear program and its bound at which a branch is done: the objective is a whole number."""

CLOSE = 0.01
"""Share of the points between the linear program and its bound at which rows by surgeon and step are looked for."""

WHOLE = 0.02
"""A count is whole when it is this near to a whole number."""

MODE_ROUND_WORK, TIMED_ROUND_WORK = 7e-5, 4e-4
"""Deterministic seconds of one round of pricing for each mode, without times and with."""

MOST_ROUNDS = 300
"""Of pricing, in one branch."""


class BoundSearch:
    """Branch and price over rooms, cases put off, and rooms of cases.

    Parameters
    ----------
    problem : Problem
        Nothing of it frozen, and no weight on the makespan: neither is a matter of single rooms.
    timed : bool
        Whether days have times, so that a surgeon is nowhere in two rooms at once: a better bound for more work.
    within : Branch, optional
        What to bound instead of all plans.
    rows : sequence of SharedRow
        Further limits of those plans.

    Attributes
    ----------
    bound : float
        No plan that is cheaper than the best one known costs less; minus infinity before the first prices are known.
    rounds : int
        Rounds of pricing so far.
    work : float
        Deterministic seconds that they took: about their processor time.
    root : Prices or None
        The best ones for all plans.
    """

    def __init__(
        self, problem: Problem, *, timed: bool = False, within: Branch | None = None, rows: Sequence[SharedRow] = ()
    ) -> None:
        self.grid = grid = grid_minutes(problem)
        self._tables = tables = make_tables(problem, grid)
        self._kinds = kinds = room_types(tables)
        owners: dict[frozenset[str], list[int]] = defaultdict(list)
        for number, kind in enumerate(kinds):
            owners[problem.day.rooms[kind.rooms[0]].departments].append(number)
        self.rounds, self.work = 0, 0.0
        self._all = within or Branch()
        self.bound = -math.inf
        self._pricers: Sequence[RoomPricer | TimedPricer] = [
            RoomPricer(number, kind, tables) for number, kind in enumerate(kinds)
        ]
        self._timed_pricers: list[TimedPricer] = []
        if timed:
            self._timed_pricers = [TimedPricer(number, kind, tables) for number, kind in enumerate(kinds)]
        groups = [tuple(types) for types in owners.values()]
        self._master = Master(tables, kinds, groups, [*shared_rows(problem), *rows], grid)
        self._groups = len(groups)
        self._open: list[tuple[float, int, Branch, Values, Values]] = []
        self._given_up = math.inf
        self._made = 0
        self._center: Values | None = None
        self.root: Prices | None = None
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
            self._look_at_all(go_on)
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

    def look_at_all(self, upper: Callable[[], float], go_on: Callable[[], bool]) -> None:
        """Evaluate the first branch alone, for its prices."""
        self._upper = upper
        if not self._made:
            self._look_at_all(go_on)

    def case_prices(self) -> Values:
        """Return what doing each case is worth, in points, at the best prices for all plans."""
        assert self.root is not None, "no prices yet: run the search first"
        return self.root.prices[: self._master.case_count]

    def least_with_starts(self) -> Values:
        """Return the least points of any list in which each mode starts at each step; from ``upper`` on, at least."""
        assert self.root is not None, "no prices yet: run the search first"
        if not self._timed_pricers:
            self._timed_pricers = [TimedPricer(n, kind, self._tables) for n, kind in enumerate(self._kinds)]
        self._master.enter(self._all)
        return least_with_starts(self._tables, self._kinds, self._master, self._timed_pricers, self.root, self._upper())

    @property
    def exhausted(self) -> bool:
        """Whether no branch is left to look at."""
        return bool(self._made) and not self._open

    def _look_at_all(self, go_on: Callable[[], bool]) -> None:
        """Evaluate the first branch; days with times begin with the prices of those without."""
        if self._timed_pricers:
            least, _, _ = self._evaluate(self._all, 0.0, go_on)
            if math.ceil(least - 1e-4) >= self._upper() or not go_on():
                self._made += 1
                self._given_up = min(self._given_up, least)
                return
            self._pricers = self._timed_pricers
            self._master.keep_times()
            self._center, self.root = self.root.prices if self.root else None, None
            self._push(self._all, least, go_on)
        else:
            self._push(self._all, 0.0, go_on)

    def _push(self, branch: Branch, at_least: float, go_on: Callable[[], bool]) -> None:
        least, taken, skipped = self._evaluate(branch, at_least, go_on)
        self._made += 1
        if math.ceil(least - 1e-4) < self._upper():
            heapq.heappush(self._open, (least, self._made, branch, taken, skipped))

    def _evaluate(self, branch: Branch, at_least: float, go_on: Callable[[], bool]) -> tuple[float, Values, Values]:
        """Return the bound of a branch, and what its linear program takes of each column and of putting cases off."""
        master, best, center, smoothing = self._master, at_least, self._center, SMOOTHING
        master.enter(branch)
        taken, skipped = np.zeros(0), np.zeros(0)
        for _ in range(MOST_ROUNDS):
            solved = master.solve()
            if solved is None:
                break
            points, own = solved
            taken, skipped = master.shares()
            if center is not None:
                center = np.pad(center, (0, len(own) - len(center)))
            prices = own if center is None else (1 - smoothing) * own + smoothing * center
            least, new = self._ask_rooms(prices)
            bound = master.bound(prices, least)
            if bound > best:
                best, center = bound, prices
            if not self._made and (self.root is None or bound > self.root.bound):
                # The first branch is all plans: what its prices prove counts before it is done.
                self.root = Prices(bound, prices, least)
                self.bound = max(self.bound, min(self._upper(), float(math.ceil(best - 1e-4))))
            if math.ceil(best - 1e-4) >= self._upper() or not go_on():
                break
            parted = master.part_surgeons(taken, 1 + WHOLE) if master.timed and points - best < CLOSE * points else 0
            if parted:
                smoothing = SMOOTHING
                continue
            if points - best < CLOSE_ENOUGH:
                break
            if not new:
                if smoothing == 0:
                    break
                smoothing = smoothing / 2 if smoothing > 0.2 else 0
        return best, taken, skipped

    def _ask_rooms(self, prices: Values) -> tuple[Values, int]:
        """Return the least reduced points of each type of room, and how many columns were added."""
        self.rounds += 1
        self.work += (TIMED_ROUND_WORK if self._master.timed else MODE_ROUND_WORK) * len(self._tables["modes"])
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
