"""The bound of all lists in which a room that is open to several parts does guests.

Such lists are told apart by how many cases each part gives to the host. A case that is given costs its own part a
price, which the host earns; any price is valid (Lagrange). Where that is too little, the parts whose guests the host
takes are put together with it, and nothing of theirs has a price.
"""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import combinations

import numpy as np

from optimizer.operating_rooms.columns.master import Branch
from optimizer.operating_rooms.columns.shared import SharedRow
from optimizer.operating_rooms.goals.postponed import postponed_points
from optimizer.operating_rooms.local_search.search import LocalSearch
from optimizer.operating_rooms.parts.home import Home, Parts
from optimizer.operating_rooms.parts.part_search import CASE_STEP_WORK, PartSearch
from optimizer.operating_rooms.parts.spare_lane import SpareLane
from optimizer.operating_rooms.parts.split import Part, plan_of_part
from optimizer.operating_rooms.parts.work import Work
from optimizer.operating_rooms.problem import Problem
from scenarios.surgical_day import OperatingRoomPlan

SAVING_STEPS = 10_000
"""Of annealing a part without one of its cases: what the case costs is only a price, any one is valid."""

PRICE_ROUNDS = 8
"""Times that prices are raised until a part would rather keep its cases."""

MOST_GIVERS = 10
"""Parts that may give guests: with more, too many combinations are left."""

GUEST_WORK, PRICE_WORK = 3.0, 0.1
"""Most deterministic seconds for a bound with some guests, and for prices of many."""

Origin = Sequence[tuple[int, int]]
"""Least and most cases that each part gives to the host."""


