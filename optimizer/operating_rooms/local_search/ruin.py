"""Ruin and recreate: take strings of cases out of rooms that could swap them, and put each back where it costs least.

The idea is that of slack induction by string removals (Christiaens & Vanden Berghe, 2020). What an insertion costs is
read off the room and the surgeon alone; what else cases share is left to the decoding of the finished plan.
"""

import numpy as np
from numpy.typing import NDArray

from optimizer.operating_rooms.compiled import compiled
from optimizer.operating_rooms.local_search.book import (
    CASE_COUNT,
    CASES,
    CHANGEOVER,
    CLOSES,
    DEPARTMENT,
    DRAFT_LEAVES,
    DRAFT_LED,
    DRAFT_LED_COUNT,
    DRAFT_LENGTHS,
    DRAFT_SEQUENCES,
    DRAFT_START,
    EARLIEST,
    FORBIDDEN,
    FREE,
    FREE_COUNT,
    FROZEN,
    GAP,
    LATEST_END,
    MODE,
    MODES,
    MODES_FROM,
    MODES_TO,
    NEVER,
    NOW_TIMES,
    OPENS,
    ORDER,
    ORDER_POINTS,
    OVERRUN,
    PUT_OFF,
    REMOVED,
    REST,
    ROOM,
    ROOM_COUNT,
    ROOMS,
    STEPS,
    SURGEON,
    SURGEON_COUNT,
    SURGEONS,
    W_IDLE,
    W_LONG_DAY,
    W_OPENED,
    W_OVERTIME,
    W_SURGEON,
    W_WAITING,
    Book,
    at1,
    at2,
    change_steps,
    get1,
    get2,
    get3,
    setting,
)
from optimizer.operating_rooms.local_search.decode import turnover
from optimizer.operating_rooms.local_search.state import room_of, sort_by_start

Turn = NDArray[np.int64]

WHOLE_ROOM_SHARE = 0.15
"""How often the first string is a whole room: closing one needs it."""

BLINK_SHARE = 0.02
"""Of the places looked at, how many are passed over, so that the same ruin is not always recreated the same way."""

TRY_AGAIN_SHARE = 0.1
"""Of the cases put off, how many are put back together with those removed."""


@compiled
def ruin_and_recreate(book: Book, largest: int) -> bool:
    """Change the plan; return whether any case was taken out."""
    sketch(book)
    count = ruin(book, 1 + np.random.randint(largest))
    if count == 0:
        return False
    out = count
    for number in range(book[FREE_COUNT]):
        case = get1(book, FREE, number)
        waits = get1(book, MODE, case) < 0 and np.random.random() < TRY_AGAIN_SHARE
        if waits and not is_removed(book, case, out):
            book[at1(book, REMOVED, count)] = case
            count += 1
    list_led(book)
    for number in in_turn(book, count):
        recreate(book, get1(book, REMOVED, number))
    sort_by_start(book, book[DRAFT_START], 1)
    return True


@compiled
def sketch(book: Book) -> None:
    """Copy rooms and times of the plan accepted last."""
    for room in range(book[ROOM_COUNT]):
        book[at1(book, DRAFT_LENGTHS, room)] = 0
    for place in range(book[CASE_COUNT]):
        case = get1(book, ORDER, place)
        book[at1(book, DRAFT_START, case)] = get2(book, NOW_TIMES, case, 0)
        book[at1(book, DRAFT_LEAVES, case)] = get2(book, NOW_TIMES, case, 2)
        room = room_of(book, get1(book, MODE, case))
        if room >= 0:
            book[at2(book, DRAFT_SEQUENCES, room, get1(book, DRAFT_LENGTHS, room))] = case
            book[at1(book, DRAFT_LENGTHS, room)] += 1


