"""The bound of a day from its parts, and lists put together from theirs.

Without guests in the open rooms, parts are independent: their best lists together are the best one of the day. Lists
with guests are bounded by their number ``n``. A case handed over costs its own part a price, which the host earns; at
most ``n`` leave a part and exactly ``n`` come to the host, each case as if it were free to come (see ``split``).
"""

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from optimizer.operating_rooms.columns.bound import BoundSearch
from optimizer.operating_rooms.columns.master import Branch
from optimizer.operating_rooms.columns.shared import SharedRow
from optimizer.operating_rooms.goals.postponed import postponed_points
from optimizer.operating_rooms.local_search.search import LocalSearch
from optimizer.operating_rooms.model import sorted_plan
from optimizer.operating_rooms.parts.part_search import CASE_STEP_WORK, PartSearch
from optimizer.operating_rooms.parts.split import Part, most_open_rooms, part_problem, parts_of, plan_of_part
from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.rules.beds_after import bed_users
from scenarios.surgical_day import OperatingRoomPlan

LARGEST_SHARE = 0.6
"""Of the cases in one part: rooms are opened until no part has more."""

WHOLE_WORK = 1.0
"""Deterministic seconds for the day as a whole before its parts, beyond its first branch."""

SAVING_STEPS = 10_000
"""Of annealing a part without one of its cases: what the case costs is only a price, any one is valid."""

PRICE_ROUNDS = 8
"""Times that prices are raised until a part would rather keep its cases."""

MOST_HOMES = 10
"""Parts that may give guests: with more, too many combinations are left."""

PART_WORK, GUEST_WORK, PRICE_WORK = 8.0, 3.0, 0.1
"""Most deterministic seconds for the proof of a part, for a bound with some guests, and for prices of many."""

Origin = Sequence[tuple[int, int]]
"""Least and most cases that each part gives to the host."""


@dataclass(slots=True, eq=False)
class Home:
    """A part without guests, and what its cases are worth elsewhere.

    Attributes
    ----------
    part : Part
        With its guests.
    alone : PartSearch
        Without them.
    prices : dict of int to int
        Of its cases that may be guests somewhere.
    """

    part: Part
    alone: PartSearch
    prices: dict[int, int]


