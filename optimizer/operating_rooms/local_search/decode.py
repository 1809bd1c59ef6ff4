"""From an order of cases and their modes to times and points: each case as early as everything before it allows."""

from optimizer.operating_rooms.compiled import compiled
from optimizer.operating_rooms.local_search.book import (
    AFTER,
    AMOUNT,
    ASSISTANTS_FROM,
    ASSISTANTS_TO,
    BEDS,
    BEYOND,
    BINDS_FROM,
    BLOCKING,
    BUSY,
    CAPACITY,
    CASE_COUNT,
    CASES,
    CHANGEOVER,
    CLOSES,
    COMFORTABLE,
    COMFORTABLE_BEDS,
    COUNT,
    DEPARTMENT,
    EARLIEST,
    EMERGENCY,
    END,
    FIRST_START,
    FIXED,
    FORBIDDEN,
    FROZEN,
    FROZEN_COUNT,
    FULL_FORBIDDEN,
    FULL_POINTS,
    GAP,
    HELD,
    HELD_BY,
    INFECTED,
    INFECTED_TURNOVER,
    LAST,
    LAST_END,
    LATEST_END,
    LEAVES,
    LED,
    LED_STEPS,
    LISTS,
    MODE,
    MODES,
    NEEDS,
    NEEDS_FROM,
    NEEDS_TO,
    NEVER,
    OPENS,
    ORDER,
    ORDER_POINTS,
    OVERRUN,
    PACU,
    PUBLISHED_ROOM,
    PUBLISHED_START,
    PUT_OFF,
    READY,
    RECOVERY,
    RESERVE_ROOMS,
    RESERVE_STEPS,
    RESOURCE,
    REST,
    ROOM,
    ROOM_COUNT,
    ROOMS,
    SEQUENCES,
    START,
    STEPS,
    STEPS_OF_DAY,
    SURGEON,
    SURGEON_COUNT,
    SURGEONS,
    TAKEN,
    TOLERANCE,
    TURNOVER,
    UNIT_COUNT,
    UNITS,
    UNITS_FROM,
    UNITS_TO,
    USED,
    W_BEDS,
    W_MAKESPAN,
    W_MOVED,
    W_MOVED_ROOM,
    W_OPENED,
    W_RECOVERY,
    W_SURGEON,
    W_WAITING,
    W_WISHED_ROOM,
    W_WISHED_START,
    WISHED_ROOM,
    WISHED_START,
    Book,
    at2,
    at3,
    get1,
    get2,
    get3,
    setting,
)
from optimizer.operating_rooms.local_search.certain import timed_points, untimed_points


@compiled
def decode(book: Book, limit: int) -> int:
    """Place all cases of the plan being tried in order; return their points.

    Starts, ends and leaves are in the table of cases, -1 where a case is put off. Stops with a forbidden number of
    points as soon as more than ``limit`` are certain.
    """
    certain, fall = untimed_points(book)
    if certain > limit and not book[FROZEN_COUNT]:
        return int(certain + FORBIDDEN)
    clear(book)
    points = 0
    for place in range(book[CASE_COUNT]):
        case = get1(book, ORDER, place)
        mode = get1(book, MODE, case)
        if mode < 0:
            points += get2(book, CASES, case, PUT_OFF)
            continue
        if find_start(book, case, mode):
            room = get2(book, MODES, mode, ROOM)
            before = timed_points(book, room)
            own = occupy(book, case, mode)
            points += own
            certain += own - setting(book, W_WAITING) * get2(book, CASES, case, OVERRUN)
            certain += timed_points(book, room) - before
        else:
            points += get2(book, CASES, case, PUT_OFF)
            certain += get2(book, CASES, case, PUT_OFF) - fall
        # Frozen cases come first and may overlap: what one adds, the next may take back.
        if certain > limit and place >= book[FROZEN_COUNT]:
            return int(certain + FORBIDDEN)
    return points + points_of_day(book)


