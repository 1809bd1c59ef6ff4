"""The book: a problem and the plans of a search in one flat array of whole numbers, for compiled functions.

Compiled functions pass it as one pointer. The same tables as named tuples of arrays ran at a fifth of the speed and
took twice as long to compile, because numba hands a tuple of arrays over by value at every call.

The book starts with a header: counts, and for every table its place and strides; :func:`at1`, :func:`at2` and
:func:`at3` give the place of an entry. Times are steps of a grid, and -1 stands for none everywhere. A plan is an order
of cases and a mode for each, -1 where it is put off.
"""

import math

import numpy as np
from numpy.typing import NDArray

from optimizer.operating_rooms.compiled import compiled

Book = NDArray[np.int32]

FORBIDDEN = 5_000_000
"""Points of a broken hard rule: more than any list costs otherwise."""

NEVER = 1_000_000
"""A step after every day."""

UNLIMITED = 1 << 40
"""More points than any plan costs."""

CASE_COUNT, ROOM_COUNT, SURGEON_COUNT, UNIT_COUNT, STEPS_OF_DAY, FREE_COUNT, FROZEN_COUNT = range(7)
NOW_POINTS, BEST_POINTS = 7, 8
"""Places of counts and points in the header; the first ``FROZEN_COUNT`` cases of the order are frozen."""

# Columns of cases: what they need, and where they stand.
MODES_FROM, MODES_TO, RECOVERY, INFECTED, DEPARTMENT, AFTER, FIXED, PUT_OFF, OVERRUN = range(9)
NEEDS_FROM, NEEDS_TO, ASSISTANTS_FROM, ASSISTANTS_TO, UNITS_FROM, UNITS_TO = range(9, 15)
PUBLISHED_START, PUBLISHED_ROOM, WISHED_ROOM, WISHED_START, FROZEN, START, END, LEAVES = range(15, 23)
CASE_COLUMNS = 23

# Columns of modes.
ROOM, SURGEON, STEPS, EARLIEST, LATEST_END = range(5)
MODE_COLUMNS = 5

# Columns of rooms: hours, and what is planned so far.
OPENS, CLOSES, TURNOVER, INFECTED_TURNOVER, EMERGENCY, LAST, READY, COUNT, BUSY = range(9)
ROOM_COLUMNS = 9

# Columns of surgeons: gap to the next case, cases held, and first start, last end, steps and number of those led.
GAP, HELD, FIRST_START, LAST_END, LED_STEPS, LED = range(6)
SURGEON_COLUMNS = 6

# Columns of units of beds.
BEDS, COMFORTABLE_BEDS, FULL_POINTS, FULL_FORBIDDEN, TAKEN = range(5)
UNIT_COLUMNS = 5

# Columns of needs: resource, units of it, and steps beyond the patient's leaving.
RESOURCE, AMOUNT, BEYOND = range(3)
NEED_COLUMNS = 3

# Places in the settings; a weight counts a step of the grid where its goal counts a minute.
W_OVERTIME, W_IDLE, W_WAITING, W_OPENED, W_SURGEON, W_RECOVERY, W_BEDS, W_MOVED_ROOM, W_MOVED = range(9)
W_WISHED_ROOM, W_WISHED_START, W_MAKESPAN, TOLERANCE, REST, BLOCKING, PACU, COMFORTABLE = range(9, 17)
RESERVE_ROOMS, RESERVE_STEPS, W_LONG_DAY = range(17, 20)
SETTING_COUNT = 20

TABLES = (
    "settings",
    "cases",
    "modes",
    "rooms",
    "surgeons",
    "units",
    "needs",
    "lists",
    "capacity",
    "used",
    "binds_from",
    "changeover",
    "order_points",
    "sequences",
    "held_by",
    "order",
    "mode",
    "now_order",
    "now_mode",
    "now_times",
    "place",
    "best_order",
    "best_mode",
    "free",
    "draft_start",
    "draft_leaves",
    "draft_sequences",
    "draft_lengths",
    "draft_led",
    "draft_led_count",
    "removed",
)
"""Every table of the book.

``lists`` holds assistants and units of beds, by the ranges in the table of cases; ``capacity`` and ``used`` units by
resource and step, the PACU last; ``binds_from`` the step before which no plan can use up a resource; ``order_points``
[room, early, late] the points when an early case precedes one that was to precede it; ``sequences`` the cases of each
room in order; ``held_by`` start and end of the cases that hold a surgeon. ``order`` and ``mode`` are the plan being
tried, ``now_*`` the one accepted last and ``best_*`` the cheapest; ``draft_*`` a plan that is being put together.
"""

