"""What a plan costs at least, known before all of its cases are placed: most plans that are tried cost too much."""

from optimizer.operating_rooms.compiled import compiled
from optimizer.operating_rooms.local_search.book import (
    BUSY,
    CASE_COUNT,
    CASES,
    CLOSES,
    COMFORTABLE_BEDS,
    COUNT,
    LAST,
    LEAVES,
    LISTS,
    MODE,
    MODES,
    OPENS,
    ORDER,
    OVERRUN,
    PUT_OFF,
    READY,
    ROOM,
    ROOM_COUNT,
    ROOMS,
    TAKEN,
    UNIT_COUNT,
    UNITS,
    UNITS_FROM,
    UNITS_TO,
    W_BEDS,
    W_IDLE,
    W_LONG_DAY,
    W_OPENED,
    W_OVERTIME,
    W_WAITING,
    Book,
    at2,
    get1,
    get2,
    setting,
)


@compiled
def untimed_points(book: Book) -> tuple[int, int]:
    """Return the points of a plan that its times do not change, if every case with a mode finds a start.

    These are cases put off, rooms opened, beds, and overruns of all but each room's last case. The second number is by
    how much they may fall for each case that finds none. Writes into the board, which is cleared afterwards.
    """
    for room in range(book[ROOM_COUNT]):
        book[at2(book, ROOMS, room, LAST)] = -1
    for unit in range(book[UNIT_COUNT]):
        book[at2(book, UNITS, unit, TAKEN)] = 0
    points, longest, most_units = 0, 0, 0
    for place in range(book[CASE_COUNT]):
        case = get1(book, ORDER, place)
        mode = get1(book, MODE, case)
        if mode < 0:
            points += get2(book, CASES, case, PUT_OFF)
            continue
        overrun = get2(book, CASES, case, OVERRUN)
        points += setting(book, W_WAITING) * overrun
        longest = max(longest, overrun)
        book[at2(book, ROOMS, get2(book, MODES, mode, ROOM), LAST)] = case
        first, last = get2(book, CASES, case, UNITS_FROM), get2(book, CASES, case, UNITS_TO)
        most_units = max(most_units, last - first)
        for number in range(first, last):
            book[at2(book, UNITS, get1(book, LISTS, number), TAKEN)] += 1
    for room in range(book[ROOM_COUNT]):
        case = get2(book, ROOMS, room, LAST)
        if case >= 0:
            points += setting(book, W_OPENED) - setting(book, W_WAITING) * get2(book, CASES, case, OVERRUN)
    for unit in range(book[UNIT_COUNT]):
        if get2(book, UNITS, unit, COMFORTABLE_BEDS) >= 0:
            above = get2(book, UNITS, unit, TAKEN) - get2(book, UNITS, unit, COMFORTABLE_BEDS)
            points += setting(book, W_BEDS) * max(0, above)
    fall = setting(book, W_OPENED) + setting(book, W_WAITING) * longest + setting(book, W_BEDS) * most_units
    return points, fall


@compiled
def timed_points(book: Book, room: int) -> int:
    """Return the points of a room's overtime and idle time with the cases that are in it so far."""
    if get2(book, ROOMS, room, COUNT) == 0:
        return 0
    opens, closes = get2(book, ROOMS, room, OPENS), get2(book, ROOMS, room, CLOSES)
    out = get2(book, CASES, get2(book, ROOMS, room, LAST), LEAVES)
    points = setting(book, W_OVERTIME) * max(0, out - closes) + setting(book, W_LONG_DAY) * (out > closes)
    return int(
        points + setting(book, W_IDLE) * (get2(book, ROOMS, room, READY) - opens - get2(book, ROOMS, room, BUSY))
    )
