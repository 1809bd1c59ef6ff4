"""Admit a patient who is out in the place of one who is in."""

import numpy as np

from optimizer.admissions.search.book import DAY, MANDATORY, OUT, ROOM, Book, at1
from optimizer.admissions.search.booking import take_out
from optimizer.admissions.search.compiled import compiled
from optimizer.admissions.search.moves.choose import NO_MOVE, below, choose_colleague, choose_patient
from optimizer.admissions.search.moves.swap import seat, suits


@compiled
def replace(book: Book, rng: np.random.Generator) -> int:
    """Leave an optional patient for later and give room and day, or one near it, to another."""
    coming = choose_patient(book, rng)
    if book[at1(book, DAY, coming)] != OUT:
        return NO_MOVE
    leaving = choose_colleague(book, coming, rng)
    if leaving < 0 or book[at1(book, MANDATORY, leaving)]:
        return NO_MOVE
    day = book[at1(book, DAY, leaving)]
    room = book[at1(book, ROOM, leaving)]
    if rng.random() < 0.5:
        day += below(rng, 5) - 2
    if not suits(book, coming, day, room):
        return NO_MOVE
    points = take_out(book, leaving)
    change = seat(book, coming, day, room, -1, rng)
    return NO_MOVE if change == NO_MOVE else points + change