class Guests:
    """Bounds lists with guests.

    Parameters
    ----------
    problem : Problem
        The day; better lists put nothing off.
    parts : Parts
        Of the day.
    homes : sequence of Home
        All of them, each with a list without guests.
    host : Home
        The only one with guests.
    lane : SpareLane
        For independent bounds.
    work : Work
        Counts what they cost.
    seed : int
        Of annealing and CP-SAT.
    upper : callable
        Returns the points of the best plan known.
    go_on : callable
        Asked often; False ends the search.
    offer : callable
        Called with what host and givers could do for less, in case the whole day could.
    """

    def __init__(
        self,
        problem: Problem,
        parts: Parts,
        homes: Sequence[Home],
        host: Home,
        *,
        lane: SpareLane,
        work: Work,
        seed: int,
        upper: Callable[[], float],
        go_on: Callable[[], bool],
        offer: Callable[[OperatingRoomPlan], None],
    ) -> None:
        self._problem, self._parts, self._host = problem, parts, host
        self._givers = [home for home in homes if home.part.own & host.part.guests]
        self._others = [home for home in homes if home not in self._givers and home is not host]
        self._lane, self._work, self._seed = lane, work, seed
        # By part and least and most cases that it gives: its points then, and the prices of its cases.
        self._handed_over: dict[tuple[Home, int, int], tuple[float, dict[int, int]]] = {}
        self._failed = False
        self._upper, self._go_on, self._offer = upper, go_on, offer

    def bound(self) -> float:
        """Return points that no list with guests goes below; minus infinity where one below ``upper`` may exist.

        Meant are lists that put off no case that has a place somewhere, as far as they cost less than ``upper``.
        """
        if len(self._givers) > MOST_GIVERS:
            return -math.inf
        self._lane.run([partial(self._set_prices, home) for home in self._givers])
        origins = list(_origins([len(home.prices) for home in self._givers]))
        least = math.inf
        for some in (origins[:1], origins[1:]):
            self._find_prices(some)
            least = min([least, *self._lane.run([partial(self._bound_of_origin, origin) for origin in some])])
            if self._over():
                return -math.inf
        return least

    def _over(self) -> bool:
        return self._failed or not self._go_on()

    def _set_prices(self, home: Home) -> None:
        """Price each case at about what the part saves without it."""
        problem, random = self._problem, np.random.default_rng(self._seed)
        for case in sorted(home.own.own.intersection(self._host.part.guests)):
            cost = postponed_points(problem, case)
            modes = tuple(p for p in home.own.modes if problem.modes[p].case != case)
            rest = Part(modes, home.own.own - {case})
            home.prices[case] = cost
            if rest.modes and self._go_on():
                # As a part that gives: its surgeons' waiting does not count.
                without = self._parts.problem_of(rest, {case: cost})
                search = LocalSearch.of(without)
                search.start(plan_of_part(without, home.alone.plan))
                search.anneal(random, SAVING_STEPS, from_share=0.0, to_share=1.0)
                self._work.add(SAVING_STEPS * CASE_STEP_WORK * len(rest.own))
                home.prices[case] = int(np.clip(home.alone.bound - search.best_points, 0, cost))

    def _find_prices(self, origins: Iterable[Origin]) -> None:
        """Find the prices that these origins ask for."""
        wanted = {
            (home, least, most): None
            for origin in origins
            for home, (least, most) in zip(self._givers, origin, strict=True)
            if home not in self._joined(origin)
        }
        self._lane.run([partial(self._handing_over, *key) for key in wanted])

    def _joined(self, origin: Origin) -> list[Home]:
        """Return the part that gives several cases, where it is the only one: it is put together with the host."""
        several = [home for home, (fewest, _) in zip(self._givers, origin, strict=True) if fewest > 1]
        return several if len(several) == 1 else []

    def _bound_of_origin(self, origin: Origin) -> float:
        """Return a bound of lists with these guests, of parts put together as far as it takes."""
        joined: Collection[Home] = self._joined(origin)
        everything = [*self._givers, *self._others]
        while not self._over():
            bound, plan = self._with_host(origin, joined)
            if bound >= self._upper():
                return bound
            if plan.cases:
                self._offer(plan)
            if not plan.cases or len(joined) == len(everything):
                self._failed = True
                break
            planned = {self._problem.case_index[case.case] for case in plan.cases}
            guests = [home for home in self._givers if home not in joined and home.part.own & planned]
            # Without guests that have two places, what is left are staff, equipment and beds, which all parts share.
            joined = [*joined, *guests] if guests else everything
        return -math.inf

    def _with_host(self, origin: Origin, joined: Collection[Home]) -> tuple[float, OperatingRoomPlan]:
        """Return a bound of lists by least and most cases that each part gives.

        With it comes a list of the host, those joined with it and their guests, where one with fewer points was found.
        """
        problem, prices, fewest = self._problem, dict[int, int](), 0 if joined else 1
        points = sum(home.alone.bound for home in self._others if home not in joined) - self._parts.comfortable_points
        for home, (least, most) in zip(self._givers, origin, strict=True):
            if home not in joined:
                own, found = self._handing_over(home, least, most)
                points, prices, fewest = points + own, prices | found, max(fewest, least)
        own_cases = self._host.part.own.union(*(home.part.own for home in joined))
        modes = {p for p in self._host.part.modes if problem.modes[p].case in own_cases | prices.keys()}
        modes = modes.union(*(home.part.modes for home in joined))
        together = self._parts.problem_of(Part(tuple(sorted(modes)), own_cases, frozenset(prices)), prices)
        names = {problem.day.cases[case].id for case in own_cases if problem.modes_of_case[case]}
        only = Branch(
            done=frozenset(n for n, case in enumerate(together.day.cases) if case.id in names),
            counts={0: (0, len(prices) - fewest + len(own_cases) - len(names))},
        )
        earned = sum(prices.values())
        rows = self._rows(origin, sorted(modes))
        hard = len(joined) == len(self._givers) + len(self._others)
        search = self._search(together, only, self._upper() - points + earned, rows, hard=hard)
        return points + search.bound - earned, search.plan

    def _rows(self, origin: Origin, modes: Sequence[int]) -> list[SharedRow]:
        """Return how many cases of each part come to the host, as limits on the modes taken."""
        at_host = {place: p for place, p in enumerate(modes) if p in self._host.part.modes}
        rows = []
        for home, (least, most) in zip(self._givers, origin, strict=True):
            uses = [place for place, p in at_host.items() if self._problem.modes[p].case in home.part.own]
            if uses and most < len(home.prices):
                rows.append(SharedRow(dict.fromkeys(uses, 1), most))
            if uses and least:
                rows.append(SharedRow(dict.fromkeys(uses, -1), -least))
        return rows

    def _handing_over(self, home: Home, least: int, most: int) -> tuple[float, dict[int, int]]:
        """Return the least points of a part that gives so many cases, and prices at which it would rather not."""
        key = home, least, most
        if key not in self._handed_over:
            alone, prices = home.alone.bound, home.prices
            placeless = sum(not self._problem.modes_of_case[case] for case in home.own.own)
            most = min(most, len(home.own.own) - placeless)
            only = Branch(counts={0: (max(1, least) + placeless, most + placeless)})
            work, bound = GUEST_WORK if (least, most) == (0, 1) else PRICE_WORK, 0.0
            for _ in range(PRICE_ROUNDS):
                search = self._search(self._parts.problem_of(home.own, prices), only, alone, work=work)
                bound = search.bound
                if bound >= alone or self._over():
                    break
                # Those that the part would give get dearer; all of them where it is not known which.
                given = {self._problem.case_index[case] for case in search.plan.postponed} or prices.keys()
                more = math.ceil((alone - bound) / (len(search.plan.postponed) or max(1, least, min(most, 2))))
                prices = {
                    case: min(price + more * (case in given), postponed_points(self._problem, case))
                    for case, price in prices.items()
                }
            self._handed_over[key] = bound, prices
        return self._handed_over[key]

    def _search(
        self,
        problem: Problem,
        within: Branch,
        enough: float,
        rows: Sequence[SharedRow] = (),
        work: float = GUEST_WORK,
        hard: bool = False,
    ) -> PartSearch:
        """Return a search that has bounded some lists of a part, up to what is enough."""
        search = PartSearch(problem, self._seed, within=within, rows=rows, enough=enough, lane=self._lane, hard=hard)
        with self._work.watching(search):
            while not search.proven and not search.finished and search.work < work and not self._over():
                search.step(self._go_on)
        return search


def _origins(cases: Sequence[int]) -> Iterator[Origin]:
    """Yield least and most cases that each part gives, so that every list with guests is in one of them."""
    single = [(0, 1)] * len(cases)
    yield single
    several = [place for place, count in enumerate(cases) if count > 1]
    for place in several:
        yield [(2, count) if at == place else (0, 1) for at, count in enumerate(cases)]
    for one, other in combinations(several, 2):
        yield [(2, cases[at]) if at in (one, other) else (0, cases[at]) for at in range(len(cases))]
