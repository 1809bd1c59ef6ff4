"""Small changes of a plan, one a function; :func:`move` draws one of them."""

import numpy as np

from optimizer.operating_rooms.compiled import compiled
from optimizer.operating_rooms.local_search.book import (
    CASE_COUNT,
    CASES,
    FREE,
    FREE_COUNT,
    FROZEN_COUNT,
    MODE,
    MODES,
    MODES_FROM,
    MODES_TO,
    NOW_MODE,
    NOW_ORDER,
    ORDER,
    PLACE,
    ROOM,
    SURGEON,
    W_MAKESPAN,
    Book,
    at1,
    get1,
    get2,
    setting,
)
from optimizer.operating_rooms.local_search.state import room_of

PUT_OFF_SHARE = 0.03
"""Of the moves of one case, how many put it off."""

PLACES_AWAY = 12
"""How far :func:`serve_sooner_or_later` moves a case in the order."""


@compiled
def move(book: Book) -> bool:
    """Change the plan a little; return whether anything changed."""
    case = get1(book, FREE, np.random.randint(book[FREE_COUNT]))
    drawn = np.random.random()
    if drawn < 0.5 or get1(book, MODE, case) < 0:
        place_elsewhere(book, case)
        return True
    if drawn < 0.8:
        return swap(book, case)
    if drawn < 0.9 or is_shop(book):
        serve_sooner_or_later(book, case)
        return True
    return move_with_surgeon(book, case)


@compiled
def is_shop(book: Book) -> bool:
    """Return whether the last end counts: all cases must be done then, and nobody leads them."""
    return setting(book, W_MAKESPAN) > 0


@compiled
def place_elsewhere(book: Book, case: int) -> None:
    """Put a case off, or into one of its rooms before some case there or after all of them."""
    mode = np.random.randint(get2(book, CASES, case, MODES_FROM), get2(book, CASES, case, MODES_TO))
    if not is_shop(book) and get1(book, MODE, case) >= 0 and np.random.random() < PUT_OFF_SHARE:
        book[at1(book, MODE, case)] = -1
        return
    room, anchor, last, seen = get2(book, MODES, mode, ROOM), -1, -1, 0
    for other in range(book[CASE_COUNT]):
        if other != case and room_of(book, get1(book, NOW_MODE, other)) == room:
            seen += 1
            last = max(last, get1(book, PLACE, other))
            if np.random.random() * seen < 1.0:
                anchor = get1(book, PLACE, other)
    target = anchor if np.random.random() * (seen + 1) > 1.0 else last + 1
    if seen == 0:
        target = np.random.randint(book[CASE_COUNT])
    book[at1(book, MODE, case)] = mode
    shift(book, case, target - 1 if target > get1(book, PLACE, case) else target)


@compiled
def swap(book: Book, case: int) -> bool:
    """Exchange two cases that may be in each other's rooms; the other one may be put off."""
    for _ in range(20):
        other = get1(book, FREE, np.random.randint(book[FREE_COUNT]))
        if other == case:
            continue
        theirs = mode_in(book, other, room_of(book, get1(book, MODE, case)))
        mine = mode_in(book, case, room_of(book, get1(book, MODE, other)))
        if theirs >= 0 and (mine >= 0 or get1(book, MODE, other) < 0):
            book[at1(book, MODE, case)], book[at1(book, MODE, other)] = mine, theirs
            book[at1(book, ORDER, get1(book, PLACE, case))] = other
            book[at1(book, ORDER, get1(book, PLACE, other))] = case
            return True
    return False


@compiled
def mode_in(book: Book, case: int, room: int) -> int:
    """Return one of a case's modes in a room, drawn at random; -1 when it has none."""
    found, seen = -1, 0
    for mode in range(get2(book, CASES, case, MODES_FROM), get2(book, CASES, case, MODES_TO)):
        if get2(book, MODES, mode, ROOM) == room:
            seen += 1
            if np.random.random() * seen < 1.0:
                found = mode
    return found


@compiled
def serve_sooner_or_later(book: Book, case: int) -> None:
    """Change whom a surgeon, or whatever is shared, serves first."""
    away = np.random.randint(-PLACES_AWAY, PLACES_AWAY + 1)
    shift(book, case, get1(book, PLACE, case) + away)


@compiled
def move_with_surgeon(book: Book, case: int) -> bool:
    """Move all cases of one surgeon from one room to another."""
    room, surgeon = (
        get2(book, MODES, get1(book, MODE, case), ROOM),
        get2(book, MODES, get1(book, MODE, case), SURGEON),
    )
    target = np.random.randint(get2(book, CASES, case, MODES_FROM), get2(book, CASES, case, MODES_TO))
    if get2(book, MODES, target, ROOM) == room:
        return False
    for number in range(book[FREE_COUNT]):
        other = get1(book, FREE, number)
        mode = get1(book, MODE, other)
        if mode >= 0 and get2(book, MODES, mode, ROOM) == room and get2(book, MODES, mode, SURGEON) == surgeon:
            for new in range(get2(book, CASES, other, MODES_FROM), get2(book, CASES, other, MODES_TO)):
                if (
                    get2(book, MODES, new, ROOM) == get2(book, MODES, target, ROOM)
                    and get2(book, MODES, new, SURGEON) == surgeon
                ):
                    book[at1(book, MODE, other)] = new
    return True


@compiled
def shift(book: Book, case: int, target: int) -> None:
    """Move a case to another place in the order, behind the frozen ones."""
    at = get1(book, PLACE, case)
    target = min(book[CASE_COUNT] - 1, max(book[FROZEN_COUNT], target))
    for place in range(at, target):
        book[at1(book, ORDER, place)] = get1(book, NOW_ORDER, place + 1)
    for place in range(at, target, -1):
        book[at1(book, ORDER, place)] = get1(book, NOW_ORDER, place - 1)
    book[at1(book, ORDER, target)] = case
