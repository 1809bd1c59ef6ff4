"""From a surgical day to its list: greedy, bound, search; always an answer, with status, bound and gap."""

import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from optimizer.operating_rooms.check import objective, violations
from optimizer.operating_rooms.compile_ahead import compile_beside
from optimizer.operating_rooms.compiled import is_compiled
from optimizer.operating_rooms.greedy import greedy_plan
from optimizer.operating_rooms.linear_program import solve_linear
from optimizer.operating_rooms.model import build_choice_model, build_model
from optimizer.operating_rooms.parts.bound import PartsBound
from optimizer.operating_rooms.portfolio import Portfolio
from optimizer.operating_rooms.problem import Problem, make_problem
from optimizer.operating_rooms.quantile import chosen_quantile
from optimizer.operating_rooms.rules.must_do import MustDo
from optimizer.operating_rooms.search import LANES, Clock, Incumbent, frozen_violations, improve
from optimizer.rule import Violation
from optimizer.solution import Solution, Status
from optimizer.solve import Budget, ProgressCallback, solve
from scenarios.allocation_settings import RuleMode, RuleSetting
from scenarios.surgical_day import OperatingRoomPlan, SurgicalDay

CHOICE_SHARE = 0.1
"""Most of the budget for the bound by HiGHS, where rooms by themselves say too little: a makespan, or cases that have
already started."""

CHOICE_NODES = 200
"""Branch-and-bound nodes of HiGHS in a run that must not depend on the machine."""

EXACT_SHARE, POLISH_SHARE = 0.1, 0.1
"""Share of the budget left to CP-SAT once annealing and bounding are over: for the whole model, or neighbourhoods."""

MUST_DO_POINTS = 50_000
"""For each case that must be done and is not, where not all can be: more than a whole day of the others costs."""

EXACT_CASES = 60
"""Up to so many cases the whole model is given to CP-SAT."""

SHOP_EXACT_CASES, SHOP_EXACT_SHARES = 150, (0.9, 0.1)
"""The same for a job shop, all of which CP-SAT gets for the larger share of the budget up to so many cases, and for the
smaller one above: of 150 it finds better makespans than annealing within 20 seconds, of 196 worse ones."""


@dataclass(frozen=True, slots=True)
class FirstPlan:
    """The greedy list, before any solver ran.

    Attributes
    ----------
    plan : OperatingRoomPlan
        The list.
    seconds : float
        Wall clock it took.
    violations : tuple of Violation
        Hard rules it breaks: only where a case that must be done finds no place.
    """

    plan: OperatingRoomPlan
    seconds: float
    violations: tuple[Violation, ...]


