"""Plans written by hand, what the solver-free check says of them, and what the allocator does instead."""

from collections.abc import Mapping

from optimizer.beds import BedProblem, allocate_problem
from optimizer.beds.evaluate import costs, violations
from optimizer.solution import Status
from optimizer.solve import Budget
from scenarios.allocation_settings import AllocationSettings, GoalWeights, RuleMode, RuleSetting
from scenarios.plans import BedPlan
from scenarios.scenario import Scenario
from tests.optimizer.beds import small_problems


def plan(scenario: Scenario, beds: Mapping[str, str]) -> BedPlan:
    """The plan that gives people (requests, or patients in bed by their ids) these beds as soon as they open."""
    problem = BedProblem(scenario)
    unknown = set(beds) - {person.id for person in problem.people}
    assert not unknown, f"{unknown} are not decided about"
    return small_problems.plan(problem, tuple(beds.get(person.id) for person in problem.people))


def broken(scenario: Scenario, rule: str, beds: Mapping[str, str] | BedPlan) -> list[str]:
    """Messages of the rule about a plan."""
    made = beds if isinstance(beds, BedPlan) else plan(scenario, beds)
    return [each.message for each in violations(BedProblem(scenario), made) if each.rule == rule]


def breaks_nothing(scenario: Scenario, beds: Mapping[str, str]) -> bool:
    return violations(BedProblem(scenario), plan(scenario, beds)) == []


def points(scenario: Scenario, goal: str, beds: Mapping[str, str]) -> int:
    """Points of one goal (or weighted rule) for a plan."""
    return costs(BedProblem(scenario), plan(scenario, beds))[goal]


def given(scenario: Scenario) -> dict[str, str]:
    """Who gets which bed in the optimal plan; patients who are moved too."""
    solution = allocate_problem(BedProblem(scenario), Budget(workers=1, seconds=20))
    assert solution.status is Status.OPTIMAL
    assert violations(BedProblem(scenario), solution.plan) == []
    placed = {assignment.request: assignment.bed for assignment in solution.plan.assignments}
    return placed | {move.patient: move.to_bed for move in solution.plan.moves}


def start_minutes(scenario: Scenario) -> dict[str, int]:
    """From when each request has its bed in the optimal plan."""
    solution = allocate_problem(BedProblem(scenario), Budget(workers=1, seconds=20))
    return {assignment.request: assignment.start_minutes for assignment in solution.plan.assignments}


def taking(rule: str, mode: str, points: int = 0) -> AllocationSettings:
    """Settings that take one rule in another mode."""
    return AllocationSettings(rules={rule: RuleSetting(mode=RuleMode(mode), points=points)})


def weighing(*, max_moves: int = 0, look_ahead_minutes: int = 24 * 60, **weights: int) -> AllocationSettings:
    """Settings with some weights."""
    return AllocationSettings(
        max_moves=max_moves, look_ahead_minutes=look_ahead_minutes, weights=GoalWeights(**weights)
    )
