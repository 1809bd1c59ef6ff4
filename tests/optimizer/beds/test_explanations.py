"""Explanations say what trying everything says."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optimizer.beds import BedProblem, Recommender, allocate_problem, explain, violations, why_not, why_waiting
from optimizer.beds.candidates import candidates_of
from optimizer.beds.conflict import sentences
from optimizer.beds.evaluate import costs, objective
from optimizer.beds.goals.occupancy_balance import newcomer_points
from optimizer.beds.goals.reserve import spare_beds
from optimizer.beds.plan_view import World
from optimizer.solution import Solution
from optimizer.solve import Budget
from scenarios.plans import BedAssignment, BedPlan
from scenarios.scenario import Scenario
from tests.optimizer.beds import small_problems

BUDGET = Budget(workers=1, seconds=20)
ADDITIVE = ("waiting", "clinical distance", "walking", "special beds")
"""Goals whose points of a plan are the sum of those of its pairs."""


def solved(scenario: Scenario) -> tuple[BedProblem, Solution[BedPlan]]:
    problem = BedProblem(scenario)
    return problem, allocate_problem(problem, BUDGET)


def beside(problem: BedProblem, plan: BedPlan, request: str, bed: str) -> BedPlan:
    """The plan with a request put into a bed, wherever it was."""
    start = min(int(problem.beds.available_minutes[problem.index.bed_number[bed]]), 10**6)
    wish = BedAssignment(request=request, bed=bed, start_minutes=start)
    return replace(
        plan,
        assignments=(*(each for each in plan.assignments if each.request != request), wish),
        waiting=tuple(name for name in plan.waiting if name != request),
    )


def without(plan: BedPlan, request: str) -> BedPlan:
    return replace(plan, assignments=tuple(each for each in plan.assignments if each.request != request))


@settings(max_examples=40)
@given(small_problems.scenarios(most_beds=10))
def test_a_bed_costs_what_the_plan_costs_more_than_without_the_patient(scenario: Scenario) -> None:
    problem, solution = solved(scenario)
    remain = candidates_of(problem).remain
    for explanation in explain(problem, solution.plan):
        request = explanation.assignment.request
        saved = int(remain[problem.number_of_request[request]])
        assert explanation.cost == solution.objective - objective(problem, without(solution.plan, request)) + saved


@settings(max_examples=40)
@given(small_problems.scenarios(most_beds=10, moves=False))
def test_costs_of_all_beds_and_of_those_who_wait_add_up_to_the_plan(scenario: Scenario) -> None:
    problem, solution = solved(scenario)
    explanations = explain(problem, solution.plan)
    whole = costs(problem, solution.plan)
    told = {name: sum(explanation.costs[name] for explanation in explanations) for name in ADDITIVE}
    remain = candidates_of(problem).remain
    told["waiting"] += sum(int(remain[problem.number_of_request[request]]) for request in solution.plan.waiting)
    assert told == {name: whole[name] for name in ADDITIVE}
    assert [explanation.assignment for explanation in explanations] == list(solution.plan.assignments)


@settings(max_examples=40)
@given(small_problems.scenarios(most_beds=10))
def test_every_alternative_is_possible_and_costs_what_is_said(scenario: Scenario) -> None:
    problem, solution = solved(scenario)
    for explanation in explain(problem, solution.plan):
        extras = [alternative.extra_cost for alternative in explanation.alternatives]
        assert extras == sorted(extras)
        assert len(extras) <= 3
        for alternative in explanation.alternatives:
            other = beside(problem, solution.plan, explanation.assignment.request, alternative.bed)
            assert alternative.bed != explanation.assignment.bed
            assert violations(problem, other) == []
            assert objective(problem, other) - solution.objective == alternative.extra_cost >= 0
            assert other.assignments[-1].start_minutes == alternative.start_minutes


def rules_against(problem: BedProblem, plan: BedPlan, request: str) -> dict[str, set[str]]:
    """Bed to the rules that exclude it, by the solver-free check.

    A bed that does not open never has company: who may share its room is not asked, what the empty room offers is.
    """
    own_bed = problem.people[problem.number_of_request[request]].current_bed
    stays = tuple(stay for stay in problem.scenario.census.stays if stay.bed == own_bed)
    empty = replace(problem.scenario, census=replace(problem.scenario.census, stays=stays, statuses=()))
    empty_problem = BedProblem(empty)
    found = {}
    for number, place in enumerate(problem.index.places):
        names = {each.rule for each in violations(problem, beside(problem, plan, request, place.bed.id))}
        if number not in problem.open_beds:
            alone = beside(empty_problem, BedPlan(), request, place.bed.id)
            names -= {"same-sex room", "one pathogen a room", "isolation room"}
            names |= {each.rule for each in violations(empty_problem, alone)} & {"isolation room"}
        found[place.bed.id] = names | ({"one patient a bed"} if place.bed.id == own_bed else set())
    return found


@settings(max_examples=100)
@given(small_problems.scenarios())
def test_the_rules_told_are_a_smallest_set_that_excludes_every_bed(scenario: Scenario) -> None:
    problem, solution = solved(scenario)
    assume(solution.plan.waiting)
    for request in solution.plan.waiting:
        conflict = why_waiting(problem, solution.plan, request)
        against = rules_against(problem, solution.plan, request)
        possible = {bed for bed, rules in against.items() if not rules}
        assert set(conflict.possible_beds) <= possible
        assert len(conflict.possible_beds) == min(3, len(possible))
        if conflict.possible_beds:
            assert not conflict.rules
            continue
        not_excluded = {bed: rules for bed, rules in against.items() if not rules & conflict.rules.keys()}
        assert not not_excluded, (conflict, solution.plan)
        every = sorted(set().union(*against.values()))
        for fewer in combinations(every, len(conflict.rules) - 1):
            assert not all(rules & set(fewer) for rules in against.values())
        assert sum(conflict.rules.values()) == len(against)


@settings(max_examples=40)
@given(small_problems.scenarios())
def test_a_possible_bed_would_cost_the_plan_more_than_waiting(scenario: Scenario) -> None:
    problem, solution = solved(scenario)
    for request in solution.plan.waiting:
        for bed, extra in why_waiting(problem, solution.plan, request).possible_beds.items():
            assert extra == objective(problem, beside(problem, solution.plan, request, bed)) - solution.objective >= 0


@settings(max_examples=40)
@given(small_problems.scenarios(most_beds=5))
def test_every_reason_is_a_sentence_with_its_beds(scenario: Scenario) -> None:
    problem, solution = solved(scenario)
    for request in solution.plan.waiting:
        conflict = why_waiting(problem, solution.plan, request)
        told = [str(sentence) for sentence in sentences(problem, conflict)]
        assert told
        if conflict.rules:
            excluding, full = told[: len(conflict.rules)], told[len(conflict.rules) :]
            assert [sentence.split(" excludes ")[0] for sentence in excluding] == list(conflict.rules)
            assert full == [violation.message for violation in conflict.full]
            assert {violation.rule for violation in conflict.full} <= conflict.rules.keys()
            assert told[0].endswith(f"{next(iter(conflict.rules.values()))} of {len(problem.beds)} beds")


@settings(max_examples=50)
@given(data=st.data())
def test_why_not_says_what_the_best_plan_with_the_bed_costs_more(data: st.DataObject) -> None:
    scenario = data.draw(small_problems.scenarios(most_requests=4, most_beds=6))
    problem, solution = solved(scenario)
    assume(small_problems.plans_to_try(problem) <= 1_500)
    request = data.draw(st.sampled_from(sorted(problem.number_of_request)))
    bed = data.draw(st.sampled_from([place.bed.id for place in problem.index.places]))
    answer = why_not(problem, solution, request, bed, BUDGET)
    given_it = [
        objective(problem, plan)
        for plan in small_problems.all_plans(problem)
        if any((each.request, each.bed) == (request, bed) for each in plan.assignments)
        and not violations(problem, plan)
    ]
    beside_plan = violations(problem, beside(problem, solution.plan, request, bed))
    if not given_it:
        assert answer.extra_cost is answer.plan is None
        assert answer.broken or answer.beside_plan
        return
    assert answer.extra_cost == min(given_it) - solution.objective
    assert answer.plan is not None
    assert violations(problem, answer.plan) == []
    assert objective(problem, answer.plan) == min(given_it)
    assert not answer.broken
    assert list(answer.beside_plan) == beside_plan


def alone_in_the_hospital(scenario: Scenario, request: int) -> tuple[BedProblem, dict[str, int]]:
    """Bed to points for one request when no other is placed and nobody is moved; only beds that break no rule."""
    still = replace(scenario, allocation=replace(scenario.allocation, max_moves=0))
    everyone, problem = BedProblem(still), BedProblem(replace(still, requests=(scenario.requests[request],)))
    # The mean occupancy and the beds to spare are those of the whole list.
    newcomer_points(everyone)
    spare_beds(everyone)
    problem.memory |= {name: value for name, value in everyone.memory.items() if not isinstance(value, World)}
    plans = {place.bed.id: small_problems.plan(problem, (place.bed.id,)) for place in problem.index.places}
    possible = {bed: plan for bed, plan in plans.items() if not violations(problem, plan)}
    return problem, {bed: objective(problem, plan) for bed, plan in possible.items()}


@settings(max_examples=100)
@given(small_problems.scenarios(most_beds=10))
def test_the_first_recommendation_is_the_best_bed_of_all(scenario: Scenario) -> None:
    recommender = Recommender(scenario)
    for number, request in enumerate(scenario.requests):
        options = recommender.recommend(request, count=20)
        problem, possible = alone_in_the_hospital(scenario, number)
        for option in options:
            assert violations(problem, small_problems.plan(problem, (option.bed,))) == []
        assert [option.cost for option in options] == sorted(option.cost for option in options)
        for option in options:
            assert option.costs == costs(problem, small_problems.plan(problem, (option.bed,)))
            assert option.start_minutes == problem.beds.available_minutes[problem.index.bed_number[option.bed]]
        assert min(possible.values(), default=None) == (options[0].cost if options else None)


@pytest.mark.parametrize("count", [1, 2])
@settings(max_examples=20)
@given(scenario=small_problems.scenarios(most_beds=10))
def test_no_more_beds_are_recommended_than_wanted(count: int, scenario: Scenario) -> None:
    recommender = Recommender(scenario)
    for request in scenario.requests:
        options = recommender.recommend(request, count=count)
        assert options == recommender.recommend(request, count=20)[:count]
