"""Runs: lists of a day asked for, followed, cancelled, taken over, and published when that was asked for."""

import asyncio
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from api.jobs import GRACE_SECONDS, new_lease, run_job
from api.operating_rooms import worker
from api.operating_rooms.changes import publish_list, take_over
from api.operating_rooms.day_report import DayReport
from api.operating_rooms.loading import NOT_IN_ADDRESSES, add_case
from api.operating_rooms.pins import must_stay
from api.operating_rooms.reports import report_day
from api.operating_rooms.rows import PLANNED
from api.operating_rooms.teams import with_usual_team
from api.operating_rooms.views import differences
from api.runtime import Runtime
from api.store.images import Row
from api.store.job_rows import OPERATING_LIST, add_job
from api.store.refusals import WrongState
from api.store.store import Envelope
from api.store.transaction import Answer, Transaction
from optimizer.operating_rooms.check import violations
from optimizer.operating_rooms.model import sorted_plan
from optimizer.operating_rooms.problem import Problem, make_problem
from optimizer.operating_rooms.rules.must_do import MustDo
from scenarios.input_problems import InputError
from scenarios.surgery import SurgicalCase
from scenarios.surgery_check import check_day
from scenarios.surgical_day import OperatingRoomPlan

ANSWER_SECONDS = 3.0
"""Of the five in which a planner wants the rest of the day; the others are for reading, checking and writing."""


KEPT_WORDS = ("why", "without_place")
"""What the list keeps of a solution for itself."""


@dataclass(frozen=True, kw_only=True)
class RunAsked:
    """A run for a coming day.

    Attributes
    ----------
    on : str
        The date.
    seconds : float
        Time limit of the solver.
    seed : int
        Of the search.
    publish : bool
        Publish what it finds, whatever its status.
    reason : str
        Why, for the log.
    """

    on: str
    seconds: float
    seed: int = 0
    publish: bool = False
    reason: str = ""


def ask_for_run(tx: Transaction, runtime: Runtime, asked: RunAsked) -> Answer:
    """Store a job for a list; :func:`carry_out_run` does the work.

    Raises
    ------
    NotFound
        Nothing was loaded for the day.
    WrongState
        It has no case.
    """
    if not runtime.lists.now(asked.on).day.cases:
        raise WrongState("The list of {on} has no case, expected some to be loaded", on=asked.on)
    settings = {name: getattr(asked, name) for name in ("on", "seconds", "seed", "publish", "reason")}
    return {"job": add_job(tx.connection, OPERATING_LIST, tx.actor, tx.now, settings, new_lease(runtime))}


async def carry_out_run(runtime: Runtime, job_id: str) -> None:
    """Let a worker plan, and put what it finds in the place of the list; a first list is there at once.

    Nothing is done when the job is under way already.
    """

    async def solve(row: Row) -> dict[str, Any]:
        return await _planned(runtime, job_id, RunAsked(**row["settings"]), Envelope(actor=row["created_by"]))

    await run_job(runtime, job_id, OPERATING_LIST, runtime.one_list, solve)


async def _planned(runtime: Runtime, job_id: str, asked: RunAsked, envelope: Envelope) -> dict[str, Any]:
    lane, on = runtime.solver.lists, asked.on
    before = await asyncio.to_thread(runtime.lists.now, on)
    # Asked of the list before the first one is there: rooms that a file gives do not bind a run to the greedy list.
    stay = sorted(must_stay(before))
    if not before.plan.cases:
        first = await lane.run(worker.first_list, on)
        await asyncio.to_thread(
            runtime.command, envelope, lambda tx: take_over_found(runtime, tx, on, first, "first list")
        )
    found = await lane.run_within(
        asked.seconds + GRACE_SECONDS, worker.plan_list, on, job_id, asked.seconds, asked.seed, stay
    )
    answer = await asyncio.to_thread(runtime.command, envelope, lambda tx: _taken(runtime, tx, asked, found))
    return {**{name: value for name, value in found["solution"].items() if name not in KEPT_WORDS}, **answer}