class PartsBound:
    """Bounds a day by its parts.

    Parameters
    ----------
    problem : Problem
        Nothing of it frozen, nothing published, no weight on the makespan.
    seed : int
        Of annealing and CP-SAT.

    Attributes
    ----------
    bound : float
        No plan that is cheaper than the best one known costs less.
    found : deque of OperatingRoomPlan
        Lists put together from those of the parts; they may break what parts share.
    """

    def __init__(self, problem: Problem, seed: int = 0) -> None:
        self.bound, self._done_work = -math.inf, 0.0
        self._searches: list[BoundSearch | PartSearch] = []
        self.found = deque[OperatingRoomPlan]()
        self._problem, self._seed, self._whole = problem, seed, BoundSearch(problem)
        self._searches.append(self._whole)
        self._random = np.random.default_rng(seed)
        self._priced_beds, comfortable = _full_units(problem)
        self._comfortable_points = problem.day.settings.weights.bed_peak * comfortable
        self._homes: list[Home] = []
        self._given: dict[tuple[Part, int, int], tuple[float, dict[int, int]]] = {}
        self._upper: Callable[[], float] = lambda: math.inf
        self._go_on: Callable[[], bool] = lambda: True

    @property
    def work(self) -> float:
        """Deterministic seconds so far."""
        return self._done_work + sum(search.work for search in self._searches)

    def run(self, upper: Callable[[], float], go_on: Callable[[], bool]) -> None:
        """Bound; ``bound`` rises on the way.

        Parameters
        ----------
        upper : callable
            Returns the points of the best plan known.
        go_on : callable
            Asked often; False ends the search.
        """
        self._upper, self._go_on = upper, go_on
        self._run_whole(WHOLE_WORK)
        if self._problem.day.published is None and self.bound < upper() and go_on():
            self._make_homes()
            self._raise(self._by_parts())
        if self.bound < upper():
            self._run_whole(math.inf)

    def _raise(self, bound: float) -> None:
        self.bound = max(self.bound, min(bound, self._upper()))

    def _run_whole(self, most: float) -> None:
        """Go on with the day as a whole; its first branch is always done."""
        self._whole.look_at_all(self._upper, self._go_on)
        limit = self._whole.work + most
        self._whole.run(self._upper, lambda: self._whole.work < limit and self._go_on())
        self._raise(self._whole.bound)

    def _by_parts(self) -> float:
        hosts = [home for home in self._homes if home.part.guests]
        if len(hosts) > 1:
            return -math.inf
        alone = self._prove_parts()
        if not all(math.isfinite(home.alone.points) for home in self._homes):
            return -math.inf
        if not hosts:
            return alone
        if min(alone, self._upper()) <= self.bound or not self._nothing_put_off():
            return -math.inf
        return min(alone, self._with_guests(hosts[0]))

    def _make_homes(self) -> None:
        """Open rooms, those of most departments first, until the parts are small."""
        problem, rooms = self._problem, most_open_rooms(self._problem)
        everything = range(len(problem.modes))
        for count in range(len(rooms) + 1):
            parts = parts_of(problem, everything, set(rooms[:count]))
            if max(len(part.own) for part in parts) <= LARGEST_SHARE * len(problem.day.cases):
                break
        for part in parts:
            own = Part(tuple(p for p in part.modes if problem.modes[p].case in part.own), part.own)
            self._homes.append(Home(part, PartSearch(self._part_problem(own, {}), self._seed), {}))
            self._searches.append(self._homes[-1].alone)

    def _part_problem(self, part: Part, prices: dict[int, int]) -> Problem:
        return part_problem(self._problem, part, prices, self._priced_beds)

    def _prove_parts(self) -> float:
        """Look for the best list of each part without guests; return the bound of all together."""
        for home in self._homes:
            for _ in range(2):
                if not home.alone.proven and self._go_on():
                    home.alone.step(self._go_on)
        self._put_together()
        open_homes = self._homes_to_prove()
        while open_homes and self._go_on():
            home = min(open_homes, key=lambda one: one.alone.work)
            if home.alone.work > PART_WORK:
                break
            before = home.alone.points
            home.alone.step(self._go_on)
            if home.alone.points < before:
                self._put_together()
            open_homes = self._homes_to_prove()
        return sum(home.alone.bound for home in self._homes) - self._comfortable_points

    def _homes_to_prove(self) -> list[Home]:
        return [home for home in self._homes if not home.alone.proven and not home.alone.finished]

    def _put_together(self) -> None:
        """Offer the parts' lists as one, each case as early as the whole day allows."""
        planned = [case for home in self._homes for case in home.alone.plan.cases]
        postponed = [case for home in self._homes for case in home.alone.plan.postponed]
        search = LocalSearch.of(self._problem)
        search.start(sorted_plan(planned, postponed))
        self.found.append(search.best_plan())

    def _nothing_put_off(self) -> bool:
        """Return whether a better list does every case that it can."""
        impossible = sum(not modes for modes in self._problem.modes_of_case)
        some = Branch(counts={0: (impossible + 1, len(self._problem.day.cases))})
        search = BoundSearch(self._problem, within=some)
        self._searches.append(search)
        search.run(self._upper, lambda: search.work < GUEST_WORK and self._go_on())
        self._done_work += self._searches.pop().work
        return search.bound >= self._upper()

    def _bound_of(
        self,
        problem: Problem,
        within: Branch,
        enough: float,
        rows: Sequence[SharedRow] = (),
        work: float = GUEST_WORK,
    ) -> PartSearch:
        """Return a search that has bounded some lists of a part, up to what is enough."""
        search = PartSearch(problem, self._seed, within=within, rows=rows, enough=enough)
        self._searches.append(search)
        while not search.proven and not search.finished and search.work < work and self._go_on():
            search.step(self._go_on)
        self._done_work += self._searches.pop().work
        return search

    def _with_guests(self, host: Home) -> float:
        """Return a bound of all lists with guests, by how many each part gives."""
        homes = [home for home in self._homes if home.part.own & host.part.guests]
        if len(homes) > MOST_HOMES:
            return -math.inf
        for home in homes:
            home.prices = self._savings(home, host.part.guests)
        rest = sum(home.alone.bound for home in self._homes if home not in homes and home is not host)
        rest -= self._comfortable_points
        least = math.inf
        for origin in _origins([len(home.prices) for home in homes]):
            several = [home for home, (fewest, _) in zip(homes, origin, strict=True) if fewest > 1]
            merged = several[0] if len(several) == 1 else None
            bound = self._with_origin(homes, origin, host, self._upper() - rest, merged)
            least = min(least, rest + bound)
            if least < self._upper() or not self._go_on():
                return -math.inf
        return least

    def _savings(self, home: Home, guests: Iterable[int]) -> dict[int, int]:
        """Return about what a part saves without each of its cases."""
        problem, savings = self._problem, {}
        for case in sorted(home.part.own.intersection(guests)):
            cost = postponed_points(problem, case)
            rest = Part(
                tuple(p for p in home.part.modes if problem.modes[p].case in home.part.own - {case}),
                home.part.own - {case},
            )
            savings[case] = cost
            if rest.modes:
                without = self._part_problem(rest, {})
                search = LocalSearch.of(without)
                search.start(plan_of_part(without, home.alone.plan))
                search.anneal(self._random, SAVING_STEPS, from_share=0.0, to_share=1.0)
                self._done_work += SAVING_STEPS * CASE_STEP_WORK * len(rest.own)
                savings[case] = int(np.clip(home.alone.bound - search.best_points, 0, cost))
        return savings

    def _with_origin(
        self, homes: list[Home], origin: Origin, host: Home, upper: float, merged: Home | None = None
    ) -> float:
        """Return a bound of these parts' points with guests, by least and most cases that each part gives.

        The cases of one part may be taken together with the host's: nothing of theirs then has a price.
        """
        prices: dict[int, int] = {}
        points, fewest = 0.0, 0 if merged else 1
        for home, (least, most) in zip(homes, origin, strict=True):
            if home is not merged:
                own, found = self._handing_over(home, least, most)
                points, prices, fewest = points + own, prices | found, max(fewest, least)
        own_cases = host.part.own | (merged.part.own if merged else frozenset())
        modes = [p for p in host.part.modes if self._problem.modes[p].case in own_cases | prices.keys()]
        modes = sorted({*modes, *(merged.part.modes if merged else ())})
        problem = self._part_problem(Part(tuple(modes), own_cases, frozenset(prices)), prices)
        names = {self._problem.day.cases[case].id for case in own_cases if self._problem.modes_of_case[case]}
        only = Branch(
            done=frozenset(n for n, case in enumerate(problem.day.cases) if case.id in names),
            counts={0: (0, len(prices) - fewest)},
        )
        at_host = {place: p for place, p in enumerate(modes) if p in host.part.modes}
        rows = []
        for home, (least, most) in zip(homes, origin, strict=True):
            uses = [place for place, p in at_host.items() if self._problem.modes[p].case in home.part.own]
            if uses and most < len(home.prices):
                rows.append(SharedRow(dict.fromkeys(uses, 1), most))
            if uses and least:
                rows.append(SharedRow(dict.fromkeys(uses, -1), -least))
        earned = sum(prices.values())
        return points + self._bound_of(problem, only, upper - points + earned, rows).bound - earned

    def _handing_over(self, home: Home, least: int, most: int) -> tuple[float, dict[int, int]]:
        """Return the least points of a part that gives so many cases, and prices at which it would rather not."""
        key = home.part, least, most
        if key not in self._given:
            alone, prices, most = home.alone.bound, home.prices if most else {}, min(most, len(home.part.own))
            part = Part(
                tuple(p for p in home.part.modes if self._problem.modes[p].case in home.part.own), home.part.own
            )
            bound = alone if most else math.inf
            for _ in range(PRICE_ROUNDS if most else 0):
                only = Branch(counts={0: (max(1, least), most)})
                work = GUEST_WORK if least == 0 and most == 1 else PRICE_WORK
                search = self._bound_of(self._part_problem(part, prices), only, alone, work=work)
                bound = search.bound
                if bound >= alone:
                    break
                # Those that the part would give get dearer; all of them where it is not known which.
                given = {self._problem.case_index[case] for case in search.plan.postponed} or prices.keys()
                more = math.ceil((alone - bound) / (len(search.plan.postponed) or max(1, least, min(most, 2))))
                prices = {case: min(price + more * (case in given), self._cost(case)) for case, price in prices.items()}
            self._given[key] = bound if least else min(alone, bound), prices
        return self._given[key]

    def _cost(self, case: int) -> int:
        return postponed_points(self._problem, case)


def _origins(cases: Sequence[int]) -> Iterator[Origin]:
    """Yield least and most cases that each part gives, so that every list with guests is in one of them."""
    single = [(0, 1)] * len(cases)
    yield single
    several = [place for place, count in enumerate(cases) if count > 1]
    for place in several:
        yield [(2, count) if at == place else (0, 1) for at, count in enumerate(cases)]
    for one, other in combinations(several, 2):
        yield [(2, cases[at]) if at in (one, other) else (0, cases[at]) for at in range(len(cases))]


def _full_units(problem: Problem) -> tuple[list[int], int]:
    """Return the units of beds that are above their comfortable number when all cases are done, and those numbers."""
    full, comfortable = [], 0
    users = list(bed_users(problem))
    for place, unit in enumerate(problem.day.beds):
        cases = next((cases for other, cases in users if other is unit), [])
        count = sum(bool(problem.modes_of_case[case]) for case in cases)
        if unit.comfortable_beds is not None and cases and unit.comfortable_beds <= count:
            full.append(place)
            comfortable += unit.comfortable_beds
    return full, comfortable