@compiled
def clear(book: Book) -> None:
    """Take everything off the board that is not frozen."""
    for case in range(book[CASE_COUNT]):
        if get2(book, CASES, case, FROZEN) < 0:
            book[at2(book, CASES, case, START)] = -1
    for room in range(book[ROOM_COUNT]):
        book[at2(book, ROOMS, room, LAST)], book[at2(book, ROOMS, room, READY)] = -1, 0
        book[at2(book, ROOMS, room, COUNT)], book[at2(book, ROOMS, room, BUSY)] = 0, 0
    for surgeon in range(book[SURGEON_COUNT]):
        book[at2(book, SURGEONS, surgeon, HELD)], book[at2(book, SURGEONS, surgeon, LED)] = 0, 0
        book[at2(book, SURGEONS, surgeon, FIRST_START)], book[at2(book, SURGEONS, surgeon, LAST_END)] = NEVER, 0
        book[at2(book, SURGEONS, surgeon, LED_STEPS)] = 0
    for unit in range(book[UNIT_COUNT]):
        book[at2(book, UNITS, unit, TAKEN)] = 0
    book[book[USED] : book[BINDS_FROM]] = 0


@compiled
def find_start(book: Book, case: int, mode: int) -> bool:
    """Set the earliest times of a case in a mode; return whether there are any."""
    if get2(book, CASES, case, FROZEN) > 0:
        return True
    for number in range(get2(book, CASES, case, UNITS_FROM), get2(book, CASES, case, UNITS_TO)):
        unit = get1(book, LISTS, number)
        if get2(book, UNITS, unit, FULL_FORBIDDEN) and get2(book, UNITS, unit, TAKEN) >= get2(book, UNITS, unit, BEDS):
            return False
    start = first_start(book, case, mode)
    last = min(get2(book, MODES, mode, LATEST_END), book[STEPS_OF_DAY] - 1) - get2(book, MODES, mode, STEPS)
    fixed = get2(book, CASES, case, FIXED)
    if fixed >= 0:
        if start > fixed:
            return False
        start, last = fixed, min(last, fixed)
    while start <= last:
        later = after_people(book, case, mode, start)
        if later == start:
            leaves = recovery_from(book, case, start + get2(book, MODES, mode, STEPS))
            if leaves > get2(book, MODES, mode, LATEST_END):
                return False
            blocked = leaves - start - get2(book, MODES, mode, STEPS) - setting(book, BLOCKING)
            later = start + blocked if blocked > 0 else after_needs(book, case, start, leaves)
            if later == start:
                book[at2(book, CASES, case, START)] = start
                book[at2(book, CASES, case, END)] = start + get2(book, MODES, mode, STEPS)
                book[at2(book, CASES, case, LEAVES)] = leaves
                return True
        start = later
    return False


@compiled
def first_start(book: Book, case: int, mode: int) -> int:
    """Return the earliest start by the room, the mode's hours, the case before it, and the published list."""
    room = get2(book, MODES, mode, ROOM)
    start = get2(book, MODES, mode, EARLIEST)
    before = get2(book, ROOMS, room, LAST)
    if before >= 0:
        change = book[at2(book, CHANGEOVER, get2(book, CASES, before, DEPARTMENT), get2(book, CASES, case, DEPARTMENT))]
        start = max(start, get2(book, ROOMS, room, READY) + change)
    first = get2(book, CASES, case, AFTER)
    if first >= 0:
        start = max(start, get2(book, CASES, first, END)) if get2(book, CASES, first, START) >= 0 else NEVER
    if setting(book, W_MOVED) > 0 and get2(book, CASES, case, PUBLISHED_START) >= 0:
        # An earlier start than published costs more points than the idle minutes that it saves.
        start = max(start, get2(book, CASES, case, PUBLISHED_START) - setting(book, TOLERANCE))
    return start


@compiled
def after_people(book: Book, case: int, mode: int, start: int) -> int:
    """Return the first step from ``start`` on at which the surgeon and all assistants are free."""
    steps = get2(book, MODES, mode, STEPS)
    first = get2(book, CASES, case, ASSISTANTS_FROM)
    for number in range(first - 1, get2(book, CASES, case, ASSISTANTS_TO)):
        person = get2(book, MODES, mode, SURGEON) if number < first else get1(book, LISTS, number)
        if person < 0:
            continue
        gap = get2(book, SURGEONS, person, GAP)
        moved = steps + gap > 0
        while moved:
            moved = False
            for other in range(get2(book, SURGEONS, person, HELD)):
                free = get3(book, HELD_BY, person, other, 1) + gap
                if start < free and get3(book, HELD_BY, person, other, 0) < start + steps + gap:
                    start, moved = free, True
    return start


