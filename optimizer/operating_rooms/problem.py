"""A surgical day as the solver sees it: cases with their possible modes, in whole minutes from midnight."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from optimizer.operating_rooms.filters import windows
from scenarios.allocation_settings import RuleMode, RuleSetting
from scenarios.operating_rooms import StaffedRoom
from scenarios.surgery import InfectionClass, SurgicalCase
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase, SurgicalDay

DEFAULT_QUANTILE = 0.65


@dataclass(frozen=True, slots=True)
class Mode:
    """One way to do a case: where, led by whom, within which hours.

    Attributes
    ----------
    case, room : int
        Positions in the day's cases and rooms.
    surgeon : int
        Position in the day's surgeons; -1 for a case without surgeons.
    minutes : int
        Planned, wheels in to wheels out.
    earliest, latest_end : int
        The patient is in the room within these minutes.
    """

    case: int
    room: int
    surgeon: int
    minutes: int
    earliest: int
    latest_end: int


@dataclass(frozen=True)
class Problem:
    """A day, ready to be decided.

    Attributes
    ----------
    day : SurgicalDay
        Where it comes from; its cases, rooms and surgeons are meant by position.
    modes : tuple of Mode
        By case.
    quantile : float
        Of each duration, that the planned minutes stand for.
    frozen : dict of int to PlannedCase or None
        Cases that stay as they are; None for a case that stays put off.
    known_overruns : tuple of int or None
        Expected overruns where they were known before modes were left out; None to take them from the modes.
    known_put_off : tuple of int or None
        Points of putting each case off, where they are not those of its urgency and due date.
    """

    day: SurgicalDay
    modes: tuple[Mode, ...]
    quantile: float
    frozen: Mapping[int, PlannedCase | None] = field(default_factory=dict)
    known_overruns: tuple[int, ...] | None = None
    known_put_off: tuple[int, ...] | None = None

    @cached_property
    def case_index(self) -> Mapping[str, int]:
        """Case id to position."""
        return {case.id: index for index, case in enumerate(self.day.cases)}

    @cached_property
    def room_index(self) -> Mapping[str, int]:
        """Room id to position."""
        return {room.id: index for index, room in enumerate(self.day.rooms)}

    @cached_property
    def surgeon_index(self) -> Mapping[str, int]:
        """Surgeon id to position."""
        return {surgeon.id: index for index, surgeon in enumerate(self.day.surgeons)}

    @cached_property
    def modes_of_case(self) -> tuple[tuple[int, ...], ...]:
        """Positions of each case's modes."""
        found: list[list[int]] = [[] for _ in self.day.cases]
        for position, mode in enumerate(self.modes):
            found[mode.case].append(position)
        return tuple(tuple(positions) for positions in found)

    @cached_property
    def horizon(self) -> int:
        """Last minute that anything of this day can reach."""
        longest_turnover = max(room.infected_turnover_minutes for room in self.day.rooms)
        recovery = max((case.recovery_minutes for case in self.day.cases), default=0)
        reprocessing = max((item.reprocessing_minutes for item in self.day.equipment), default=0)
        last = max(room.hard_end_minute for room in self.day.rooms)
        return last + longest_turnover + recovery + reprocessing + 120

    @cached_property
    def overrun_minutes(self) -> tuple[int, ...]:
        """Expected minutes by which each case exceeds what is planned for it, rounded; with its first surgeon."""
        if self.known_overruns is not None:
            return self.known_overruns
        return tuple(
            round(case.duration_with(next(iter(case.surgeons), None)).expected_overrun_minutes(self._planned(number)))
            for number, case in enumerate(self.day.cases)
        )

    def _planned(self, number: int) -> int:
        positions = self.modes_of_case[number]
        return self.modes[positions[0]].minutes if positions else 1

    @cached_property
    def _changeover(self) -> Mapping[tuple[str, str], int]:
        return {(item.from_department, item.to_department): item.minutes for item in self.day.changeovers}

    def setting(self, rule: str) -> RuleSetting:
        """Return how a rule is taken; a rule nobody mentions is hard."""
        return self.day.settings.rules.get(rule, RuleSetting())

    def is_off(self, rule: str) -> bool:
        """Return whether a rule does nothing."""
        return self.setting(rule).mode is RuleMode.OFF

    def turnover(self, case: int, room: int) -> int:
        """Return the minutes from wheels out of a case to the next wheels in, within one department."""
        return turnover_minutes(self.day.cases[case], self.day.rooms[room])

    def changeover(self, case: int, next_case: int) -> int:
        """Return the extra minutes between two cases of different departments in one room."""
        departments = (self.day.cases[case].department, self.day.cases[next_case].department)
        return self._changeover.get(departments, 0)

    def frozen_at(self, plan: OperatingRoomPlan, free: Iterable[int]) -> "Problem":
        """Return the same problem in which only some cases may still change."""
        open_cases = set(free)
        frozen = {
            number: plan.by_case.get(case.id)
            for number, case in enumerate(self.day.cases)
            if number not in open_cases or number in self.frozen
        }
        return replace(self, frozen=frozen)

    def with_must_do(self, cases: Collection[str]) -> "Problem":
        """Return the same problem in which some more cases must be done."""
        marked = tuple(replace(case, must_do=case.must_do or case.id in cases) for case in self.day.cases)
        return replace(self, day=replace(self.day, cases=marked))

    def frozen_placed(self) -> Iterator[tuple[int, PlannedCase]]:
        """Yield each frozen case that is on the list, with its position."""
        return ((number, planned) for number, planned in self.frozen.items() if planned is not None)

    def free_cases(self) -> list[int]:
        """Return the cases that are not frozen."""
        return [number for number in range(len(self.day.cases)) if number not in self.frozen]

    def placed(self, plan: OperatingRoomPlan) -> Iterator[tuple[int, PlannedCase]]:
        """Yield each planned case with its position."""
        for planned in plan.cases:
            yield self.case_index[planned.case], planned


