"""The book: problem and plan of a search in one flat array of whole numbers.

Compiled functions pass it as one pointer. The same tables as some fifty arrays in a named tuple compiled in 60 s
instead of 10 and ran at a third of the speed, because numba hands a tuple of arrays over by value at every call.

The book starts with a header: sizes, and for every table its place and strides. :func:`at1`, :func:`at2` and
:func:`at3` give the place of a table's entry; :func:`table` gives Python a view of a whole table.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.admissions.search.compiled import compiled
from optimizer.admissions.search.data import SearchData
from scenarios.admissions.problem import SHIFTS_PER_DAY

Book = NDArray[np.int32]

DAYS, PATIENTS, PERSONS, ROOMS, THEATRES, NURSES, AGE_GROUPS, JOURNAL_LENGTH, MOVABLES = range(9)
_FIRST_TABLE = 9
_HEADER_OF_TABLE = 3


class Table(NamedTuple):
    """Name, and sizes by dimension as names of :class:`SearchData` or numbers."""

    name: str
    shape: tuple[str | int, ...]


SPARE_ENTRIES = 64
"""Journal entries of a move beside one for each shift: no move books more than some patients and a room's nurses."""
TABLES: tuple[Table, ...] = (
    Table("stay", ("persons",)),
    Table("gender", ("persons",)),
    Table("age", ("persons",)),
    Table("workload", ("persons", "longest")),
    Table("skill", ("persons", "longest")),
    Table("mandatory", ("patients",)),
    Table("release", ("patients",)),
    Table("latest", ("patients",)),
    Table("minutes", ("patients",)),
    Table("surgeon", ("patients",)),
    Table("room_choice", ("patients", "rooms")),
    Table("room_choices", ("patients",)),
    Table("theatre_suits", ("patients", "theatres")),
    Table("immovable", ("persons",)),
    Table("movable", ("movables",)),
    Table("colleagues", ("surgeons", "movables")),
    Table("colleague_count", ("surgeons",)),
    Table("beds", ("rooms",)),
    Table("ward", ("rooms",)),
    Table("theatre_minutes", ("theatres", "days")),
    Table("nurse_skill", ("nurses",)),
    Table("nurse_ward", ("nurses",)),
    Table("on_duty", ("wards", "shifts", "nurses")),
    Table("on_duty_count", ("wards", "shifts")),
    Table("roster", ("nurses", "shifts")),
    Table("roster_count", ("nurses",)),
    Table("weight", (8,)),
    Table("day", ("persons",)),
    Table("room", ("persons",)),
    Table("theatre", ("persons",)),
    Table("nurse", ("rooms", "shifts")),
    Table("count", ("rooms", "days")),
    Table("gender_count", ("rooms", "days", "genders")),
    Table("age_count", ("rooms", "days", "age_groups")),
    Table("member", ("rooms", "days", "most")),
    Table("slack", ("nurses", "shifts")),
    Table("seen", ("persons", "nurses")),
    Table("surgeon_free", ("surgeons", "days")),
    Table("theatre_free", ("theatres", "days")),
    Table("theatre_cases", ("theatres", "days")),
    Table("cases", ("surgeons", "theatres", "days")),
    Table("surgeon_theatres", ("surgeons", "days")),
    Table("total", (3,)),
    Table("journal", ("entries", 5)),
)
_ORDER = {entry.name: index for index, entry in enumerate(TABLES)}
_PLACE = {name: _FIRST_TABLE + _HEADER_OF_TABLE * index for name, index in _ORDER.items()}
(
    STAY,
    GENDER,
    AGE,
    WORKLOAD,
    SKILL,
    MANDATORY,
    RELEASE,
    LATEST,
    MINUTES,
    SURGEON,
    ROOM_CHOICE,
    ROOM_CHOICES,
    THEATRE_SUITS,
    IMMOVABLE,
    MOVABLE,
    COLLEAGUES,
    COLLEAGUE_COUNT,
    BEDS,
    WARD,
    THEATRE_MINUTES,
    NURSE_SKILL,
    NURSE_WARD,
    ON_DUTY,
    ON_DUTY_COUNT,
    ROSTER,
    ROSTER_COUNT,
    WEIGHT,
    DAY,
    ROOM,
    THEATRE,
    NURSE,
    COUNT,
    GENDER_COUNT,
    AGE_COUNT,
    MEMBER,
    SLACK,
    SEEN,
    SURGEON_FREE,
    THEATRE_FREE,
    THEATRE_CASES,
    CASES,
    SURGEON_THEATRES,
    TOTAL,
    JOURNAL,
) = _PLACE.values()
COST, LEFT_OUT, LEFT_OUT_POINTS = range(3)
"""Index into the table ``total``: soft cost, mandatory patients left out, and the price of one of them in a search."""
LEFT_OUT_FACTOR = 4
"""A mandatory patient left out costs a search this many optional ones, or the dearest admission if that is more."""
OUT = -1
"""Day of a patient who is not admitted."""