def schedule(
    day: SurgicalDay,
    budget: Budget | None = None,
    *,
    quantile: float | None = None,
    on_progress: ProgressCallback | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Solution[OperatingRoomPlan]:
    """Return the best list found within a budget.

    Parameters
    ----------
    day : SurgicalDay
        Free of cross-object problems.
    budget : Budget, optional
        Limits; 60 seconds of wall clock without.
    quantile : float, optional
        Of each duration, to plan with; else the one that keeps the day's risk limit.
    on_progress : callable, optional
        Called with (seconds, objective, bound) at every better list or bound.
    should_stop : callable, optional
        True ends the search with the best list so far.

    Returns
    -------
    Solution
        Never an exception for lack of time. ``infeasible``, with a list of the others, when a case that must be done
        has no place.
    """
    return solve_problem(
        make_problem(day, quantile or chosen_quantile(day)),
        budget or Budget(seconds=60),
        on_progress=on_progress,
        should_stop=should_stop,
    )


def solve_problem(
    problem: Problem,
    budget: Budget,
    *,
    start: OperatingRoomPlan | None = None,
    on_progress: ProgressCallback | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Solution[OperatingRoomPlan]:
    """Return the best list of a problem; ``start`` goes before the greedy list when it is better."""
    interrupted = threading.Event()
    clock = Clock(budget, lambda: interrupted.is_set() or (should_stop is not None and should_stop()))
    first = first_plan(problem, clock)
    if not problem.day.cases:
        return Solution(plan=first.plan, objective=0.0, bound=0.0, status=Status.OPTIMAL, seconds=clock.seconds)
    best = Incumbent(first.plan, float("inf"), tolerated=frozen_violations(problem))
    best.offer(problem, first.plan)
    if start is not None:
        best.offer(problem, start)

    def report(incumbent: Incumbent) -> None:
        if on_progress:
            on_progress(clock.seconds, float(incumbent.objective), incumbent.bound)

    report(best)
    if best.objective == float("inf"):
        _find_any(problem, best, clock)
        if best.objective == float("inf"):
            return _most_that_must_be_done(problem, first.plan, best, clock, start, on_progress)
    lanes = ThreadPoolExecutor(LANES, thread_name_prefix="rooms")
    try:
        _search(problem, best, clock, lanes, report)
    except BaseException:
        # Ctrl-C reaches the main thread alone: what runs in the lanes ends by the clock.
        interrupted.set()
        raise
    finally:
        lanes.shutdown(cancel_futures=True)
    status = Status.OPTIMAL if best.proven else Status.FEASIBLE
    bound = min(best.bound, best.objective)
    return Solution(plan=best.plan, objective=float(best.objective), bound=bound, status=status, seconds=clock.seconds)


def _most_that_must_be_done(
    problem: Problem,
    greedy: OperatingRoomPlan,
    best: Incumbent,
    clock: Clock,
    start: OperatingRoomPlan | None,
    on_progress: ProgressCallback | None,
) -> Solution[OperatingRoomPlan]:
    """Return the best list of those that leave as few cases as possible off it that must be done.

    One case without a place is no reason to leave all others where the first pass over them has put them. Should all
    find one after all, the list is feasible, and what bounds those that may leave some off bounds it, too.
    """
    if problem.setting(MustDo.name).mode is not RuleMode.HARD:
        points = float(objective(problem, greedy))
        return Solution(
            plan=greedy, objective=points, bound=best.bound, status=Status.INFEASIBLE, seconds=clock.seconds
        )
    rules = {**problem.day.settings.rules, MustDo.name: RuleSetting(mode=RuleMode.WEIGHTED, points=MUST_DO_POINTS)}
    settings = replace(problem.day.settings, rules=rules)
    relaxed = replace(problem, day=replace(problem.day, settings=settings))
    work = clock.budget.deterministic_time
    budget = replace(
        clock.budget,
        seconds=clock.seconds_left(),
        deterministic_time=None if work is None else max(0.01, work - clock.work),
    )

    def report(_seconds: float, points: float, _bound: float) -> None:
        if on_progress:
            on_progress(clock.seconds, points % MUST_DO_POINTS, best.bound)

    found = solve_problem(relaxed, budget, start=start, on_progress=report, should_stop=clock.should_stop)
    points = float(objective(problem, found.plan))
    if best.offer(problem, found.plan):
        return replace(found, objective=points, bound=min(found.bound, points), seconds=clock.seconds)
    return Solution(
        plan=found.plan, objective=points, bound=best.bound, status=Status.INFEASIBLE, seconds=clock.seconds
    )


def first_plan(problem: Problem, clock: Clock | None = None) -> FirstPlan:
    """Return the greedy list and the time it took."""
    own = clock or Clock(Budget())
    plan = greedy_plan(problem)
    return FirstPlan(plan, own.seconds, tuple(violations(problem, plan)))


def _search(
    problem: Problem,
    best: Incumbent,
    clock: Clock,
    lanes: ThreadPoolExecutor,
    report: Callable[[Incumbent], None],
) -> None:
    """Search and bound, in the order that the README explains."""
    seeds = np.random.SeedSequence(clock.budget.seed).spawn(2)
    shop = problem.day.settings.weights.makespan > 0
    if shop or problem.frozen:
        _bound_choice(problem, best, clock)
        report(best)
    if shop:
        # The critical path of a job shop goes through all rooms: no bound by rooms, no neighbourhoods of few cases.
        if best.proven:
            return
        few = len(problem.free_cases()) <= SHOP_EXACT_CASES
        if clock.deterministic or is_compiled():
            portfolio = Portfolio(problem, best, clock, lanes, report, seeds[0])
            portfolio.run(SHOP_EXACT_SHARES[0 if few else 1], small=few)
        else:
            compile_beside()
        _exact(problem, best, clock, report)
        return
    if not clock.deterministic and not is_compiled():
        _search_uncompiled(problem, best, clock, lanes, report)
    small = len(problem.free_cases()) <= EXACT_CASES
    if clock.left <= 0 or best.proven:
        return
    bounding = None if problem.frozen else PartsBound(problem, clock.budget.seed)
    portfolio = Portfolio(problem, best, clock, lanes, report, seeds[0], bounding)
    portfolio.run(EXACT_SHARE if small else POLISH_SHARE, small=small)
    if small:
        _exact(problem, best, clock, report)
    else:
        random = np.random.default_rng(seeds[1])
        improve(problem, best, clock, lanes, until_left=0, random=random, on_better=report)


def _search_uncompiled(
    problem: Problem,
    best: Incumbent,
    clock: Clock,
    lanes: ThreadPoolExecutor,
    report: Callable[[Incumbent], None],
) -> None:
    """Search without compiled code while another process compiles it: a first call keeps its time limit, too."""
    compile_beside()
    random = np.random.default_rng(clock.budget.seed)
    improve(
        problem,
        best,
        clock,
        lanes,
        until_left=0,
        random=random,
        enough=is_compiled,
        on_better=report,
        stalled_rounds=sys.maxsize,
    )


def _bound_choice(problem: Problem, best: Incumbent, clock: Clock) -> None:
    """Raise the bound by the choice of rooms and surgeons under minutes, without times."""
    model, _ = build_choice_model(problem)
    nodes = CHOICE_NODES if clock.deterministic else None
    outcome = solve_linear(model, seconds=CHOICE_SHARE * clock.budget.seconds, node_limit=nodes)
    best.bound = max(best.bound, min(outcome.bound, best.objective))


def _exact(problem: Problem, best: Incumbent, clock: Clock, report: Callable[[Incumbent], None]) -> None:
    """Give the whole model to CP-SAT for the rest of the budget."""
    if clock.left <= 0 or best.proven:
        return
    model = build_model(problem)
    work = clock.budget.deterministic_time
    budget = replace(
        clock.budget,
        seconds=clock.seconds_left(),
        workers=1 if work is not None else clock.budget.workers,
        deterministic_time=None if work is None else max(0.01, work - clock.work),
    )
    if np.isfinite(best.bound):
        floor = int(best.bound)
        model.model.add(model.points >= floor)
    outcome = solve(model.model, budget, hint=model.hint(best.plan), should_stop=clock.should_stop)
    best.bound = max(best.bound, outcome.bound if outcome.found else best.bound)
    if outcome.found:
        best.offer(problem, model.plan(outcome.solver))
    report(best)


def _find_any(problem: Problem, best: Incumbent, clock: Clock) -> None:
    """Let CP-SAT look for a list that keeps the rules when the greedy one does not."""
    model = build_model(problem)
    budget = replace(clock.budget, seconds=clock.seconds_left() / 2)
    if clock.budget.deterministic_time is not None:
        half = max(0.01, (clock.budget.deterministic_time - clock.work) / 2)
        budget = replace(budget, workers=1, deterministic_time=half)
        clock.work += half
    outcome = solve(model.model, budget, should_stop=clock.should_stop)
    if outcome.found:
        best.offer(problem, model.plan(outcome.solver))
