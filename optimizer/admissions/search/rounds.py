"""Which configuration cools when, from where, how hot and how long."""

from dataclasses import dataclass

from optimizer.admissions.search.book import Book
from optimizer.admissions.search.configuration import PORTFOLIO, REFINING, Configuration

OPENING_MOVES_A_PERSON = 1_000_000
"""Moves of the opening by person to be placed: longer cooling still helps below it, and hardly above."""
MOVES_A_SECOND = 3_000_000
"""What a core tries in about a second, where only the time is given."""
LEAST_OPENING_SHARE, MOST_OPENING_SHARE = 0.3, 0.7

ROUNDS = ((0.3, (0.4, 0.2)), (0.25, (0.3, 0.15)), (0.15, (0.2, 0.1)))
"""Share of the time after the opening, and heats that annealers take in turn; these begin with the best plan."""
REPAIR_ROUNDS = (0.15, 0.15)
"""Share of the time after the opening of the last rounds, in which CP-SAT repairs the best plan."""
SECOND_START_HEAT = 0.4
"""Heat of a configuration that begins with the second start; more would undo it."""


@dataclass(frozen=True, slots=True)
class Course:
    """What one annealer does in a round."""

    configuration: Configuration
    start: Book
    heat: float


def opening_share(persons: int, moves: float) -> float:
    """Return the share of the time for the opening, of an annealer that will try so many moves in all."""
    return min(MOST_OPENING_SHARE, max(LEAST_OPENING_SHARE, OPENING_MOVES_A_PERSON * persons / max(1.0, moves)))


def opening(first: Book, second: Book | None, annealers: int) -> list[list[Course]]:
    """Return the rounds of the opening, each with a course for every annealer: one long cooling each.

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


def later(best: Book, heats: tuple[float, ...], annealers: int) -> list[Course]:
    """Return the courses of a round after the opening: the best plan of all, warmed up to different heats."""
    return [Course(REFINING, best, heats[index % len(heats)]) for index in range(annealers)]
