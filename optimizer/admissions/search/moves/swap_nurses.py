"""Let the nurses of two rooms change rooms for one shift."""

import numpy as np

from optimizer.admissions.search.book import COUNT, DAYS, NURSE, ROOMS, WARD, Book, at1, at2
from optimizer.admissions.search.booking import change_nurse
from optimizer.admissions.search.compiled import compiled
from optimizer.admissions.search.moves.choose import NO_MOVE, below


@compiled
def swap_nurses(book: Book, rng: np.random.Generator) -> int:
    """Exchange the nurses of two random rooms of one ward in a random shift."""
    first = below(rng, book[ROOMS])
    second = below(rng, book[ROOMS])
    shift = below(rng, 3 * book[DAYS])
    nurse_1 = book[at2(book, NURSE, first, shift)]
    nurse_2 = book[at2(book, NURSE, second, shift)]
    if (
        nurse_1 == nurse_2
        or book[at1(book, WARD, first)] != book[at1(book, WARD, second)]
        or book[at2(book, COUNT, first, shift // 3)] + book[at2(book, COUNT, second, shift // 3)] == 0
    ):
        return NO_MOVE
    points = change_nurse(book, first, shift, nurse_2)
    return points + change_nurse(book, second, shift, nurse_1)
