"""What runs in the process that plans coming weeks."""

import os
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from api import worker
from api.decisions import sentence_document
from api.store.database import Database
from api.store.documents import WEEKS_PLAN
from api.store.job_rows import ADMISSIONS, cancel_is_requested, job_row, write_progress
from api.weeks_planning import made_of, pinned, pins_of, planning_scenario
from optimizer.admissions.check import PlanCheck, check_plan
from optimizer.admissions.explain import impossible_patients
from optimizer.admissions.goals import GOALS
from optimizer.admissions.left_for_later import Postponed, left_for_later
from optimizer.admissions.loads import theatre_loads, ward_loads
from optimizer.admissions.planner import plan_admissions
from scenarios.admissions.of_scenario import admissions_problem
from scenarios.admissions.plan import AdmissionsPlan
from scenarios.admissions.problem import AdmissionsProblem
from scenarios.admissions.weeks_plan import weeks_plan

PROGRESS_SECONDS = 0.5
NICENESS = 10
"""Annealers use every core they are given for minutes; questions from the board go first."""


def plan_weeks(now: datetime, job_id: str) -> dict[str, Any]:
    """Return a plan of the coming weeks; report progress to the job and stop when it is cancelled."""
    os.nice(max(0, NICENESS - os.nice(0)))
    live = worker.following().live
    database = live.database
    settings = job_row(database, job_id, ADMISSIONS)["settings"]
    scenario = planning_scenario(live, now)
    weeks, problem = scenario.coming_weeks, admissions_problem(scenario)
    assert weeks is not None, "a planning scenario has coming weeks"
    pinned_places = pinned(scenario, pins_of(settings))
    wished, pins = pinned_places.problem, pinned_places.pins
    told = _Told(database, job_id)
    found = plan_admissions(
        wished,
        time_limit_seconds=settings["seconds"],
        workers=len(os.sched_getaffinity(0)),
        pins=pins,
        progress=told.better,
        stop=told.stop,
    )
    out = [entry for entry, pin in pins.items() if pin is None]
    impossible = [] if found.check.feasible else impossible_patients(wished)
    postponed = left_for_later(wished, found.plan, impossible=impossible, pinned_out=out)
    costs = check_plan(problem, found.plan)
    # What somebody wished for delays nobody: its delay is in every plan that keeps the wishes, so in the bound, too.
    wishes = costs.total_cost - found.check.total_cost if found.check.feasible else 0
    found = replace(found, objective=costs.total_cost, bound=found.bound + wishes)
    why = {one.patient: tuple(map(str, one.sentences())) for one in postponed}
    return {
        "status": found.status.value,
        "objective": found.objective,
        "bound": found.bound,
        "gap": found.gap,
        "seconds": round(found.seconds, 1),
        "costs": costs.costs,
        "goals": [
            {
                "name": goal.name,
                "amount": costs.amounts[goal.name],
                "weight": getattr(problem.weights, goal.weight),
                "points": costs.costs[goal.name],
            }
            for goal in GOALS
        ],
        "violations": [{"rule": one.rule, "message": one.message} for one in found.check.violations],
        "impossible": [
            {"entries": list(group.patients), "reason": sentence_document(group.reason)} for group in impossible
        ],
        "left_for_later": [_left(one) for one in postponed],
        "plan": WEEKS_PLAN.dump_python(weeks_plan(weeks, problem, found.plan, why), mode="json"),
        "loads": _loads(problem, found.plan),
        "pins": settings["pins"],
        "made_of": made_of(live),
        "at": now.isoformat(),
    }


class _Told:
    """What the job says of a search under way: written while it asks whether to stop, so that time is seen to pass."""

    def __init__(self, database: Database, job_id: str) -> None:
        self.database = database
        self.job_id = job_id
        self.begun = time.monotonic()
        self.next_seconds = 0.0
        self.figures: dict[str, int] = {}

    def better(self, plan: AdmissionsPlan, check: PlanCheck) -> None:
        """Take in a better plan."""
        self.figures = {"objective": check.total_cost, "admitted": len(plan.admissions)}
        self._write()

    def stop(self) -> bool:
        """Return whether somebody wants the job to stop."""
        self._write()
        return cancel_is_requested(self.database, self.job_id)

    def _write(self) -> None:
        seconds = time.monotonic() - self.begun
        if seconds >= self.next_seconds and self.figures:
            self.next_seconds = seconds + PROGRESS_SECONDS
            write_progress(self.database, self.job_id, {"seconds": round(seconds, 1), **self.figures})


def _left(one: Postponed) -> dict[str, Any]:
    return {
        "entry": one.patient,
        "pinned": one.pinned,
        "day": one.day,
        "extra_points": one.extra_points,
        "why": [sentence_document(reason) for reason in one.sentences()],
    }


def _loads(problem: AdmissionsProblem, plan: AdmissionsPlan) -> dict[str, Any]:
    def fields(load: object, names: Sequence[str]) -> dict[str, Any]:
        return {name: getattr(load, name) for name in names}

    of_ward = ("beds", "used", "admitted", "workload", "most_workload")
    return {
        "wards": {ward: fields(load, of_ward) for ward, load in ward_loads(problem, plan).items()},
        "theatres": {
            theatre: fields(load, ("cases", "minutes", "open_minutes"))
            for theatre, load in theatre_loads(problem, plan).items()
        },
    }
