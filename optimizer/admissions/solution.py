"""What the planner answers: a plan, how good it is, and how good any plan can be."""

from dataclasses import dataclass

from optimizer.admissions.check import PlanCheck
from optimizer.solution import Solution
from scenarios.admissions.plan import AdmissionsPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionsSolution(Solution[AdmissionsPlan]):
    """A plan of the coming weeks and what is known about it.

    Attributes
    ----------
    check : PlanCheck
        What the plan breaks and costs, counted without the solver. Broken is at most mandatory admission, when no plan
        with everybody was found; :func:`optimizer.admissions.explain.impossible_patients` says why if it is proven.
    moves : int
        Moves tried by all annealers.
    """

    check: PlanCheck
    moves: int
