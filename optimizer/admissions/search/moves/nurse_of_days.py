"""Give a room the same nurse in several of that nurse's shifts."""

import numpy as np

from optimizer.admissions.search.book import (
    COUNT,
    NURSE,
    NURSE_WARD,
    NURSES,
    ROOMS,
    ROSTER,
    ROSTER_COUNT,
    WARD,
    Book,
    at1,
    at2,
)
from optimizer.admissions.search.booking import change_nurse
from optimizer.admissions.search.compiled import compiled
from optimizer.admissions.search.moves.choose import NO_MOVE, below

LONGEST_RUN = 6
"""Most shifts of one nurse changed together; longer runs are hardly ever accepted."""


@compiled
def nurse_of_days(book: Book, rng: np.random.Generator) -> int:
    """Give a random room a random nurse for two or more consecutive shifts of the nurse's roster."""
    nurse = below(rng, book[NURSES])
    shifts = book[at1(book, ROSTER_COUNT, nurse)]
    room = below(rng, book[ROOMS])
    if shifts < 2 or book[at1(book, NURSE_WARD, nurse)] != book[at1(book, WARD, room)]:
        return NO_MOVE
    start = below(rng, shifts - 1)
    length = 2 + below(rng, LONGEST_RUN - 1)
    points = 0
    changed = False
    for place in range(start, min(shifts, start + length)):
        shift = book[at2(book, ROSTER, nurse, place)]
        if book[at2(book, COUNT, room, shift // 3)] > 0 and book[at2(book, NURSE, room, shift)] != nurse:
            points += change_nurse(book, room, shift, nurse)
            changed = True
    return points if changed else NO_MOVE
