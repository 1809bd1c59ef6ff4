"""What a finished plan breaks and costs, read off without a solver."""

from optimizer.beds.candidates import IGNORED_PIN, rule_setting
from optimizer.beds.goals import GOALS
from optimizer.beds.plan_view import PlanView, World
from optimizer.beds.problem import BedProblem
from optimizer.beds.rules import RULES
from optimizer.beds.world import world_of
from optimizer.rule import Violation
from scenarios.allocation_settings import RuleMode
from scenarios.plans import BedPlan


def violations(problem: BedProblem, plan: BedPlan) -> list[Violation]:
    """Return every hard rule that a plan breaks, and where."""
    return broken_rules(world_of(problem), plan)


def broken_rules(world: World, plan: BedPlan) -> list[Violation]:
    """Return every hard rule that a plan breaks in a world, and where; there need be no problem to solve."""
    view = PlanView(world, plan)
    settings = world.scenario.allocation
    return [
        violation
        for rule in RULES
        if rule_setting(settings, rule.name).mode is RuleMode.HARD
        for violation in rule.violations(view)
    ]


def costs(problem: BedProblem, plan: BedPlan) -> dict[str, int]:
    """Return the points of a plan by goal; weighted rules stand under their own names."""
    view = PlanView(world_of(problem), plan)
    points = {goal.name: goal.score(problem, view) for goal in GOALS}
    for rule in RULES:
        setting = rule_setting(problem.scenario.allocation, rule.name)
        if setting.mode is RuleMode.WEIGHTED:
            points[rule.name] = setting.points * len(rule.violations(view))
    return points


def objective(problem: BedProblem, plan: BedPlan) -> int:
    """Return the points of a plan, those of ignored pins included."""
    return sum(costs(problem, plan).values()) + IGNORED_PIN * problem.ignored_pins(plan)
