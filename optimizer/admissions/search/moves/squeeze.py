"""Squeeze a patient into a room; whoever is in the way goes to another room, or waits."""

import numpy as np

from optimizer.admissions.search.book import (
    BEDS,
    COUNT,
    DAY,
    DAYS,
    GENDER,
    GENDER_COUNT,
    IMMOVABLE,
    JOURNAL,
    JOURNAL_LENGTH,
    MEMBER,
    MINUTES,
    OUT,
    ROOM_CHOICE,
    ROOM_CHOICES,
    STAY,
    THEATRE,
    THEATRE_FREE,
    Book,
    at1,
    at2,
    at3,
)
from optimizer.admissions.search.booking import TAKEN_OUT, admit, take_out
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

MOST_IN_THE_WAY = 4
"""Patients moved out of the way at most; more is never worth it."""


@compiled
def squeeze(book: Book, rng: np.random.Generator) -> int:
    """Admit a random patient, often one who is out, on a random day in a random room, and make way there."""
    patient = choose_patient(book, rng)
    if book[at1(book, DAY, patient)] != OUT and rng.random() < 0.5:
        patient = choose_patient(book, rng)
    if book[at1(book, ROOM_CHOICES, patient)] == 0:
        return NO_MOVE
    old_day = book[at1(book, DAY, patient)]
    day = old_day if old_day != OUT and rng.random() < 0.4 else choose_day(book, patient, rng)
    if day == OUT or (day != old_day and not surgeon_takes(book, patient, day)):
        return NO_MOVE
    room = book[at2(book, ROOM_CHOICE, patient, below(rng, book[at1(book, ROOM_CHOICES, patient)]))]
    points = take_out(book, patient) if old_day != OUT else 0
    way_from = book[JOURNAL_LENGTH]
    change = make_way(book, patient, day, room, rng)
    if change == NO_MOVE:
        return NO_MOVE
    way_end = book[JOURNAL_LENGTH]
    theatre = book[at1(book, THEATRE, patient)] if day == old_day else choose_theatre(book, patient, day, rng)
    if theatre < 0:
        return NO_MOVE
    points += change + admit(book, patient, day, room, theatre)
    for entry in range(way_from, way_end):
        points += reseat(book, entry, rng)
    return points


@compiled
def make_way(book: Book, patient: int, day: int, room: int, rng: np.random.Generator) -> int:
    """Take everybody out who keeps the patient from the room: the other gender, and who is one too many."""
    gender = book[at1(book, GENDER, patient)]
    points = 0
    taken = 0
    for d in range(day, min(book[DAYS], day + book[at1(book, STAY, patient)])):
        while True:
            count = book[at2(book, COUNT, room, d)]
            others = count - book[at3(book, GENDER_COUNT, room, d, gender)]
            if others == 0 and count < book[at1(book, BEDS, room)]:
                break
            person = book[at3(book, MEMBER, room, d, below(rng, count))]
            if others > 0:
                for place in range(count):
                    person = book[at3(book, MEMBER, room, d, place)]
                    if book[at1(book, GENDER, person)] != gender:
                        break
            if taken == MOST_IN_THE_WAY or book[at1(book, IMMOVABLE, person)]:
                return NO_MOVE
            taken += 1
            points += take_out(book, person)
    return points


@compiled
def reseat(book: Book, entry: int, rng: np.random.Generator) -> int:
    """Admit the patient taken out by a journal entry again: same day and theatre, any room; else the patient waits."""
    at = at2(book, JOURNAL, entry, 0)
    if book[at] != TAKEN_OUT:
        return 0
    patient, day, theatre = book[at + 1], book[at + 2], book[at + 4]
    if not surgeon_takes(book, patient, day):
        return 0
    if book[at2(book, THEATRE_FREE, theatre, day)] < book[at1(book, MINUTES, patient)]:
        return 0
    choices = book[at1(book, ROOM_CHOICES, patient)]
    start = below(rng, choices)
    for step in range(choices):
        place = start + step
        room = book[at2(book, ROOM_CHOICE, patient, place if place < choices else place - choices)]
        if room_takes(book, patient, day, room):
            return admit(book, patient, day, room, theatre)
    return 0
