"""Why a case on the list does not start earlier."""

from dataclasses import dataclass

import numpy as np

from optimizer.operating_rooms.check import objective
from optimizer.operating_rooms.explain import broken_there, in_words, price_in_words
from optimizer.operating_rooms.filters import FILTERS
from optimizer.operating_rooms.filters.contract import clock
from optimizer.operating_rooms.obstacles import RULE_NAMES, obstacles, with_case
from optimizer.operating_rooms.problem import Problem
from optimizer.rule import Violation
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase

_FILTERS = sum(1 << RULE_NAMES.index(rule.name) for rule in FILTERS)


@dataclass(frozen=True, slots=True)
class WhyNotEarlier:
    """Why a case does not start earlier, all others staying where they are.

    Attributes
    ----------
    place : PlannedCase
        The earliest place before its own where fewest rules are broken.
    rules : tuple of str
        Those rules, where somebody or something is in the way rather than the room the wrong one; empty where it
        could start but for what that costs.
    extra_points : int or None
        What the list costs more with the case there; None where rules are broken.
    sentence : str
        All of it in words.
    broken : tuple of Violation
        The rules with their values.
    """

    place: PlannedCase
    rules: tuple[str, ...]
    extra_points: int | None
    sentence: str
    broken: tuple[Violation, ...] = ()


def why_not_earlier(problem: Problem, plan: OperatingRoomPlan, case: str) -> WhyNotEarlier | None:
    """Return why a planned case does not start earlier; None when it has begun or starts as soon as it is ready."""
    found = None if problem.case_index[case] in problem.frozen else _earlier(problem, plan, case)
    if found is None:
        return None
    rules, place = found
    if rules:
        broken = broken_there(problem, plan, rules, place)
        words = "; ".join(one.message for one in broken)
        return WhyNotEarlier(place, rules, None, f"no earlier start because of: {in_words(rules)} ({words})", broken)
    extra = objective(problem, with_case(plan, place)) - objective(problem, plan)
    where = f"could start at {clock(place.start_minute)} in room {place.room}"
    return WhyNotEarlier(place, (), extra, f"{where}, {price_in_words(extra, 'its place on the list')}")


def _earlier(problem: Problem, plan: OperatingRoomPlan, case: str) -> tuple[tuple[str, ...], PlannedCase] | None:
    """Return the fewest rules broken before a case's own start, and the earliest place with them."""
    start, ready = plan.by_case[case].start_minute, problem.day.case_of[case].ready_minute
    best: tuple[tuple[bool, int, int, int], int, PlannedCase] | None = None
    for one in obstacles(problem, plan, case):
        before = (one.starts >= ready) & (one.starts < start)
        starts, bits = one.starts[before], one.bits[before]
        for broken in map(int, np.unique(bits)):
            place = one.at(int(starts[bits == broken][0]))
            key = bool(broken & _FILTERS), broken.bit_count(), place.start_minute, place.leaves_minute
            if best is None or key < best[0]:
                best = key, broken, place
    if best is None:
        return None
    return tuple(name for number, name in enumerate(RULE_NAMES) if best[1] >> number & 1), best[2]
