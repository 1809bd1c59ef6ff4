"""A problem as tables of whole numbers, for compiled functions; times in steps of the grid.

The grid is the greatest common divisor of all minutes that can appear on the list: 5 where durations are rounded to 5.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from optimizer.operating_rooms.goals.postponed import postponed_points
from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.profiles import profile
from optimizer.operating_rooms.rules import RULES
from optimizer.operating_rooms.rules.beds_after import bed_users
from optimizer.operating_rooms.rules.order_in_room import OrderInRoom
from scenarios.allocation_settings import RuleMode

Table = NDArray[np.int32]

FORBIDDEN = 10_000_000
"""Points of a broken hard rule: more than any list can cost otherwise."""

NEVER = 1_000_000
"""A step after every day."""


class CaseColumn(IntEnum):
    """Columns of the table of cases."""

    MODES_FROM = 0
    MODES_TO = 1
    RECOVERY = 2
    INFECTED = 3
    DEPARTMENT = 4
    AFTER = 5
    FIXED_START = 6
    PUT_OFF = 7
    OVERRUN = 8
    NEEDS_FROM = 9
    NEEDS_TO = 10
    ASSISTANTS_FROM = 11
    ASSISTANTS_TO = 12
    BEDS_FROM = 13
    BEDS_TO = 14
    PUBLISHED_START = 15
    PUBLISHED_ROOM = 16
    WISH_ROOM = 17
    WISH_START = 18
    FROZEN_START = 19
    FROZEN_END = 20
    FROZEN_LEAVES = 21


class ModeColumn(IntEnum):
    """Columns of the table of modes."""

    ROOM = 0
    SURGEON = 1
    STEPS = 2
    EARLIEST = 3
    LATEST_END = 4


class RoomColumn(IntEnum):
    """Columns of the table of rooms."""

    OPENS = 0
    CLOSES = 1
    TURNOVER = 2
    INFECTED_TURNOVER = 3
    EMERGENCY = 4


class Setting(IntEnum):
    """Places in the list of settings; weights count a step of the grid where the goal counts a minute."""

    OVERTIME = 0
    IDLE = 1
    WAITING = 2
    ROOM_OPENED = 3
    SURGEON_WAITING = 4
    RECOVERY_PEAK = 5
    BED_PEAK = 6
    MOVED_ROOM = 7
    MOVED = 8
    TOLERANCE = 9
    WISH_ROOM = 10
    WISH_START = 11
    MAKESPAN = 12
    REST = 13
    BLOCKING = 14
    RECOVERY = 15
    COMFORTABLE = 16
    RESERVE_ROOMS = 17
    RESERVE_STEPS = 18


@dataclass(frozen=True, slots=True)
class Tables:
    """The problem in numbers.

    Attributes
    ----------
    grid : int
        Minutes of a step.
    cases, modes, rooms, settings : array
        By the columns above; -1 stands for none.
    gaps : array of shape (surgeons,)
        Steps from a case's end to the surgeon's next start; may be negative.
    needs : array of shape (uses, 3)
        Resource, units, and steps held beyond the patient's leaving.
    assistants, bed_lists : array
        Surgeons and units of beds, by the ranges in the table of cases.
    beds : array of shape (units, 4)
        Beds, comfortable beds, points of one unit too full, and whether that is forbidden.
    capacity : array of shape (resources, steps)
        Units there are; the PACU is one of the resources.
    binds_from : array of shape (resources,)
        No plan can use up a resource before this step.
    changeover : array of shape (departments, departments)
        Extra steps.
    order_points : array of shape (rooms, cases, cases)
        Points when the second of a wanted order comes first: entry [room, early, late] where ``late`` was to be early.
    """

    grid: int
    cases: Table
    modes: Table
    rooms: Table
    settings: Table
    gaps: Table
    needs: Table
    assistants: Table
    bed_lists: Table
    beds: Table
    capacity: Table
    binds_from: Table
    changeover: Table
    order_points: Table

    @property
    def arrays(self) -> tuple[Table, ...]:
        """All tables, in the order in which compiled functions take them."""
        return (
            self.cases,
            self.modes,
            self.rooms,
            self.settings,
            self.gaps,
            self.needs,
            self.assistants,
            self.bed_lists,
            self.beds,
            self.capacity,
            self.binds_from,
            self.changeover,
            self.order_points,
        )


def make_tables(problem: Problem) -> Tables:
    """Return a problem in numbers."""
    grid = _grid(problem)
    capacity, needs, ranges = _resources(problem, grid)
    assistants, assistant_ranges = _lists(
        [[problem.surgeon_index[name] for name in case.assistants] for case in problem.day.cases]
    )
    units = list(bed_users(problem))
    bed_lists, bed_ranges = _lists(
        [[unit for unit, (_, users) in enumerate(units) if n in users] for n in range(len(problem.day.cases))]
    )
    modes = [
        (mode.room, mode.surgeon, mode.minutes // grid, -(-mode.earliest // grid), mode.latest_end // grid)
        for mode in problem.modes
    ]
    return Tables(
        grid=grid,
        cases=_cases(problem, grid, ranges, assistant_ranges, bed_ranges),
        modes=_table(modes, 5),
        rooms=_table(
            (
                (
                    -(-room.opens_minute // grid),
                    room.closes_minute // grid,
                    room.turnover_minutes // grid,
                    room.infected_turnover_minutes // grid,
                    int(room.for_emergencies),
                )
                for room in problem.day.rooms
            ),
            5,
        ),
        settings=_settings(problem, grid, len(capacity) - 1),
        gaps=_gaps(problem, grid),
        needs=_table(needs, 3),
        assistants=assistants,
        bed_lists=bed_lists,
        beds=_beds(problem),
        capacity=capacity,
        binds_from=_binds_from(problem, capacity, needs, ranges),
        changeover=_changeover(problem, grid),
        order_points=_order_points(problem),
    )


def _table(rows: Iterable[Iterable[int]], columns: int) -> Table:
    return np.array([tuple(row) for row in rows], dtype=np.int32).reshape(-1, columns)


def _lists(lists: list[list[int]]) -> tuple[Table, list[tuple[int, int]]]:
    """Return all lists in one, and where each one lies."""
    ends = np.cumsum([0, *(len(one) for one in lists)]).tolist()
    flat = np.array([number for one in lists for number in one], dtype=np.int32)
    return flat, list(zip(ends[:-1], ends[1:], strict=True))


def _grid(problem: Problem) -> int:
    """Return the greatest common divisor of all minutes."""
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


def _cases(
    problem: Problem,
    grid: int,
    needs: list[tuple[int, int]],
    assistants: list[tuple[int, int]],
    beds: list[tuple[int, int]],
) -> Table:
    columns = CaseColumn
    departments = {name: number for number, name in enumerate(_departments(problem))}
    published = problem.day.published.by_case if problem.day.published else {}
    must = problem.setting("must do")
    table = np.full((len(problem.day.cases), len(columns)), -1, dtype=np.int32)
    for number, case in enumerate(problem.day.cases):
        row, modes, was = table[number], problem.modes_of_case[number], published.get(case.id)
        row[columns.MODES_FROM] = modes[0] if modes else 0
        row[columns.MODES_TO] = modes[-1] + 1 if modes else 0
        row[columns.RECOVERY] = case.recovery_minutes // grid
        row[columns.INFECTED] = int(case.infection == "infected")
        row[columns.DEPARTMENT] = departments[case.department]
        if case.after is not None and not problem.is_off("case order"):
            row[columns.AFTER] = problem.case_index[case.after]
        if case.fixed_start_minute is not None and not problem.is_off("pinned start"):
            row[columns.FIXED_START] = case.fixed_start_minute // grid
        points = postponed_points(problem, number)
        if case.must_do and must.mode is not RuleMode.OFF:
            points += FORBIDDEN if must.mode is RuleMode.HARD else must.points
        if was is not None:
            points += problem.day.settings.weights.dropped
            row[columns.PUBLISHED_START] = was.start_minute // grid
            row[columns.PUBLISHED_ROOM] = problem.room_index.get(was.room, -1)
        row[columns.PUT_OFF] = points
        row[columns.OVERRUN] = problem.overrun_minutes[number]
        row[columns.NEEDS_FROM], row[columns.NEEDS_TO] = needs[number]
        row[columns.ASSISTANTS_FROM], row[columns.ASSISTANTS_TO] = assistants[number]
        row[columns.BEDS_FROM], row[columns.BEDS_TO] = beds[number]
        if case.preferred_room is not None:
            row[columns.WISH_ROOM] = problem.room_index[case.preferred_room]
        if case.preferred_start_minute is not None:
            row[columns.WISH_START] = case.preferred_start_minute // grid
        planned = problem.frozen.get(number)
        if planned is not None:
            row[columns.FROZEN_START] = planned.start_minute // grid
            row[columns.FROZEN_END] = planned.end_minute // grid
            row[columns.FROZEN_LEAVES] = planned.leaves_minute // grid
    return table


def _departments(problem: Problem) -> list[str]:
    return sorted({case.department for case in problem.day.cases})


def _settings(problem: Problem, grid: int, recovery_resource: int) -> Table:
    settings, recovery = problem.day.settings, problem.day.recovery
    weights, found = settings.weights, np.zeros(len(Setting), dtype=np.int32)
    found[Setting.OVERTIME], found[Setting.IDLE] = weights.overtime * grid, weights.idle * grid
    found[Setting.WAITING], found[Setting.ROOM_OPENED] = weights.patient_waiting, weights.room_opened
    found[Setting.SURGEON_WAITING] = weights.surgeon_waiting * grid
    found[Setting.BED_PEAK], found[Setting.MOVED_ROOM] = weights.bed_peak, weights.moved_room
    found[Setting.MOVED], found[Setting.TOLERANCE] = weights.moved_minute * grid, settings.stability_minutes // grid
    found[Setting.WISH_ROOM], found[Setting.WISH_START] = weights.wish_room, weights.wish_minute * grid
    found[Setting.MAKESPAN], found[Setting.REST] = weights.makespan * grid, settings.surgeon_break_minutes // grid
    found[Setting.RECOVERY], found[Setting.COMFORTABLE] = -1, -1
    if recovery is not None:
        found[Setting.RECOVERY], found[Setting.BLOCKING] = recovery_resource, recovery.blocking_minutes // grid
        if recovery.comfortable_places is not None:
            found[Setting.RECOVERY_PEAK] = weights.recovery_peak
            found[Setting.COMFORTABLE] = recovery.comfortable_places
    if not problem.is_off("emergency reserve"):
        found[Setting.RESERVE_ROOMS] = settings.reserve_rooms
        found[Setting.RESERVE_STEPS] = -(-settings.reserve_minutes // grid)
    return found


def _gaps(problem: Problem, grid: int) -> Table:
    overlap = problem.day.settings.surgeon_overlap_minutes
    if problem.is_off("surgeon in one place"):
        return np.full(len(problem.day.surgeons), -NEVER, dtype=np.int32)
    return np.array([(one.changeover_minutes - overlap) // grid for one in problem.day.surgeons], dtype=np.int32)


def _resources(problem: Problem, grid: int) -> tuple[Table, list[tuple[int, int, int]], list[tuple[int, int]]]:
    """Return capacities, and each case's needs of staff and equipment; the last resource is the PACU."""
    day, length = problem.day, problem.horizon
    rows, kinds = [], {}
    for skill in () if problem.is_off("staff on shift") else dict.fromkeys(shift.skill for shift in day.staff):
        kinds["staff", skill] = len(rows)
        shifts = ((s.from_minute, s.to_minute, s.people) for s in day.staff if s.skill == skill)
        rows.append(profile(shifts, length))
    for item in () if problem.is_off("equipment") else day.equipment:
        kinds["equipment", item.id] = len(rows)
        rows.append(np.full(length, item.pieces))
    limited = day.recovery is not None and not problem.is_off("recovery places")
    rows.append(np.full(length, day.recovery.places if day.recovery and limited else NEVER))
    after = {item.id: item.reprocessing_minutes // grid for item in day.equipment}
    lists = [
        [(kinds["staff", s], people, 0) for s, people in case.staff.items() if ("staff", s) in kinds]
        + [(kinds["equipment", i], 1, after[i]) for i in sorted(case.equipment) if ("equipment", i) in kinds]
        for case in day.cases
    ]
    ends = np.cumsum([0, *(len(one) for one in lists)]).tolist()
    capacity = np.array([row[::grid] for row in rows], dtype=np.int32)
    return capacity, [need for one in lists for need in one], list(zip(ends[:-1], ends[1:], strict=True))


def _binds_from(
    problem: Problem, capacity: Table, needs: list[tuple[int, int, int]], ranges: list[tuple[int, int]]
) -> Table:
    """Return the first step at which rooms, each with its most demanding case, could use up a resource."""
    most = np.zeros((len(problem.day.rooms), len(capacity)), dtype=np.int64)
    for mode in problem.modes:
        for resource, units, beyond in needs[slice(*ranges[mode.case])]:
            # Reprocessing outlasts the case: the room may then hold a second piece.
            most[mode.room, resource] = max(most[mode.room, resource], units if beyond == 0 else NEVER)
    most[:, -1] = NEVER
    short = capacity < most.sum(axis=0)[:, None]
    return np.where(short.any(axis=1), short.argmax(axis=1), NEVER).astype(np.int32)


def _beds(problem: Problem) -> Table:
    rule, rows = problem.setting("beds after surgery"), []
    for unit, _ in bed_users(problem):
        comfortable = -1 if unit.comfortable_beds is None else unit.comfortable_beds
        points = rule.points if rule.mode is RuleMode.WEIGHTED else 0
        rows.append((unit.beds, comfortable, points, int(rule.mode is RuleMode.HARD)))
    return _table(rows, 4)


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
