"""Give a room another nurse for one shift."""

import numpy as np

from optimizer.admissions.search.book import COUNT, DAYS, NURSE, ROOMS, Book, at2
from optimizer.admissions.search.booking import change_nurse
from optimizer.admissions.search.compiled import compiled
from optimizer.admissions.search.moves.choose import NO_MOVE, below, choose_nurse


@compiled
def nurse_of_shift(book: Book, rng: np.random.Generator) -> int:
    """Change the nurse of a random occupied room and shift to another nurse on duty."""
    room = below(rng, book[ROOMS])
    shift = below(rng, 3 * book[DAYS])
    if book[at2(book, COUNT, room, shift // 3)] == 0:
        return NO_MOVE
    nurse = choose_nurse(book, room, shift, rng)
    if nurse == book[at2(book, NURSE, room, shift)]:
        return NO_MOVE
    return change_nurse(book, room, shift, nurse)
