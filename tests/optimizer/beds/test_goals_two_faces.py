"""What the solver minimises and what the solver-free score says are the same points, for every goal."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from optimizer.beds import BedProblem
from optimizer.beds.candidates import candidates_of
from optimizer.beds.evaluate import objective, violations
from optimizer.beds.goals import GOALS
from optimizer.beds.model import build_model, pairs_of
from optimizer.beds.plain import plain_pairs, plain_slots
from optimizer.beds.plan_view import PlanView
from optimizer.beds.world import world_of
from scenarios.scenario import Scenario
from tests.optimizer.beds import small_problems
from tests.optimizer.beds.test_rules_two_faces import beds_for_everyone


@settings(max_examples=40)
@given(small_problems.scenarios(most_requests=4, most_beds=6, modes=False))
def test_alone_in_a_bed_a_person_costs_what_the_arrays_say(scenario: Scenario) -> None:
    problem = BedProblem(scenario)
    world, everyone = world_of(problem), len(problem.people)
    alone = {goal.name: goal.alone_costs(problem.grid) for goal in GOALS}
    remain = {goal.name: goal.remain_costs(problem) for goal in GOALS}
    for person in range(everyone):
        for bed_class, bed in enumerate(problem.classes.bed.tolist()):
            name = problem.index.places[bed].bed.id
            view = PlanView(
                world, small_problems.plan(problem, tuple(name if n == person else None for n in range(everyone)))
            )
            others = {goal: int(points.sum() - points[person]) for goal, points in remain.items()}
            told = {goal: int(points[person, bed_class]) + others[goal] for goal, points in alone.items()}
            assert {goal.name: goal.score(problem, view) for goal in GOALS} == told


@settings(max_examples=100)
@given(data=st.data())
def test_the_pairs_of_a_plan_by_themselves_never_cost_more_than_the_plan(data: st.DataObject) -> None:
    problem = BedProblem(data.draw(small_problems.scenarios(most_requests=4, most_beds=6, modes=False)))
    plan = small_problems.plan(problem, data.draw(beds_for_everyone(problem)))
    if violations(problem, plan):
        return
    pairs = [(person, problem.slots[slot].bed_class) for person, slot in pairs_of(problem, problem.slots, plan)]
    placed = [person for person, _ in pairs]
    for goal in GOALS:
        costs, remain = goal.pair_costs(problem.grid), goal.remain_costs(problem)
        by_themselves = sum(int(costs[pair]) for pair in pairs) + int(np.delete(remain, placed).sum())
        assert np.all(costs >= 0), goal.name
        assert by_themselves <= goal.score(problem, PlanView(world_of(problem), plan)), goal.name


@settings(max_examples=100)
@given(data=st.data())
def test_the_model_of_a_fixed_plan_costs_what_the_plan_costs(data: st.DataObject) -> None:
    problem = BedProblem(data.draw(small_problems.scenarios(most_requests=5, most_beds=7)))
    plan = small_problems.plan(problem, data.draw(beds_for_everyone(problem)))
    if violations(problem, plan):
        return
    slots, candidates = plain_slots(problem), candidates_of(problem)
    built = build_model(problem, candidates, slots, plain_pairs(problem, candidates, slots))
    chosen = set(pairs_of(problem, slots, plan))
    for pair, literal in built.variables.takes.items():
        built.model.add(literal == int(pair in chosen))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(built.model) == cp_model.OPTIMAL
    assert round(solver.objective_value) == objective(problem, plan)