@compiled
def recovery_from(book: Book, case: int, end: int) -> int:
    """Return the first step from ``end`` on at which the PACU has a place for as long as the case needs one."""
    pacu, stay = setting(book, PACU), get2(book, CASES, case, RECOVERY)
    if pacu < 0 or stay <= 0:
        return end
    leaves, length = end, book[STEPS_OF_DAY]
    step = min(leaves + stay, length) - 1
    while step >= leaves:
        if get2(book, USED, pacu, step) >= get2(book, CAPACITY, pacu, step):
            leaves = step + 1
            step = min(leaves + stay, length)
        step -= 1
    return leaves


@compiled
def after_needs(book: Book, case: int, start: int, leaves: int) -> int:
    """Return ``start``, or a later one if staff or equipment is short before the patient leaves."""
    length = book[STEPS_OF_DAY]
    for number in range(get2(book, CASES, case, NEEDS_FROM), get2(book, CASES, case, NEEDS_TO)):
        resource, amount = get2(book, NEEDS, number, RESOURCE), get2(book, NEEDS, number, AMOUNT)
        until = min(leaves + get2(book, NEEDS, number, BEYOND), length)
        for step in range(until - 1, max(start, get1(book, BINDS_FROM, resource)) - 1, -1):
            if get2(book, USED, resource, step) + amount > get2(book, CAPACITY, resource, step):
                return step + 1
    return start


@compiled
def turnover(book: Book, case: int, room: int) -> int:
    """Return the steps of turnover after a case."""
    return (
        get2(book, ROOMS, room, INFECTED_TURNOVER)
        if get2(book, CASES, case, INFECTED)
        else get2(book, ROOMS, room, TURNOVER)
    )


@compiled
def occupy(book: Book, case: int, mode: int) -> int:
    """Take what a case needs; return the points that it costs by itself and after those before it in its room."""
    room, surgeon = get2(book, MODES, mode, ROOM), get2(book, MODES, mode, SURGEON)
    start, end, leaves = (
        get2(book, CASES, case, START),
        get2(book, CASES, case, END),
        get2(book, CASES, case, LEAVES),
    )
    points = setting(book, W_WAITING) * get2(book, CASES, case, OVERRUN)
    for number in range(get2(book, ROOMS, room, COUNT)):
        points += get3(book, ORDER_POINTS, room, get2(book, SEQUENCES, room, number), case)
    book[at2(book, SEQUENCES, room, get2(book, ROOMS, room, COUNT))] = case
    book[at2(book, ROOMS, room, COUNT)] += 1
    book[at2(book, ROOMS, room, BUSY)] += end - start + turnover(book, case, room)
    book[at2(book, ROOMS, room, LAST)], book[at2(book, ROOMS, room, READY)] = (
        case,
        max(get2(book, ROOMS, room, READY), leaves + turnover(book, case, room)),
    )
    first = get2(book, CASES, case, ASSISTANTS_FROM)
    for number in range(first - 1, get2(book, CASES, case, ASSISTANTS_TO)):
        person = surgeon if number < first else get1(book, LISTS, number)
        if person >= 0:
            held = get2(book, SURGEONS, person, HELD)
            book[at3(book, HELD_BY, person, held, 0)], book[at3(book, HELD_BY, person, held, 1)] = start, end
            book[at2(book, SURGEONS, person, HELD)] += 1
    if surgeon >= 0:
        book[at2(book, SURGEONS, surgeon, FIRST_START)] = min(get2(book, SURGEONS, surgeon, FIRST_START), start)
        book[at2(book, SURGEONS, surgeon, LAST_END)] = max(get2(book, SURGEONS, surgeon, LAST_END), end)
        book[at2(book, SURGEONS, surgeon, LED_STEPS)] += end - start
        book[at2(book, SURGEONS, surgeon, LED)] += 1
    use_shared(book, case, start, leaves)
    if get2(book, CASES, case, PUBLISHED_START) >= 0:
        away = abs(start - get2(book, CASES, case, PUBLISHED_START)) - setting(book, TOLERANCE)
        points += setting(book, W_MOVED) * max(0, away) + setting(book, W_MOVED_ROOM) * (
            get2(book, CASES, case, PUBLISHED_ROOM) != room
        )
    if get2(book, CASES, case, WISHED_ROOM) >= 0:
        points += setting(book, W_WISHED_ROOM) * (get2(book, CASES, case, WISHED_ROOM) != room)
    if get2(book, CASES, case, WISHED_START) >= 0:
        points += setting(book, W_WISHED_START) * abs(start - get2(book, CASES, case, WISHED_START))
    return points