@compiled
def ruin(book: Book, wanted: int) -> int:
    """Take out strings of cases from rooms that one case may use; return how many."""
    count = 0
    seed = get1(book, FREE, np.random.randint(book[FREE_COUNT]))
    room = room_of(book, get1(book, MODE, seed))
    whole = np.random.random() < WHOLE_ROOM_SHARE
    for _ in range(12):
        if room < 0:
            first, last = get2(book, CASES, seed, MODES_FROM), get2(book, CASES, seed, MODES_TO)
            room = get2(book, MODES, np.random.randint(first, last), ROOM)
        length = get1(book, DRAFT_LENGTHS, room)
        if length > 0:
            take = length if whole else 1 + np.random.randint(min(length, wanted - count))
            count = take_out(book, room, np.random.randint(length - take + 1), take, count)
        whole, room = False, -1
        if count >= wanted:
            break
    return count


@compiled
def take_out(book: Book, room: int, first: int, take: int, count: int) -> int:
    """Take a string of cases out of a room, whose others move up; return how many are out by now."""
    kept = 0
    for place in range(get1(book, DRAFT_LENGTHS, room)):
        case = get2(book, DRAFT_SEQUENCES, room, place)
        if first <= place < first + take and get2(book, CASES, case, FROZEN) < 0:
            book[at1(book, REMOVED, count)] = case
            book[at1(book, MODE, case)] = -1
            count += 1
        else:
            book[at2(book, DRAFT_SEQUENCES, room, kept)] = case
            kept += 1
    book[at1(book, DRAFT_LENGTHS, room)] = kept
    retime(book, room, 0, False)
    return count


@compiled
def is_removed(book: Book, case: int, count: int) -> bool:
    """Return whether a case is among the first ones taken out."""
    removed = book[REMOVED]
    return bool((book[removed : removed + count] == case).any())


@compiled
def list_led(book: Book) -> None:
    """List each surgeon's cases."""
    for surgeon in range(book[SURGEON_COUNT]):
        book[at1(book, DRAFT_LED_COUNT, surgeon)] = 0
    for case in range(book[CASE_COUNT]):
        mode = get1(book, MODE, case)
        if mode >= 0 and get2(book, MODES, mode, SURGEON) >= 0:
            add_led(book, get2(book, MODES, mode, SURGEON), case)


@compiled
def add_led(book: Book, surgeon: int, case: int) -> None:
    """Add a case to its surgeon's list."""
    book[at2(book, DRAFT_LED, surgeon, get1(book, DRAFT_LED_COUNT, surgeon))] = case
    book[at1(book, DRAFT_LED_COUNT, surgeon)] += 1


@compiled
def in_turn(book: Book, count: int) -> Turn:
    """Return in which order cases are put back: at random, longest, fewest possibilities or most urgent first."""
    key = np.random.random(count)
    drawn = np.random.random()
    for number in range(count):
        case = get1(book, REMOVED, number)
        first, last = get2(book, CASES, case, MODES_FROM), get2(book, CASES, case, MODES_TO)
        if 0.4 < drawn <= 0.7:
            key[number] -= get2(book, MODES, first, STEPS)
        elif 0.7 < drawn <= 0.85:
            key[number] += last - first
        elif drawn > 0.85:
            key[number] -= get2(book, CASES, case, PUT_OFF)
    return np.argsort(key)


@compiled
def recreate(book: Book, case: int) -> None:
    """Put a case where it costs least; leave it put off when that is cheaper."""
    best, best_mode, best_place, best_start = float(get2(book, CASES, case, PUT_OFF)), -1, 0, 0
    for mode in range(get2(book, CASES, case, MODES_FROM), get2(book, CASES, case, MODES_TO)):
        room = get2(book, MODES, mode, ROOM)
        busy = busy_steps(book, room)
        own = get2(book, CASES, case, OVERRUN) * setting(book, W_WAITING) - room_points(book, room, busy)
        busy += get2(book, MODES, mode, STEPS) + turnover(book, case, room)
        ready, before = get2(book, ROOMS, room, OPENS), -1
        for place in range(get1(book, DRAFT_LENGTHS, room) + 1):
            if place > 0:
                before = get2(book, DRAFT_SEQUENCES, room, place - 1)
                ready = get1(book, DRAFT_LEAVES, before) + turnover(book, before, room)
            if np.random.random() < BLINK_SHARE:
                continue
            start = start_after(book, case, mode, ready, before)
            points = own + insertion_points(book, case, mode, place, start, busy)
            if points < best:
                best, best_mode, best_place, best_start = points, mode, place, start
    if best_mode >= 0:
        insert(book, case, best_mode, best_place, best_start)


