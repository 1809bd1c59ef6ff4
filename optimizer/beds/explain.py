"""Why this bed, what else, and what each goal costs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from optimizer.beds.candidates import FORBIDDEN, Candidates, candidates_of
from optimizer.beds.evaluate import costs, objective, violations
from optimizer.beds.goals import GOALS
from optimizer.beds.model import pairs_of
from optimizer.beds.plan_state import PlanState
from optimizer.beds.problem import BedProblem
from scenarios.plans import BedAssignment, BedPlan

ALTERNATIVES = 3
_CONSIDERED = 6
"""Beds whose whole cost is computed, cheapest by themselves first; the best of them are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Another bed for the same request, everyone else staying where the plan puts them.

    ``extra_cost`` is what the whole plan costs more, in points.
    """

    bed: str
    start_minutes: int
    extra_cost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A chosen bed and its reasons.

    Attributes
    ----------
    assignment : BedAssignment
        Who, where, from when.
    costs : mapping of str to int
        Points by goal: what the plan costs with this assignment above what it costs without the patient.
    alternatives : tuple of Alternative
        The best other beds, best first.
    """

    assignment: BedAssignment
    costs: Mapping[str, int]
    alternatives: tuple[Alternative, ...]

    @property
    def cost(self) -> int:
        """Points altogether."""
        return sum(self.costs.values())


def explain(problem: BedProblem, plan: BedPlan) -> list[Explanation]:
    """Explain every assignment of a plan.

    Parameters
    ----------
    problem : BedProblem
        The plan's.
    plan : BedPlan
        Without violations.

    Returns
    -------
    list of Explanation
        In the order of the plan's assignments.
    """
    candidates = candidates_of(problem)
    remain_costs = {goal.name: goal.remain_costs(problem) for goal in GOALS}
    state = PlanState(problem)
    pairs = dict(pairs_of(problem, problem.slots, plan))
    for pair in pairs.items():
        state.add(pair)
    points = costs(problem, plan)
    explained = []
    for assignment in plan.assignments:
        person = problem.number_of_request[assignment.request]
        rest = replace(plan, assignments=tuple(other for other in plan.assignments if other is not assignment))
        without = costs(problem, rest)
        unasked = {name: int(remain[person]) for name, remain in remain_costs.items()}
        state.remove((person, pairs[person]))
        explained.append(
            Explanation(
                assignment=assignment,
                costs={name: points[name] - without[name] + unasked.get(name, 0) for name in points},
                alternatives=_alternatives(problem, rest, assignment, candidates, state, sum(points.values())),
            )
        )
        state.add((person, pairs[person]))
    return explained


def _alternatives(
    problem: BedProblem,
    rest: BedPlan,
    assignment: BedAssignment,
    candidates: Candidates,
    state: PlanState,
    points: int,
) -> tuple[Alternative, ...]:
    """Return the best other beds among those that fit beside the rest of the plan."""
    person = problem.number_of_request[assignment.request]
    cost = candidates.cost[person]
    classes = np.flatnonzero(cost < FORBIDDEN)
    some_leave = bool(rest.moves) or any(each.current_bed for each in problem.people if each.is_request)
    found: list[Alternative] = []
    for bed_class in classes[np.argsort(cost[classes], kind="stable")].tolist():
        bed = _free_bed(problem, rest, assignment, state, person, bed_class)
        if bed is None:
            continue
        start = int(problem.beds.available_minutes[problem.index.bed_number[bed]])
        moved = replace(assignment, bed=bed, start_minutes=start)
        other = replace(rest, assignments=(*rest.assignments, moved))
        if some_leave and violations(problem, other):
            continue
        extra = objective(problem, other) - points
        found.append(Alternative(bed=bed, start_minutes=start, extra_cost=extra))
        if len(found) == _CONSIDERED:
            break
    return tuple(sorted(found, key=lambda alternative: alternative.extra_cost)[:ALTERNATIVES])


def _free_bed(
    problem: BedProblem, rest: BedPlan, assignment: BedAssignment, state: PlanState, person: int, bed_class: int
) -> str | None:
    """Return a bed of a class that the person could take instead; one bed speaks for a class."""
    taken = {other.bed for other in rest.assignments} | {move.to_bed for move in rest.moves} | {assignment.bed}
    for number in problem.slots_of_class[bed_class]:
        if state.fits(person, number):
            names = (problem.index.places[bed].bed.id for bed in problem.slots[number].beds)
            free = next((name for name in names if name not in taken), None)
            if free is not None:
                return free
    return None
