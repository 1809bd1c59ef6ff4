"""The plain formulation: a boolean for each request and bed, the same rules, nothing ruled out beforehand.

The baseline that the benchmarks measure against, and the model in which tests fix plans.
"""

import numpy as np

from optimizer.beds.candidates import Candidates, candidates_of
from optimizer.beds.evaluate import objective
from optimizer.beds.model import build_model, plan_of
from optimizer.beds.problem import BedProblem, Slot
from optimizer.beds.variables import Pair
from optimizer.solution import Solution, Status
from optimizer.solve import Budget, solve
from scenarios.plans import BedPlan


def plain_slots(problem: BedProblem) -> list[Slot]:
    """Return a slot of its own for each open bed."""
    return [Slot(slot.room, (bed,), slot.bed_class) for slot in problem.slots for bed in slot.beds]


def plain_pairs(problem: BedProblem, candidates: Candidates, slots: list[Slot]) -> list[Pair]:
    """Return every allowed pair of a person and a bed."""
    class_of_slot = np.array([slot.bed_class for slot in slots], dtype=np.int64)
    people, numbers = np.nonzero(candidates.allowed[:, class_of_slot])
    return list(zip(people.tolist(), numbers.tolist(), strict=True))


def allocate_plainly(problem: BedProblem, budget: Budget) -> Solution[BedPlan]:
    """Solve the plain formulation with CP-SAT alone; without an answer in time, everyone waits."""
    candidates = candidates_of(problem)
    slots = plain_slots(problem)
    built = build_model(problem, candidates, slots, plain_pairs(problem, candidates, slots))
    outcome = solve(built.model, budget)
    chosen = []
    if outcome.found:
        value = outcome.solver.boolean_value
        chosen = [pair for pair, literal in built.variables.takes.items() if value(literal)]
    plan = plan_of(problem, slots, chosen)
    return Solution(
        plan=plan,
        objective=objective(problem, plan),
        bound=outcome.bound,
        status=Status.OPTIMAL if outcome.found and outcome.proven else Status.FEASIBLE,
        seconds=outcome.solver.wall_time,
    )
