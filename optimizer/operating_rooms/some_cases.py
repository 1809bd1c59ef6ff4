"""Annealing some cases of a large day while all others keep their places: a plan tried then costs only theirs.

The cases that stay are taken off the staff, equipment, PACU places and beds that there are; a room that both use is
left as it is. Any list found fits those that stayed; it costs what the search says but for the peak of the PACU.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimizer.operating_rooms.local_search.book import BEDS, COMFORTABLE_BEDS, open_book
from optimizer.operating_rooms.local_search.search import LocalSearch
from optimizer.operating_rooms.local_search.tables import grid_minutes, make_tables
from optimizer.operating_rooms.model import sorted_plan
from optimizer.operating_rooms.parts.split import most_open_rooms, parts_of
from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.profiles import profile
from optimizer.operating_rooms.rules.beds_after import bed_users
from scenarios.surgery import SurgicalCase
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase

Placed = tuple[SurgicalCase, PlannedCase]

LARGEST_SHARE = 0.4
"""Of the cases in one part: rooms are opened until no part has more."""


def separate_cases(problem: Problem) -> list[list[int]]:
    """Return groups of cases that share no surgeon and, but for open rooms, no room; none where one is too large.

    None either where a list is held to a published one, or to a reserve or a makespan over all rooms.
    """
    settings = problem.day.settings
    over_all_rooms = settings.reserve_minutes or settings.reserve_rooms or settings.weights.makespan
    if problem.frozen or problem.day.published or over_all_rooms:
        return []
    rooms = most_open_rooms(problem)
    for count in range(len(rooms) + 1):
        parts = parts_of(problem, range(len(problem.modes)), set(rooms[:count]))
        if max(len(part.own) for part in parts) <= LARGEST_SHARE * len(problem.day.cases):
            break
    else:
        return []
    return [sorted(part.own) for part in parts if any(problem.modes_of_case[case] for case in part.own)]


class SomeCases:
    """A search over some cases of a plan.

    Parameters
    ----------
    problem : Problem
        Nothing of it frozen, nothing published.
    plan : OperatingRoomPlan
        Keeps all hard rules.
    free : collection of int
        Cases that may move, with all others of their surgeons, and whatever they wait for or waits for them.

    Attributes
    ----------
    search : LocalSearch
        Of these cases, begun at the plan.
    """

    def __init__(self, problem: Problem, plan: OperatingRoomPlan, free: Collection[int]) -> None:
        names = {problem.day.cases[case].id for case in free}
        kept = [planned for planned in plan.cases if planned.case in names]
        self._stay = [planned for planned in plan.cases if planned.case not in names]
        self._put_off = [case for case in plan.postponed if case not in names]
        shared = {planned.room for planned in self._stay}
        few = _of_cases(problem, sorted(free), [one for one in kept if one.room in shared], shared)
        stay = [(problem.day.case_of[planned.case], planned) for planned in self._stay]
        grid = grid_minutes(problem)
        tables = make_tables(few, grid)
        tables["capacity"] -= _taken(few, stay, grid)
        tables["binds_from"][:] = 0
        tables["units"] = _beds_left(few, stay, tables["units"])
        self.search = LocalSearch(few, grid, open_book(tables), dict(few.frozen_placed()))
        self.search.start(sorted_plan(kept, [case for case in plan.postponed if case in names]))

    def best_plan(self) -> OperatingRoomPlan:
        """Return the best plan of all cases."""
        found = self.search.best_plan()
        return sorted_plan([*self._stay, *found.cases], [*self._put_off, *found.postponed])


def _of_cases(problem: Problem, numbers: list[int], frozen: list[PlannedCase], shared: Collection[str]) -> Problem:
    """Return the problem with some cases alone; those in rooms that they share with others stay there."""
    stands = {problem.case_index[planned.case]: planned for planned in frozen}
    place = {number: at for at, number in enumerate(numbers)}
    closed = {problem.room_index[room] for room in shared}
    modes = (mode for mode in problem.modes if mode.case in place and mode.room not in closed)
    day, settings = problem.day, problem.day.settings
    settings = replace(settings, weights=replace(settings.weights, recovery_peak=0))
    put_off = problem.known_put_off
    return replace(
        problem,
        day=replace(day, cases=tuple(day.cases[number] for number in numbers), settings=settings),
        modes=tuple(replace(mode, case=place[mode.case]) for mode in modes),
        frozen={place[number]: planned for number, planned in stands.items()},
        known_overruns=tuple(problem.overrun_minutes[number] for number in numbers),
        known_put_off=None if put_off is None else tuple(put_off[number] for number in numbers),
    )


def _taken(problem: Problem, stay: Iterable[Placed], grid: int) -> NDArray[np.int32]:
    """Return what the cases that stay use, as the rows of the table of capacity."""
    day, length, placed = problem.day, problem.horizon, list(stay)
    rows = []
    for skill in () if problem.is_off("staff on shift") else dict.fromkeys(shift.skill for shift in day.staff):
        uses = [(p.start_minute, p.leaves_minute, case.staff[skill]) for case, p in placed if skill in case.staff]
        rows.append(profile(uses, length))
    for item in () if problem.is_off("equipment") else day.equipment:
        beyond = item.reprocessing_minutes
        rows.append(
            profile(
                [(p.start_minute, p.leaves_minute + beyond, 1) for c, p in placed if item.id in c.equipment], length
            )
        )
    recovering = [(p.leaves_minute, p.leaves_minute + case.recovery_minutes, 1) for case, p in placed]
    rows.append(profile(recovering, length))
    return np.array([row[::grid] for row in rows], dtype=np.int32)


def _beds_left(problem: Problem, stay: Iterable[Placed], units: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the table of units without the beds of the cases that stay."""
    left, placed = units.copy(), list(stay)
    for row, (unit, _) in enumerate(bed_users(problem)):
        taken = sum(
            case.bed_after is unit.level_of_care and unit.department in (None, case.department) for case, _ in placed
        )
        left[row, BEDS] -= taken
        if unit.comfortable_beds is not None:
            left[row, COMFORTABLE_BEDS] = max(0, unit.comfortable_beds - taken)
    return left
