"""Let one nurse take over a patient's shifts of another, so that the patient sees one nurse less."""

import numpy as np

from optimizer.admissions.search.book import (
    DAY,
    DAYS,
    NURSE,
    ON_DUTY,
    ON_DUTY_COUNT,
    OUT,
    PERSONS,
    ROOM,
    SEEN,
    STAY,
    WARD,
    Book,
    at1,
    at2,
    at3,
)
from optimizer.admissions.search.booking import change_nurse
from optimizer.admissions.search.compiled import compiled
from optimizer.admissions.search.moves.choose import NO_MOVE, below


@compiled
def one_nurse_less(book: Book, rng: np.random.Generator) -> int:
    """Spread a nurse's shifts with a random person over other nurses the person sees anyway."""
    person = below(rng, book[PERSONS])
    if book[at1(book, DAY, person)] == OUT:
        return NO_MOVE
    room = book[at1(book, ROOM, person)]
    first = 3 * book[at1(book, DAY, person)]
    shifts = 3 * min(book[DAYS], book[at1(book, DAY, person)] + book[at1(book, STAY, person)]) - first
    leaving = book[at2(book, NURSE, room, first + below(rng, shifts))]
    points = 0
    for shift in range(first, first + shifts):
        if book[at2(book, NURSE, room, shift)] != leaving:
            continue
        nurse = _known_nurse(book, person, room, shift, leaving, rng)
        if nurse < 0:
            return NO_MOVE
        points += change_nurse(book, room, shift, nurse)
    return points


@compiled
def _known_nurse(book: Book, person: int, room: int, shift: int, leaving: int, rng: np.random.Generator) -> int:
    """Return another nurse of the ward on duty who sees the person anyway, -1 if there is none."""
    ward = book[at1(book, WARD, room)]
    on_duty = book[at2(book, ON_DUTY_COUNT, ward, shift)]
    start = below(rng, on_duty)
    for step in range(on_duty):
        place = start + step
        nurse = book[at3(book, ON_DUTY, ward, shift, place if place < on_duty else place - on_duty)]
        if nurse != leaving and book[at2(book, SEEN, person, nurse)] > 0:
            return int(nurse)
    return -1