def turnover_minutes(case: SurgicalCase, room: StaffedRoom) -> int:
    """Return the turnover after a case in a room."""
    infected = case.infection is InfectionClass.INFECTED
    return room.infected_turnover_minutes if infected else room.turnover_minutes


def planned_minutes(
    day: SurgicalDay, case: SurgicalCase, room: StaffedRoom, surgeon: str | None, quantile: float
) -> int:
    """Return a case's planned minutes: the room's own where known, else the quantile of its duration, rounded up."""
    if room.id in case.minutes_by_room:
        return case.minutes_by_room[room.id]
    duration = case.duration_with(surgeon)
    minutes = duration.quantile_minutes(quantile) if duration.log_sd else duration.median_minutes
    step = day.settings.rounding_minutes
    return max(step, math.ceil(minutes / step - 1e-9) * step)


def make_problem(day: SurgicalDay, quantile: float | None = None) -> Problem:
    """Turn a day into a problem: keep the rooms, surgeons and hours that every filter allows.

    Parameters
    ----------
    day : SurgicalDay
        Free of cross-object problems (``scenarios.surgery_check``).
    quantile : float, optional
        Goes before the setting of the day.
    """
    chosen = quantile or day.settings.planning_quantile or DEFAULT_QUANTILE
    surgeon_index = {surgeon.id: index for index, surgeon in enumerate(day.surgeons)}
    modes: list[Mode] = []
    for case_number, case in enumerate(day.cases):
        for room_number, room in enumerate(day.rooms):
            for surgeon in case.surgeons or (None,):
                minutes = planned_minutes(day, case, room, surgeon, chosen)
                modes += [
                    Mode(case_number, room_number, surgeon_index[surgeon] if surgeon else -1, minutes, earliest, end)
                    for earliest, end in windows(day, case, room, surgeon)
                    if end - earliest >= minutes
                ]
    return Problem(day=day, modes=tuple(modes), quantile=chosen)
