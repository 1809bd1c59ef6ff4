"""From a day to its parts: cases that can meet in a room or want the same surgeon, cut where departments are guests.

A room that many departments may use links all of them. There each case counts once at home, and as a guest of the part
that the room belongs to, at a price: its own part may hand it over for the price, the host earns it. Whatever the
prices, the parts' least points, less what hosts earn, are no more than those of the day (Lagrange): the guest's surgeon
counts in both parts as if there were two.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from optimizer.operating_rooms.goals.postponed import postponed_points
from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.rules.beds_after import BedsAfter
from optimizer.operating_rooms.rules.surgeon_in_one_place import people
from scenarios.allocation_settings import RuleMode, RuleSetting
from scenarios.surgical_day import OperatingRoomPlan


@dataclass(frozen=True, slots=True)
class Part:
    """Some modes of a day.

    Attributes
    ----------
    modes : tuple of int
        Positions in the day's modes.
    own : frozenset of int
        Cases at home here, with or without a mode.
    guests : frozenset of int
        Cases at home elsewhere.
    """

    modes: tuple[int, ...]
    own: frozenset[int]
    guests: frozenset[int] = frozenset()


def parts_of(problem: Problem, possible: Collection[int], open_rooms: Collection[int]) -> list[Part]:
    """Return the parts of a day.

    Parameters
    ----------
    problem : Problem
        Nothing of it frozen.
    possible : collection of int
        Modes that count.
    open_rooms : collection of int
        Rooms that link nobody: each belongs to the part whose cases may start there first.
    """
    positions = sorted(possible)
    tied = {problem.case_index[case.after] for case in problem.day.cases if case.after is not None}
    tied |= {number for number, case in enumerate(problem.day.cases) if case.after is not None}
    open_modes = [p for p in positions if problem.modes[p].room in open_rooms and problem.modes[p].case not in tied]
    label = _labels(problem, positions, set(open_modes))
    home = _homes(problem, open_modes, label)
    modes: dict[int, list[int]] = defaultdict(list)
    for position in positions:
        modes[home[problem.modes[position].room]].append(position)
    own: dict[int, set[int]] = defaultdict(set)
    for case in range(len(problem.day.cases)):
        own[int(label[case])].add(case)
    return [
        Part(tuple(modes[part]), frozenset(cases), frozenset({problem.modes[p].case for p in modes[part]} - cases))
        for part, cases in own.items()
    ]


def _labels(problem: Problem, positions: Iterable[int], open_modes: Collection[int]) -> NDArray[np.int32]:
    """Return the part of each case and then of each room: linked by surgeons, rooms, and by what waits for what."""
    cases, rooms = len(problem.day.cases), len(problem.day.rooms)
    links: list[tuple[int, int]] = []
    for position in positions:
        mode = problem.modes[position]
        if position not in open_modes:
            links.append((mode.case, cases + mode.room))
        links += [(mode.case, cases + rooms + one) for one in people(problem, mode.case, mode.surgeon)]
    for number, case in enumerate(problem.day.cases):
        if case.after is not None:
            links.append((number, problem.case_index[case.after]))
    size = cases + rooms + len(problem.day.surgeons)
    one, other = np.array(links, dtype=np.int64).reshape(-1, 2).T
    graph = coo_array((np.ones(len(links)), (one, other)), shape=(size, size))
    labels: NDArray[np.int32] = connected_components(graph, directed=False)[1][: cases + rooms]
    return labels


def _homes(problem: Problem, open_modes: Iterable[int], label: NDArray[np.int32]) -> dict[int, int]:
    """Return the part of each room; of one that links nobody, the part whose cases may start there first."""
    linked = set(label[: len(problem.day.cases)].tolist())
    homes = {room: int(part) for room, part in enumerate(label[len(problem.day.cases) :]) if part in linked}
    first: dict[int, tuple[int, int]] = {}
    for position in open_modes:
        mode = problem.modes[position]
        start = mode.earliest, int(label[mode.case])
        first[mode.room] = min(start, first.get(mode.room, start))
    return {room: part for room, (_, part) in first.items()} | homes


def most_open_rooms(problem: Problem) -> list[int]:
    """Return the rooms that several departments may use, those with most departments first."""
    departments: dict[int, set[str]] = defaultdict(set)
    for mode in problem.modes:
        departments[mode.room].add(problem.day.cases[mode.case].department)
    several = [room for room, names in departments.items() if len(names) > 1]
    return sorted(several, key=lambda room: (-len(departments[room]), room))


def part_problem(problem: Problem, part: Part, prices: Mapping[int, int], priced_beds: Collection[int] = ()) -> Problem:
    """Return a part as a problem of its own.

    What parts share is left to each as if it were alone: staff, equipment, the PACU and its peak, beds, the reserve.
    Too many patients for a unit of beds cost nothing where the rule is weighted: the day pays for them once.

    Parameters
    ----------
    problem : Problem
        Nothing of it frozen, nothing published.
    part : Part
        Of the problem.
    prices : dict of int to int
        Of each case that is a guest somewhere: not doing it costs this much here, at most what putting it off costs.
    priced_beds : collection of int
        Units of beds of which every patient costs what one too many does; the comfortable number of them is given back
        once for the whole day.
    """
    numbers = sorted(part.own | part.guests)
    place = {number: at for at, number in enumerate(numbers)}
    day, weights = problem.day, replace(problem.day.settings.weights, recovery_peak=0)
    if prices:
        # A case done as a guest may fill a gap that its surgeon would otherwise wait.
        weights = replace(weights, surgeon_waiting=0)
    cases = (day.cases[number] for number in numbers)
    beds = (replace(unit, comfortable_beds=0) if n in priced_beds else unit for n, unit in enumerate(day.beds))
    rules = dict(day.settings.rules)
    if problem.setting(BedsAfter.name).mode is RuleMode.WEIGHTED:
        rules[BedsAfter.name] = RuleSetting(mode=RuleMode.OFF)
    return replace(
        problem,
        day=replace(
            day,
            cases=tuple(
                replace(case, must_do=False) if n in prices else case for n, case in zip(numbers, cases, strict=True)
            ),
            beds=tuple(beds),
            settings=replace(day.settings, rules=rules, weights=weights, reserve_minutes=0, reserve_rooms=0),
        ),
        modes=tuple(replace(problem.modes[p], case=place[problem.modes[p].case]) for p in sorted(part.modes)),
        known_overruns=tuple(problem.overrun_minutes[number] for number in numbers),
        known_put_off=tuple(prices.get(number, postponed_points(problem, number)) for number in numbers),
    )


def plan_of_part(part: Problem, plan: OperatingRoomPlan) -> OperatingRoomPlan:
    """Return what a list does with the cases of a part."""
    return OperatingRoomPlan(
        cases=tuple(planned for planned in plan.cases if planned.case in part.case_index),
        postponed=tuple(case for case in plan.postponed if case in part.case_index),
    )
