"""The CP-SAT model: every rule and goal posts itself over the given pairs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from optimizer.beds.candidates import Candidates, rule_setting
from optimizer.beds.goals import GOALS
from optimizer.beds.problem import BedProblem, Slot
from optimizer.beds.rules import RULES
from optimizer.beds.variables import Pair, Variables
from optimizer.rule import Poster
from scenarios.plans import BedAssignment, BedMove, BedPlan


@dataclass(frozen=True, slots=True)
class BedModel:
    """A CP-SAT model with the variables to read its answer."""

    model: cp_model.CpModel
    variables: Variables


def build_model(
    problem: BedProblem, candidates: Candidates, slots: Sequence[Slot], pairs: Collection[Pair]
) -> BedModel:
    """Return the model of a problem over some pairs.

    Parameters
    ----------
    slots : sequence of Slot
        The problem's slots, or one for each bed for the plain formulation.
    pairs : collection of (person, slot)
        Allowed pairs the solver may choose from; ``slot`` indexes ``slots``.
    """
    model = cp_model.CpModel()
    variables = Variables(model, problem, slots, sorted(pairs))
    for person, remains in enumerate(variables.remains):
        model.add_exactly_one([remains, *(variables.takes[pair] for pair in variables.of_person[person])])
    terms: list[tuple[cp_model.LiteralT, int]] = [
        (literal, int(candidates.cost[pair[0], slots[pair[1]].bed_class])) for pair, literal in variables.takes.items()
    ]
    terms += [(literal, int(cost)) for literal, cost in zip(variables.remains, candidates.remain, strict=True)]
    for rule in RULES:
        poster = Poster(model, rule_setting(problem.scenario.allocation, rule.name))
        rule.post(problem, variables, poster)
        terms += poster.penalties
    for goal in GOALS:
        terms += goal.post(problem, variables, model)
    model.minimize(cp_model.LinearExpr.weighted_sum([term for term, _ in terms], [points for _, points in terms]))
    return BedModel(model, variables)


def plan_of(problem: BedProblem, slots: Sequence[Slot], chosen: Sequence[Pair]) -> BedPlan:
    """Return the plan in which people take beds of slots; within a slot the first bed goes to the first person."""
    given: dict[int, int] = {}
    assignments, moves = [], []
    places = problem.index.places
    for person_number, slot_number in sorted(chosen):
        rank = given.get(slot_number, 0)
        given[slot_number] = rank + 1
        bed = slots[slot_number].beds[rank]
        start = int(problem.beds.available_minutes[bed])
        person, name = problem.people[person_number], places[bed].bed.id
        if person.is_request:
            assignments.append(BedAssignment(request=person.id, bed=name, start_minutes=start))
        else:
            move = BedMove(patient=person.id, from_bed=person.current_bed or "", to_bed=name, start_minutes=start)
            moves.append(move)
    placed = {assignment.request for assignment in assignments}
    waiting = [person.id for person in problem.people if person.is_request and person.id not in placed]
    return BedPlan(assignments=tuple(assignments), moves=tuple(moves), waiting=tuple(waiting))


def pairs_of(problem: BedProblem, slots: Sequence[Slot], plan: BedPlan) -> list[Pair]:
    """Return a plan as pairs over some slots."""
    slot_of_bed = {bed: number for number, slot in enumerate(slots) for bed in slot.beds}
    number = {(person.is_request, person.id): index for index, person in enumerate(problem.people)}
    beds = problem.index.bed_number
    given = [(number[True, a.request], slot_of_bed[beds[a.bed]]) for a in plan.assignments]
    return given + [(number[False, m.patient], slot_of_bed[beds[m.to_bed]]) for m in plan.moves]


def hint_of(built: BedModel, pairs: Sequence[Pair]) -> Mapping[int, int]:
    """Return a plan as a hint: pairs outside the model are left out."""
    chosen = set(pairs)
    placed = {person for person, _ in chosen}
    hint = {literal.index: int(pair in chosen) for pair, literal in built.variables.takes.items()}
    for person, literal in enumerate(built.variables.remains):
        hint[literal.index] = int(person not in placed)
    return hint
