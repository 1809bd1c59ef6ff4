"""From an order of cases and their modes to times and points: each case as early as everything before it allows."""

import numpy as np

from optimizer.admissions.search.compiled import compiled
from optimizer.operating_rooms.local_search.tables import FORBIDDEN, CaseColumn, ModeColumn, RoomColumn, Setting, Table

MODES_FROM, MODES_TO = int(CaseColumn.MODES_FROM), int(CaseColumn.MODES_TO)
RECOVERY, INFECTED, DEPARTMENT = int(CaseColumn.RECOVERY), int(CaseColumn.INFECTED), int(CaseColumn.DEPARTMENT)
AFTER, FIXED_START, PUT_OFF = int(CaseColumn.AFTER), int(CaseColumn.FIXED_START), int(CaseColumn.PUT_OFF)
OVERRUN, NEEDS_FROM, NEEDS_TO = int(CaseColumn.OVERRUN), int(CaseColumn.NEEDS_FROM), int(CaseColumn.NEEDS_TO)
ASSISTANTS_FROM, ASSISTANTS_TO = int(CaseColumn.ASSISTANTS_FROM), int(CaseColumn.ASSISTANTS_TO)
BEDS_FROM, BEDS_TO = int(CaseColumn.BEDS_FROM), int(CaseColumn.BEDS_TO)
PUBLISHED_START, PUBLISHED_ROOM = int(CaseColumn.PUBLISHED_START), int(CaseColumn.PUBLISHED_ROOM)
CASE_WISH_ROOM, CASE_WISH_START = int(CaseColumn.WISH_ROOM), int(CaseColumn.WISH_START)
FROZEN_START, FROZEN_END = int(CaseColumn.FROZEN_START), int(CaseColumn.FROZEN_END)
FROZEN_LEAVES = int(CaseColumn.FROZEN_LEAVES)
ROOM, SURGEON, STEPS = int(ModeColumn.ROOM), int(ModeColumn.SURGEON), int(ModeColumn.STEPS)
EARLIEST, LATEST_END = int(ModeColumn.EARLIEST), int(ModeColumn.LATEST_END)
OPENS, CLOSES, TURNOVER = int(RoomColumn.OPENS), int(RoomColumn.CLOSES), int(RoomColumn.TURNOVER)
INFECTED_TURNOVER, EMERGENCY = int(RoomColumn.INFECTED_TURNOVER), int(RoomColumn.EMERGENCY)
W_OVERTIME, W_IDLE, W_WAITING = int(Setting.OVERTIME), int(Setting.IDLE), int(Setting.WAITING)
W_OPENED, W_SURGEON = int(Setting.ROOM_OPENED), int(Setting.SURGEON_WAITING)
W_RECOVERY, W_BEDS, W_MOVED_ROOM = int(Setting.RECOVERY_PEAK), int(Setting.BED_PEAK), int(Setting.MOVED_ROOM)
W_MOVED, TOLERANCE = int(Setting.MOVED), int(Setting.TOLERANCE)
W_WISH_ROOM, W_WISH_START = int(Setting.WISH_ROOM), int(Setting.WISH_START)
W_MAKESPAN, REST, BLOCKING = int(Setting.MAKESPAN), int(Setting.REST), int(Setting.BLOCKING)
PACU, COMFORTABLE = int(Setting.RECOVERY), int(Setting.COMFORTABLE)
RESERVE_ROOMS, RESERVE_STEPS = int(Setting.RESERVE_ROOMS), int(Setting.RESERVE_STEPS)


