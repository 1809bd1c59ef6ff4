"""Why a case stands where it stands, why another one is put off, and what it would cost to place it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from optimizer.operating_rooms.check import objective, score_by_goal, violations
from optimizer.operating_rooms.filters.contract import clock
from optimizer.operating_rooms.model import build_model
from optimizer.operating_rooms.obstacles import Fewest, fewest_obstacles, with_case
from optimizer.operating_rooms.problem import Problem
from optimizer.rule import Violation
from optimizer.solve import Budget, solve
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase

_SOLVE = Budget(seconds=5.0, workers=1, deterministic_time=0.5)


@dataclass(frozen=True, slots=True)
class WhyPutOff:
    """Why a case is put off.

    Attributes
    ----------
    case : str
        Which.
    rules : tuple of str
        A smallest set of rules without which it would have a place beside the list as it stands; empty when it has
        one that costs more than it is worth. Of a pinned case, those at its pin, the pin first when there would be
        fewer without it.
    extra_points : int or None
        What the list would cost more with the case at its cheapest place; negative for a list that is better with it,
        None when it has no place.
    place : PlannedCase or None
        That cheapest place.
    sentence : str
        All of it in words.
    broken : tuple of Violation
        The rules with their values, at the earliest place where no others stand in the way.
    """

    case: str
    rules: tuple[str, ...]
    extra_points: int | None
    place: PlannedCase | None
    sentence: str
    broken: tuple[Violation, ...] = ()


def why_put_off(problem: Problem, plan: OperatingRoomPlan, case: str) -> WhyPutOff:
    """Return why a case is put off, all other cases staying where they are."""
    fewest = fewest_obstacles(problem, plan, case)
    if fewest is None or fewest.rules:
        return _in_the_way(problem, plan, case, fewest)
    place = _cheapest(problem, plan, case) or fewest.place
    extra = objective(problem, with_case(plan, place)) - objective(problem, plan)
    price = price_in_words(extra, "putting it off")
    return WhyPutOff(case, (), extra, place, f"has a place in room {place.room}, {price}")


def rules_in_the_way(problem: Problem, plan: OperatingRoomPlan, case: str) -> WhyPutOff | None:
    """Return why a case is put off as far as it can be told without a solver; None where it has a place."""
    fewest = fewest_obstacles(problem, plan, case)
    return _in_the_way(problem, plan, case, fewest) if fewest is None or fewest.rules else None


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


def _in_the_way(problem: Problem, plan: OperatingRoomPlan, case: str, fewest: Fewest | None) -> WhyPutOff:
    if fewest is None:
        return WhyPutOff(case, (), None, None, "no place in any room, even without rules")
    broken = (*_pins_of(problem, fewest), *broken_there(problem, plan, fewest.rules, fewest.place))
    words = "; ".join(one.message for one in broken)
    rules = (*fewest.pins, *fewest.rules)
    return WhyPutOff(case, rules, None, None, f"no place because of: {in_words(rules)} ({words})", broken)


def _cheapest(problem: Problem, plan: OperatingRoomPlan, case: str) -> PlannedCase | None:
    """Return the cheapest place of a case beside the list as it stands; None when none is found in time."""
    number = problem.case_index[case]
    model = build_model(problem.frozen_at(plan, {number}))
    model.model.add(model.variables.choice.done[number] == 1)
    outcome = solve(model.model, _SOLVE)
    return model.plan(outcome.solver).by_case[case] if outcome.found else None


def broken_there(
    problem: Problem, plan: OperatingRoomPlan, rules: Sequence[str], place: PlannedCase
) -> tuple[Violation, ...]:
    """Return, with their values, those of some rules that a list breaks with a case at a place, in their order."""
    found = violations(problem, with_case(plan, place))
    before = {(one.rule, one.subject) for one in violations(problem, plan)}
    broken = [one for one in found if one.rule in rules and (one.rule, one.subject) not in before]
    return tuple(sorted(broken, key=lambda one: rules.index(one.rule)))


def _pins_of(problem: Problem, fewest: Fewest) -> tuple[Violation, ...]:
    """Return the pins that leave a case no other place, in words."""
    case = problem.day.case_of[fewest.place.case]
    where = {"pinned room": f"room {case.fixed_room}", "pinned start": clock(case.fixed_start_minute or 0)}
    return tuple(Violation(pin, case.id, f"case {case.id} is pinned to {where[pin]}") for pin in fewest.pins)


def price_in_words(extra: int, alternative: str) -> str:
    """Return what a place costs in points against an alternative to it."""
    if extra > 0:
        return f"which costs {extra} points more than {alternative}"
    saved = f"saves {-extra} points against" if extra else "costs as much as"
    return f"which {saved} {alternative}: the list is not the best, plan it again"


def in_words(rules: Sequence[str]) -> str:
    """Return names of rules as one would list them."""
    return " and ".join(filter(None, (", ".join(rules[:-1]), rules[-1])))
