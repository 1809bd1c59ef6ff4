"""What runs in a process of its own: lists planned, the rest of a day planned again, cases explained."""

import logging
import os
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from api.operating_rooms.list_now import ListNow
from api.operating_rooms.lists import Lists
from api.operating_rooms.pins import must_stay, solved_words
from api.operating_rooms.rows import plan_document
from api.operating_rooms.views import differences, violation_view
from api.parent import end_with_parent
from api.store.database import Database
from api.store.job_rows import cancel_is_requested, write_progress
from optimizer.operating_rooms.check import violations
from optimizer.operating_rooms.explain import WhyPutOff, rules_in_the_way, why_put_off, why_there
from optimizer.operating_rooms.not_earlier import WhyNotEarlier, why_not_earlier
from optimizer.operating_rooms.placing import make_room
from optimizer.operating_rooms.problem import Problem, make_problem
from optimizer.operating_rooms.quantile import chosen_quantile
from optimizer.operating_rooms.schedule import first_plan, solve_problem
from optimizer.solution import Solution, Status
from optimizer.solve import Budget
from scenarios.generate.surgery import generate_surgical_day
from scenarios.surgical_day import OperatingRoomPlan

Document = dict[str, Any]
Explain = Callable[[Problem, OperatingRoomPlan, str], WhyPutOff | None]
PRIORITY_STEP = 5
"""The dispatch of beds goes before a list of tomorrow."""
PROGRESS_SECONDS = 0.5
WARM_UP_SECONDS = 0.3
REASON_SECONDS = 15.0
"""Most that a run takes for why cases are put off; the others are explained when somebody asks."""
QUICK_REASON_SECONDS = 0.3
"""The same for a list that is waited for: it gets only the reasons that need no solver."""


@dataclass(frozen=True, slots=True)
class _Worker:
    database: Database
    lists: Lists


_worker: _Worker | None = None


def start(url: str) -> None:
    """Prepare this process; run by the pool when it starts one."""
    global _worker
    logging.disable(logging.INFO)
    os.nice(PRIORITY_STEP)
    end_with_parent()
    database = Database(url)
    _worker = _Worker(database, Lists(database))


def warm_up() -> None:
    """Solve a tiny day, so that the first question does not wait for what solvers load and compile."""
    day = generate_surgical_day(rooms=2, cases=4)
    solve_problem(make_problem(day, chosen_quantile(day)), Budget(seconds=WARM_UP_SECONDS, workers=1))


def first_list(on: str) -> Document:
    """Return the greedy list of a day: what is there before any solver runs."""
    now = _prepared().lists.now(on)
    problem = fresh_problem(now)
    first = first_plan(problem)
    status = Status.INFEASIBLE if first.violations else Status.FEASIBLE
    why = reasons(problem, first.plan, QUICK_REASON_SECONDS, rules_in_the_way)
    return found_document(now, problem, first.plan, {"status": status.value, "seconds": round(first.seconds, 3)}, why)


def plan_list(on: str, job_id: str, seconds: float, seed: int, stay: Collection[str]) -> Document:
    """Return the best list found within some seconds; report progress to the job and stop when it is cancelled.

    ``stay`` are cases that must be done because of their pins.
    """
    worker = _prepared()
    now = worker.lists.now(on)
    fresh = fresh_problem(now)
    problem = fresh.with_must_do(stay)
    last = -PROGRESS_SECONDS

    def on_progress(spent: float, objective: float, bound: float) -> None:
        nonlocal last
        if time.monotonic() - last >= PROGRESS_SECONDS:
            last = time.monotonic()
            write_progress(
                worker.database, job_id, {"seconds": round(spent, 2), "objective": objective, "bound": bound}
            )

    solution = solve_problem(
        problem,
        Budget(seconds=seconds, seed=seed),
        start=now.plan if now.plan.cases and not violations(fresh, now.plan) else None,
        on_progress=on_progress,
        should_stop=lambda: cancel_is_requested(worker.database, job_id),
    )
    why = reasons(problem, solution.plan, REASON_SECONDS, why_put_off)
    return solved_document(now, problem, solution, why)


