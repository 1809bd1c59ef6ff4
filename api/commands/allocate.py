"""``onebed allocate``."""

import json
from datetime import timedelta
from typing import Any

import typer

from api.commands.allocation_table import print_allocation
from api.commands.options import AsJson, Day, Quiet, ScenarioFile, Seed, TimeLimit, Workers
from api.commands.terminal import console, progress
from optimizer.beds import BedProblem, allocate_problem, explain, why_waiting
from optimizer.beds.conflict import sentences
from optimizer.beds.explain import Explanation
from optimizer.beds.rules import RULE_NAMES
from optimizer.solution import Solution
from optimizer.solve import Budget
from scenarios.files import load
from scenarios.plans import BedPlan


def allocate(
    file: ScenarioFile,
    day: Day = None,
    time_limit: TimeLimit = 10.0,
    workers: Workers = 0,
    seed: Seed = 0,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Give every waiting patient the best bed of the whole hospital, and say why."""
    scenario = load(file, day=day, rule_names=RULE_NAMES)
    problem = BedProblem(scenario)
    budget = Budget(seconds=time_limit, workers=workers, seed=seed)
    with progress("Allocating beds", quiet=quiet or as_json) as on_progress:
        solution = allocate_problem(problem, budget, on_progress=on_progress)
    document = allocation_document(problem, solution)
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False))
    else:
        print_allocation(problem, solution.plan, document, console())


def allocation_document(problem: BedProblem, solution: Solution[BedPlan]) -> dict[str, Any]:
    """Return an allocation with its reasons as the document that scripts rely on; times are ISO 8601 with a zone."""
    return {
        "status": solution.status.value,
        "objective": solution.objective,
        "bound": solution.bound,
        "gap": solution.gap,
        "seconds": round(solution.seconds, 4),
        "assignments": [_assignment(problem, explanation) for explanation in explain(problem, solution.plan)],
        "waiting": [
            {"request": request, "why": [str(one) for one in sentences(problem, conflict)]}
            for request in solution.plan.waiting
            for conflict in [why_waiting(problem, solution.plan, request)]
        ],
        "moves": [
            {
                "patient": move.patient,
                "from_bed": move.from_bed,
                "to_bed": move.to_bed,
                "start": _moment(problem, move.start_minutes),
            }
            for move in solution.plan.moves
        ],
    }


def _assignment(problem: BedProblem, explanation: Explanation) -> dict[str, Any]:
    assignment = explanation.assignment
    place = problem.scenario.hospital.place_of_bed[assignment.bed]
    return {
        "request": assignment.request,
        "bed": assignment.bed,
        "room": place.room.id,
        "ward": place.ward.id,
        "start": _moment(problem, assignment.start_minutes),
        "cost": explanation.cost,
        "costs": dict(explanation.costs),
        "alternatives": [
            {
                "bed": alternative.bed,
                "start": _moment(problem, alternative.start_minutes),
                "extra_cost": alternative.extra_cost,
            }
            for alternative in explanation.alternatives
        ],
    }


def _moment(problem: BedProblem, minutes: int) -> str:
    return (problem.scenario.census.at + timedelta(minutes=minutes)).isoformat()
