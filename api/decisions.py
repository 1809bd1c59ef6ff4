"""The optimizer's answers as the documents that clients see."""

from collections.abc import Callable
from typing import Any

import numpy as np

from optimizer.beds import BedProblem, HospitalIndex, allocate
from optimizer.beds.candidates import FORBIDDEN, candidates_of
from optimizer.beds.evaluate import violations
from optimizer.beds.goals import GOALS
from optimizer.solve import Budget
from scenarios.hospital import BedPlace
from scenarios.plans import BedAssignment, BedPlan
from scenarios.scenario import Scenario

Decision = dict[str, Any]


def recommend_beds(scenario: Scenario, index: HospitalIndex, request_id: str, count: int) -> Decision:
    """Return the best beds for one request with their cost by goal, or why there is none."""
    problem = BedProblem(scenario, index)
    candidates = candidates_of(problem)
    number = problem.number_of_person[request_id]
    options: list[Decision] = []
    for bed_class in np.argsort(candidates.cost[number], kind="stable").tolist():
        if candidates.cost[number, bed_class] >= FORBIDDEN or len(options) >= count:
            break
        bed = problem.slots[problem.slots_of_class[bed_class][0]].beds[0]
        costs = {goal.name: int(goal.pair_costs(problem.grid)[number, bed_class]) for goal in GOALS}
        options.append(
            {
                **place_document(index.places[bed]),
                "start_minutes": int(problem.classes.available_minutes[bed_class]),
                "cost": int(candidates.cost[number, bed_class]),
                "costs": costs,
            }
        )
    return {"request": request_id, "options": options, "why_none": []}


def why_not(scenario: Scenario, index: HospitalIndex, request_id: str, bed_id: str) -> Decision:
    """Return the rules that a bed would break for a request, and what it would cost in points."""
    problem = BedProblem(scenario, index)
    number = index.bed_number[bed_id]
    available = int(problem.beds.available_minutes[number])
    start = available if available <= scenario.allocation.look_ahead_minutes else 0
    plan = BedPlan(assignments=(BedAssignment(request=request_id, bed=bed_id, start_minutes=start),))
    broken = [{"rule": one.rule, "message": one.message} for one in violations(problem, plan)]
    best = recommend_beds(scenario, index, request_id, 1)["options"]
    return {
        "request": request_id,
        **place_document(index.places[number]),
        "start_minutes": start,
        "broken": broken,
        "cost": None if broken else _pair_cost(problem, request_id, bed_id),
        "best_cost": best[0]["cost"] if best else None,
    }


def _pair_cost(problem: BedProblem, request_id: str, bed_id: str) -> int | None:
    """Return the points of a request in a bed by itself."""
    bed = problem.index.bed_number[bed_id]
    for slot in problem.slots:
        if bed in slot.beds:
            cost = int(candidates_of(problem).cost[problem.number_of_person[request_id], slot.bed_class])
            return None if cost >= FORBIDDEN else cost
    return None


def decide_all(
    scenario: Scenario,
    index: HospitalIndex,
    seconds: float,
    *,
    on_progress: Callable[[float, float, float], None],
    should_stop: Callable[[], bool],
) -> Decision:
    """Return a plan for all requests of a scenario, line by line."""
    budget = Budget(seconds=seconds, workers=1, seed=scenario.seed)
    solution = allocate(scenario, budget, index=index, on_progress=on_progress, should_stop=should_stop)
    places = scenario.hospital.place_of_bed
    lines = [
        {
            "request": one.request,
            **place_document(places[one.bed]),
            "start_minutes": one.start_minutes,
        }
        for one in solution.plan.assignments
    ]
    return {
        "status": solution.status.value,
        "objective": solution.objective,
        "bound": solution.bound,
        "gap": solution.gap,
        "seconds": solution.seconds,
        "lines": lines,
        "waiting": list(solution.plan.waiting),
        "moves": [
            {"patient": move.patient, "from_bed": move.from_bed, "to_bed": move.to_bed} for move in solution.plan.moves
        ],
    }


def place_document(place: BedPlace) -> Decision:
    """Return where a bed is."""
    return {
        "bed": place.bed.id,
        "room": place.room.id,
        "ward": place.ward.id,
        "department": place.ward.department,
    }
