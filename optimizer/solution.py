"""What every solver returns."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

PlanT = TypeVar("PlanT")


class Status(StrEnum):
    """How much is known about a plan."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution(Generic[PlanT]):
    """The best plan found, and how good it is proven to be.

    Attributes
    ----------
    plan : PlanT
        The answer.
    objective : float
        Its cost, minimised, in the problem's unit.
    bound : float
        No plan costs less.
    status : Status
        ``optimal`` when bound and objective meet.
    seconds : float
        Wall clock from problem to answer.
    """

    plan: PlanT
    objective: float
    bound: float
    status: Status
    seconds: float

    @property
    def gap(self) -> float:
        """How much of the objective might still be saved: (objective - bound) / max(1, |objective|)."""
        return max(0.0, self.objective - self.bound) / max(1.0, abs(self.objective))
