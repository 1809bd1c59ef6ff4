"""What the solver minimises and what the solver-free score says are the same points, for every goal."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from optimizer.beds import BedProblem
from optimizer.beds.candidates import candidates_of
from optimizer.beds.evaluate import objective, violations, world_of
from optimizer.beds.goals import GOALS
from optimizer.beds.model import build_model, pairs_of
from optimizer.beds.plain import plain_pairs, plain_slots
from optimizer.beds.plan_view import PlanView
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


@settings(max_examples=40)
@given(small_problems.scenarios(most_requests=4, most_beds=6, modes=False))
def test_a_pair_by_itself_costs_no_more_than_alone_in_the_hospital(scenario: Scenario) -> None:
    grid = BedProblem(scenario).grid
    for goal in GOALS:
        assert np.all(goal.pair_costs(grid) >= 0), goal.name
        assert np.all(goal.pair_costs(grid) <= goal.alone_costs(grid)), goal.name


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
    assert solver.objective_value == objective(problem, plan)
