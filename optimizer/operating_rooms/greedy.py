"""The first list: cases by urgency, each at its cheapest free place; it is there before CP-SAT starts, and its hint."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from optimizer.operating_rooms.check import objective
from optimizer.operating_rooms.goals.postponed import postponed_points
from optimizer.operating_rooms.model import make_planned, sorted_plan
from optimizer.operating_rooms.problem import Mode, Problem
from optimizer.operating_rooms.profiles import profile
from optimizer.operating_rooms.rules import RULES
from optimizer.operating_rooms.rules.beds_after import bed_users
from optimizer.operating_rooms.rules.order_in_room import OrderInRoom
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase

Free = NDArray[np.int64]
"""Units free at each minute."""


def greedy_plan(problem: Problem) -> OperatingRoomPlan:
    """Return a list that keeps all hard rules, made by one pass over the cases.

    Each case takes the mode and the start that cost least; a case that costs more than putting it off, or finds no
    place, is put off. Two orders are tried, and the cheaper list is returned: the most costly to put off first, and
    surgeon by surgeon, which keeps each surgeon's cases together.
    """
    return min((_pass(problem, order) for order in _orders(problem)), key=lambda plan: objective(problem, plan))


def _pass(problem: Problem, order: Sequence[int]) -> OperatingRoomPlan:
    board = _Board(problem)
    for number, planned in problem.frozen_placed():
        board.place(number, planned)
    for number in order:
        best = board.cheapest(number)
        if best is not None:
            board.place(number, best)
    return _keep_reserve(problem, board.placed)


def _orders(problem: Problem) -> list[list[int]]:
    """Return the orders of placing the cases that are not frozen; whatever follows another comes after it."""
    cases, free = problem.day.cases, problem.free_cases()
    depth = _depths(problem)
    minutes = {n: max((problem.modes[p].minutes for p in problem.modes_of_case[n]), default=0) for n in free}
    of_surgeon: dict[str, int] = defaultdict(int)
    for n in free:
        of_surgeon[next(iter(cases[n].surgeons), cases[n].id)] += minutes[n]

    def by_urgency(n: int) -> tuple[int, bool, int, int, str]:
        return depth[cases[n].id], not cases[n].must_do, -postponed_points(problem, n), -minutes[n], cases[n].id

    def by_surgeon(n: int) -> tuple[int, bool, int, str, int, str]:
        lead = next(iter(cases[n].surgeons), cases[n].id)
        return depth[cases[n].id], not cases[n].must_do, -of_surgeon[lead], lead, -minutes[n], cases[n].id

    published = problem.day.published.by_case if problem.day.published else {}

    def as_published(n: int) -> tuple[int, bool, int, str]:
        # What is not published, such as an emergency, comes before: it must find its place.
        start = published[cases[n].id].start_minute if cases[n].id in published else -1
        return depth[cases[n].id], not cases[n].must_do, start, cases[n].id

    orders = [sorted(free, key=by_urgency), sorted(free, key=by_surgeon)]
    return [*orders, sorted(free, key=as_published)] if published else orders


def _depths(problem: Problem) -> dict[str, int]:
    """Return how many cases come before each one in its chain of followers."""
    depth: dict[str, int] = {}
    for case in problem.day.cases:
        chain: list[str] = []
        current: str | None = case.id
        while current is not None and current not in depth:
            chain.append(current)
            current = problem.day.case_of[current].after
        base = depth[current] if current is not None else -1
        for offset, name in enumerate(reversed(chain), start=1):
            depth[name] = base + offset
    return depth


class _Board:
    """What is free at each minute while the list grows."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.day = problem, problem.day
        self.placed: dict[int, PlannedCase] = {}
        self.in_room: dict[int, list[int]] = defaultdict(list)
        self._published = self.day.published.by_case if self.day.published else {}
        self._led: dict[int, list[PlannedCase]] = defaultdict(list)
        self._length = length = problem.horizon
        self._room = np.ones((len(self.day.rooms), length), dtype=np.int64)
        self._surgeon = np.ones((len(self.day.surgeons), length), dtype=np.int64)
        self._staff = {
            skill: profile(((s.from_minute, s.to_minute, s.people) for s in self.day.staff if s.skill == skill), length)
            for skill in {shift.skill for shift in self.day.staff}
        }
        self._equipment = {item.id: np.full(length, item.pieces, dtype=np.int64) for item in self.day.equipment}
        self._reprocessing = {item.id: item.reprocessing_minutes for item in self.day.equipment}
        self._recovery = np.full(length, self.day.recovery.places if self.day.recovery else 10**6, dtype=np.int64)
        self._orders = [rule for rule in RULES if isinstance(rule, OrderInRoom) and not problem.is_off(rule.name)]
        self._units = [(unit.beds, set(users)) for unit, users in bed_users(problem)]
        self._emergency = {number for number, room in enumerate(self.day.rooms) if room.for_emergencies}

    def cheapest(self, number: int) -> PlannedCase | None:
        """Return the cheapest place of a case; None when it is better put off."""
        case, weights = self.day.cases[number], self.day.settings.weights
        if any(number in users and len(users & self.placed.keys()) >= beds for beds, users in self._units):
            return None
        first = self.problem.case_index[case.after] if case.after is not None else None
        if first is not None and first not in self.placed:
            return None
        best: tuple[float, int, int] | None = None
        shared = self._shared_starts(number)
        for position in self.problem.modes_of_case[number]:
            mode = self.problem.modes[position]
            if not self._may_open(mode.room):
                continue
            starts = self._starts(number, mode, shared)
            if len(starts):
                cost, start = self._cheapest_start(mode, starts)
                best = min(best or (cost, position, start), (cost, position, start))
        limit = postponed_points(self.problem, number)
        if best is None or (best[0] > limit and not case.must_do and not weights.makespan):
            return None
        return make_planned(self.problem, best[1], best[2])

    def place(self, number: int, planned: PlannedCase) -> None:
        """Take what a case needs."""
        case, room = self.day.cases[number], self.problem.room_index[planned.room]
        start, leaves = planned.start_minute, planned.leaves_minute
        self.placed[number] = planned
        self.in_room[room].append(number)
        self._led[self.problem.surgeon_index[planned.surgeon] if planned.surgeon else -1].append(planned)
        self._room[room, start : leaves + self.problem.turnover(number, room)] = 0
        for name in (planned.surgeon, *case.assistants):
            if name:
                gap = self._gap(self.problem.surgeon_index[name])
                self._surgeon[self.problem.surgeon_index[name], start : max(start, planned.end_minute + gap)] = 0
        for skill, people in case.staff.items():
            if skill in self._staff:
                self._staff[skill][start:leaves] -= people
        for item in case.equipment:
            if item in self._equipment:
                self._equipment[item][start : leaves + self._reprocessing[item]] -= 1
        self._recovery[leaves : leaves + case.recovery_minutes] -= 1

    def _shared_starts(self, number: int) -> list[tuple[Free, int, int, int]]:
        """Return (free, offset to the first minute held, minutes beyond the case's own, units) of what is shared."""
        case = self.day.cases[number]
        found = [(self._staff[skill], 0, 0, people) for skill, people in case.staff.items() if skill in self._staff]
        found += [
            (self._equipment[item], 0, self._reprocessing[item], 1)
            for item in case.equipment
            if item in self._equipment
        ]
        for name in case.assistants:
            surgeon = self.problem.surgeon_index[name]
            found.append((self._surgeon[surgeon], 0, self._gap(surgeon), 1))
        return found

    def _starts(self, number: int, mode: Mode, shared: Sequence[tuple[Free, int, int, int]]) -> NDArray[np.int64]:
        """Return every minute at which the case could start in this mode."""
        case, minutes = self.day.cases[number], mode.minutes
        earliest, latest = self._span(number, mode)
        if latest < earliest:
            return np.empty(0, dtype=np.int64)
        turnover = self.problem.turnover(number, mode.room)
        needs = [(self._room[mode.room], 0, turnover, 1), *shared]
        if mode.surgeon >= 0:
            needs.append((self._surgeon[mode.surgeon], 0, self._gap(mode.surgeon), 1))
        if case.recovery_minutes and self.day.recovery:
            needs.append((self._recovery, minutes, case.recovery_minutes - minutes, 1))
        possible = np.ones(latest - earliest + 1, dtype=bool)
        for free, offset, beyond, units in needs:
            short = np.concatenate(([0], np.cumsum(free < units)))
            first = np.arange(earliest + offset, latest + offset + 1)
            last = np.minimum(first + max(1, minutes + beyond), self._length)
            possible &= short[last] == short[np.minimum(first, self._length)]
        return np.flatnonzero(possible) + earliest

    def _span(self, number: int, mode: Mode) -> tuple[int, int]:
        """Return the earliest and latest start by the mode's hours and the order wanted in the room."""
        case, minutes = self.day.cases[number], mode.minutes
        earliest, latest = mode.earliest, mode.latest_end - minutes
        if case.after is not None:
            earliest = max(earliest, self.placed[self.problem.case_index[case.after]].end_minute)
        if case.fixed_start_minute is not None:
            earliest, latest = max(earliest, case.fixed_start_minute), min(latest, case.fixed_start_minute)
        for other in self.in_room[mode.room]:
            planned = self.placed[other]
            to_next, to_this = self.problem.changeover(number, other), self.problem.changeover(other, number)
            first, last = self._must_precede(mode.room, number, other), self._must_precede(mode.room, other, number)
            if first:
                before = planned.start_minute - minutes - self.problem.turnover(number, mode.room) - to_next
                latest = min(latest, before)
            if last or (not first and (to_this or to_next)):
                after = planned.leaves_minute + self.problem.turnover(other, mode.room) + to_this
                earliest = max(earliest, after)
        return earliest, latest

    def _must_precede(self, room: int, first: int, second: int) -> bool:
        """Return whether some rule, hard or weighted, wants one case before another in a room."""
        return any(rule.precedes(self.problem, room, first, second) for rule in self._orders)

    def _cheapest_start(self, mode: Mode, starts: NDArray[np.int64]) -> tuple[float, int]:
        weights, room = self.day.settings.weights, self.day.rooms[mode.room]
        last = max((self.placed[other].leaves_minute for other in self.in_room[mode.room]), default=room.opens_minute)
        again = last + room.turnover_minutes * bool(self.in_room[mode.room])
        ends = starts + mode.minutes
        over = np.maximum(0, ends - np.maximum(room.closes_minute, last))
        cost = weights.overtime * over + weights.idle * np.maximum(0, starts - again) + weights.makespan * ends
        cost = cost + weights.room_opened * (not self.in_room[mode.room])
        published = self._published.get(self.day.cases[mode.case].id)
        if published is not None:
            away = np.maximum(0, np.abs(starts - published.start_minute) - self.day.settings.stability_minutes)
            cost = cost + weights.moved_minute * away + weights.moved_room * (published.room != room.id)
        if mode.surgeon >= 0 and self._led[mode.surgeon]:
            gaps = [
                np.maximum(starts - planned.leaves_minute, planned.start_minute - ends)
                for planned in self._led[mode.surgeon]
            ]
            rest = self.day.settings.surgeon_break_minutes
            cost = cost + weights.surgeon_waiting * np.maximum(0, np.min(gaps, axis=0) - rest)
        index = int(np.argmin(cost))
        return float(cost[index]), int(starts[index])

    def _gap(self, surgeon: int) -> int:
        return self.day.surgeons[surgeon].changeover_minutes - self.day.settings.surgeon_overlap_minutes

    def _may_open(self, room: int) -> bool:
        """Return whether a room may be used without touching the rooms kept for emergencies."""
        if self.in_room[room] or room not in self._emergency:
            return True
        unused = sum(not self.in_room[number] for number in self._emergency)
        return unused > self.day.settings.reserve_rooms


def _keep_reserve(problem: Problem, placed: dict[int, PlannedCase]) -> OperatingRoomPlan:
    """Put off the cheapest last cases until enough regular minutes are free for emergencies."""
    cases = problem.day.cases
    needed = problem.day.settings.reserve_minutes if not problem.is_off("emergency reserve") else 0
    kept = dict(placed)
    while True:
        last: dict[str, int] = {}
        for number, planned in kept.items():
            if planned.room not in last or kept[last[planned.room]].leaves_minute < planned.leaves_minute:
                last[planned.room] = number
        free = sum(
            max(0, room.closes_minute - (kept[last[room.id]].leaves_minute if room.id in last else room.opens_minute))
            for room in problem.day.rooms
        )
        movable = [n for n in last.values() if n not in problem.frozen and not cases[n].must_do]
        if free >= needed or not movable:
            break
        del kept[min(movable, key=lambda n: (postponed_points(problem, n), cases[n].id))]
    kept = {n: p for n, p in kept.items() if cases[n].after is None or problem.case_index[cases[n].after or ""] in kept}
    postponed = [case.id for number, case in enumerate(cases) if number not in kept]
    return sorted_plan(list(kept.values()), postponed)
