"""A problem as tables of whole numbers, by the columns of :mod:`.book`; times in steps of a grid.

The grid is the greatest common divisor of all minutes that can appear on the list: 5 where durations are rounded to 5.
"""

import math
from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from optimizer.operating_rooms.goals.postponed import postponed_points
from optimizer.operating_rooms.local_search.book import (
    AFTER,
    BLOCKING,
    CASE_COLUMNS,
    COMFORTABLE,
    DEPARTMENT,
    FIXED,
    FORBIDDEN,
    FROZEN,
    GAP,
    INFECTED,
    LAST,
    LEAVES,
    MODE_COLUMNS,
    MODES_FROM,
    MODES_TO,
    NEED_COLUMNS,
    NEEDS_FROM,
    NEVER,
    OVERRUN,
    PACU,
    PUBLISHED_ROOM,
    PUBLISHED_START,
    PUT_OFF,
    RECOVERY,
    RESERVE_ROOMS,
    RESERVE_STEPS,
    REST,
    ROOM_COLUMNS,
    SETTING_COUNT,
    START,
    SURGEON_COLUMNS,
    TOLERANCE,
    UNIT_COLUMNS,
    UNITS_TO,
    W_BEDS,
    W_IDLE,
    W_LONG_DAY,
    W_MAKESPAN,
    W_MOVED,
    W_MOVED_ROOM,
    W_OPENED,
    W_OVERTIME,
    W_RECOVERY,
    W_SURGEON,
    W_WAITING,
    W_WISHED_ROOM,
    W_WISHED_START,
    WISHED_ROOM,
    WISHED_START,
)
from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.profiles import profile
from optimizer.operating_rooms.rules import RULES
from optimizer.operating_rooms.rules.beds_after import bed_users
from optimizer.operating_rooms.rules.order_in_room import OrderInRoom
from scenarios.allocation_settings import RuleMode

Table = NDArray[np.int32]


def make_tables(problem: Problem, grid: int) -> dict[str, Table]:
    """Return a problem in numbers, by the names of the book's tables."""
    day, count = problem.day, len(problem.day.cases)
    capacity, needs, need_ranges = _resources(problem, grid)
    units = list(bed_users(problem))
    assistants = [[problem.surgeon_index[name] for name in case.assistants] for case in day.cases]
    in_units = [[unit for unit, (_, users) in enumerate(units) if number in users] for number in range(count)]
    lists, ranges = _lists(assistants + in_units)
    return {
        "settings": _settings(problem, grid, len(capacity) - 1),
        "cases": _cases(problem, grid, [need_ranges, ranges[:count], ranges[count:]]),
        "modes": _modes(problem, grid),
        "rooms": _rooms(problem, grid),
        "surgeons": _surgeons(problem, grid),
        "units": _units(problem),
        "needs": _table(needs, NEED_COLUMNS),
        "lists": lists,
        "capacity": capacity,
        "binds_from": _binds_from(problem, capacity, needs, need_ranges),
        "changeover": _changeover(problem, grid),
        "order_points": _order_points(problem),
    }


def grid_minutes(problem: Problem) -> int:
    """Return the greatest common divisor of all minutes of a problem."""
    day, settings = problem.day, problem.day.settings
    minutes = [settings.surgeon_overlap_minutes, settings.surgeon_break_minutes, settings.reserve_minutes]
    minutes += [settings.stability_minutes, day.recovery.blocking_minutes if day.recovery else 0]
    for mode in problem.modes:
        minutes += [mode.minutes, mode.earliest, mode.latest_end]
    for room in day.rooms:
        minutes += [room.opens_minute, room.closes_minute, room.turnover_minutes, room.infected_turnover_minutes]
    for case in day.cases:
        minutes += [case.recovery_minutes, case.fixed_start_minute or 0, case.preferred_start_minute or 0]
    for shift in day.staff:
        minutes += [shift.from_minute, shift.to_minute]
    minutes += [item.reprocessing_minutes for item in day.equipment]
    minutes += [item.minutes for item in day.changeovers]
    minutes += [surgeon.changeover_minutes for surgeon in day.surgeons]
    for planned in [p for _, p in problem.frozen_placed()] + list(day.published.cases if day.published else ()):
        minutes += [planned.start_minute, planned.end_minute, planned.leaves_minute]
    return max(1, math.gcd(*minutes))


def _table(rows: Iterable[Iterable[int]], columns: int) -> Table:
    return np.array([tuple(row) for row in rows], dtype=np.int32).reshape(-1, columns)


def _lists(lists: list[list[int]]) -> tuple[Table, list[tuple[int, int]]]:
    """Return all lists in one, and where each one lies."""
    ends = np.cumsum([0, *(len(one) for one in lists)]).tolist()
    flat = np.array([number for one in lists for number in one], dtype=np.int32)
    return flat, list(pairwise(ends))


