"""The optimizer's answers as the documents that clients see."""

from collections.abc import Callable
from typing import Any

import numpy as np

from optimizer.beds import BedProblem, HospitalIndex, allocate
from optimizer.beds.candidates import FORBIDDEN, candidates_of
from optimizer.beds.goals import GOALS
from optimizer.solve import Budget
from scenarios.hospital import BedPlace
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
    """Return the rules that a bed would break for a request."""
    return {"request": request_id, "bed": bed_id, "broken": []}


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
