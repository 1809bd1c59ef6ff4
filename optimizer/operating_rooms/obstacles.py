"""Which rules stand in the way of one case at each place beside a list as it stands, without a solver.

The case alone is free, so that every rule is a question about one interval at a time: it is asked for all minutes of
the day at once. The answers are those of :func:`optimizer.operating_rooms.check.violations` (tested place by place).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.operating_rooms.filters import FILTERS
from optimizer.operating_rooms.model import sorted_plan
from optimizer.operating_rooms.problem import Problem, planned_minutes
from optimizer.operating_rooms.profiles import Profile, profile
from optimizer.operating_rooms.rules import RULES
from optimizer.operating_rooms.rules.beds_after import bed_users
from optimizer.operating_rooms.rules.order_in_room import OrderInRoom
from optimizer.operating_rooms.rules.recovery_places import recovery_profile
from optimizer.operating_rooms.rules.surgeon_in_one_place import gap_minutes
from scenarios.allocation_settings import RuleMode
from scenarios.operating_rooms import StaffedRoom
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase

Starts = NDArray[np.int64]
Broken = NDArray[np.bool_]
"""By minute of the start: whether a rule is broken there."""

WAIT_STEP_MINUTES = 5
"""Steps in which a patient's wait in the room for a place in the PACU is tried."""
PINS = ("pinned room", "pinned start")
RULE_NAMES = (*(rule.name for rule in FILTERS), *(rule.name for rule in RULES if rule.name != "must do"))
_PIN_BITS = sum(1 << RULE_NAMES.index(name) for name in PINS)


@dataclass(frozen=True, slots=True)
class Obstacles:
    """What stands in the way of a case in one room with one surgeon.

    Attributes
    ----------
    place : PlannedCase
        The case at the first of the starts.
    starts : array of int
        Minutes from midnight.
    bits : array of int
        Rules broken at each start: bit n stands for ``RULE_NAMES[n]``.
    """

    place: PlannedCase
    starts: Starts
    bits: NDArray[np.int64]

    def at(self, start: int) -> PlannedCase:
        """Return the case at another start."""
        place = self.place
        return replace(
            place,
            start_minute=start,
            end_minute=start + place.end_minute - place.start_minute,
            leaves_minute=start + place.leaves_minute - place.start_minute,
        )

    def rules_at(self, start: int) -> frozenset[str]:
        """Return the rules that are broken when the case starts at a minute."""
        return _names(int(self.bits[start - int(self.starts[0])]))


@dataclass(frozen=True, slots=True)
class Fewest:
    """A smallest set of rules without which a case has a place, and the earliest such place.

    Of several sets of one size that of the first rules is taken, in the order of ``FILTERS`` and ``RULES``. A pinned
    case is looked at where its pins hold it: they are what somebody decided.

    Attributes
    ----------
    rules : tuple of str
        The set, without pins that can be kept.
    place : PlannedCase
        The earliest place.
    pins : tuple of str
        Pins of the case without which fewer rules would do.
    """

    rules: tuple[str, ...]
    place: PlannedCase
    pins: tuple[str, ...] = ()


def fewest_obstacles(problem: Problem, plan: OperatingRoomPlan, case: str) -> Fewest | None:
    """Return what it takes to place a case beside a list: no rules where it has a place.

    Returns
    -------
    Fewest or None
        None where no room could take it even without rules.
    """
    found = list(obstacles(problem, plan, case))
    sets = {int(bits) for one in found for bits in np.unique(one.bits)}
    if not sets:
        return None
    at_pins = {bits for bits in sets if not bits & _PIN_BITS} or sets
    fewest = min(at_pins, key=lambda bits: (bits.bit_count(), _numbers(bits)))
    places = [one.at(int(one.starts[one.bits == fewest][0])) for one in found if (one.bits == fewest).any()]
    place = min(places, key=lambda one: (one.start_minute, one.leaves_minute))
    elsewhere = min((bits & ~_PIN_BITS).bit_count() for bits in sets)
    pins = _pins(problem, case) if elsewhere < fewest.bit_count() and not fewest & _PIN_BITS else ()
    return Fewest(tuple(RULE_NAMES[number] for number in _numbers(fewest)), place, pins)