def replan_day(on: str, seconds: float) -> Document:
    """Return the list of the rest of a day, from what is reported; quickly, with the reasons that cost little."""
    now = _prepared().lists.now(on)
    problem = now.problem.with_must_do(must_stay(now))
    start = None if violations(now.problem, now.plan) else now.plan
    solution = solve_problem(problem, Budget(seconds=seconds), start=start)
    why = reasons(problem, solution.plan, QUICK_REASON_SECONDS, rules_in_the_way)
    return solved_document(now, problem, solution, why)


def explain_case(on: str, case: str) -> Document:
    """Return why a case stands where it does, or why it is put off."""
    now = _prepared().lists.now(on)
    problem, plan = now.problem, now.plan
    placed = plan.by_case.get(case)
    if placed is not None:
        not_earlier = why_not_earlier(problem, plan, case)
        told = not_earlier_document(not_earlier) if not_earlier else None
        return {"case": case, "placed": True, "points": dict(why_there(problem, plan, case)), "not_earlier": told}
    return {"case": case, "placed": False, "why": why_document(why_put_off(problem, plan, case))}


def cost_of_placing(on: str, case: str) -> Document | None:
    """Return what it costs to place a case that is put off by making room for it; None where that is not found."""
    now = _prepared().lists.now(on)
    made = make_room(now.problem, now.plan, case)
    if made is None:
        return None
    return {"extra_points": made.extra_points, "changes": differences(now.plan.cases, made.plan.cases)}


def fresh_problem(now: ListNow) -> Problem:
    """Return the problem of a new run: the planned minutes are chosen anew before the day begins."""
    return now.problem if now.under_way else make_problem(now.day, chosen_quantile(now.day))


def solved_document(
    now: ListNow, problem: Problem, solution: Solution[OperatingRoomPlan], why: dict[str, Document]
) -> Document:
    """Return what a solve has found, with why cases are put off."""
    known = solution.bound > float("-inf")
    words: Document = {
        "status": solution.status.value,
        "objective": solution.objective,
        "bound": solution.bound if known else None,
        "gap": solution.gap if known else None,
        "seconds": round(solution.seconds, 3),
    }
    return found_document(now, problem, solution.plan, words, why)


def reasons(problem: Problem, plan: OperatingRoomPlan, seconds: float, explain: Explain) -> dict[str, Document]:
    """Return why cases are put off, as far as there is time to find out and ``explain`` knows."""
    until = time.monotonic() + seconds
    why: dict[str, Document] = {}
    for case in plan.postponed:
        if time.monotonic() >= until:
            break
        if (found := explain(problem, plan, case)) is not None:
            why[case] = why_document(found)
    return why


def found_document(
    now: ListNow, problem: Problem, plan: OperatingRoomPlan, words: Document, why: dict[str, Document]
) -> Document:
    """Return a plan with what is known of it, and the version of the list that it was made for."""
    solution = {**words, **solved_words(problem, plan), "why": why}
    return {"version": now.version, "plan": plan_document(plan), "solution": solution}


def why_document(why: WhyPutOff) -> Document:
    """Return why a case is put off."""
    return {
        "rules": list(why.rules),
        "extra_points": why.extra_points,
        "room": why.place.room if why.place else None,
        "message": why.sentence,
        "broken": [violation_view(one) for one in why.broken],
    }


def not_earlier_document(why: WhyNotEarlier) -> Document:
    """Return why a case does not start earlier."""
    return {
        "rules": list(why.rules),
        "extra_points": why.extra_points,
        "room": why.place.room,
        "start_minute": why.place.start_minute,
        "message": why.sentence,
        "broken": [violation_view(one) for one in why.broken],
    }


def _prepared() -> _Worker:
    if _worker is None:
        raise RuntimeError("the worker was not started, expected start() first")
    return _worker
