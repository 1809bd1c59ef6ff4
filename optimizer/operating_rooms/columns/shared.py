"""What rooms share, as linear rows over the modes that are chosen, whatever the times."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.rules.beds_after import bed_users
from optimizer.operating_rooms.rules.surgeon_in_one_place import gap_minutes, people
from scenarios.allocation_settings import RuleMode


@dataclass(frozen=True, slots=True)
class SharedRow:
    """Something that rooms share: the uses of the chosen modes are at most ``limit``.

    Attributes
    ----------
    uses : dict of int to int
        Units by mode.
    limit : int
        Most units.
    price_above : int or None
        Points for each unit above the limit; None where it must not be passed.
    overtime_rooms : frozenset of int
        Each minute of overtime of these rooms adds a unit to the limit.
    """

    uses: Mapping[int, int]
    limit: int
    price_above: int | None = None
    overtime_rooms: frozenset[int] = field(default_factory=frozenset)


def shared_rows(problem: Problem) -> list[SharedRow]:
    """Return all rows; each follows from a rule that is hard, or from the price of a goal."""
    rows = [*_surgeons(problem), *_equipment(problem), *_staff(problem), *_beds(problem)]
    return [row for row in rows if sum(row.uses.values()) > row.limit]


def _surgeons(problem: Problem) -> Iterator[SharedRow]:
    """Yield, for each surgeon, the work within each stretch of hours, and its end by closing time or in overtime."""
    if problem.is_off("surgeon in one place"):
        return
    work: dict[int, dict[int, int]] = defaultdict(dict)
    for position, mode in enumerate(problem.modes):
        for surgeon in people(problem, mode.case, mode.surgeon):
            work[surgeon][position] = mode.minutes + gap_minutes(problem, surgeon)
    for surgeon, held in work.items():
        gap = max(0, gap_minutes(problem, surgeon))
        starts = sorted({problem.modes[p].earliest for p in held})[:_STRETCHES]
        ends = sorted({problem.modes[p].latest_end for p in held})[-_STRETCHES:]
        for start in starts:
            for end in (end for end in ends if end > start):
                inside = {
                    p: minutes
                    for p, minutes in held.items()
                    if problem.modes[p].earliest >= start and problem.modes[p].latest_end <= end
                }
                yield SharedRow(inside, end - start + gap)
            # The last case of the surgeon lies in a room: what is not over at closing time is that room's overtime.
            late = {p: minutes for p, minutes in held.items() if problem.modes[p].earliest >= start}
            rooms = frozenset(problem.modes[p].room for p in late)
            closes = max(problem.day.rooms[room].closes_minute for room in rooms)
            yield SharedRow(late, closes - start + gap, overtime_rooms=rooms)


_STRETCHES = 6
"""Distinct hours come from blocks and shifts; where there are many, only the widest and narrowest ones bind."""


def _equipment(problem: Problem) -> Iterator[SharedRow]:
    if problem.is_off("equipment"):
        return
    for item in problem.day.equipment:
        uses = {
            position: mode.minutes + item.reprocessing_minutes
            for position, mode in enumerate(problem.modes)
            if item.id in problem.day.cases[mode.case].equipment
        }
        yield SharedRow(uses, item.pieces * (_day_minutes(problem) + item.reprocessing_minutes))


def _staff(problem: Problem) -> Iterator[SharedRow]:
    if problem.is_off("staff on shift"):
        return
    for skill in dict.fromkeys(shift.skill for shift in problem.day.staff):
        uses = {
            position: mode.minutes * problem.day.cases[mode.case].staff[skill]
            for position, mode in enumerate(problem.modes)
            if skill in problem.day.cases[mode.case].staff
        }
        shifts = (shift for shift in problem.day.staff if shift.skill == skill)
        yield SharedRow(uses, sum(shift.people * (shift.to_minute - shift.from_minute) for shift in shifts))


def _beds(problem: Problem) -> Iterator[SharedRow]:
    for unit, users in bed_users(problem):
        uses = _one_each(problem, users)
        if problem.setting("beds after surgery").mode is RuleMode.HARD:
            yield SharedRow(uses, unit.beds)
        if unit.comfortable_beds is not None:
            yield SharedRow(uses, unit.comfortable_beds, price_above=problem.day.settings.weights.bed_peak)


def _one_each(problem: Problem, cases: Iterable[int]) -> dict[int, int]:
    return {position: 1 for case in cases for position in problem.modes_of_case[case]}


def _day_minutes(problem: Problem) -> int:
    rooms = problem.day.rooms
    return max(room.hard_end_minute for room in rooms) - min(room.opens_minute for room in rooms)