def obstacles(problem: Problem, plan: OperatingRoomPlan, case: str) -> Iterator[Obstacles]:
    """Yield what stands in the way of a case in each room, with each of its surgeons, and after each possible wait."""
    day, number = problem.day, problem.case_index[case]
    waiting = day.recovery.blocking_minutes if day.recovery and day.cases[number].recovery_minutes else 0
    board = _Board(problem, plan, number)
    for room in day.rooms:
        for surgeon in day.cases[number].surgeons or (None,):
            minutes = planned_minutes(day, day.cases[number], room, surgeon, problem.quantile)
            for wait in range(0, waiting + 1, WAIT_STEP_MINUTES):
                if minutes + wait < problem.horizon:
                    yield board.obstacles(room, surgeon, minutes, wait)


def with_case(plan: OperatingRoomPlan, place: PlannedCase) -> OperatingRoomPlan:
    """Return a list with a case at a place, and nowhere else."""
    others = [planned for planned in plan.cases if planned.case != place.case]
    return sorted_plan([*others, place], [case for case in plan.postponed if case != place.case])


class _Board:
    """A list without one case, and what that case would meet on it."""

    def __init__(self, problem: Problem, plan: OperatingRoomPlan, number: int) -> None:
        self.problem, self.day, self.number = problem, problem.day, number
        self.case = self.day.cases[number]
        without = tuple(planned for planned in plan.cases if planned.case != self.case.id)
        self.plan = replace(plan, cases=without)
        self.others = list(problem.placed(self.plan))
        self._hard = {name for name in RULE_NAMES if problem.setting(name).mode is RuleMode.HARD}
        self._free = list(self._free_units())
        self._recovery = None
        if self.day.recovery and self.case.recovery_minutes:
            self._recovery = self.day.recovery.places - recovery_profile(problem, self.others)
        taken = {other for other, _ in self.others}
        self._no_bed = any(
            number in users and len(taken.intersection(users)) >= unit.beds for unit, users in bed_users(problem)
        )

    def obstacles(self, room: StaffedRoom, surgeon: str | None, minutes: int, wait: int) -> Obstacles:
        """Return what stands in the way in one room with one surgeon."""
        starts = np.arange(0, self.problem.horizon - minutes - wait, dtype=np.int64)
        ends = starts + minutes
        bits = np.zeros(len(starts), dtype=np.int64)
        for name, broken in self._broken(room, surgeon, starts, ends, ends + wait):
            if name in self._hard:
                bits |= np.where(broken, np.int64(1) << RULE_NAMES.index(name), 0)
        place = PlannedCase(
            case=self.case.id,
            room=room.id,
            surgeon=surgeon,
            start_minute=0,
            end_minute=minutes,
            leaves_minute=minutes + wait,
        )
        return Obstacles(place, starts, bits)

    def _broken(
        self, room: StaffedRoom, surgeon: str | None, starts: Starts, ends: Starts, leaves: Starts
    ) -> Iterator[tuple[str, Broken | bool]]:
        for one in FILTERS:
            hours = one.windows(self.day, self.case, room, surgeon)
            yield one.name, np.logical_not(_any((starts >= a) & (leaves <= b) for a, b in hours)) if hours else True
        in_room = [(other, placed) for other, placed in self.others if placed.room == room.id]
        yield "one case a room", self._room_taken(self.problem.room_index[room.id], in_room, starts, leaves)
        for rule in RULES:
            if isinstance(rule, OrderInRoom):
                yield rule.name, self._out_of_order(rule, self.problem.room_index[room.id], in_room, starts)
        for name in filter(None, (surgeon, *self.case.assistants)):
            yield "surgeon in one place", self._surgeon_taken(name, starts, ends)
        for rule_name, free, units, beyond in self._free:
            yield rule_name, _short(free, units, starts, leaves + beyond)
        if self._recovery is not None:
            yield "recovery places", _short(self._recovery, 1, leaves, leaves + self.case.recovery_minutes)
        yield "beds after surgery", self._no_bed
        yield "case order", self._before_or_after(starts, ends)
        if self.case.fixed_start_minute is not None:
            yield "pinned start", starts != self.case.fixed_start_minute
        yield "emergency reserve", self._reserve_gone(room, leaves)

    def _free_units(self) -> Iterator[tuple[str, Profile, int, int]]:
        """Yield (rule, free units by minute, units needed, minutes held beyond the room) of what the case shares."""
        horizon = self.problem.horizon
        for skill in {shift.skill for shift in self.day.staff} & self.case.staff.keys():
            shifts = [(one.from_minute, one.to_minute, one.people) for one in self.day.staff if one.skill == skill]
            used = [(p.start_minute, p.leaves_minute, self.day.cases[n].staff.get(skill, 0)) for n, p in self.others]
            yield "staff on shift", profile(shifts, horizon) - profile(used, horizon), self.case.staff[skill], 0
        for item in self.day.equipment:
            if item.id in self.case.equipment:
                beyond = item.reprocessing_minutes
                users = [(n, p) for n, p in self.others if item.id in self.day.cases[n].equipment]
                held = profile(((p.start_minute, p.leaves_minute + beyond, 1) for _, p in users), horizon)
                yield "equipment", item.pieces - held, 1, beyond

    def _room_taken(
        self, room: int, in_room: Sequence[tuple[int, PlannedCase]], starts: Starts, leaves: Starts
    ) -> Broken | bool:
        problem, own = self.problem, self.number
        return _any(
            np.where(
                starts >= placed.start_minute,
                starts - placed.leaves_minute < problem.turnover(other, room) + problem.changeover(other, own),
                placed.start_minute - leaves < problem.turnover(own, room) + problem.changeover(own, other),
            )
            for other, placed in in_room
        )

    def _out_of_order(
        self, rule: OrderInRoom, room: int, in_room: Sequence[tuple[int, PlannedCase]], starts: Starts
    ) -> Broken | bool:
        placed = dict(in_room)
        return _any(
            starts > placed[second].start_minute if first == self.number else placed[first].start_minute > starts
            for first, second in rule.pairs(self.problem, room, [*placed, self.number])
            if self.number in (first, second)
        )

    def _surgeon_taken(self, name: str, starts: Starts, ends: Starts) -> Broken | bool:
        gap = gap_minutes(self.problem, self.problem.surgeon_index[name])
        return _any(
            np.where(
                (starts > placed.start_minute) | ((starts == placed.start_minute) & (ends >= placed.end_minute)),
                starts - placed.end_minute < gap,
                placed.start_minute - ends < gap,
            )
            for other, placed in self.others
            if name in (placed.surgeon, *self.day.cases[other].assistants)
        )

    def _before_or_after(self, starts: Starts, ends: Starts) -> Broken | bool:
        followers = [placed for other, placed in self.others if self.day.cases[other].after == self.case.id]
        early = _any(ends > placed.start_minute for placed in followers)
        if self.case.after is None:
            return early
        first = self.plan.by_case.get(self.case.after)
        return True if first is None else (starts < first.end_minute) | early

    def _reserve_gone(self, room: StaffedRoom, leaves: Starts) -> Broken | bool:
        settings, used = self.day.settings, self.plan.by_room.keys() | {room.id}
        kept = sum(one.for_emergencies and one.id not in used for one in self.day.rooms)
        free: Starts | int = np.zeros(len(leaves), dtype=np.int64)
        for one in self.day.rooms:
            last: Starts | int = max((p.leaves_minute for p in self.plan.by_room.get(one.id, ())), default=0)
            if one is room:
                last = np.maximum(last, leaves)
            free = free + np.maximum(0, one.closes_minute - np.maximum(last, one.opens_minute))
        return (free < settings.reserve_minutes) | (kept < settings.reserve_rooms)


def _short(free: Profile, units: int, starts: Starts, ends: Starts) -> Broken:
    """Return whether fewer units are free at some minute from start to end; those past the day are not counted."""
    short = np.concatenate(([0], np.cumsum(free < units)))
    return np.asarray(short[np.minimum(ends, len(free))] > short[np.minimum(starts, len(free))])


def _any(conditions: Iterable[Broken]) -> Broken | bool:
    found: Broken | bool = False
    for condition in conditions:
        found = condition | found
    return found


def _pins(problem: Problem, name: str) -> tuple[str, ...]:
    """Return the rules of a case's pins."""
    case = problem.day.case_of[name]
    pinned = (case.fixed_room is not None, case.fixed_start_minute is not None)
    return tuple(rule for rule, is_set in zip(PINS, pinned, strict=True) if is_set and not problem.is_off(rule))


def _numbers(bits: int) -> list[int]:
    return [number for number in range(len(RULE_NAMES)) if bits >> number & 1]


def _names(bits: int) -> frozenset[str]:
    return frozenset(RULE_NAMES[number] for number in _numbers(bits))
