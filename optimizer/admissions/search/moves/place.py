"""Admit a patient who is out, or give an admitted one another day, room or theatre."""

import numpy as np

from optimizer.admissions.search.book import (
    DAY,
    LATEST,
    OUT,
    RELEASE,
    ROOM,
    ROOM_CHOICE,
    ROOM_CHOICES,
    THEATRE,
    Book,
    at1,
    at2,
)
from optimizer.admissions.search.booking import admit, take_out
from optimizer.admissions.search.compiled import compiled
from optimizer.admissions.search.moves.choose import (
    NO_MOVE,
    below,
    choose_day,
    choose_patient,
    choose_theatre,
    room_takes,
    surgeon_takes,
)


@compiled
def place(book: Book, rng: np.random.Generator) -> int:
    """Place a random patient; what changes of day, room and theatre is drawn."""
    patient = choose_patient(book, rng)
    if book[at1(book, ROOM_CHOICES, patient)] == 0:
        return NO_MOVE
    old_day = book[at1(book, DAY, patient)]
    if old_day == OUT:
        day = choose_day(book, patient, rng)
        room = book[at2(book, ROOM_CHOICE, patient, below(rng, book[at1(book, ROOM_CHOICES, patient)]))]
        return insert(book, patient, day, room, rng)
    draw = rng.random()
    day = int(old_day)
    room = book[at1(book, ROOM, patient)]
    if draw < 0.35:
        day = choose_day(book, patient, rng)
    elif draw < 0.5:
        day += -1 - below(rng, 2) if rng.random() < 0.5 else 1 + below(rng, 2)
    if draw > 0.25 and (draw < 0.35 or draw > 0.43):
        room = book[at2(book, ROOM_CHOICE, patient, below(rng, book[at1(book, ROOM_CHOICES, patient)]))]
    if day == old_day and room == book[at1(book, ROOM, patient)]:
        return NO_MOVE
    return transfer(book, patient, day, room, rng)


@compiled
def insert(book: Book, patient: int, day: int, room: int, rng: np.random.Generator) -> int:
    """Admit a patient who is out, if rules that may not be broken let it."""
    if day < 0 or not surgeon_takes(book, patient, day) or not room_takes(book, patient, day, room):
        return NO_MOVE
    theatre = choose_theatre(book, patient, day, rng)
    if theatre < 0:
        return NO_MOVE
    return admit(book, patient, day, room, theatre)


@compiled
def transfer(book: Book, patient: int, day: int, room: int, rng: np.random.Generator) -> int:
    """Move an admitted patient to a day and room; the theatre stays when the day does."""
    if day < book[at1(book, RELEASE, patient)] or day > book[at1(book, LATEST, patient)]:
        return NO_MOVE
    same_day = day == book[at1(book, DAY, patient)]
    if not same_day and not surgeon_takes(book, patient, day):
        return NO_MOVE
    if room != book[at1(book, ROOM, patient)] and not room_takes(book, patient, day, room):
        return NO_MOVE
    theatre = book[at1(book, THEATRE, patient)]
    points = take_out(book, patient)
    if room == book[at1(book, ROOM, patient)] and not room_takes(book, patient, day, room):
        return NO_MOVE
    if not same_day:
        theatre = choose_theatre(book, patient, day, rng)
        if theatre < 0:
            return NO_MOVE
    return points + admit(book, patient, day, room, theatre)
