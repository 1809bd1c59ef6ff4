"""One broken rule of a plan, sized and said in words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule broken in one place.

    Attributes
    ----------
    rule : str
        Name of the rule.
    amount : int
        By how much, in the rule's own unit (patients, room-days, minutes).
    message : str
        Names the objects, the value and what was allowed.
    """

    rule: str
    amount: int
    message: str
