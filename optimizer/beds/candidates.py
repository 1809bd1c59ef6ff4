"""Which beds each person may get at all, and what each pair costs by itself."""

from dataclasses import dataclass

import numpy as np

from optimizer.beds.goals import GOALS
from optimizer.beds.hospital_index import BoolArray, IntArray
from optimizer.beds.problem import BedProblem, Grid
from optimizer.beds.rule import BedRule
from optimizer.beds.rules import ALWAYS_HARD, RULES
from scenarios.allocation_settings import AllocationSettings, RuleMode, RuleSetting

FORBIDDEN = 1 << 50
"""Cost of a pair that a hard rule excludes; larger than any plan."""

IGNORED_PIN = 1_000_000_000
"""Points of not giving a pinned request its bed: more than anything that a plan can gain by it."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of people and classes of beds.

    Attributes
    ----------
    allowed : bool array (people x classes)
        No hard rule excludes the pair.
    cost : int array (people x classes)
        Points of the pair by itself, weighted rules included; ``FORBIDDEN`` where not allowed.
    remain : int array (people)
        Points of getting no bed.
    """

    allowed: BoolArray
    cost: IntArray
    remain: IntArray


def rule_setting(settings: AllocationSettings, name: str) -> RuleSetting:
    """Return how a rule is taken; some are hard whatever the settings say."""
    return RuleSetting() if name in ALWAYS_HARD else settings.rules.get(name, RuleSetting())


def is_hard(problem: BedProblem, rule: BedRule) -> bool:
    """Return whether the hospital takes a rule as hard."""
    return rule_setting(problem.scenario.allocation, rule.name).mode is RuleMode.HARD


def allowed_pairs(grid: Grid) -> BoolArray:
    """Return the pairs that no hard rule excludes."""
    allowed = np.ones(grid.shape, dtype=bool)
    for rule in RULES:
        if rule_setting(grid.problem.scenario.allocation, rule.name).mode is RuleMode.HARD:
            allowed &= ~rule.excludes(grid)
    return allowed


def pair_costs(grid: Grid) -> IntArray:
    """Return the points of each pair by itself: goals, and weighted rules that it breaks."""
    cost = np.zeros(grid.shape, dtype=np.int64)
    for goal in GOALS:
        cost += goal.pair_costs(grid)
    for rule in RULES:
        setting = rule_setting(grid.problem.scenario.allocation, rule.name)
        if setting.mode is RuleMode.WEIGHTED:
            cost += setting.points * rule.excludes(grid)
    return cost


def candidates_of(problem: BedProblem) -> Candidates:
    """Return the candidates of everyone among the classes of open beds."""
    allowed = allowed_pairs(problem.grid)
    for request, bed in problem.pinned.items():
        person, here = problem.number_of_request[request], problem.classes.bed == problem.index.bed_number[bed]
        allowed[:, here] &= (np.arange(len(allowed)) == person)[:, None]
        allowed[person] &= here
    cost = np.where(allowed, pair_costs(problem.grid), FORBIDDEN)
    remain = np.zeros(len(problem.people), dtype=np.int64)
    for goal in GOALS:
        remain += goal.remain_costs(problem)
    for request in problem.pinned:
        remain[problem.number_of_request[request]] += IGNORED_PIN
    return Candidates(allowed, cost, remain)