@compiled
def insert(book: Book, case: int, mode: int, place: int, start: int) -> None:
    """Put a case into a room; those behind it move on."""
    room, surgeon = get2(book, MODES, mode, ROOM), get2(book, MODES, mode, SURGEON)
    for other in range(get1(book, DRAFT_LENGTHS, room), place, -1):
        book[at2(book, DRAFT_SEQUENCES, room, other)] = get2(book, DRAFT_SEQUENCES, room, other - 1)
    book[at2(book, DRAFT_SEQUENCES, room, place)] = case
    book[at1(book, DRAFT_LENGTHS, room)] += 1
    book[at1(book, MODE, case)] = mode
    book[at1(book, DRAFT_START, case)] = start
    book[at1(book, DRAFT_LEAVES, case)] = start + get2(book, MODES, mode, STEPS)
    retime(book, room, place + 1, True)
    if surgeon >= 0:
        add_led(book, surgeon, case)


@compiled
def start_after(book: Book, case: int, mode: int, ready: int, before: int) -> int:
    """Return the earliest start after another case of the room at which the surgeon is free."""
    start = max(get2(book, MODES, mode, EARLIEST), ready)
    if before >= 0:
        start = max(
            start,
            ready
            + book[
                at2(
                    book,
                    CHANGEOVER,
                    get2(book, CASES, before, DEPARTMENT),
                    get2(book, CASES, case, DEPARTMENT),
                )
            ],
        )
    surgeon, steps = get2(book, MODES, mode, SURGEON), get2(book, MODES, mode, STEPS)
    if surgeon < 0:
        return start
    gap = get2(book, SURGEONS, surgeon, GAP)
    moved = steps + gap > 0
    while moved:
        moved = False
        for number in range(get1(book, DRAFT_LED_COUNT, surgeon)):
            other = get2(book, DRAFT_LED, surgeon, number)
            free = get1(book, DRAFT_LEAVES, other) + gap
            if start < free and get1(book, DRAFT_START, other) < start + steps + gap:
                start, moved = free, True
    return start


@compiled
def busy_steps(book: Book, room: int) -> int:
    """Return the steps of a room's cases and turnovers."""
    busy = 0
    for place in range(get1(book, DRAFT_LENGTHS, room)):
        other = get2(book, DRAFT_SEQUENCES, room, place)
        busy += get2(book, MODES, get1(book, MODE, other), STEPS) + turnover(book, other, room)
    return busy


@compiled
def room_points(book: Book, room: int, busy: int) -> int:
    """Return what a room costs in itself, without the overruns of all but its last case."""
    length = get1(book, DRAFT_LENGTHS, room)
    if length == 0:
        return 0
    last = get2(book, DRAFT_SEQUENCES, room, length - 1)
    out = get1(book, DRAFT_LEAVES, last)
    return day_points(book, room, out, out + turnover(book, last, room), busy, last)


@compiled
def day_points(book: Book, room: int, out: int, ready: int, busy: int, last: int) -> int:
    """Return what a room costs that is busy for so many steps and ends with a case."""
    over = max(0, out - get2(book, ROOMS, room, CLOSES))
    return (
        setting(book, W_OPENED)
        + setting(book, W_LONG_DAY) * (over > 0)
        + setting(book, W_OVERTIME) * over
        + setting(book, W_IDLE) * (ready - get2(book, ROOMS, room, OPENS) - busy)
        - setting(book, W_WAITING) * get2(book, CASES, last, OVERRUN)
    )