_FIRST_TABLE = BEST_POINTS + 1
_PLACE = {name: _FIRST_TABLE + 3 * number for number, name in enumerate(TABLES)}
(
    SETTINGS,
    CASES,
    MODES,
    ROOMS,
    SURGEONS,
    UNITS,
    NEEDS,
    LISTS,
    CAPACITY,
    USED,
    BINDS_FROM,
    CHANGEOVER,
    ORDER_POINTS,
    SEQUENCES,
    HELD_BY,
    ORDER,
    MODE,
    NOW_ORDER,
    NOW_MODE,
    NOW_TIMES,
    PLACE,
    BEST_ORDER,
    BEST_MODE,
    FREE,
    DRAFT_START,
    DRAFT_LEAVES,
    DRAFT_SEQUENCES,
    DRAFT_LENGTHS,
    DRAFT_LED,
    DRAFT_LED_COUNT,
    REMOVED,
) = _PLACE.values()


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


@compiled
def get1(book: Book, table: int, i: int) -> int:
    """Return entry ``[i]`` of a table."""
    return int(book[book[table] + i])


@compiled
def get2(book: Book, table: int, i: int, j: int) -> int:
    """Return entry ``[i, j]`` of a table."""
    return int(book[book[table] + i * book[table + 1] + j])


@compiled
def get3(book: Book, table: int, i: int, j: int, k: int) -> int:
    """Return entry ``[i, j, k]`` of a table."""
    return int(book[book[table] + i * book[table + 1] + j * book[table + 2] + k])


@compiled
def setting(book: Book, number: int) -> int:
    """Return one of the settings."""
    return int(book[book[SETTINGS] + number])


@compiled
def change_steps(book: Book, before: int, case: int) -> int:
    """Return the steps of changeover between the departments of two cases."""
    return get2(book, CHANGEOVER, get2(book, CASES, before, DEPARTMENT), get2(book, CASES, case, DEPARTMENT))


@compiled
def copy(book: Book, source: int, target: int, count: int) -> None:
    """Copy the first entries of one table into another."""
    for number in range(count):
        book[book[target] + number] = book[book[source] + number]


def open_book(tables: dict[str, Book]) -> Book:
    """Return a book with a problem's tables in it, empty ones for everything else, and no plan."""
    cases, rooms = tables["cases"], tables["rooms"]
    surgeons, (resources, steps) = len(tables["surgeons"]), tables["capacity"].shape
    count, free = len(cases), cases[:, MODES_TO] > cases[:, MODES_FROM]
    empty: dict[str, tuple[int, ...]] = {
        "used": (resources, steps),
        "sequences": (len(rooms), count),
        "held_by": (surgeons, count, 2),
        "now_times": (count, 3),
        "draft_sequences": (len(rooms), count),
        "draft_lengths": (len(rooms),),
        "draft_led": (surgeons, count),
        "draft_led_count": (surgeons,),
    }
    filled = tables | {"free": np.flatnonzero(free).astype(np.int32)}
    arrays = [filled[name] if name in filled else np.zeros(empty.get(name, (count,)), np.int32) for name in TABLES]
    header = [count, len(rooms), surgeons, len(tables["units"]), steps, int(free.sum())]
    header += [int((cases[:, FROZEN] > 0).sum()), 0, 0]
    end = _FIRST_TABLE + 3 * len(TABLES)
    for array in arrays:
        header += [end, math.prod(array.shape[1:]), math.prod(array.shape[2:])]
        end += array.size
    return np.concatenate([np.array(header, np.int32), *(array.ravel() for array in arrays)]).astype(np.int32)


def view(book: Book, name: str, count: int) -> Book:
    """Return the first entries of a table as a view."""
    start = int(book[_PLACE[name]])
    return book[start : start + count]
