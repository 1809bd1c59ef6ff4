"""The bound of a day from its parts, and lists put together from theirs.

Without guests in the open rooms, parts are independent: their best lists together are the best one of the day. Lists
with guests are bounded apart (see ``guests``).
"""

import math
import threading
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial

from optimizer.operating_rooms.columns.bound import BoundSearch
from optimizer.operating_rooms.columns.master import Branch
from optimizer.operating_rooms.local_search.search import LocalSearch
from optimizer.operating_rooms.model import sorted_plan
from optimizer.operating_rooms.parts.guests import GUEST_WORK, Guests
from optimizer.operating_rooms.parts.home import Home, Parts
from optimizer.operating_rooms.parts.part_search import PartSearch
from optimizer.operating_rooms.parts.spare_lane import SpareLane
from optimizer.operating_rooms.parts.split import Part, most_open_rooms, parts_of
from optimizer.operating_rooms.parts.work import Work
from optimizer.operating_rooms.problem import Problem
from scenarios.surgical_day import OperatingRoomPlan

LARGEST_SHARE = 0.6
"""Of the cases in one part: rooms are opened until no part has more."""

WHOLE_WORK = 1.0
"""Deterministic seconds for the day as a whole, beside its parts, whenever a better list is known."""

PART_WORK = 8.0
"""Most deterministic seconds for the proof of a part."""


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
    lane : SpareLane
        Closed: whoever has a thread to spare opens it.
    """

    def __init__(self, problem: Problem, seed: int = 0) -> None:
        self.bound, self._work = -math.inf, Work()
        self.lane, self._lock = SpareLane(), threading.Lock()
        self.found = deque[OperatingRoomPlan]()
        self._problem, self._seed, self._whole = problem, seed, BoundSearch(problem)
        self._work.watch(self._whole)
        self._parts, self._homes = Parts(problem), list[Home]()
        self._upper: Callable[[], float] = lambda: math.inf
        self._go_on: Callable[[], bool] = lambda: True

    @property
    def work(self) -> float:
        """Deterministic seconds so far."""
        return self._work.seconds

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
        self._whole.look_at_all(upper, go_on)
        self._raise(self._whole.bound)
        if self._problem.day.published is None and self.bound < upper() and go_on():
            self._make_homes()
            hosts = [home for home in self._homes if home.part.guests]
            if len(hosts) <= 1:
                self._by_parts(*hosts)
        self._run_whole(math.inf)

    def _raise(self, bound: float) -> None:
        with self._lock:
            self.bound = max(self.bound, min(bound, self._upper()))

    def _run_whole(self, most: float) -> None:
        """Go on with the day as a whole."""
        if self.bound < self._upper():
            limit = self._whole.work + most
            self._whole.run(self._upper, lambda: self._whole.work < limit and self._go_on())
            self._raise(self._whole.bound)

    def _by_parts(self, host: Home | None = None) -> None:
        """Bound lists without guests, and those with guests of the host."""
        for _ in range(2):  # annealing and the first columns: most parts need no more
            self._step(self._homes_to_prove())
        self._put_together()
        self._prove_parts()
        if not all(math.isfinite(home.alone.points) for home in self._homes):
            return
        alone = sum(home.alone.bound for home in self._homes) - self._parts.comfortable_points
        if host is None:
            self._raise(alone)
        elif min(alone, self._upper()) > self.bound and self._go_on() and self._nothing_put_off():
            guests = Guests(
                self._problem,
                self._parts,
                self._homes,
                host,
                lane=self.lane,
                work=self._work,
                seed=self._seed,
                upper=self._upper,
                go_on=self._go_on,
                offer=self._put_together,
            )
            self._raise(min(alone, guests.bound()))

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
            alone = PartSearch(self._parts.problem_of(own, {}), self._seed, lane=self.lane)
            self._work.watch(alone)
            self._homes.append(Home(part, own, alone))

    def _prove_parts(self) -> None:
        """Look for the best list of each part without guests and go on with the whole day, side by side, in rounds.

        The whole day has its turn again when a better list is known: it may then prove it at once.
        """
        seen = math.inf
        while self.bound < self._upper() and self._go_on():
            homes = [home for home in self._homes_to_prove() if home.alone.work <= PART_WORK]
            whole = [partial(self._run_whole, WHOLE_WORK)] if self._upper() < seen else []
            if not homes and not whole:
                break
            seen, before = self._upper(), [home.alone.points for home in homes]
            self._step(homes, *whole)
            if before != [home.alone.points for home in homes]:
                self._put_together()

    def _step(self, homes: Sequence[Home], *others: Callable[[], None]) -> None:
        def step(home: Home) -> None:
            if self._go_on():
                home.alone.step(self._go_on)

        tasks: list[Callable[[], None]] = [*others, *(partial(step, home) for home in homes)]
        self.lane.run(tasks)

    def _homes_to_prove(self) -> list[Home]:
        return [home for home in self._homes if not home.alone.proven and not home.alone.finished]

    def _put_together(self, some: OperatingRoomPlan | None = None) -> None:
        """Offer the parts' lists as one, each case as early as the whole day allows; some cases as in another list."""
        planned = [*some.cases] if some else []
        names = {case.case for case in planned}
        planned += [case for home in self._homes for case in home.alone.plan.cases if case.case not in names]
        postponed = [case for home in self._homes for case in home.alone.plan.postponed if case not in names]
        search = LocalSearch.of(self._problem)
        search.start(sorted_plan(planned, postponed))
        self.found.append(search.best_plan())

    def _nothing_put_off(self) -> bool:
        """Return whether a better list does every case that it can."""
        impossible = sum(not modes for modes in self._problem.modes_of_case)
        some = Branch(counts={0: (impossible + 1, len(self._problem.day.cases))})
        search = BoundSearch(self._problem, within=some)
        with self._work.watching(search):
            search.run(self._upper, lambda: search.work < GUEST_WORK and self._go_on())
        return search.bound >= self._upper()
