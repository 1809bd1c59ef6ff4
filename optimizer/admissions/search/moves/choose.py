"""Random choices that moves share."""

import numpy as np

from optimizer.admissions.search.book import (
    BEDS,
    CASES,
    COLLEAGUE_COUNT,
    COLLEAGUES,
    COUNT,
    DAY,
    DAYS,
    GENDER,
    GENDER_COUNT,
    LATEST,
    MINUTES,
    MOVABLE,
    MOVABLES,
    ON_DUTY,
    ON_DUTY_COUNT,
    OUT,
    RELEASE,
    STAY,
    SURGEON,
    SURGEON_FREE,
    SURGEON_THEATRES,
    THEATRE_CASES,
    THEATRE_FREE,
    THEATRE_MINUTES,
    THEATRE_SUITS,
    THEATRES,
    WARD,
    WEIGHT,
    Book,
    at1,
    at2,
    at3,
)
from optimizer.admissions.search.compiled import compiled

NO_MOVE = 1 << 60
"""Returned by a move that found nothing to do."""
SAME_SURGEON = 0.6
"""Share of pairs drawn from one surgeon, whose minutes are the scarcest."""
BY_COST = 0.85
"""Share of theatre choices made by cost; the rest is at random."""


@compiled
def below(rng: np.random.Generator, limit: int) -> int:
    """Return a whole number from 0 to ``limit - 1``."""
    return int(rng.random() * limit)


@compiled
def room_takes(book: Book, patient: int, day: int, room: int) -> bool:
    """Return whether a compatible room has a bed among the own gender for the stay of a patient who is out."""
    gender = book[at1(book, GENDER, patient)]
    beds = book[at1(book, BEDS, room)]
    for d in range(day, min(book[DAYS], day + book[at1(book, STAY, patient)])):
        count = book[at2(book, COUNT, room, d)]
        if count >= beds or book[at3(book, GENDER_COUNT, room, d, gender)] < count:
            return False
    return True


@compiled
def surgeon_takes(book: Book, patient: int, day: int) -> bool:
    """Return whether the patient's surgeon has the minutes on a day."""
    return bool(
        book[at2(book, SURGEON_FREE, book[at1(book, SURGEON, patient)], day)] >= book[at1(book, MINUTES, patient)]
    )


@compiled
def theatre_takes(book: Book, patient: int, day: int, theatre: int) -> bool:
    """Return whether a theatre suits the patient, is open on a day and has the minutes."""
    return bool(
        book[at2(book, THEATRE_FREE, theatre, day)] >= book[at1(book, MINUTES, patient)]
        and book[at2(book, THEATRE_MINUTES, theatre, day)] > 0
        and book[at2(book, THEATRE_SUITS, patient, theatre)] > 0
    )


@compiled
def choose_nurse(book: Book, room: int, shift: int, rng: np.random.Generator) -> int:
    """Return a nurse of the room's ward on duty; there is always one."""
    ward = book[at1(book, WARD, room)]
    place = below(rng, book[at2(book, ON_DUTY_COUNT, ward, shift)])
    return int(book[at3(book, ON_DUTY, ward, shift, place)])


@compiled
def choose_theatre(book: Book, patient: int, day: int, rng: np.random.Generator) -> int:
    """Return a theatre for a patient, who is out, on a day: mostly the cheapest that fits; -1 if none does."""
    surgeon = book[at1(book, SURGEON, patient)]
    by_cost = rng.random() < BY_COST
    start = below(rng, book[THEATRES])
    best = -1
    best_points = NO_MOVE
    for step in range(book[THEATRES]):
        theatre = start + step
        if theatre >= book[THEATRES]:
            theatre -= book[THEATRES]
        if not theatre_takes(book, patient, day, theatre):
            continue
        if not by_cost:
            return theatre
        points = 0
        if book[at2(book, THEATRE_CASES, theatre, day)] == 0:
            points += book[at1(book, WEIGHT, 4)]
        if book[at3(book, CASES, surgeon, theatre, day)] == 0 and book[at2(book, SURGEON_THEATRES, surgeon, day)] > 0:
            points += book[at1(book, WEIGHT, 5)]
        if points < best_points:
            best, best_points = theatre, points
    return best


@compiled
def choose_day(book: Book, patient: int, rng: np.random.Generator) -> int:
    """Return an admission day within the patient's window, earlier ones more often; -1 if there is none."""
    width = book[at1(book, LATEST, patient)] - book[at1(book, RELEASE, patient)] + 1
    if width <= 0:
        return OUT
    draw = rng.random()
    if rng.random() < 0.5:
        draw *= draw
    return int(book[at1(book, RELEASE, patient)] + int(draw * width))


@compiled
def choose_patient(book: Book, rng: np.random.Generator) -> int:
    """Return a patient who is not pinned; there must be one."""
    return int(book[at1(book, MOVABLE, below(rng, book[MOVABLES]))])


@compiled
def choose_admitted(book: Book, rng: np.random.Generator) -> int:
    """Return an admitted patient, or -1 when a few draws find none."""
    for _ in range(8):
        patient = choose_patient(book, rng)
        if book[at1(book, DAY, patient)] != OUT:
            return patient
    return -1


@compiled
def choose_colleague(book: Book, patient: int, rng: np.random.Generator) -> int:
    """Return an admitted patient, of the same surgeon more often than not, or -1 when a few draws find none."""
    if rng.random() < SAME_SURGEON:
        surgeon = book[at1(book, SURGEON, patient)]
        for _ in range(4):
            other = book[at2(book, COLLEAGUES, surgeon, below(rng, book[at1(book, COLLEAGUE_COUNT, surgeon)]))]
            if other != patient and book[at1(book, DAY, other)] != OUT:
                return int(other)
    other = choose_admitted(book, rng)
    return -1 if other == patient else other
