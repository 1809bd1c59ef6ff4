"""The contracts of this problem's rules and goals."""

from typing import Protocol

from ortools.sat.python import cp_model

from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.variables import Choice, Expression, Variables
from optimizer.rule import Poster, Violation
from scenarios.surgical_day import OperatingRoomPlan


class ScheduleRule(Protocol):
    """A rule that couples several cases; one a file."""

    @property
    def name(self) -> str:
        """The rule's name, also the key of its setting."""

    def capacity(self, problem: Problem, choice: Choice, model: cp_model.CpModel) -> None:
        """Add what the rule means for the choice of rooms and surgeons alone, whatever the times."""

    def post(self, problem: Problem, variables: Variables, poster: Poster) -> None:
        """Add what CP-SAT must respect."""

    def violations(self, problem: Problem, plan: OperatingRoomPlan) -> list[Violation]:
        """Read off a finished plan, without a solver, where the rule is broken."""


class Goal(Protocol):
    """What a plan costs, in points."""

    @property
    def name(self) -> str:
        """The goal's name, also its weight's."""

    def cost(self, problem: Problem, variables: Variables) -> Expression:
        """Return the points as an expression that CP-SAT minimises."""

    def floor(self, problem: Problem, choice: Choice, model: cp_model.CpModel) -> Expression:
        """Return points that the choice of rooms and surgeons costs at least, whatever the times."""

    def score(self, problem: Problem, plan: OperatingRoomPlan) -> int:
        """Return the points of a finished plan, without a solver."""


class NoCapacity:
    """For a rule that says nothing before the times are known."""

    def capacity(self, problem: Problem, choice: Choice, model: cp_model.CpModel) -> None:
        """Add nothing."""


class NoFloor:
    """For a goal that costs nothing before the times are known."""

    def floor(self, problem: Problem, choice: Choice, model: cp_model.CpModel) -> Expression:
        """Return 0."""
        return cp_model.LinearExpr.sum([])
