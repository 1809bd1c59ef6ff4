"""The optimizer's answers as the documents that clients see."""

from collections.abc import Callable, Collection
from typing import Any

from optimizer.beds import BedProblem, HospitalIndex, Recommender, allocate_problem, explain, violations, why_waiting
from optimizer.beds.conflict import sentences
from optimizer.rule import Violation
from optimizer.sentence import Sentence
from optimizer.solve import Budget
from scenarios.hospital import BedPlace
from scenarios.patients import BedRequest
from scenarios.plans import BedAssignment, BedPlan
from scenarios.scenario import Scenario

Decision = dict[str, Any]
SPARE_OPTIONS = 12
"""Options asked for beyond those wanted, because some may lie in rooms that have changed since."""


def recommended(
    recommender: Recommender, index: HospitalIndex, request: BedRequest, count: int, changed_rooms: Collection[str]
) -> list[Decision]:
    """Return the best beds for a request outside the rooms that have changed since the recommender was built."""
    options = recommender.recommend(request, count + (SPARE_OPTIONS if changed_rooms else 0))
    documents = [
        {
            **place_document(index.places[index.bed_number[option.bed]]),
            "start_minutes": option.start_minutes,
            "cost": option.cost,
            "costs": dict(option.costs),
        }
        for option in options
    ]
    return [one for one in documents if one["room"] not in changed_rooms][:count]


def why_none(recommender: Recommender, request: BedRequest) -> list[Decision]:
    """Return which rules together keep a request from every bed."""
    problem = recommender.problem_of(request)
    conflict = why_waiting(problem, BedPlan(waiting=(request.id,)), request.id)
    return [sentence_document(one) for one in sentences(problem, conflict)]


def why_not(recommender: Recommender, request: BedRequest, bed_id: str) -> Decision:
    """Return the rules that a bed would break for a request, and what it would cost in points.

    Parameters
    ----------
    recommender : Recommender
        Of the hospital as it stands.
    request : BedRequest
        Who.
    bed_id : str
        Where.
    """
    problem = recommender.problem_of(request)
    index, number = problem.index, problem.index.bed_number[bed_id]
    available = int(problem.beds.available_minutes[number])
    start = available if available <= problem.scenario.allocation.look_ahead_minutes else 0
    plan = BedPlan(assignments=(BedAssignment(request=request.id, bed=bed_id, start_minutes=start),))
    broken = [violation_document(one) for one in violations(problem, plan)]
    options = recommender.recommend(request, len(index.places))
    # Equal beds are named once, so the bed may stand behind an equal one of the same class.
    same = {int(problem.class_of_bed[index.bed_number[option.bed]]): option for option in options}
    found = same.get(int(problem.class_of_bed[number]))
    return {
        "request": request.id,
        **place_document(index.places[number]),
        "start_minutes": start,
        "broken": broken,
        "cost": None if broken or found is None else found.cost,
        "best_cost": options[0].cost if options else None,
    }


def violation_document(violation: Violation) -> Decision:
    """Return a broken rule: its name, and the sentence as in :func:`sentence_document`."""
    sentence = violation.sentence or Sentence(violation.message)
    return {"rule": violation.rule, **sentence_document(sentence)}


def sentence_document(sentence: Sentence) -> Decision:
    """Return a sentence in English, and its template and values for whoever says it in another language."""
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in sentence.values.items()}
    return {"message": str(sentence), "template": sentence.template, "values": values}


def decide_all(
    scenario: Scenario,
    index: HospitalIndex,
    seconds: float,
    *,
    on_progress: Callable[[float, float, float], None],
    should_stop: Callable[[], bool],
) -> Decision:
    """Return a plan for all requests of a scenario, line by line with costs, and why the others wait."""
    problem = BedProblem(scenario, index)
    budget = Budget(seconds=seconds, workers=1, seed=scenario.seed)
    solution = allocate_problem(problem, budget, on_progress=on_progress, should_stop=should_stop)
    places = scenario.hospital.place_of_bed
    lines = [
        {
            "request": one.assignment.request,
            **place_document(places[one.assignment.bed]),
            "start_minutes": one.assignment.start_minutes,
            "cost": one.cost,
            "costs": dict(one.costs),
        }
        for one in explain(problem, solution.plan)
    ]
    waiting = solution.plan.waiting
    return {
        "status": solution.status.value,
        "objective": solution.objective,
        "bound": solution.bound,
        "gap": solution.gap,
        "seconds": solution.seconds,
        "lines": lines,
        "waiting": list(waiting),
        "why_waiting": {
            one: [sentence_document(told) for told in sentences(problem, why_waiting(problem, solution.plan, one))]
            for one in waiting
        },
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
