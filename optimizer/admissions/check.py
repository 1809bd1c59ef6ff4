"""The solver-free check that every plan passes before it leaves the optimizer."""

from dataclasses import dataclass

from optimizer.admissions.goals import GOALS
from optimizer.admissions.rules import RULES
from optimizer.admissions.violation import Violation
from scenarios.admissions.ledger import PlanLedger
from scenarios.admissions.plan import AdmissionsPlan
from scenarios.admissions.problem import AdmissionsProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCheck:
    """What a plan breaks and costs.

    Attributes
    ----------
    violations : tuple of Violation
        Everything broken, in the order of the rules.
    amounts : dict
        Goal name to its unweighted amount.
    costs : dict
        Goal name to its weighted cost in points.
    """

    violations: tuple[Violation, ...]
    amounts: dict[str, int]
    costs: dict[str, int]

    @property
    def feasible(self) -> bool:
        """Whether no rule is broken."""
        return not self.violations

    @property
    def total_cost(self) -> int:
        """Weighted cost of all goals, points."""
        return sum(self.costs.values())

    def violation_amount(self, rule: str) -> int:
        """Return by how much one rule is broken in total, in the rule's unit."""
        return sum(violation.amount for violation in self.violations if violation.rule == rule)


def check_plan(problem: AdmissionsProblem, plan: AdmissionsPlan) -> PlanCheck:
    """Return what a plan breaks and costs, counted without any solver."""
    ledger = PlanLedger(problem, plan)
    amounts = {goal.name: goal.amount(ledger) for goal in GOALS}
    return PlanCheck(
        violations=tuple(violation for rule in RULES for violation in rule.violations(ledger)),
        amounts=amounts,
        costs={goal.name: amounts[goal.name] * getattr(problem.weights, goal.weight) for goal in GOALS},
    )
