"""Operate a patient in another theatre on the same day."""

import numpy as np

from optimizer.admissions.search.book import (
    DAY,
    MINUTES,
    ROOM,
    THEATRE,
    THEATRE_FREE,
    THEATRE_MINUTES,
    THEATRES,
    Book,
    at1,
    at2,
)
from optimizer.admissions.search.booking import admit, take_out
from optimizer.admissions.search.compiled import compiled
from optimizer.admissions.search.moves.choose import NO_MOVE, below, choose_admitted


@compiled
def change_theatre(book: Book, rng: np.random.Generator) -> int:
    """Give a random admitted patient another open theatre."""
    patient = choose_admitted(book, rng)
    theatre = below(rng, book[THEATRES])
    if patient < 0 or theatre == book[at1(book, THEATRE, patient)]:
        return NO_MOVE
    day = book[at1(book, DAY, patient)]
    if book[at2(book, THEATRE_MINUTES, theatre, day)] == 0:
        return NO_MOVE
    if book[at2(book, THEATRE_FREE, theatre, day)] < book[at1(book, MINUTES, patient)]:
        return NO_MOVE
    room = book[at1(book, ROOM, patient)]
    return take_out(book, patient) + admit(book, patient, day, room, theatre)
