"""The coming weeks, planned: first plan, joint search, check, bound."""

import time
from collections.abc import Callable, Mapping

from optimizer.admissions.bound import Relaxed, lower_bound, relax
from optimizer.admissions.check import PlanCheck, check_plan
from optimizer.admissions.first.plan import decisions_by_days, first_decisions
from optimizer.admissions.rules.covered_room import CoveredRoom
from optimizer.admissions.rules.mandatory_admitted import MandatoryAdmitted
from optimizer.admissions.search.annealing import LEFT_OUT_RANK
from optimizer.admissions.search.assignment import plan_of
from optimizer.admissions.search.book import Book
from optimizer.admissions.search.counted import anneal_moves
from optimizer.admissions.search.data import search_data
from optimizer.admissions.search.incumbent import Incumbent
from optimizer.admissions.search.portfolio import Portfolio
from optimizer.admissions.solution import AdmissionsSolution
from optimizer.admissions.unless_stopped import unless_stopped
from optimizer.solution import Status
from scenarios.admissions.check import problems_of_plan
from scenarios.admissions.plan import Admission, AdmissionsPlan
from scenarios.admissions.problem import AdmissionsProblem
from scenarios.input_problems import InputError, InputProblem

FIRST_PLAN_SHARE = 0.8
FIRST_PLAN_SECONDS = 30.0
"""Least of these for the first plan: a share of the time limit, or seconds; used up only if somebody has no place."""

RELAXATION_SHARE = 0.03
RELAXATION_SECONDS = 10.0
"""The same for the relaxation that gives the lower bound, and for the plan made of its days."""

Progress = Callable[[AdmissionsPlan, PlanCheck], None]
Pins = Mapping[str, Admission | None]


def plan_admissions(
    problem: AdmissionsProblem,
    *,
    time_limit_seconds: float = 600.0,
    workers: int = 2,
    seed: int = 0,
    pins: Pins | None = None,
    progress: Progress | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> AdmissionsSolution:
    """Return the best plan found in a time limit.

    Parameters
    ----------
    time_limit_seconds : float
        Wall clock. The first plan may take a few seconds longer than a very short limit.
    workers : int
        Annealer processes.
    seed : int
        Start of all random streams. How many moves fit into the time varies, so two runs can differ;
        :func:`plan_admissions_by_moves` repeats exactly.
    pins : mapping, optional
        Patient id to an admission that must stay, or None for a patient who must be left out.
    progress : callable, optional
        Told every better plan and its check.
    stop : callable
        Asked a few times a second; true ends the search with the best plan so far.

    Raises
    ------
    scenarios.input_problems.InputError
        Pins that the problem does not know, or that break a rule among themselves.
    """
    begun = time.monotonic()
    pins = pins or {}
    refuse_impossible_pins(problem, pins)
    data = search_data(problem, pins)
    seconds = min(FIRST_PLAN_SECONDS, FIRST_PLAN_SHARE * time_limit_seconds)
    first = first_decisions(problem, data, seconds=seconds, seed=seed, pins=pins, stop=stop)
    incumbent = _incumbent(problem, first, lambda d: plan_of(problem, data, d), progress)
    with Portfolio(data, workers if data.searchable else 0) as portfolio:
        seconds = min(RELAXATION_SECONDS, RELAXATION_SHARE * time_limit_seconds)
        relaxed = unless_stopped(lambda: relax(problem, seconds=seconds, pins=pins), stop) or Relaxed(
            bound=0, day_of={}
        )
        second = None
        if relaxed.day_of and not stop():
            second = decisions_by_days(problem, data, relaxed.day_of, seconds=seconds, seed=seed, pins=pins, stop=stop)
            second = second if incumbent.consider(second) else None
        portfolio.anneal_until(incumbent, end=begun + time_limit_seconds, seed=seed, stop=stop, second_start=second)
    plan = plan_of(problem, data, incumbent.decisions)
    return _solution(problem, plan, begun, incumbent.moves, relaxed.bound)


def plan_admissions_by_moves(
    problem: AdmissionsProblem, *, moves: int, seed: int = 0, pins: Pins | None = None
) -> AdmissionsSolution:
    """Return the best plan after a fixed number of moves of each configuration: same seed, same plan, any machine."""
    begun = time.monotonic()
    pins = pins or {}
    refuse_impossible_pins(problem, pins)
    data = search_data(problem, pins)
    first = first_decisions(problem, data, seconds=None, seed=seed, pins=pins)
    incumbent = _incumbent(problem, first, lambda d: plan_of(problem, data, d), None)
    anneal_moves(data, incumbent, moves=moves, seed=seed)
    plan = plan_of(problem, data, incumbent.decisions)
    return _solution(problem, plan, begun, incumbent.moves, lower_bound(problem, seconds=0.0, pins=pins))


def refuse_impossible_pins(problem: AdmissionsProblem, pins: Pins) -> None:
    """Refuse pins of unknown patients, places or days, and pins that break a rule among themselves.

    Raises
    ------
    scenarios.input_problems.InputError
        All of them at once.
    """
    known = {patient.id for patient in problem.patients}
    problems = [InputProblem("pins", f"{name!r} is not on the waiting list") for name in pins if name not in known]
    admissions = {name: pin for name, pin in pins.items() if pin is not None and name in known}
    plan = AdmissionsPlan(admissions=admissions, nurse_of={})
    problems += problems_of_plan(problem, plan)
    if not problems:
        unfinished = {MandatoryAdmitted.name, CoveredRoom.name}
        broken = [violation for violation in check_plan(problem, plan).violations if violation.rule not in unfinished]
        problems = [InputProblem("pins", f"{violation.rule}: {violation.message}") for violation in broken]
    if problems:
        raise InputError(problems)


def _incumbent(
    problem: AdmissionsProblem, first: Book, plan: Callable[[Book], AdmissionsPlan], progress: Progress | None
) -> Incumbent:
    def rank(decisions: Book) -> int | None:
        check = check_plan(problem, plan(decisions))
        left_out = check.violation_amount(MandatoryAdmitted.name)
        if len(check.violations) > left_out:
            return None
        return check.total_cost + LEFT_OUT_RANK * left_out

    def taken(decisions: Book) -> None:
        if progress is not None:
            better = plan(decisions)
            progress(better, check_plan(problem, better))

    incumbent = Incumbent(first, rank, taken)
    taken(first)
    return incumbent


def _solution(
    problem: AdmissionsProblem, plan: AdmissionsPlan, begun: float, moves: int, bound: int
) -> AdmissionsSolution:
    check = check_plan(problem, plan)
    if not check.feasible:
        status = Status.INFEASIBLE
    else:
        status = Status.OPTIMAL if bound >= check.total_cost else Status.FEASIBLE
    return AdmissionsSolution(
        plan=plan,
        objective=check.total_cost,
        bound=bound,
        status=status,
        seconds=time.monotonic() - begun,
        check=check,
        moves=moves,
    )
