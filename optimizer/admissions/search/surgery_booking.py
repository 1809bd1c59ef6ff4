"""The part of a booking that surgeon and theatre have in it; see :mod:`~.booking` for the whole."""

from optimizer.admissions.search.book import (
    CASES,
    COST,
    LEFT_OUT,
    LEFT_OUT_POINTS,
    MANDATORY,
    MINUTES,
    RELEASE,
    SURGEON,
    SURGEON_FREE,
    SURGEON_THEATRES,
    THEATRE_CASES,
    THEATRE_FREE,
    TOTAL,
    WEIGHT,
    Book,
    at1,
    at2,
    at3,
)
from optimizer.admissions.search.compiled import compiled


@compiled
def book_surgery(book: Book, patient: int, day: int, theatre: int) -> int:
    """Book theatre, surgeon and delay; the patient is no longer left out."""
    surgeon = book[at1(book, SURGEON, patient)]
    minutes = book[at1(book, MINUTES, patient)]
    soft = book[at1(book, WEIGHT, 6)] * (day - book[at1(book, RELEASE, patient)])
    if book[at2(book, THEATRE_CASES, theatre, day)] == 0:
        soft += book[at1(book, WEIGHT, 4)]
    if book[at3(book, CASES, surgeon, theatre, day)] == 0:
        if book[at2(book, SURGEON_THEATRES, surgeon, day)] > 0:
            soft += book[at1(book, WEIGHT, 5)]
        book[at2(book, SURGEON_THEATRES, surgeon, day)] += 1
    book[at2(book, THEATRE_CASES, theatre, day)] += 1
    book[at3(book, CASES, surgeon, theatre, day)] += 1
    book[at2(book, SURGEON_FREE, surgeon, day)] -= minutes
    book[at2(book, THEATRE_FREE, theatre, day)] -= minutes
    return _settle_surgery(book, patient, soft, -1)


@compiled
def cancel_surgery(book: Book, patient: int, day: int, theatre: int) -> int:
    """Undo :func:`book_surgery`; the patient is left out."""
    surgeon = book[at1(book, SURGEON, patient)]
    minutes = book[at1(book, MINUTES, patient)]
    soft = -book[at1(book, WEIGHT, 6)] * (day - book[at1(book, RELEASE, patient)])
    book[at2(book, THEATRE_CASES, theatre, day)] -= 1
    book[at3(book, CASES, surgeon, theatre, day)] -= 1
    if book[at2(book, THEATRE_CASES, theatre, day)] == 0:
        soft -= book[at1(book, WEIGHT, 4)]
    if book[at3(book, CASES, surgeon, theatre, day)] == 0:
        book[at2(book, SURGEON_THEATRES, surgeon, day)] -= 1
        if book[at2(book, SURGEON_THEATRES, surgeon, day)] > 0:
            soft -= book[at1(book, WEIGHT, 5)]
    book[at2(book, SURGEON_FREE, surgeon, day)] += minutes
    book[at2(book, THEATRE_FREE, theatre, day)] += minutes
    return _settle_surgery(book, patient, soft, 1)


@compiled
def _settle_surgery(book: Book, patient: int, soft: int, left_out: int) -> int:
    """Add up the points of a surgery booked (``left_out`` -1) or cancelled (1)."""
    hard = 0
    if book[at1(book, MANDATORY, patient)]:
        book[at1(book, TOTAL, LEFT_OUT)] += left_out
        hard = book[at1(book, TOTAL, LEFT_OUT_POINTS)] * left_out
    else:
        soft += book[at1(book, WEIGHT, 7)] * left_out
    book[at1(book, TOTAL, COST)] += soft
    return soft + hard
