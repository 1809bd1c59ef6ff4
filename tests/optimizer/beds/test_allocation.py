"""The allocation is optimal and says so, its bound is one, and a plan always comes back."""

import dataclasses

import pytest
from hypothesis import assume, given, settings

from optimizer.beds import BedProblem, allocate, allocate_problem
from optimizer.beds.candidates import FORBIDDEN, candidates_of
from optimizer.beds.evaluate import objective, violations
from optimizer.beds.greedy import greedy_pairs, urgent_first
from optimizer.beds.model import pairs_of, plan_of
from optimizer.beds.relaxation import relax
from optimizer.solution import Status
from optimizer.solve import Budget
from scenarios.generate import generate
from scenarios.scenario import Scenario
from tests import make
from tests.optimizer.beds import small_problems

MOST_PLANS = 1_500


@settings(max_examples=200)
@given(small_problems.scenarios())
def test_the_optimum_equals_brute_force(scenario: Scenario) -> None:
    problem = BedProblem(scenario)
    assume(small_problems.plans_to_try(problem) <= MOST_PLANS)
    solution = allocate_problem(problem, Budget(seconds=20, workers=1))
    assert solution.status is Status.OPTIMAL
    assert violations(problem, solution.plan) == []
    assert solution.objective == solution.bound == objective(problem, solution.plan)
    assert solution.objective == small_problems.brute_force(problem)


@settings(max_examples=60)
@given(small_problems.scenarios(most_requests=5, most_beds=7))
def test_no_plan_costs_less_than_the_bound_and_the_reduced_cost_of_its_pairs(scenario: Scenario) -> None:
    problem = BedProblem(scenario)
    assume(small_problems.plans_to_try(problem) <= MOST_PLANS)
    candidates = candidates_of(problem)
    greedy = greedy_pairs(problem, candidates, urgent_first(problem, candidates), candidates.cost)
    relaxation = relax(problem, candidates, objective(problem, plan_of(problem, problem.slots, greedy)))
    for plan in small_problems.all_plans(problem):
        if violations(problem, plan):
            continue
        points = objective(problem, plan)
        assert points >= relaxation.bound
        for person, slot in pairs_of(problem, problem.slots, plan):
            bed_class = problem.slots[slot].bed_class
            assert points >= relaxation.bound + relaxation.reduced_cost[person, bed_class]
            assert relaxation.reduced_cost[person, bed_class] < FORBIDDEN


@pytest.mark.parametrize("seed", [1, 2, 7])
def test_the_bound_alone_proves_hospitals_in_which_nobody_competes_for_a_room_of_one_sex(seed: int) -> None:
    problem = BedProblem(generate(beds=500, waiting=40, seed=seed))
    solution = allocate_problem(problem)
    assert relax(problem, candidates_of(problem), int(solution.objective)).bound == solution.objective


@settings(max_examples=60)
@given(small_problems.scenarios(most_requests=8, most_beds=12))
def test_the_greedy_plan_breaks_no_rule(scenario: Scenario) -> None:
    problem = BedProblem(scenario)
    candidates = candidates_of(problem)
    pairs = greedy_pairs(problem, candidates, urgent_first(problem, candidates), candidates.cost)
    assert violations(problem, plan_of(problem, problem.slots, pairs)) == []


@settings(max_examples=30)
@given(small_problems.scenarios(most_requests=8, most_beds=12))
def test_a_plan_comes_back_when_there_is_no_time_or_somebody_stops_at_once(scenario: Scenario) -> None:
    problem = BedProblem(scenario)
    best = allocate_problem(problem, Budget(seconds=20, workers=1)).objective
    in_no_time = allocate_problem(problem, Budget(seconds=0, workers=1))
    stopped = allocate_problem(problem, Budget(seconds=20, workers=1), should_stop=lambda: True)
    for solution in (in_no_time, stopped):
        assert violations(problem, solution.plan) == []
        assert solution.bound <= best <= solution.objective
        assert (solution.status is Status.OPTIMAL) == (solution.gap == 0)
        assert len(solution.plan.assignments) + len(solution.plan.waiting) == len(scenario.requests)


@settings(max_examples=40)
@given(small_problems.scenarios(most_requests=8, most_beds=12))
def test_every_request_is_either_placed_or_waits(scenario: Scenario) -> None:
    plan = allocate(scenario, Budget(seconds=20, workers=1)).plan
    names = [assignment.request for assignment in plan.assignments] + list(plan.waiting)
    assert sorted(names) == sorted(request.id for request in scenario.requests)


def test_nobody_who_waits_is_an_empty_plan() -> None:
    solution = allocate(make.scenario())
    assert (solution.objective, solution.bound, solution.status) == (0, 0, Status.OPTIMAL)
    assert solution.plan.assignments == solution.plan.waiting == ()


def test_in_a_hospital_without_an_open_bed_all_wait() -> None:
    stays = [make.stay(bed=f"W1-R1-{n}") for n in (1, 2)]
    solution = allocate(make.scenario(stays=stays, requests=[make.request(id="Q1"), make.request(id="Q2")]))
    assert solution.status is Status.OPTIMAL
    assert solution.plan.waiting == ("Q1", "Q2")


def test_a_thousand_requests_for_twenty_beds_fill_them_with_the_most_urgent() -> None:
    urgencies = ["planned", "soon", "immediate", "urgent"]
    requests = [make.request(id=f"Q{n}", urgency=urgencies[n % 4]) for n in range(1_000)]
    solution = allocate(make.scenario(wards=[make.ward(rooms=[1] * 20)], requests=requests), Budget(workers=1))
    assert solution.status is Status.OPTIMAL
    assert len(solution.plan.waiting) == 980
    assert {int(assignment.request[1:]) % 4 for assignment in solution.plan.assignments} == {2}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_same_seed_gives_the_same_plan_on_one_and_two_cores(seed: int) -> None:
    scenario = generate(beds=500, waiting=30, seed=seed)
    one, again, two = (allocate(scenario, Budget(seconds=60, workers=workers)) for workers in (1, 1, 2))
    assert one.status is two.status is Status.OPTIMAL
    assert one.objective == two.objective
    assert one.plan == again.plan
    assert one.plan == two.plan


def test_the_order_of_rooms_that_are_alike_does_not_change_the_cost() -> None:
    scenario = generate(beds=500, waiting=20, seed=4)
    wards = tuple(dataclasses.replace(ward, rooms=ward.rooms[::-1]) for ward in scenario.hospital.wards[::-1])
    turned = dataclasses.replace(scenario, hospital=dataclasses.replace(scenario.hospital, wards=wards))
    assert allocate(scenario, Budget(workers=1)).objective == allocate(turned, Budget(workers=1)).objective