@compiled
def use_shared(book: Book, case: int, start: int, leaves: int) -> None:
    """Take staff, equipment, a place in the PACU and tonight's bed."""
    length = book[STEPS_OF_DAY]
    for number in range(get2(book, CASES, case, NEEDS_FROM), get2(book, CASES, case, NEEDS_TO)):
        resource = get2(book, NEEDS, number, RESOURCE)
        until = min(leaves + get2(book, NEEDS, number, BEYOND), length)
        for step in range(max(start, get1(book, BINDS_FROM, resource)), until):
            book[at2(book, USED, resource, step)] += get2(book, NEEDS, number, AMOUNT)
    if setting(book, PACU) >= 0:
        for step in range(leaves, min(leaves + get2(book, CASES, case, RECOVERY), length)):
            book[at2(book, USED, setting(book, PACU), step)] += 1
    for number in range(get2(book, CASES, case, UNITS_FROM), get2(book, CASES, case, UNITS_TO)):
        book[at2(book, UNITS, get1(book, LISTS, number), TAKEN)] += 1


@compiled
def points_of_day(book: Book) -> int:
    """Return the points of rooms, surgeons, the PACU and beds once all cases are placed."""
    points, unused, free, latest = 0, 0, 0, 0
    for room in range(book[ROOM_COUNT]):
        opens, closes = get2(book, ROOMS, room, OPENS), get2(book, ROOMS, room, CLOSES)
        latest = max(latest, opens)
        if get2(book, ROOMS, room, COUNT) == 0:
            unused += get2(book, ROOMS, room, EMERGENCY)
            free += closes - opens
            continue
        last = get2(book, ROOMS, room, LAST)
        out = get2(book, CASES, last, LEAVES)
        points += setting(book, W_OPENED) + timed_points(book, room)
        points -= setting(book, W_WAITING) * get2(book, CASES, last, OVERRUN)
        free += max(0, closes - max(opens, out))
        latest = max(latest, out)
    for surgeon in range(book[SURGEON_COUNT]):
        led = get2(book, SURGEONS, surgeon, LED)
        if led > 0:
            span = get2(book, SURGEONS, surgeon, LAST_END) - get2(book, SURGEONS, surgeon, FIRST_START)
            span -= get2(book, SURGEONS, surgeon, LED_STEPS) + setting(book, REST) * (led - 1)
            points += setting(book, W_SURGEON) * max(0, span)
    if setting(book, W_RECOVERY) > 0:
        first = at2(book, USED, setting(book, PACU), 0)
        peak = book[first : first + book[STEPS_OF_DAY]].max()
        points += setting(book, W_RECOVERY) * max(0, peak - setting(book, COMFORTABLE))
    for unit in range(book[UNIT_COUNT]):
        if get2(book, UNITS, unit, COMFORTABLE_BEDS) >= 0:
            points += setting(book, W_BEDS) * max(
                0, get2(book, UNITS, unit, TAKEN) - get2(book, UNITS, unit, COMFORTABLE_BEDS)
            )
        if get2(book, UNITS, unit, TAKEN) > get2(book, UNITS, unit, BEDS):
            points += get2(book, UNITS, unit, FULL_POINTS)
    if unused < setting(book, RESERVE_ROOMS) or free < setting(book, RESERVE_STEPS):
        points += FORBIDDEN
    return points + setting(book, W_MAKESPAN) * latest
