"""Let two admitted patients change places."""

import numpy as np

from optimizer.admissions.search.book import (
    DAY,
    LATEST,
    RELEASE,
    ROOM,
    ROOM_CHOICE,
    ROOM_CHOICES,
    STAY,
    THEATRE,
    Book,
    at1,
    at2,
)
from optimizer.admissions.search.booking import admit, take_out
from optimizer.admissions.search.compiled import compiled
from optimizer.admissions.search.moves.choose import (
    NO_MOVE,
    choose_admitted,
    choose_colleague,
    choose_theatre,
    room_takes,
    surgeon_takes,
)


@compiled
def swap(book: Book, rng: np.random.Generator) -> int:
    """Exchange the rooms, the days, or both, of two random admitted patients."""
    first = choose_admitted(book, rng)
    second = -1 if first < 0 else choose_colleague(book, first, rng)
    if second < 0:
        return NO_MOVE
    day_1, day_2 = book[at1(book, DAY, first)], book[at1(book, DAY, second)]
    room_1, room_2 = book[at1(book, ROOM, first)], book[at1(book, ROOM, second)]
    draw = rng.random()
    if draw < 0.67:
        room_1, room_2 = room_2, room_1
    if draw > 0.33:
        day_1, day_2 = day_2, day_1
    if room_1 == book[at1(book, ROOM, first)] and day_1 == book[at1(book, DAY, first)]:
        return NO_MOVE
    if not (suits(book, first, day_1, room_1) and suits(book, second, day_2, room_2)):
        return NO_MOVE
    if draw <= 0.33 and not (
        day_1 < day_2 + book[at1(book, STAY, second)] and day_2 < day_1 + book[at1(book, STAY, first)]
    ):
        return NO_MOVE
    theatre_1 = book[at1(book, THEATRE, first)] if day_1 == book[at1(book, DAY, first)] else -1
    theatre_2 = book[at1(book, THEATRE, second)] if day_2 == book[at1(book, DAY, second)] else -1
    points = take_out(book, first) + take_out(book, second)
    change = seat(book, first, day_1, room_1, theatre_1, rng)
    if change == NO_MOVE:
        return NO_MOVE
    points += change
    change = seat(book, second, day_2, room_2, theatre_2, rng)
    if change == NO_MOVE:
        return NO_MOVE
    return points + change


@compiled
def suits(book: Book, patient: int, day: int, room: int) -> bool:
    """Return whether day and room suit the patient, whoever else is there."""
    if day < book[at1(book, RELEASE, patient)] or day > book[at1(book, LATEST, patient)]:
        return False
    for choice in range(book[at1(book, ROOM_CHOICES, patient)]):
        if book[at2(book, ROOM_CHOICE, patient, choice)] == room:
            return True
    return False


@compiled
def seat(book: Book, patient: int, day: int, room: int, theatre: int, rng: np.random.Generator) -> int:
    """Admit a patient who is out; a theatre of -1 is chosen anew."""
    if not room_takes(book, patient, day, room):
        return NO_MOVE
    if theatre < 0:
        if not surgeon_takes(book, patient, day):
            return NO_MOVE
        theatre = choose_theatre(book, patient, day, rng)
        if theatre < 0:
            return NO_MOVE
    return admit(book, patient, day, room, theatre)
