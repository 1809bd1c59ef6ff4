"""Which cases a large-neighbourhood step sets free; one operator a function, listed in :data:`NEIGHBOURHOODS`."""

from collections.abc import Callable

import numpy as np

from optimizer.operating_rooms.problem import Problem
from scenarios.surgical_day import OperatingRoomPlan

Neighbourhood = Callable[[Problem, OperatingRoomPlan, np.random.Generator, int], set[int]]
"""Called with problem, plan, random stream and the number of cases to free; returns their positions."""


def rooms_together(problem: Problem, plan: OperatingRoomPlan, random: np.random.Generator, size: int) -> set[int]:
    """Free all cases of a few rooms that could swap cases, and the cases put off that could go there."""
    rooms = list(plan.by_room)
    if not rooms:
        return set()
    first = rooms[int(random.integers(len(rooms)))]
    near = _by_kinship(problem, plan, first, random)
    free: set[int] = set()
    for room in near:
        if free and len(free) + len(plan.by_room[room]) > size:
            break
        free |= {problem.case_index[planned.case] for planned in plan.by_room[room]}
    return free | _put_off(problem, plan, random, max(1, size // 4), free)


def surgeons_together(problem: Problem, plan: OperatingRoomPlan, random: np.random.Generator, size: int) -> set[int]:
    """Free whole rooms in which one surgeon after another operates, starting from a random one."""
    rooms_of: dict[str | None, set[str]] = {}
    for planned in plan.cases:
        rooms_of.setdefault(planned.surgeon, set()).add(planned.room)
    surgeons = sorted((name for name in rooms_of if name), key=str)
    if not surgeons:
        return rooms_together(problem, plan, random, size)
    free: set[int] = set()
    queue = [surgeons[int(random.integers(len(surgeons)))]]
    seen = set(queue)
    while queue and len(free) < size:
        for room in sorted(rooms_of[queue.pop(0)]):
            for planned in plan.by_room[room]:
                free.add(problem.case_index[planned.case])
                if planned.surgeon and planned.surgeon not in seen:
                    seen.add(planned.surgeon)
                    queue.append(planned.surgeon)
    return free | _put_off(problem, plan, random, max(1, size // 4), free)


def hours_together(problem: Problem, plan: OperatingRoomPlan, random: np.random.Generator, size: int) -> set[int]:
    """Free the cases that start nearest to a random minute of the day."""
    if not plan.cases:
        return set()
    middle = plan.cases[int(random.integers(len(plan.cases)))].start_minute
    near = sorted(plan.cases, key=lambda planned: (abs(planned.start_minute - middle), planned.case))
    free = {problem.case_index[planned.case] for planned in near[:size]}
    return free | _put_off(problem, plan, random, max(1, size // 4), free)


def put_off_together(problem: Problem, plan: OperatingRoomPlan, random: np.random.Generator, size: int) -> set[int]:
    """Free some cases put off, and whole rooms that they could go to."""
    if not plan.postponed:
        return rooms_together(problem, plan, random, size)
    free: set[int] = set()
    for case in random.permutation(list(plan.postponed)):
        number = problem.case_index[str(case)]
        free.add(number)
        rooms = sorted({problem.modes[position].room for position in problem.modes_of_case[number]})
        for room in random.permutation(rooms)[:2] if rooms else ():
            cases = plan.by_room.get(problem.day.rooms[int(room)].id, ())
            free |= {problem.case_index[planned.case] for planned in cases}
        if len(free) >= size:
            break
    return free


NEIGHBOURHOODS: tuple[Neighbourhood, ...] = (rooms_together, surgeons_together, hours_together, put_off_together)


def _by_kinship(problem: Problem, plan: OperatingRoomPlan, first: str, random: np.random.Generator) -> list[str]:
    """Return the rooms in use by how many of their cases could be in the first one, or share a surgeon with it."""
    number = problem.room_index[first]
    surgeons = {planned.surgeon for planned in plan.by_room[first] if planned.surgeon}
    possible = {mode.case for mode in problem.modes if mode.room == number}
    kin = {
        room: sum(
            (problem.case_index[planned.case] in possible) + 2 * (planned.surgeon in surgeons) for planned in cases
        )
        + float(random.random()) * 3
        for room, cases in plan.by_room.items()
    }
    kin[first] = float("inf")
    return sorted(kin, key=lambda room: -kin[room])


def _put_off(
    problem: Problem, plan: OperatingRoomPlan, random: np.random.Generator, most: int, free: set[int]
) -> set[int]:
    """Return cases put off that could go to a room of the free cases."""
    rooms = {
        problem.room_index[plan.by_case[problem.day.cases[number].id].room]
        for number in free
        if problem.day.cases[number].id in plan.by_case
    }
    fitting = [
        problem.case_index[case]
        for case in plan.postponed
        if any(problem.modes[position].room in rooms for position in problem.modes_of_case[problem.case_index[case]])
    ]
    return {int(number) for number in random.permutation(fitting)[:most]}