@compiled
def decode(
    order: Table,
    mode_of: Table,
    limit: int,
    times: Table,
    room_last: Table,
    room_next: Table,
    room_count: Table,
    room_busy: Table,
    room_cases: Table,
    held_count: Table,
    held: Table,
    led: Table,
    used: Table,
    bed_used: Table,
    cases: Table,
    modes: Table,
    rooms: Table,
    settings: Table,
    gaps: Table,
    needs: Table,
    assistants: Table,
    bed_lists: Table,
    beds: Table,
    capacity: Table,
    binds_from: Table,
    changeover: Table,
    order_points: Table,
) -> int:
    """Place all cases in order; fill ``times`` with start, end and leave of each (-1 where put off); return points.

    Stops with a large number as soon as more than ``limit`` points are certain.
    """
    length = capacity.shape[1]
    pacu, blocking = settings[PACU], settings[BLOCKING]
    room_last[:] = -1
    room_next[:] = 0
    room_count[:] = 0
    room_busy[:] = 0
    held_count[:] = 0
    led[:, 0] = 1 << 30
    led[:, 1:] = 0
    used[:] = 0
    bed_used[:] = 0
    times[:] = -1
    points = 0
    latest = 0
    w_waiting = settings[W_WAITING]
    for place in range(len(order)):
        case = order[place]
        chosen = mode_of[case]
        put_off = cases[case, PUT_OFF]
        if chosen < 0:
            points += put_off
            if points > limit:
                return points + FORBIDDEN
            continue
        room, surgeon, steps = modes[chosen, ROOM], modes[chosen, SURGEON], modes[chosen, STEPS]
        turnover = rooms[room, INFECTED_TURNOVER] if cases[case, INFECTED] else rooms[room, TURNOVER]
        recovery = cases[case, RECOVERY]
        frozen = cases[case, FROZEN_START] >= 0
        start, end, leaves = cases[case, FROZEN_START], cases[case, FROZEN_END], cases[case, FROZEN_LEAVES]
        possible = True
        if not frozen:
            for number in range(cases[case, BEDS_FROM], cases[case, BEDS_TO]):
                unit = bed_lists[number]
                if beds[unit, 3] and bed_used[unit] >= beds[unit, 0]:
                    possible = False
            start = modes[chosen, EARLIEST]
            if room_last[room] >= 0:
                before = room_last[room]
                start = max(
                    start, room_next[room] + changeover[cases[before, DEPARTMENT], cases[case, DEPARTMENT]]
                )
            first = cases[case, AFTER]
            if first >= 0:
                if times[first, 0] < 0:
                    possible = False
                else:
                    start = max(start, times[first, 1])
            if settings[W_MOVED] > 0 and cases[case, PUBLISHED_START] >= 0:
                # Nearer to the published start costs more idle time than it saves only in rare cases.
                start = max(start, cases[case, PUBLISHED_START] - settings[TOLERANCE])
            last_start = min(modes[chosen, LATEST_END], length) - steps
            fixed = cases[case, FIXED_START]
            if fixed >= 0:
                if start > fixed:
                    possible = False
                start = max(start, fixed)
                last_start = min(last_start, fixed)
            found = False
            while possible and not found:
                if start > last_start:
                    possible = False
                    break
                found = True
                for number in range(cases[case, ASSISTANTS_FROM] - 1, cases[case, ASSISTANTS_TO]):
                    person = surgeon if number < cases[case, ASSISTANTS_FROM] else assistants[number]
                    if person < 0:
                        continue
                    gap = gaps[person]
                    if steps + gap <= 0:
                        continue
                    moved = True
                    while moved:
                        moved = False
                        for other in range(held_count[person]):
                            if start < held[person, other, 1] + gap and held[person, other, 0] < start + steps + gap:
                                start = held[person, other, 1] + gap
                                moved = True
                                found = False
                if not found:
                    continue
                end = start + steps
                leaves = end
                if recovery > 0 and pacu >= 0:
                    fits = False
                    while not fits:
                        fits = True
                        for step in range(min(leaves + recovery, length) - 1, leaves - 1, -1):
                            if used[pacu, step] >= capacity[pacu, step]:
                                leaves = step + 1
                                fits = False
                                break
                    if leaves > end + blocking or leaves > modes[chosen, LATEST_END] or leaves >= length:
                        start += max(1, leaves - end - blocking)
                        found = False
                        continue
                for number in range(cases[case, NEEDS_FROM], cases[case, NEEDS_TO]):
                    resource, units = needs[number, 0], needs[number, 1]
                    until = min(leaves + needs[number, 2], length)
                    for step in range(until - 1, max(start, binds_from[resource]) - 1, -1):
                        if used[resource, step] + units > capacity[resource, step]:
                            start = step + 1
                            found = False
                            break
                    if not found:
                        break
        if not possible:
            points += put_off
            if points > limit:
                return points + FORBIDDEN
            continue
        times[case, 0], times[case, 1], times[case, 2] = start, end, leaves
        for number in range(room_count[room]):
            other = room_cases[room, number]
            points += order_points[room, other, case]
        room_cases[room, room_count[room]] = case
        room_count[room] += 1
        room_busy[room] += end - start + turnover
        room_last[room] = case
        room_next[room] = max(room_next[room], leaves + turnover)
        latest = max(latest, leaves)
        points += w_waiting * cases[case, OVERRUN]
        for number in range(cases[case, ASSISTANTS_FROM] - 1, cases[case, ASSISTANTS_TO]):
            person = surgeon if number < cases[case, ASSISTANTS_FROM] else assistants[number]
            if person >= 0:
                held[person, held_count[person], 0] = start
                held[person, held_count[person], 1] = end
                held_count[person] += 1
        if surgeon >= 0:
            led[surgeon, 0] = min(led[surgeon, 0], start)
            led[surgeon, 1] = max(led[surgeon, 1], end)
            led[surgeon, 2] += end - start
            led[surgeon, 3] += 1
        for number in range(cases[case, NEEDS_FROM], cases[case, NEEDS_TO]):
            resource = needs[number, 0]
            for step in range(max(start, binds_from[resource]), min(leaves + needs[number, 2], length)):
                used[resource, step] += needs[number, 1]
        if recovery > 0 and pacu >= 0:
            for step in range(leaves, min(leaves + recovery, length)):
                used[pacu, step] += 1
        for number in range(cases[case, BEDS_FROM], cases[case, BEDS_TO]):
            bed_used[bed_lists[number]] += 1
        if cases[case, PUBLISHED_START] >= 0:
            away = abs(start - cases[case, PUBLISHED_START]) - settings[TOLERANCE]
            points += settings[W_MOVED] * max(0, away)
            points += settings[W_MOVED_ROOM] * (cases[case, PUBLISHED_ROOM] != room)
        if cases[case, CASE_WISH_ROOM] >= 0 and cases[case, CASE_WISH_ROOM] != room:
            points += settings[W_WISH_ROOM]
        if cases[case, CASE_WISH_START] >= 0:
            points += settings[W_WISH_START] * abs(start - cases[case, CASE_WISH_START])
    unused, free = 0, 0
    for room in range(len(rooms)):
        opens, closes = rooms[room, OPENS], rooms[room, CLOSES]
        if room_count[room] == 0:
            unused += rooms[room, EMERGENCY]
            free += closes - opens
            continue
        last = room_last[room]
        out = times[last, 2]
        points += settings[W_OPENED] + settings[W_OVERTIME] * max(0, out - closes)
        points += settings[W_IDLE] * (room_next[room] - opens - room_busy[room])
        points -= w_waiting * cases[last, OVERRUN]
        free += max(0, closes - max(opens, out))
        latest = max(latest, opens)
    for surgeon in range(len(led)):
        if led[surgeon, 3] > 0:
            span = led[surgeon, 1] - led[surgeon, 0] - led[surgeon, 2] - settings[REST] * (led[surgeon, 3] - 1)
            points += settings[W_SURGEON] * max(0, span)
    if settings[W_RECOVERY] > 0:
        points += settings[W_RECOVERY] * max(0, used[pacu].max() - settings[COMFORTABLE])
    for unit in range(len(beds)):
        if beds[unit, 1] >= 0:
            points += settings[W_BEDS] * max(0, bed_used[unit] - beds[unit, 1])
        if bed_used[unit] > beds[unit, 0]:
            points += beds[unit, 2]
    points += settings[W_MAKESPAN] * latest
    if unused < settings[RESERVE_ROOMS] or free < settings[RESERVE_STEPS]:
        points += FORBIDDEN
    return points
