"""The published list as it goes on by itself: same rooms, same order, each case as late as the delays before it ask."""

from collections import defaultdict

from optimizer.operating_rooms.model import make_planned, sorted_plan
from optimizer.operating_rooms.problem import Mode, Problem
from optimizer.operating_rooms.rules.surgeon_in_one_place import gap_minutes, people
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase


def pushed_back(problem: Problem, published: OperatingRoomPlan) -> OperatingRoomPlan:
    """Return the list that keeps every room, surgeon and order; a case starts as published or once it can.

    Rooms, surgeons and the order of cases are kept to; staff, equipment, recovery places and beds are not looked at, so
    that the list may break their rules. Cases that cannot stay in their room, and new ones, are put off.

    Parameters
    ----------
    problem : Problem
        The rest of a day, with what has started frozen.
    published : OperatingRoomPlan
        The list that the day runs by.
    """
    placed = [planned for _, planned in problem.frozen_placed()]
    room_last: dict[str, PlannedCase] = {}
    surgeon_free: dict[int, int] = defaultdict(int)
    for planned in sorted(placed, key=lambda case: case.leaves_minute):
        _occupy(problem, planned, room_last, surgeon_free)
    for was in sorted(published.cases, key=lambda case: (case.start_minute, case.case)):
        number = problem.case_index.get(was.case)
        if number is None or number in problem.frozen:
            continue
        for position in problem.modes_of_case[number]:
            mode = problem.modes[position]
            if not _same(problem, mode, was):
                continue
            start = max(
                was.start_minute, mode.earliest, _room_free(problem, room_last.get(was.room), number, mode.room)
            )
            start = max([start, *(surgeon_free[one] for one in people(problem, number, mode.surgeon))])
            if start + mode.minutes <= mode.latest_end:
                placed.append(make_planned(problem, position, start))
                _occupy(problem, placed[-1], room_last, surgeon_free)
                break
    known = {planned.case for planned in placed}
    return sorted_plan(placed, [case.id for case in problem.day.cases if case.id not in known])


def _same(problem: Problem, mode: Mode, planned: PlannedCase) -> bool:
    surgeon = problem.day.surgeons[mode.surgeon].id if mode.surgeon >= 0 else None
    return problem.day.rooms[mode.room].id == planned.room and surgeon == planned.surgeon


def _room_free(problem: Problem, last: PlannedCase | None, number: int, room: int) -> int:
    if last is None:
        return 0
    before = problem.case_index[last.case]
    return last.leaves_minute + problem.turnover(before, room) + problem.changeover(before, number)


def _occupy(
    problem: Problem, planned: PlannedCase, room_last: dict[str, PlannedCase], surgeon_free: dict[int, int]
) -> None:
    room_last[planned.room] = planned
    leads = problem.surgeon_index[planned.surgeon] if planned.surgeon else -1
    for surgeon in people(problem, problem.case_index[planned.case], leads):
        free = planned.end_minute + gap_minutes(problem, surgeon)
        surgeon_free[surgeon] = max(surgeon_free[surgeon], free)
