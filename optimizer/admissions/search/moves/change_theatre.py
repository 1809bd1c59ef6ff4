"""Operate a patient in another theatre on the same day."""

import numpy as np

from optimizer.admissions.search.book import DAY, ROOM, THEATRE, THEATRES, Book, at1
from optimizer.admissions.search.booking import admit, take_out
from optimizer.admissions.search.compiled import compiled
from optimizer.admissions.search.moves.choose import NO_MOVE, below, choose_admitted, theatre_takes


@compiled
def change_theatre(book: Book, rng: np.random.Generator) -> int:
    """Give a random admitted patient another open theatre."""
    patient = choose_admitted(book, rng)
    theatre = below(rng, book[THEATRES])
    if patient < 0 or theatre == book[at1(book, THEATRE, patient)]:
        return NO_MOVE
    day = book[at1(book, DAY, patient)]
    if not theatre_takes(book, patient, day, theatre):
        return NO_MOVE
    room = book[at1(book, ROOM, patient)]
    return take_out(book, patient) + admit(book, patient, day, room, theatre)