def _cases(problem: Problem, grid: int, ranges: list[list[tuple[int, int]]]) -> Table:
    departments = {name: number for number, name in enumerate(_departments(problem))}
    table = np.full((len(problem.day.cases), CASE_COLUMNS), -1, dtype=np.int32)
    for number, case in enumerate(problem.day.cases):
        row, modes = table[number], problem.modes_of_case[number] if number not in problem.frozen else ()
        row[MODES_FROM : MODES_TO + 1] = (modes[0], modes[-1] + 1) if modes else (0, 0)
        row[RECOVERY], row[INFECTED] = case.recovery_minutes // grid, case.infection == "infected"
        row[DEPARTMENT], row[OVERRUN] = departments[case.department], problem.overrun_minutes[number]
        row[PUT_OFF] = _put_off_points(problem, number)
        row[NEEDS_FROM : UNITS_TO + 1] = [end for lists in ranges for end in lists[number]]
        if case.after is not None and not problem.is_off("case order"):
            row[AFTER] = problem.case_index[case.after]
        if case.fixed_start_minute is not None and not problem.is_off("pinned start"):
            row[FIXED] = case.fixed_start_minute // grid
        if case.preferred_room is not None:
            row[WISHED_ROOM] = problem.room_index[case.preferred_room]
        if case.preferred_start_minute is not None:
            row[WISHED_START] = case.preferred_start_minute // grid
        was = problem.day.published.by_case.get(case.id) if problem.day.published else None
        if was is not None:
            row[PUBLISHED_START : PUBLISHED_ROOM + 1] = was.start_minute // grid, problem.room_index.get(was.room, -1)
        planned = problem.frozen.get(number)
        if planned is not None:
            row[FROZEN] = 1
            row[START : LEAVES + 1] = [
                m // grid for m in (planned.start_minute, planned.end_minute, planned.leaves_minute)
            ]
    return table


