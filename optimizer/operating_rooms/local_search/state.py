"""What the parts of the search share: taking over a plan, and keeping its cases in order of start."""

from optimizer.operating_rooms.compiled import compiled
from optimizer.operating_rooms.local_search.book import (
    CASE_COUNT,
    CASES,
    FROZEN_COUNT,
    MODE,
    MODES,
    NEVER,
    NOW_MODE,
    NOW_ORDER,
    NOW_TIMES,
    ORDER,
    PLACE,
    ROOM,
    START,
    Book,
    at1,
    at2,
    copy,
    get1,
    get2,
)


@compiled
def accept(book: Book) -> None:
    """Keep the plan just decoded as the current one, its cases in order of start and those put off at the end."""
    count = book[CASE_COUNT]
    for case in range(count):
        if get2(book, CASES, case, START) < 0:
            book[at1(book, MODE, case)] = -1
        for column in range(3):
            book[at2(book, NOW_TIMES, case, column)] = get2(book, CASES, case, START + column)
    sort_by_start(book, book[NOW_TIMES], 3)
    copy(book, ORDER, NOW_ORDER, count)
    copy(book, MODE, NOW_MODE, count)
    for place in range(count):
        book[at1(book, PLACE, get1(book, ORDER, place))] = place


@compiled
def sort_by_start(book: Book, first: int, width: int) -> None:
    """Sort the order behind its frozen cases by start, those put off last; equal starts keep their order.

    The start of case ``n`` stands at ``first + n * width`` in the book.
    """
    frozen = book[FROZEN_COUNT]
    for place in range(frozen + 1, book[CASE_COUNT]):
        case = get1(book, ORDER, place)
        key = book[first + case * width] if get1(book, MODE, case) >= 0 else NEVER
        before = place - 1
        while before >= frozen:
            other = get1(book, ORDER, before)
            if (book[first + other * width] if get1(book, MODE, other) >= 0 else NEVER) <= key:
                break
            book[at1(book, ORDER, before + 1)] = other
            before -= 1
        book[at1(book, ORDER, before + 1)] = case


@compiled
def room_of(book: Book, mode: int) -> int:
    """Return the room of a mode; -1 for none."""
    return int(get2(book, MODES, mode, ROOM)) if mode >= 0 else -1
