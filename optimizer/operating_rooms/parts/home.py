"""A part of a day as the home of its cases."""

from dataclasses import dataclass, field

from optimizer.operating_rooms.parts.part_search import PartSearch
from optimizer.operating_rooms.parts.split import Part, part_problem
from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.rules.beds_after import bed_users


@dataclass(slots=True, eq=False)
class Home:
    """A part of the day, and what is known of it without guests.

    Attributes
    ----------
    part : Part
        With its guests.
    own : Part
        Without them.
    alone : PartSearch
        Its list without guests, none of its cases given away.
    prices : dict of int to int
        Of its cases that may be guests somewhere, in points.
    """

    part: Part
    own: Part
    alone: PartSearch
    prices: dict[int, int] = field(default_factory=dict)


class Parts:
    """Makes problems of parts.

    Parameters
    ----------
    problem : Problem
        The day.

    Attributes
    ----------
    comfortable_points : int
        What the parts' points count too much together: see :func:`part_problem` on beds.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._priced_beds, comfortable = _full_units(problem)
        self.comfortable_points = problem.day.settings.weights.bed_peak * comfortable

    def problem_of(self, part: Part, prices: dict[int, int]) -> Problem:
        """Return a part as a problem, with a price for each case that is a guest somewhere."""
        return part_problem(self._problem, part, prices, self._priced_beds)


def _full_units(problem: Problem) -> tuple[list[int], int]:
    """Return the units of beds that are above their comfortable number when all cases are done, and those numbers."""
    full, comfortable = [], 0
    users = list(bed_users(problem))
    for place, unit in enumerate(problem.day.beds):
        cases = next((cases for other, cases in users if other is unit), [])
        count = sum(bool(problem.modes_of_case[case]) for case in cases)
        if unit.comfortable_beds is not None and cases and unit.comfortable_beds <= count:
            full.append(place)
            comfortable += unit.comfortable_beds
    return full, comfortable
