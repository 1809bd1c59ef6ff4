"""The solver-free check: what a finished list breaks, and what it costs."""

from optimizer.operating_rooms.filters import FILTERS
from optimizer.operating_rooms.filters.contract import clock
from optimizer.operating_rooms.goals import GOALS
from optimizer.operating_rooms.model import mode_of
from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.rules import RULES
from optimizer.rule import Violation
from scenarios.allocation_settings import RuleMode
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase


def violations(problem: Problem, plan: OperatingRoomPlan) -> list[Violation]:
    """Return everything a plan breaks among the hard rules; empty for a list that may be signed."""
    found = _coverage(problem, plan)
    if found:
        return found
    for planned in plan.cases:
        found += _filtered(problem, planned)
    for rule in RULES:
        if problem.setting(rule.name).mode is RuleMode.HARD:
            found += rule.violations(problem, plan)
    return found


def objective(problem: Problem, plan: OperatingRoomPlan) -> int:
    """Return the points of a plan: all goals, and the price of weighted rules that it breaks."""
    points = sum(goal.score(problem, plan) for goal in GOALS)
    for rule in RULES:
        setting = problem.setting(rule.name)
        if setting.mode is RuleMode.WEIGHTED:
            points += setting.points * len(rule.violations(problem, plan))
    return points


def score_by_goal(problem: Problem, plan: OperatingRoomPlan) -> dict[str, int]:
    """Return the points of each goal."""
    return {goal.name: goal.score(problem, plan) for goal in GOALS}


def _coverage(problem: Problem, plan: OperatingRoomPlan) -> list[Violation]:
    """Return cases that are missing, unknown or twice on the list."""
    names = [planned.case for planned in plan.cases] + list(plan.postponed)
    known = set(problem.case_index)
    found = []
    for case in sorted(known.symmetric_difference(names) | {name for name in names if names.count(name) > 1}):
        text = f"case {case} stands {names.count(case)} times on the list, expected {int(case in known)}"
        found.append(Violation("every case once", case, text))
    return found


def _filtered(problem: Problem, planned: PlannedCase) -> list[Violation]:
    """Return which filters forbid a case its room, surgeon or hours, and whether its minutes are as planned."""
    day, number = problem.day, problem.case_index[planned.case]
    if number in problem.frozen:
        return []
    case = day.cases[number]
    if planned.room not in day.room_of or (planned.surgeon or None) not in (case.surgeons or (None,)):
        text = f"case {case.id} in room {planned.room} with surgeon {planned.surgeon}, expected a known room and "
        return [Violation("room and surgeon", case.id, text + f"one of its surgeons {', '.join(case.surgeons)}")]
    position = mode_of(problem, planned)
    if position is not None:
        return _minutes(problem, planned, problem.modes[position].minutes)
    room = day.room_of[planned.room]
    hours = f"{clock(planned.start_minute)}-{clock(planned.leaves_minute)}"
    found = [
        Violation(rule.name, case.id, f"case {case.id} {hours}: {reason}")
        for rule in FILTERS
        if not problem.is_off(rule.name)
        and not any(
            start <= planned.start_minute and planned.leaves_minute <= end
            for start, end in rule.windows(day, case, room, planned.surgeon)
        )
        for reason in (rule.reason(day, case, room, planned.surgeon),)
    ]
    return found or [Violation("room and surgeon", case.id, f"case {case.id} fits no common hours in {room.id}")]


def _minutes(problem: Problem, planned: PlannedCase, expected: int) -> list[Violation]:
    recovery, case = problem.day.recovery, problem.day.case_of[planned.case]
    found = []
    if planned.end_minute - planned.start_minute != expected:
        text = f"case {case.id} is planned for {planned.end_minute - planned.start_minute} minutes, expected {expected}"
        found.append(Violation("planned minutes", case.id, text))
    most = recovery.blocking_minutes if recovery and case.recovery_minutes else 0
    if planned.leaves_minute - planned.end_minute > most:
        text = f"case {case.id} blocks its room for {planned.leaves_minute - planned.end_minute} minutes, expected at "
        found.append(Violation("planned minutes", case.id, text + f"most {most}"))
    return found