@compiled
def insertion_points(book: Book, case: int, mode: int, place: int, start: int, busy: int) -> float:
    """Return what the room costs with a case put in at a place; ``FORBIDDEN`` or more where that is not possible."""
    room, out = get2(book, MODES, mode, ROOM), start + get2(book, MODES, mode, STEPS)
    if out > get2(book, MODES, mode, LATEST_END):
        return float(FORBIDDEN)
    length, points = get1(book, DRAFT_LENGTHS, room), 0.0
    for number in range(length):
        other = get2(book, DRAFT_SEQUENCES, room, number)
        early, late = (other, case) if number < place else (case, other)
        points += get3(book, ORDER_POINTS, room, early, late)
    if points >= FORBIDDEN:
        return points
    before = case
    last = case if place == length else get2(book, DRAFT_SEQUENCES, room, length - 1)
    for number in range(place, length):
        other = get2(book, DRAFT_SEQUENCES, room, number)
        now = out + turnover(book, before, room) + change_steps(book, before, other)
        if now <= get1(book, DRAFT_START, other):
            out = get1(book, DRAFT_LEAVES, last)
            break
        other_mode = get1(book, MODE, other)
        out, before = now + get2(book, MODES, other_mode, STEPS), other
        if out > get2(book, MODES, other_mode, LATEST_END):
            return float(FORBIDDEN)
        points += setting(book, W_IDLE) * overlap(book, other, now)
    points += day_points(book, room, out, out + turnover(book, last, room), busy, last)
    return points + surgeon_points(book, mode, start)


@compiled
def overlap(book: Book, case: int, start: int) -> int:
    """Return by how many steps a case that moves to a later start meets others of its surgeon."""
    mode = get1(book, MODE, case)
    surgeon, steps, steps_over = get2(book, MODES, mode, SURGEON), get2(book, MODES, mode, STEPS), 0
    if surgeon < 0:
        return 0
    gap = get2(book, SURGEONS, surgeon, GAP)
    for number in range(get1(book, DRAFT_LED_COUNT, surgeon)):
        other = get2(book, DRAFT_LED, surgeon, number)
        if other != case:
            free = get1(book, DRAFT_LEAVES, other) + gap
            if start < free and get1(book, DRAFT_START, other) < start + steps + gap:
                steps_over += min(free - start, start + steps + gap - get1(book, DRAFT_START, other))
    return steps_over


@compiled
def surgeon_points(book: Book, mode: int, start: int) -> int:
    """Return the points of waiting that a case adds to its surgeon's day; negative when it fills a gap."""
    surgeon, steps = get2(book, MODES, mode, SURGEON), get2(book, MODES, mode, STEPS)
    if surgeon < 0 or get1(book, DRAFT_LED_COUNT, surgeon) == 0:
        return 0
    count, rest = get1(book, DRAFT_LED_COUNT, surgeon), setting(book, REST)
    first, last, work = NEVER, 0, 0
    for number in range(count):
        other = get2(book, DRAFT_LED, surgeon, number)
        began, ended = get1(book, DRAFT_START, other), get1(book, DRAFT_LEAVES, other)
        first, last, work = min(first, began), max(last, ended), work + ended - began
    now = max(0, last - first - work - rest * (count - 1))
    then = max(0, max(last, start + steps) - min(first, start) - work - steps - rest * count)
    return setting(book, W_SURGEON) * (then - now)


@compiled
def retime(book: Book, room: int, place: int, keep: bool) -> None:
    """Set the times of a room's cases from a place on as if it were alone; ``keep`` forbids earlier starts than now."""
    for number in range(place, get1(book, DRAFT_LENGTHS, room)):
        case = get2(book, DRAFT_SEQUENCES, room, number)
        if get2(book, CASES, case, FROZEN) > 0:
            continue
        mode = get1(book, MODE, case)
        start = max(get2(book, ROOMS, room, OPENS), get2(book, MODES, mode, EARLIEST))
        if number > 0:
            before = get2(book, DRAFT_SEQUENCES, room, number - 1)
            change = book[
                at2(
                    book,
                    CHANGEOVER,
                    get2(book, CASES, before, DEPARTMENT),
                    get2(book, CASES, case, DEPARTMENT),
                )
            ]
            start = max(start, get1(book, DRAFT_LEAVES, before) + turnover(book, before, room) + change)
        if keep:
            start = max(start, get1(book, DRAFT_START, case))
        book[at1(book, DRAFT_START, case)], book[at1(book, DRAFT_LEAVES, case)] = (
            start,
            start + get2(book, MODES, mode, STEPS),
        )
