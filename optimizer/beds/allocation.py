"""The whole-hospital allocation: greedy, bound, and CP-SAT on what the bound leaves open."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from optimizer.beds.candidates import FORBIDDEN, Candidates, candidates_of
from optimizer.beds.evaluate import objective, violations
from optimizer.beds.greedy import greedy_pairs, urgent_first
from optimizer.beds.hospital_index import HospitalIndex
from optimizer.beds.model import build_model, hint_of, pairs_of, plan_of
from optimizer.beds.problem import BedProblem
from optimizer.beds.reduce import expand
from optimizer.beds.relaxation import Relaxation, relax
from optimizer.beds.variables import Pair
from optimizer.solution import Solution, Status
from optimizer.solve import Budget, ProgressCallback, solve
from scenarios.plans import BedPlan
from scenarios.scenario import Scenario

_MANY_PAIRS = 25_000
"""Pairs above which a better plan is looked for among fewer, before all that could matter are let in."""

_NEARLY_ASSIGNMENT = {
    "cp_model_presolve": False,
    "linearization_level": 2,
    "add_lp_constraints_lazily": False,
    "symmetry_level": 0,
}
"""What is left is close to a linear assignment: its whole linear relaxation at once decides, and presolve costs more
time than it saves (measured on the last models of 2,000 beds and 60 waiting: 0.03 s against 0.17 to 0.25 s)."""

_REPEATABLE_SECONDS = 2.0
"""Deterministic seconds that one worker gets first: nearly always the proof, and the same plan on any machine."""


@dataclass(slots=True)
class _Incumbent:
    """The best plan so far."""

    plan: BedPlan
    points: int


def allocate(
    scenario: Scenario,
    budget: Budget | None = None,
    *,
    index: HospitalIndex | None = None,
    on_progress: ProgressCallback | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Solution[BedPlan]:
    """Give each waiting request a bed and a time, or let it wait.

    Parameters
    ----------
    scenario : Scenario
        Checked by :func:`scenarios.check.check`.
    budget : Budget, optional
        Limits of the search; the default takes up to ten seconds.
    index : HospitalIndex, optional
        Of the hospital, when allocations follow each other.
    on_progress, should_stop : callable, optional
        See :func:`optimizer.solve.solve`.

    Returns
    -------
    Solution of BedPlan
        Objective and bound in points. Always a plan, and one that breaks no hard rule.
    """
    return allocate_problem(BedProblem(scenario, index), budget, on_progress=on_progress, should_stop=should_stop)


def allocate_problem(
    problem: BedProblem,
    budget: Budget | None = None,
    *,
    on_progress: ProgressCallback | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Solution[BedPlan]:
    """Solve a problem that is already built; see :func:`allocate`."""
    started = time.perf_counter()
    budget = budget or Budget()
    candidates = candidates_of(problem)
    best = _scored(problem, greedy_pairs(problem, candidates, urgent_first(problem, candidates), candidates.cost))
    if violations(problem, best.plan):
        best = _scored(problem, [])
    relaxation = relax(problem, candidates, best.points, lambda: time.perf_counter() - started >= budget.seconds)
    _improve(best, problem, _guided(problem, candidates, relaxation))
    bound = relaxation.bound
    if on_progress:
        on_progress(time.perf_counter() - started, best.points, bound)
    threshold = -1
    while best.points > bound and not (should_stop and should_stop()):
        threshold = _next_threshold(relaxation, best, threshold)
        left = budget.after(time.perf_counter() - started)
        proven = _search(problem, candidates, relaxation, best, threshold, left, on_progress, should_stop)
        bound = max(bound, min(proven, best.points, relaxation.bound + threshold + 1))
        complete = threshold >= best.points - relaxation.bound - 1
        if complete or time.perf_counter() - started >= budget.seconds:
            break
    broken = violations(problem, best.plan)
    if broken:
        raise RuntimeError("the allocation breaks its own rules: " + "; ".join(v.message for v in broken))
    status = Status.OPTIMAL if best.points <= bound else Status.FEASIBLE
    return Solution(
        plan=best.plan,
        objective=best.points,
        bound=min(bound, best.points),
        status=status,
        seconds=time.perf_counter() - started,
    )


def _guided(problem: BedProblem, candidates: Candidates, relaxation: Relaxation) -> list[Pair]:
    """Return the greedy plan under reduced costs: everyone takes what the flow would give them, where that fits."""
    price = np.where(candidates.allowed, relaxation.reduced_cost * 1_000 + candidates.cost // 100, FORBIDDEN)
    choices = (relaxation.reduced_cost == 0).sum(axis=1)
    order = sorted(range(len(problem.people)), key=lambda person: (int(choices[person]), person))
    return greedy_pairs(problem, candidates, order, price)


def _next_threshold(relaxation: Relaxation, best: _Incumbent, last: int) -> int:
    """Return up to which reduced cost pairs are let into CP-SAT next.

    First those that the flow may use itself: their best plan is nearly optimal. Then all that a still better plan could
    use, in one more step if they are many.
    """
    if last < 0:
        return 0
    everything = max(last + 1, best.points - relaxation.bound - 1)
    tried = int(np.count_nonzero(relaxation.reduced_cost <= last))
    left = int(np.count_nonzero(relaxation.reduced_cost <= everything))
    return last + 1 + (everything - last - 1) // 3 if left > max(_MANY_PAIRS, 2 * tried) else everything


def _search(
    problem: BedProblem,
    candidates: Candidates,
    relaxation: Relaxation,
    best: _Incumbent,
    threshold: int,
    budget: Budget,
    on_progress: ProgressCallback | None,
    should_stop: Callable[[], bool] | None,
) -> int:
    """Run CP-SAT over the pairs up to a threshold, better ``best`` where possible and return the proven bound."""
    known = pairs_of(problem, problem.slots, best.plan)
    pairs = expand(problem, candidates.allowed & (relaxation.reduced_cost <= threshold), known)
    built = build_model(problem, candidates, problem.slots, pairs)
    started = time.perf_counter()
    hint = hint_of(built, known)
    outcome = solve(
        built.model,
        _repeatable(budget),
        hint=hint,
        on_progress=on_progress,
        should_stop=should_stop,
        parameters=_NEARLY_ASSIGNMENT,
    )
    if not outcome.proven and budget.deterministic_time is None and not (should_stop and should_stop()):
        left = budget.after(time.perf_counter() - started)
        outcome = solve(built.model, left, on_progress=on_progress, should_stop=should_stop)
    if outcome.found:
        value = outcome.solver.boolean_value
        _improve(best, problem, [pair for pair, literal in built.variables.takes.items() if value(literal)])
    if outcome.proven:
        return round(outcome.objective) if outcome.found else best.points
    return int(np.ceil(outcome.bound - 1e-6))


def _repeatable(budget: Budget) -> Budget:
    """Return a budget whose answer does not depend on the machine, as long as its wall clock suffices."""
    return replace(budget, workers=1, deterministic_time=budget.deterministic_time or _REPEATABLE_SECONDS)


def _scored(problem: BedProblem, pairs: list[Pair]) -> _Incumbent:
    plan = plan_of(problem, problem.slots, pairs)
    return _Incumbent(plan, objective(problem, plan))


def _improve(best: _Incumbent, problem: BedProblem, pairs: list[Pair]) -> None:
    found = _scored(problem, pairs)
    if found.points < best.points and not violations(problem, found.plan):
        best.plan, best.points = found.plan, found.points