def take_over_found(runtime: Runtime, tx: Transaction, on: str, found: dict[str, Any], reason: str) -> Answer:
    """Put a list that was found in the place of the one that stands, if it still fits.

    Raises
    ------
    WrongState
        Cases or pins were changed meanwhile so that it does not.
    """
    now = runtime.lists.seen_by(tx.connection, on)
    plan = OperatingRoomPlan(
        cases=PLANNED.validate_python(found["plan"]["cases"]), postponed=tuple(found["plan"]["postponed"])
    )
    if now.version != found["version"]:
        quantile = found["solution"]["planning_quantile"]
        problem = now.problem if now.under_way else make_problem(now.day, quantile)
        plan = _with_what_has_begun(problem, plan)
        tolerated = {MustDo.name} if found["solution"]["status"] == "infeasible" else set()
        if any(broken.rule not in tolerated for broken in violations(problem, plan)):
            raise WrongState("The list of {on} was changed while it was planned, expected it to be asked again", on=on)
    return take_over(tx, now, plan, found["solution"], reason)


def _with_what_has_begun(problem: Problem, plan: OperatingRoomPlan) -> OperatingRoomPlan:
    """Return a list with the cases that have begun since it was made where they really are."""
    really = {planned.case: planned for _, planned in problem.frozen_placed()}
    others = [planned for planned in plan.cases if planned.case not in really]
    return sorted_plan([*others, *really.values()], [case for case in plan.postponed if case not in really])


async def reschedule(
    runtime: Runtime,
    envelope: Envelope,
    on: str,
    report: DayReport,
    added: tuple[SurgicalCase, ...],
    seconds: float,
    reason: str,
) -> Answer:
    """Keep what has happened, then plan the rest of the day again; the published list stays until the new one is.

    What has happened is kept even if no list is found. A repeat gets the first answer.
    """
    known = await asyncio.to_thread(runtime.store.answered, envelope)
    if known is not None:
        return known
    report_key = None if envelope.key is None else f"report-{sha256(envelope.key.encode()).hexdigest()}"
    reported = replace(envelope, key=report_key)
    await asyncio.to_thread(runtime.command, reported, lambda tx: _reported(runtime, tx, on, report, added, reason))
    before = (await asyncio.to_thread(runtime.lists.now, on)).day.published
    found = await runtime.solver.rooms.run_within(seconds + GRACE_SECONDS, worker.replan_day, on, seconds)

    def take(tx: Transaction) -> Answer:
        taken = take_over_found(runtime, tx, on, found, reason or "rest of the day")
        plan = PLANNED.validate_python(found["plan"]["cases"])
        known_words = {name: found["solution"][name] for name in ("status", "objective", "bound", "gap", "seconds")}
        changed = differences(before.cases if before else (), plan)
        return {**taken, **known_words, "changes": changed}

    return await asyncio.to_thread(runtime.command, envelope, take)


def _reported(
    runtime: Runtime, tx: Transaction, on: str, report: DayReport, added: tuple[SurgicalCase, ...], reason: str
) -> Answer:
    answer = report_day(tx, on, report, reason=reason)
    for case in added:
        add_checked_case(runtime, tx, on, case, reason)
    return {**answer, "added": [case.id for case in added]}


def add_checked_case(runtime: Runtime, tx: Transaction, on: str, case: SurgicalCase, reason: str) -> Answer:
    """Add a case that fits the day's rooms and people; one without a team gets that of its like.

    Raises
    ------
    InputError
        All that is wrong with it.
    """
    if NOT_IN_ADDRESSES.search(case.id):
        raise InputError.single("case.id", f"{case.id!r}, expected a name without / and line breaks")
    day = replace(runtime.lists.seen_by(tx.connection, on).day, published=None)
    case = with_usual_team(case, day.cases)
    problems = set(check_day(replace(day, cases=(*day.cases, case)))) - set(check_day(day))
    if problems:
        raise InputError(sorted(problems, key=str))
    return {**add_case(tx, day, case, reason=reason), "staff": dict(case.staff)}


def _taken(runtime: Runtime, tx: Transaction, asked: RunAsked, found: dict[str, Any]) -> Answer:
    answer = take_over_found(runtime, tx, asked.on, found, asked.reason or "run")
    if not asked.publish:
        return answer
    reason = asked.reason or "night run"
    # A night run publishes what there is: with its status, and with the rules that it breaks kept in the log.
    return {**answer, **publish_list(tx, runtime.lists, asked.on, reason=reason, override=reason)}
