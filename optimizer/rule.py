"""A rule of the hospital has two faces: what CP-SAT must respect, and how a finished plan is checked without it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from optimizer.sentence import Sentence
from scenarios.allocation_settings import RuleMode, RuleSetting


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule broken once.

    Attributes
    ----------
    rule : str
        Name of the rule.
    subject : str
        What breaks it: a room, a bed, a case. One violation a subject, so that a weighted rule costs the same in the
        solver and in the check.
    message : str
        One sentence with object, value and expectation.
    sentence : Sentence or None
        The same before it was put together, where the rule keeps it for other languages.
    """

    rule: str
    subject: str
    message: str
    sentence: Sentence | None = field(default=None, compare=False)


@dataclass(slots=True)
class Poster:
    """Adds one rule's constraints to a model: hard, or at a price.

    Attributes
    ----------
    model : CpModel
        Receives the constraints.
    setting : RuleSetting
        Hard, weighted or off.
    penalties : list of (literal, points)
        Filled for a weighted rule: literal true when the subject breaks the rule.
    """

    model: cp_model.CpModel
    setting: RuleSetting = field(default_factory=RuleSetting)
    penalties: list[tuple[cp_model.LiteralT, int]] = field(default_factory=list)

    def require(self, subject: str, *constraints: cp_model.BoundedLinearExpression | bool) -> None:
        """Post the constraints of one subject; in a weighted rule all of them may be broken together at one price."""
        self.require_if((), subject, *constraints)

    def require_if(
        self,
        condition: cp_model.LiteralT | Iterable[cp_model.LiteralT],
        subject: str,
        *constraints: cp_model.BoundedLinearExpression | bool,
    ) -> None:
        """Post the constraints of one subject that bind only where a condition, or all of several, hold."""
        if self.setting.mode is RuleMode.OFF:
            return
        conditions = condition if isinstance(condition, Iterable) else (condition,)
        literals = list(conditions)
        if self.setting.mode is RuleMode.WEIGHTED:
            broken = self.model.new_bool_var(f"broken {subject}")
            self.penalties.append((broken, self.setting.points))
            literals.append(~broken)
        for constraint in constraints:
            posted = self.model.add(constraint)
            if literals:
                posted.only_enforce_if(literals)
