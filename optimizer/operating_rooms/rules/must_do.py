"""A case that must not be put off is on the list."""

from ortools.sat.python import cp_model

from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.variables import Choice, Variables
from optimizer.rule import Poster, Violation
from scenarios.allocation_settings import RuleMode
from scenarios.surgical_day import OperatingRoomPlan


class MustDo:
    """A case that must not be put off is on the list."""

    name = "must do"

    def capacity(self, problem: Problem, choice: Choice, model: cp_model.CpModel) -> None:
        """Require it, where the rule is hard."""
        if problem.setting(self.name).mode is RuleMode.HARD:
            for number in _to_decide(problem):
                model.add(choice.done[number] == 1)

    def post(self, problem: Problem, variables: Variables, poster: Poster) -> None:
        """Require it, hard or at a price."""
        for number in _to_decide(problem):
            poster.require(problem.day.cases[number].id, variables.choice.done[number] == 1)

    def violations(self, problem: Problem, plan: OperatingRoomPlan) -> list[Violation]:
        """Return every such case that is not on the list."""
        cases = [problem.day.cases[number] for number in _required(problem)]
        return [
            Violation(self.name, case.id, f"case {case.id} is put off, expected on the list: it must be done")
            for case in cases
            if case.id not in plan.by_case
        ]


def _to_decide(problem: Problem) -> list[int]:
    """Return those that are not frozen: where one is put off already, the others can still be placed."""
    return [number for number in _required(problem) if number not in problem.frozen]


def _required(problem: Problem) -> list[int]:
    return [number for number, case in enumerate(problem.day.cases) if case.must_do]