def _modes(problem: Problem, grid: int) -> Table:
    """Return the problem's modes, and behind them one for each frozen case on the list."""
    rows = [(m.room, m.surgeon, m.minutes // grid, -(-m.earliest // grid), m.latest_end // grid) for m in problem.modes]
    for _, planned in problem.frozen_placed():
        surgeon = problem.surgeon_index[planned.surgeon] if planned.surgeon else -1
        start, end, leaves = (m // grid for m in (planned.start_minute, planned.end_minute, planned.leaves_minute))
        rows.append((problem.room_index[planned.room], surgeon, end - start, start, leaves))
    return _table(rows, MODE_COLUMNS)


def _put_off_points(problem: Problem, number: int) -> int:
    case, must = problem.day.cases[number], problem.setting("must do")
    points = postponed_points(problem, number)
    if case.must_do and must.mode is not RuleMode.OFF:
        points += FORBIDDEN if must.mode is RuleMode.HARD else must.points
    if problem.day.published and case.id in problem.day.published.by_case:
        points += problem.day.settings.weights.dropped
    return points


def _departments(problem: Problem) -> list[str]:
    return sorted({case.department for case in problem.day.cases})


def _rooms(problem: Problem, grid: int) -> Table:
    return _table(
        (
            (
                -(-room.opens_minute // grid),
                room.closes_minute // grid,
                room.turnover_minutes // grid,
                room.infected_turnover_minutes // grid,
                int(room.for_emergencies),
                *([0] * (ROOM_COLUMNS - LAST)),
            )
            for room in problem.day.rooms
        ),
        ROOM_COLUMNS,
    )


def _surgeons(problem: Problem, grid: int) -> Table:
    overlap = problem.day.settings.surgeon_overlap_minutes
    table = np.zeros((len(problem.day.surgeons), SURGEON_COLUMNS), dtype=np.int32)
    table[:, GAP] = [(one.changeover_minutes - overlap) // grid for one in problem.day.surgeons]
    if problem.is_off("surgeon in one place"):
        table[:, GAP] = -NEVER
    return table


def _settings(problem: Problem, grid: int, recovery_resource: int) -> Table:
    settings, recovery = problem.day.settings, problem.day.recovery
    weights, found = settings.weights, np.zeros(SETTING_COUNT, dtype=np.int32)
    found[W_OVERTIME], found[W_IDLE], found[W_WAITING] = (
        weights.overtime * grid,
        weights.idle * grid,
        weights.patient_waiting,
    )
    found[W_OPENED], found[W_SURGEON] = weights.room_opened, weights.surgeon_waiting * grid
    found[W_BEDS], found[W_MOVED_ROOM], found[W_MOVED] = (
        weights.bed_peak,
        weights.moved_room,
        weights.moved_minute * grid,
    )
    found[W_WISHED_ROOM], found[W_WISHED_START] = weights.wish_room, weights.wish_minute * grid
    found[W_LONG_DAY] = weights.long_day
    found[W_MAKESPAN], found[REST] = weights.makespan * grid, settings.surgeon_break_minutes // grid
    found[TOLERANCE], found[PACU], found[COMFORTABLE] = settings.stability_minutes // grid, -1, -1
    if recovery is not None:
        found[PACU], found[BLOCKING] = recovery_resource, recovery.blocking_minutes // grid
        if recovery.comfortable_places is not None:
            found[W_RECOVERY], found[COMFORTABLE] = weights.recovery_peak, recovery.comfortable_places
    if not problem.is_off("emergency reserve"):
        found[RESERVE_ROOMS], found[RESERVE_STEPS] = settings.reserve_rooms, -(-settings.reserve_minutes // grid)
    return found


def _resources(problem: Problem, grid: int) -> tuple[Table, list[tuple[int, int, int]], list[tuple[int, int]]]:
    """Return capacities, each case's needs of staff and equipment in one list, and where each one's lie."""
    day, length = problem.day, problem.horizon
    rows: list[NDArray[np.int64]] = []
    of_skill: dict[str, int] = {}
    of_item: dict[str, int] = {}
    for skill in () if problem.is_off("staff on shift") else dict.fromkeys(shift.skill for shift in day.staff):
        of_skill[skill] = len(rows)
        rows.append(profile(((s.from_minute, s.to_minute, s.people) for s in day.staff if s.skill == skill), length))
    for item in () if problem.is_off("equipment") else day.equipment:
        of_item[item.id] = len(rows)
        rows.append(np.full(length, item.pieces))
    limited = day.recovery is not None and not problem.is_off("recovery places")
    rows.append(np.full(length, day.recovery.places if day.recovery and limited else NEVER))
    beyond = {item.id: item.reprocessing_minutes // grid for item in day.equipment}
    lists = [
        [(of_skill[skill], people, 0) for skill, people in case.staff.items() if skill in of_skill]
        + [(of_item[item], 1, beyond[item]) for item in sorted(case.equipment) if item in of_item]
        for case in day.cases
    ]
    ends = np.cumsum([0, *(len(one) for one in lists)]).tolist()
    capacity = np.array([row[::grid] for row in rows], dtype=np.int32)
    return capacity, [need for one in lists for need in one], list(pairwise(ends))


def _binds_from(
    problem: Problem, capacity: Table, needs: list[tuple[int, int, int]], ranges: list[tuple[int, int]]
) -> Table:
    """Return the first step at which rooms, each with its most demanding case, could use up a resource."""
    most = np.zeros((len(problem.day.rooms), len(capacity)), dtype=np.int64)
    for mode in problem.modes:
        for resource, amount, beyond in needs[slice(*ranges[mode.case])]:
            # Reprocessing outlasts the case: the room may then hold a second piece.
            most[mode.room, resource] = max(most[mode.room, resource], amount if beyond == 0 else NEVER)
    most[:, -1] = NEVER
    short = capacity < most.sum(axis=0)[:, None]
    return np.where(short.any(axis=1), short.argmax(axis=1), NEVER).astype(np.int32)


def _units(problem: Problem) -> Table:
    rule, rows = problem.setting("beds after surgery"), []
    for unit, _ in bed_users(problem):
        comfortable = -1 if unit.comfortable_beds is None else unit.comfortable_beds
        points = rule.points if rule.mode is RuleMode.WEIGHTED else 0
        rows.append((unit.beds, comfortable, points, int(rule.mode is RuleMode.HARD), 0))
    return _table(rows, UNIT_COLUMNS)


def _changeover(problem: Problem, grid: int) -> Table:
    names = _departments(problem)
    minutes = {(item.from_department, item.to_department): item.minutes for item in problem.day.changeovers}
    return _table(([minutes.get((one, other), 0) // grid for other in names] for one in names), len(names))


def _order_points(problem: Problem) -> Table:
    count = len(problem.day.cases)
    points = np.zeros((len(problem.day.rooms), count, count), dtype=np.int32)
    possible: list[set[int]] = [set() for _ in problem.day.rooms]
    for mode in problem.modes:
        possible[mode.room].add(mode.case)
    for rule in RULES:
        setting = problem.setting(rule.name)
        if isinstance(rule, OrderInRoom) and setting.mode is not RuleMode.OFF:
            price = FORBIDDEN if setting.mode is RuleMode.HARD else setting.points
            for room, cases in enumerate(possible):
                for first, second in rule.pairs(problem, room, cases):
                    points[room, second, first] += price
    return points
