"""The allocation is optimal, and says so."""

from hypothesis import assume, given, settings

from optimizer.beds import BedProblem, allocate_problem
from optimizer.beds.evaluate import objective, violations
from optimizer.solution import Status
from optimizer.solve import Budget
from scenarios.scenario import Scenario
from tests.optimizer.beds import small_problems

MOST_PLANS = 3_000


@settings(max_examples=300)
@given(small_problems.scenarios())
def test_the_optimum_equals_brute_force(scenario: Scenario) -> None:
    problem = BedProblem(scenario)
    assume(small_problems.plans_to_try(problem) <= MOST_PLANS)
    solution = allocate_problem(problem, Budget(seconds=20, workers=1))
    assert solution.status is Status.OPTIMAL
    assert violations(problem, solution.plan) == []
    assert solution.objective == solution.bound == objective(problem, solution.plan)
    assert solution.objective == small_problems.brute_force(problem)
