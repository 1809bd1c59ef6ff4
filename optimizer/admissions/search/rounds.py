"""Which configuration cools when, from where and how hot: an opening of all, then rounds of the one that did best."""

from dataclasses import dataclass

from optimizer.admissions.search.annealer import Outcome
from optimizer.admissions.search.book import Book
from optimizer.admissions.search.configuration import PORTFOLIO, REFINING, Configuration

OPENING_SHARE = 0.4
"""Share of the time for the opening: every configuration cools once from its full heat."""
ROUNDS = ((0.2, 0.4), (0.14, 0.3), (0.1, 0.15))
"""Share of the time, and heat, of the rounds after it, which begin with the best plan of all."""
REPAIR_ROUNDS = (0.08, 0.08)
"""Share of the time of the last rounds, in which CP-SAT repairs the best plan: annealing finds little by then."""
SECOND_START_HEAT = 0.4
"""Heat of a configuration that begins with the second start; more would undo it."""


@dataclass(frozen=True, slots=True)
class Course:
    """What one annealer does in a round."""

    configuration: Configuration
    start: Book
    heat: float


def opening(first: Book, second: Book | None, annealers: int) -> list[list[Course]]:
    """Return the rounds of the opening, each with a course for every annealer.

    Parameters
    ----------
    first, second : Book
        Decisions to begin with; the refining configuration takes the second, if there is one.
    annealers : int
        How many cool at once. One alone runs the configurations one after the other.
    """
    courses = [
        Course(configuration, second, SECOND_START_HEAT)
        if second is not None and configuration is REFINING
        else Course(configuration, first, 1.0)
        for configuration in PORTFOLIO
    ]
    if annealers == 1:
        return [[course] for course in courses]
    return [[courses[index % len(courses)] for index in range(annealers)]]


class Race:
    """Which configuration did best in the opening; it goes on alone.

    Where surgeons' minutes decide, only much heat finds who is to come; elsewhere that heat is lost time. Which of the
    two a problem is, the opening shows.
    """

    def __init__(self) -> None:
        self._best: tuple[int, Configuration] | None = None

    def enter(self, course: Course, outcome: Outcome) -> None:
        """Count an outcome of the opening."""
        if self._best is None or outcome.rank < self._best[0]:
            self._best = outcome.rank, course.configuration

    @property
    def winner(self) -> Configuration:
        """The configuration to go on with."""
        return REFINING if self._best is None else self._best[1]
