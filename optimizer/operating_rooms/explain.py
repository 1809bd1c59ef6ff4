"""Why a case stands where it stands, why another one is put off, and what it would cost to place it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from optimizer.operating_rooms.check import objective, score_by_goal
from optimizer.operating_rooms.filters import FILTERS
from optimizer.operating_rooms.model import build_model
from optimizer.operating_rooms.problem import Problem, make_problem
from optimizer.operating_rooms.rules import RULES
from optimizer.solve import Budget, solve
from scenarios.allocation_settings import RuleMode, RuleSetting
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase

_SOLVE = Budget(seconds=5.0, workers=1, deterministic_time=0.5)
MOST_RULES = 2
"""Larger sets of rules are not searched for: nobody can act on three reasons at once."""


@dataclass(frozen=True, slots=True)
class WhyPutOff:
    """Why a case is put off.

    Attributes
    ----------
    case : str
        Which.
    rules : tuple of str
        A smallest set of rules without which it would have a place beside the list as it stands; empty when it has
        one that costs more than it is worth, or when no set of up to two rules would do.
    extra_points : int or None
        What the list would cost more with the case at its cheapest place; None when it has none.
    place : PlannedCase or None
        That cheapest place.
    sentence : str
        All of it in words.
    """

    case: str
    rules: tuple[str, ...]
    extra_points: int | None
    place: PlannedCase | None
    sentence: str


def why_put_off(problem: Problem, plan: OperatingRoomPlan, case: str) -> WhyPutOff:
    """Return why a case is put off, all other cases staying where they are."""
    extra, place = _cheapest(problem, plan, case)
    if place is not None and extra is not None:
        text = f"has a place in room {place.room}, where it costs {extra} points more than putting it off"
        return WhyPutOff(case, (), extra, place, text)
    names = [*(rule.name for rule in FILTERS), *(rule.name for rule in RULES if rule.name != "must do")]
    for size in range(1, MOST_RULES + 1):
        for off in combinations(names, size):
            relaxed = _without(problem, off, case)
            if relaxed is not None and _cheapest(relaxed, plan, case)[1] is not None:
                return WhyPutOff(
                    case, off, None, None, f"no place because of: {' and '.join(off)}{_detail(problem, case)}"
                )
    return WhyPutOff(
        case, (), None, None, f"no place, and not because of one or two rules alone{_detail(problem, case)}"
    )


def why_there(problem: Problem, plan: OperatingRoomPlan, case: str) -> Mapping[str, int]:
    """Return what a planned case costs by goal: the list's points with it less those without it.

    Negative points are what it earns: the cost of putting it off is saved.
    """
    without = replace(
        plan,
        cases=tuple(planned for planned in plan.cases if planned.case != case),
        postponed=(*plan.postponed, case),
    )
    now, then = score_by_goal(problem, plan), score_by_goal(problem, without)
    return {goal: now[goal] - then[goal] for goal in now if now[goal] != then[goal]}


def _cheapest(problem: Problem, plan: OperatingRoomPlan, case: str) -> tuple[int | None, PlannedCase | None]:
    """Return the cheapest place of a case beside the list as it stands, and its extra points."""
    number = problem.case_index[case]
    model = build_model(problem.frozen_at(plan, {number}))
    model.model.add(model.variables.choice.done[number] == 1)
    outcome = solve(model.model, _SOLVE)
    if not outcome.found:
        return None, None
    with_it = model.plan(outcome.solver)
    return objective(problem, with_it) - objective(problem, plan), with_it.by_case[case]


def _without(problem: Problem, off: tuple[str, ...], case: str) -> Problem | None:
    """Return the problem with some rules off; None when they are off already."""
    if any(problem.is_off(name) for name in off):
        return None
    settings = problem.day.settings
    rules = {**settings.rules, **{name: RuleSetting(mode=RuleMode.OFF) for name in off}}
    day = replace(problem.day, settings=replace(settings, rules=rules))
    number = problem.case_index[case]
    if not {rule.name for rule in FILTERS}.intersection(off):
        return replace(problem, day=day)
    alone = make_problem(replace(day, cases=(day.cases[number],)), problem.quantile)
    others = tuple(mode for mode in problem.modes if mode.case != number)
    return replace(problem, day=day, modes=(*others, *(replace(mode, case=number) for mode in alone.modes)))


def _detail(problem: Problem, case_id: str) -> str:
    """Return the values behind the filters when these alone leave no mode."""
    number = problem.case_index[case_id]
    if problem.modes_of_case[number]:
        return ""
    day, case = problem.day, problem.day.cases[number]
    reasons: dict[str, str] = {}
    for room in day.rooms:
        for surgeon in case.surgeons or (None,):
            for rule in FILTERS:
                if not problem.is_off(rule.name) and not rule.windows(day, case, room, surgeon):
                    reasons.setdefault(rule.name, rule.reason(day, case, room, surgeon))
    return f" ({'; '.join(reasons.values())})" if reasons else ""
