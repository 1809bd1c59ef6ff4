"""Why nobody can be given a bed: a smallest set of rules that together rule out every bed."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from optimizer.beds.candidates import rule_setting
from optimizer.beds.evaluate import objective, violations
from optimizer.beds.hospital_index import BoolArray
from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import BedProblem, Grid
from optimizer.beds.rule import BedRule, Taken
from optimizer.beds.rules import RULES
from optimizer.beds.world import world_of
from optimizer.rule import Violation
from optimizer.sentence import Sentence, Value
from scenarios.allocation_settings import RuleMode
from scenarios.plans import BedAssignment, BedPlan

_TRIED, _SHOWN = 10, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Why a request waits.

    Attributes
    ----------
    request : str
        Who waits.
    rules : mapping of str to int
        A smallest set of rules that together exclude every bed, in the order in which they are best told; each with the
        beds that it excludes and those before it do not. Empty when some bed is possible.
    full : tuple of Violation
        What stands at its limit, where these rules exclude beds for that: a ward, a department. Nothing where it is
        more than a few.
    possible_beds : mapping of str to int
        Beds that no rule excludes, at most three, with the points by which the whole plan is dearer if the request gets
        the bed and everyone else stays: waiting was cheaper, or the search ended before it found them.
    """

    request: str
    rules: Mapping[str, int]
    full: tuple[Violation, ...]
    possible_beds: Mapping[str, int]


def why_waiting(problem: BedProblem, plan: BedPlan, request: str) -> Conflict:
    """Return which rules keep a request from every bed, everyone else staying where the plan puts them.

    Parameters
    ----------
    problem : BedProblem
        The plan's.
    plan : BedPlan
        In which the request waits.
    request : str
        Id of the request.
    """
    person = problem.number_of_request[request]
    grid = Grid(problem, problem.person_columns.take(np.array([person])), problem.beds)
    settings = problem.scenario.allocation
    rules = [rule for rule in RULES if rule_setting(settings, rule.name).mode is RuleMode.HARD]
    taken = _taken(problem, plan)
    masks = np.stack([rule.excludes(grid)[0] | rule.beside(problem, person, taken) for rule in rules])
    open_to_all = np.flatnonzero(~masks.any(axis=0)).tolist()
    possible = _extra_costs(problem, plan, request, open_to_all)
    chosen = () if open_to_all else _smallest_cover(masks)
    full = _full(problem, plan, request, [rules[row] for row in chosen], taken)
    return Conflict(request=request, rules=_told(rules, masks, chosen), full=full, possible_beds=possible)


def _full(
    problem: BedProblem, plan: BedPlan, request: str, rules: list[BedRule], taken: list[Taken]
) -> tuple[Violation, ...]:
    """Return what some rules would say of the request in one of the beds under each of their limits."""
    person = problem.number_of_request[request]
    found: dict[tuple[str, str], Violation] = {}
    for rule in rules:
        for limit in rule.limits(problem):
            used = sum(bool(limit.people[other] and limit.beds[bed]) for other, bed in taken)
            if not limit.people[person] or used < limit.at_most or not limit.beds.any():
                continue
            if len(found) == _SHOWN:
                return ()
            bed = int(np.flatnonzero(limit.beds)[0])
            for each in violations(problem, _with(problem, plan, request, bed)):
                if each.rule == rule.name:
                    found[rule.name, limit.subject] = each
    return tuple(found.values())


def _with(problem: BedProblem, plan: BedPlan, request: str, bed: int) -> BedPlan:
    """Return a plan in which the request has a bed, everyone else staying."""
    start = int(problem.beds.available_minutes[bed])
    wish = BedAssignment(request=request, bed=problem.index.places[bed].bed.id, start_minutes=start)
    waiting = tuple(name for name in plan.waiting if name != request)
    return replace(plan, assignments=(*plan.assignments, wish), waiting=waiting)


def _extra_costs(problem: BedProblem, plan: BedPlan, request: str, beds: list[int]) -> dict[str, int]:
    """Return what the plan costs more with the request in each of some beds, the cheapest three."""
    now = objective(problem, plan)
    extra: dict[str, int] = {}
    for bed in sorted(beds, key=lambda bed: int(problem.beds.available_minutes[bed]))[:_TRIED]:
        name = problem.index.places[bed].bed.id
        extra[name] = objective(problem, _with(problem, plan, request, bed)) - now
    return dict(sorted(extra.items(), key=lambda entry: entry[1])[:_SHOWN])


def sentences(problem: BedProblem, conflict: Conflict) -> list[Sentence]:
    """Return a conflict in words."""
    if conflict.possible_beds:
        return [_possible(bed, extra) for bed, extra in conflict.possible_beds.items()]
    told: list[Sentence] = []
    left = len(problem.beds)
    for name, count in conflict.rules.items():
        values: dict[str, Value] = {"rule": name, "count": count, "left": left}
        if told:
            told.append(Sentence("{rule} excludes {count} of the other {left}", values))
        else:
            told.append(Sentence("{rule} excludes {count} of {left} beds", values))
        left -= count
    return told + [violation.sentence for violation in conflict.full if violation.sentence]


def _possible(bed: str, extra: int) -> Sentence:
    if extra > 0:
        values: dict[str, Value] = {"bed": bed, "points": extra}
        return Sentence("bed {bed} is possible, but the plan would cost {points} points more", values)
    if extra == 0:
        return Sentence("bed {bed} is possible; at the hospital's weights waiting costs no more", {"bed": bed})
    return Sentence(
        "bed {bed} is possible and would save {points} points: the search ended before it was found",
        {"bed": bed, "points": -extra},
    )


def _taken(problem: BedProblem, plan: BedPlan) -> list[Taken]:
    """Return the plan as pairs of a person's number and a bed's."""
    view = PlanView(world_of(problem), plan)
    number = {id(person): index for index, person in enumerate(problem.people)}
    return [(number[id(p.person)], problem.index.bed_number[p.place.bed.id]) for p in view.placements]


def _smallest_cover(masks: BoolArray) -> tuple[int, ...]:
    """Return the smallest set of rows that together are true in every column; the largest rows first among equals."""
    codes = (masks * (1 << np.arange(len(masks)))[:, None]).sum(axis=0)
    patterns = masks[:, np.unique(codes, return_index=True)[1]]
    needed = [row for row in range(len(masks)) if masks[row].any()]
    for size in range(1, len(needed) + 1):
        covers = [rows for rows in combinations(needed, size) if patterns[list(rows)].any(axis=0).all()]
        if covers:
            return max(covers, key=lambda rows: int(masks[list(rows)].sum()))
    return ()


def _told(rules: list[BedRule], masks: BoolArray, chosen: tuple[int, ...]) -> dict[str, int]:
    """Return the chosen rules, each time the one that excludes most of the beds left, with how many."""
    left = np.ones(masks.shape[1], dtype=bool)
    told: dict[str, int] = {}
    rows = list(chosen)
    while rows:
        counts = Counter({row: int((masks[row] & left).sum()) for row in rows})
        row, count = counts.most_common(1)[0]
        told[rules[row].name] = count
        left &= ~masks[row]
        rows.remove(row)
    return told
