"""What the planner answers: a plan, how good it is, how good any plan can be, and why somebody waits."""

from dataclasses import dataclass

from optimizer.admissions.check import PlanCheck
from scenarios.admissions.plan import AdmissionsPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionsSolution:
    """A plan of the coming weeks and what is known about it.

    Attributes
    ----------
    plan : AdmissionsPlan
        The best plan found.
    check : PlanCheck
        What it breaks and costs, counted without the solver. Broken are at most mandatory admissions, and only if no
        plan with everybody was found; see :func:`optimizer.admissions.explain.impossible_patients`.
    bound : int
        Proven: no plan that keeps every rule costs less (points).
    status : str
        ``"feasible"``, or ``"mandatory patients left out"``.
    seconds : float
        Wall clock.
    moves : int
        Moves tried by all annealers.
    """

    plan: AdmissionsPlan
    check: PlanCheck
    bound: int
    status: str
    seconds: float
    moves: int

    @property
    def objective(self) -> int:
        """Weighted cost of the plan, points."""
        return self.check.total_cost

    @property
    def gap(self) -> float:
        """Share of the objective by which the bound stays below it; 0 is proven optimal."""
        return (self.objective - self.bound) / self.objective if self.objective else 0.0
