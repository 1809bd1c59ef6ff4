"""What a rule of the bed allocation looks like."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, cast

import numpy as np
from ortools.sat.python import cp_model

from optimizer.beds.hospital_index import BoolArray
from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import BedProblem, Grid
from optimizer.beds.variables import Variables
from optimizer.rule import Poster, Violation
from optimizer.sentence import Sentence, Value

Taken = tuple[int, int]
"""A person's number and the number of the bed that a plan gives."""


@dataclass(frozen=True, slots=True)
class CountLimit:
    """At most so many of some people may take one of some beds.

    Attributes
    ----------
    subject : str
        What the limit belongs to: a ward, a department.
    people, beds : bool arrays
        Masks over the problem's people and over all its beds.
    at_most : int
        The limit, never negative: what stands above it already is not undone.
    """

    subject: str
    people: BoolArray
    beds: BoolArray
    at_most: int


class BedRule:
    """A rule of the allocation: pairs that it excludes alone, counts that it limits, and its solver-free face.

    Subclasses override what applies to them; ``violations`` always.
    """

    name: ClassVar[str]

    def excludes(self, grid: Grid) -> BoolArray:
        """Return which pairs break the rule whatever else is decided, as a mask (people x beds)."""
        return np.zeros(grid.shape, dtype=bool)

    def limits(self, problem: BedProblem) -> Sequence[CountLimit]:
        """Return the counts that the rule limits, found once a problem."""
        name = f"limits of {self.name}"
        if name not in problem.memory:
            problem.memory[name] = tuple(self._find_limits(problem))
        return cast("tuple[CountLimit, ...]", problem.memory[name])

    def _find_limits(self, problem: BedProblem) -> Sequence[CountLimit]:
        return ()

    def post(self, problem: BedProblem, variables: Variables, poster: Poster) -> None:
        """Add to CP-SAT what couples several decisions; by default the limits."""
        for limit in self.limits(problem):
            taking = variables.taking(limit.people, limit.beds)
            if taking:
                poster.require(f"{self.name}: {limit.subject}", cp_model.LinearExpr.sum(taking) <= limit.at_most)

    def beside(self, problem: BedProblem, person: int, taken: Sequence[Taken]) -> BoolArray:
        """Return the beds that the rule keeps from a person because of where others go, as a mask over all beds."""
        excluded = np.zeros(len(problem.beds), dtype=bool)
        others, beds = np.array(taken, dtype=np.int64).reshape(-1, 2).T
        for limit in self.limits(problem):
            if limit.people[person] and np.count_nonzero(limit.people[others] & limit.beds[beds]) >= limit.at_most:
                excluded |= limit.beds
        return excluded

    def violations(self, view: PlanView) -> list[Violation]:
        """Read off a finished plan, without a solver and without the arrays, where the rule is broken."""
        raise NotImplementedError

    def broken(self, subject: str, template: str, **values: Value) -> Violation:
        """Return a violation of this rule, in a sentence of its own."""
        sentence = Sentence(template, values)
        return Violation(self.name, subject, str(sentence), sentence)


def freed_by(problem: BedProblem, taken: Sequence[Taken]) -> set[int]:
    """Return the people in bed who free their beds: they go to one that is free now, or swap."""
    vacated_by = {person: int(problem.beds.vacated_by[bed]) for person, bed in taken}
    swapping = {person for person, other in vacated_by.items() if vacated_by.get(other) == person}
    return swapping | {person for person, bed in taken if problem.beds.available_minutes[bed] == 0}