@compiled
def at1(book: Book, table: int, i: int) -> int:
    """Return the place of entry ``[i]`` of a table."""
    return int(book[table] + i)


@compiled
def at2(book: Book, table: int, i: int, j: int) -> int:
    """Return the place of entry ``[i, j]`` of a table."""
    return int(book[table] + i * book[table + 1] + j)


@compiled
def at3(book: Book, table: int, i: int, j: int, k: int) -> int:
    """Return the place of entry ``[i, j, k]`` of a table."""
    return int(book[table] + i * book[table + 1] + j * book[table + 2] + k)


def open_book(data: SearchData) -> Book:
    """Return a book with the problem in it and nobody booked, not even occupants; first rostered nurse everywhere."""
    sizes = {
        **{name: value for name, value in data._asdict().items() if isinstance(value, int)},
        "shifts": SHIFTS_PER_DAY * data.days,
        "surgeons": len(data.surgeon_minutes),
        "movables": len(data.movable),
        "longest": data.workload.shape[1],
        "most": int(data.beds.max(initial=0)),
        "entries": SHIFTS_PER_DAY * data.days + SPARE_ENTRIES,
    }
    header = [data.days, data.patients, data.persons, data.rooms, data.theatres, data.nurses, data.age_groups, 0]
    header.append(len(data.movable))
    end = _FIRST_TABLE + _HEADER_OF_TABLE * len(TABLES)
    for entry in TABLES:
        shape = [sizes[size] if isinstance(size, str) else size for size in entry.shape]
        header += [end, math.prod(shape[1:]), math.prod(shape[2:])]
        end += math.prod(shape)
    book = np.zeros(end, np.int32)
    book[: len(header)] = header
    for name, value in data._asdict().items():
        if name in _PLACE and table(book, name).size:
            table(book, name)[...] = value
    left_out = int(data.mandatory.sum())
    table(book, "day")[...] = OUT
    table(book, "nurse")[...] = data.on_duty[data.ward, :, 0]
    table(book, "slack")[...] = data.nurse_limit
    table(book, "surgeon_free")[...] = data.surgeon_minutes
    table(book, "theatre_free")[...] = data.theatre_minutes
    table(book, "total")[COST] = data.weight[-1] * (data.patients - left_out)
    table(book, "total")[LEFT_OUT] = left_out
    table(book, "total")[LEFT_OUT_POINTS] = _left_out_points(data)
    return book


def _left_out_points(data: SearchData) -> int:
    """Return the price of a mandatory patient left out: so high that no heat trades one in for good."""
    _, skill, continuity, _, open_theatre, transfer, delay, unscheduled = data.weight.tolist()
    nursing = skill * data.skill.sum(axis=1) + continuity * SHIFTS_PER_DAY * np.minimum(data.stay, data.days)
    dearest = delay * data.days + open_theatre + transfer + int(nursing.max(initial=0))
    return int(max(1, LEFT_OUT_FACTOR * unscheduled, dearest))


def table(book: Book, name: str) -> Book:
    """Return a table of a book as a view in its own shape."""
    place = _PLACE[name]
    start, row, cell = (int(number) for number in book[place : place + _HEADER_OF_TABLE])
    last = name == TABLES[-1].name
    size = (book.size if last else int(book[place + _HEADER_OF_TABLE])) - start
    rows = size // max(1, row)
    shape = {1: (size,), 2: (rows, row), 3: (rows, row // max(1, cell), cell)}[len(TABLES[_ORDER[name]].shape)]
    return book[start : start + size].reshape(shape)


def decisions(book: Book) -> Book:
    """Return a view of the tables ``day``, ``room``, ``theatre`` and ``nurse``, which lie side by side."""
    return book[book[DAY] : book[COUNT]]
