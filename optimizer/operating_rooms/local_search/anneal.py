"""Simulated annealing over the order of cases and their modes."""

import numpy as np

from optimizer.admissions.search.compiled import compiled
from optimizer.operating_rooms.local_search.decode import FROZEN_START, MODES_FROM, MODES_TO, ROOM, SURGEON, decode
from optimizer.operating_rooms.local_search.tables import Table


@compiled
def anneal(
    seed: int,
    iterations: int,
    hot: float,
    cold: float,
    order: Table,
    mode_of: Table,
    best_order: Table,
    best_mode: Table,
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
) -> tuple[int, int]:
    np.random.seed(seed)
    n = len(order)
    free = np.empty(n, dtype=np.int32)
    free_count = 0
    for case in range(n):
        if cases[case, MODES_TO] > cases[case, MODES_FROM] and cases[case, FROZEN_START] < 0:
            free[free_count] = case
            free_count += 1
    now_order, now_mode = order.copy(), mode_of.copy()
    now_times = times.copy()
    current = decode(
        order, mode_of, 1 << 40, times, room_last, room_next, room_count, room_busy, room_cases, held_count, held, led,
        used, bed_used, cases, modes, rooms, settings, gaps, needs, assistants, bed_lists, beds, capacity, binds_from,
        changeover, order_points,
    )
    now_times[:] = times
    best = current
    best_order[:], best_mode[:] = order, mode_of
    place_of = np.empty(n, dtype=np.int32)
    for place in range(n):
        place_of[order[place]] = place
    temperature = hot
    cooling = (cold / hot) ** (1.0 / max(1, iterations // 100))
    if free_count == 0:
        return best, current
    for iteration in range(iterations):
        if iteration % 100 == 99:
            temperature *= cooling
        kind = np.random.random()
        case = free[np.random.randint(free_count)]
        order[:], mode_of[:] = now_order, now_mode
        if kind < 0.45 or mode_of[case] < 0:
            # take one case out, put it before some case of its new room, or at the end of it
            new = np.random.randint(cases[case, MODES_FROM], cases[case, MODES_TO])
            if mode_of[case] >= 0 and np.random.random() < 0.03:
                mode_of[case] = -1
            else:
                room = modes[new, ROOM]
                anchor = -1
                seen = 0
                for other in range(n):
                    if other != case and now_mode[other] >= 0 and (
                        modes[now_mode[other], ROOM] == room
                    ):
                        seen += 1
                        if np.random.random() * seen < 1.0:
                            anchor = other
                target = n - 1
                if anchor >= 0:
                    if np.random.random() < 1.0 / (seen + 1):
                        last = -1
                        for other in range(n):
                            if now_mode[other] >= 0 and other != case and modes[now_mode[other], ROOM] == room:
                                last = max(last, place_of[other])
                        target = last + 1
                    else:
                        target = place_of[anchor]
                else:
                    target = np.random.randint(n)
                mode_of[case] = new
                at = place_of[case]
                if target > at:
                    target = min(target, n) - 1
                    for p in range(at, target):
                        order[p] = now_order[p + 1]
                else:
                    for p in range(at, target, -1):
                        order[p] = now_order[p - 1]
                order[target] = case
        elif kind < 0.8:
            other = free[np.random.randint(free_count)]
            swapped = False
            for _ in range(20):
                if other != case:
                    a, b = mode_of[case], mode_of[other]
                    if a >= 0:
                        new_other = -1
                        seen = 0
                        for m in range(cases[other, MODES_FROM], cases[other, MODES_TO]):
                            if modes[m, ROOM] == modes[a, ROOM]:
                                seen += 1
                                if np.random.random() * seen < 1.0:
                                    new_other = m
                        new_case = -1
                        if b >= 0:
                            seen = 0
                            for m in range(cases[case, MODES_FROM], cases[case, MODES_TO]):
                                if modes[m, ROOM] == modes[b, ROOM]:
                                    seen += 1
                                    if np.random.random() * seen < 1.0:
                                        new_case = m
                        if new_other >= 0 and (b < 0 or new_case >= 0):
                            mode_of[case], mode_of[other] = new_case, new_other
                            p, q = place_of[case], place_of[other]
                            order[p], order[q] = other, case
                            swapped = True
                            break
                other = free[np.random.randint(free_count)]
            if not swapped:
                continue
        elif kind < 0.9:
            # whom the surgeon or the shared things serve first
            at = place_of[case]
            target = min(n - 1, max(0, at + np.random.randint(-12, 13)))
            if target > at:
                for p in range(at, target):
                    order[p] = now_order[p + 1]
            else:
                for p in range(at, target, -1):
                    order[p] = now_order[p - 1]
            order[target] = case
        else:
            # a surgeon's cases of one room go together to another room
            a = mode_of[case]
            new = np.random.randint(cases[case, MODES_FROM], cases[case, MODES_TO])
            room = modes[new, ROOM]
            for number in range(free_count):
                other = free[number]
                if mode_of[other] >= 0 and modes[mode_of[other], ROOM] == modes[a, ROOM] and (
                    modes[mode_of[other], SURGEON] == modes[a, SURGEON]
                ):
                    for m in range(cases[other, MODES_FROM], cases[other, MODES_TO]):
                        if modes[m, ROOM] == room and modes[m, SURGEON] == modes[new, SURGEON]:
                            mode_of[other] = m
        threshold = current - temperature * np.log(np.random.random() + 1e-12)
        points = decode(
            order, mode_of, int(threshold), times, room_last, room_next, room_count, room_busy, room_cases, held_count,
            held, led, used, bed_used, cases, modes, rooms, settings, gaps, needs, assistants, bed_lists, beds,
            capacity, binds_from, changeover, order_points,
        )
        if points <= threshold:
            current = points
            # in order of start, those put off at the end
            key = np.empty(n, dtype=np.int64)
            for p in range(n):
                c = order[p]
                if times[c, 0] < 0:
                    mode_of[c] = -1
                    key[p] = 1 << 20
                else:
                    key[p] = times[c, 0]
            for p in range(1, n):
                c, k = order[p], key[p]
                q = p - 1
                while q >= 0 and key[q] > k:
                    key[q + 1] = key[q]
                    order[q + 1] = order[q]
                    q -= 1
                key[q + 1] = k
                order[q + 1] = c
            now_order[:], now_mode[:] = order, mode_of
            for p in range(n):
                place_of[order[p]] = p
            if points < best:
                best = points
                best_order[:], best_mode[:] = order, mode_of
                now_times[:] = times
    order[:], mode_of[:] = now_order, now_mode
    times[:] = now_times
    return best, current
