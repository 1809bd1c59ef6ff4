"""The cheapest day of one room when starts have prices: dynamic programming over sequences of cases, compiled.

A day so far is known by its last case, what it remembers of the cases before (ng-route relaxation, Baldacci, Mingozzi &
Roberti 2011: a case forgets those that are not among its neighbours), and the step at which the room is ready again. A
day may wait at any point, as for a surgeon who is elsewhere.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.operating_rooms.columns.room_types import Numbers
from optimizer.operating_rooms.compiled import compiled

Values = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.int64]

FAR = 1e15
SAME = 1e-6
"""Points that differ by less are the same."""

WAITED = -1
"""Instead of a mode: the room waited for a step."""


class TimedRoom(NamedTuple):
    """One type of room with its prices, and what its days cost so far.

    Modes stand by case; ``n`` cases, ``n`` as a last case stands for none. A state is ``last * memories + memory``.

    Attributes
    ----------
    first_mode : array of shape (n + 1,)
        Where the modes of each case begin.
    steps, earliest, last_start, turnover, overrun : array of shape (modes,)
        Steps in the room, first and last start from opening, steps until the room is ready, points when another case
        follows.
    change : array of shape (n + 1, n)
        Steps of changeover to a case; -1 where it may not follow.
    bit : array of shape (n + 1, n)
        In the memory of a last case, the bit of another one; -1 where that is forgotten.
    next_memory : array of shape (n + 1, n, memories)
        Memory when one case follows another.
    cost : array of shape (modes, length)
        Points of a mode that starts at a step, less what it is worth.
    own : array of shape (length,)
        Points of a day whose last case ends at a step.
    idle : float
        Points of a step without a case.
    values : array of shape (length, states)
        Least points of a day so far.
    rest : array of shape (length,)
        What the rest of a day from a step on costs at least, whatever was done before.
    came_by, came_from : array of shape (length, states)
        The mode before, and ``step * states + state`` where it was chosen.
    ends, end_from : array of shape (modes, length)
        Least points of a whole day that ends with a mode at a step, and where that mode was chosen.
    """

    first_mode: Numbers
    steps: Numbers
    earliest: Numbers
    last_start: Numbers
    turnover: Numbers
    overrun: Numbers
    change: Numbers
    bit: Numbers
    next_memory: Numbers
    cost: Values
    own: Values
    idle: float
    values: Values
    rest: Values
    came_by: Numbers
    came_from: Places
    ends: Values
    end_from: Places


@compiled
def forward_in_time(room: TimedRoom, limit: float, keep_all: bool) -> None:
    """Fill values and ends, step by step, of all days that cost less than a limit.

    With ``keep_all``, also the days that another one of the same last case beats and that remembers less.
    """
    room.values[:] = FAR
    room.ends[:] = FAR
    fill_rest(room)
    length, states = room.values.shape
    memories = room.next_memory.shape[2]
    cases = len(room.first_mode) - 1
    room.values[0, cases * memories] = 0.0
    for t in range(length):
        for state in range(states):
            value = room.values[t, state]
            beaten = state % memories > 0 and room.values[t, state - state % memories] <= value
            if value + room.rest[t] >= limit or (beaten and not keep_all):
                continue
            if t + 1 < length and value + room.idle < room.values[t + 1, state]:
                room.values[t + 1, state] = value + room.idle
                room.came_by[t + 1, state] = WAITED
            for case in range(cases):
                follow(room, t, state, case)


@compiled
def fill_rest(room: TimedRoom) -> None:
    """Fill what the rest of a day costs at least: any cases, any number of times, without changeover."""
    length = room.values.shape[0]
    for t in range(length - 1, -1, -1):
        room.rest[t] = FAR if t + 1 == length else room.rest[t + 1] + room.idle
        for mode in range(len(room.steps)):
            if t < room.earliest[mode] or t > room.last_start[mode]:
                continue
            end = t + room.steps[mode]
            after, ready = room.own[end], end + room.turnover[mode]
            if ready < length:
                after = min(after, room.overrun[mode] + room.rest[ready])
            room.rest[t] = min(room.rest[t], room.cost[mode, t] + after)


@compiled
def follow(room: TimedRoom, t: int, state: int, case: int) -> None:
    """Let a case follow at once on the day that stands at a step in a state."""
    memories, states = room.next_memory.shape[2], room.values.shape[1]
    last, memory = state // memories, state % memories
    if not may_follow(room, last, memory, case):
        return
    start = t + room.change[last, case]
    target = case * memories + room.next_memory[last, case, memory]
    before = room.values[t, state] + room.idle * room.change[last, case]
    for mode in range(room.first_mode[case], room.first_mode[case + 1]):
        if start < room.earliest[mode] or start > room.last_start[mode]:
            continue
        value, end = before + room.cost[mode, start], start + room.steps[mode]
        if value + room.own[end] < room.ends[mode, end]:
            room.ends[mode, end] = value + room.own[end]
            room.end_from[mode, end] = t * states + state
        ready = end + room.turnover[mode]
        if ready < room.values.shape[0] and value + room.overrun[mode] < room.values[ready, target]:
            room.values[ready, target] = value + room.overrun[mode]
            room.came_by[ready, target] = mode
            room.came_from[ready, target] = t * states + state


@compiled
def may_follow(room: TimedRoom, last: int, memory: int, case: int) -> bool:
    """Return whether a case may follow: by the order in the room, and as far as the day remembers."""
    if room.change[last, case] < 0:
        return False
    bit = room.bit[last, case]
    return bool(bit < 0 or (memory >> bit) & 1 == 0)


@compiled
def trace_in_time(room: TimedRoom, mode: int, end: int, found: Numbers) -> int:
    """Write the (mode, start) pairs of the day that ends with a mode at a step, last first; return how many."""
    states = room.values.shape[1]
    none = (len(room.first_mode) - 1) * room.next_memory.shape[2]
    found[0, 0], found[0, 1] = mode, end - room.steps[mode]
    count, place = 1, room.end_from[mode, end]
    while True:
        t, state = place // states, place % states
        while t > 0 and room.came_by[t, state] == WAITED:
            t -= 1
        if state == none:
            return count
        before = room.came_by[t, state]
        found[count, 0], found[count, 1] = before, t - room.turnover[before] - room.steps[before]
        count += 1
        place = room.came_from[t, state]


@compiled
def least_through(room: TimedRoom, limit: float, back: Values, through: Values) -> None:
    """Fill the least points of a whole day in which each mode starts at each step, where they are below a limit.

    Parameters
    ----------
    room : TimedRoom
        After :func:`forward_in_time`, with all days kept below the limit.
    limit : float
        The same.
    back : array of shape (length, states)
        Filled with the least points of the rest of a day.
    through : array of shape (modes, length)
        Filled.
    """
    back[:] = FAR
    through[:] = FAR
    length, states = room.values.shape
    memories = room.next_memory.shape[2]
    for t in range(length - 1, -1, -1):
        for state in range(states):
            if room.values[t, state] + room.rest[t] >= limit:
                continue
            if t + 1 < length:
                back[t, state] = back[t + 1, state] + room.idle
            last, memory = state // memories, state % memories
            for case in range(len(room.first_mode) - 1):
                if not may_follow(room, last, memory, case):
                    continue
                start = t + room.change[last, case]
                target = case * memories + room.next_memory[last, case, memory]
                for mode in range(room.first_mode[case], room.first_mode[case + 1]):
                    if start < room.earliest[mode] or start > room.last_start[mode]:
                        continue
                    end = start + room.steps[mode]
                    ready, rest = end + room.turnover[mode], room.own[end]
                    if ready < length:
                        rest = min(rest, room.overrun[mode] + back[ready, target])
                    rest += room.idle * room.change[last, case] + room.cost[mode, start]
                    back[t, state] = min(back[t, state], rest)
                    through[mode, start] = min(through[mode, start], room.values[t, state] + rest)


@compiled
def fill_memories(neighbours: Numbers, bit: Numbers, next_memory: Numbers) -> None:
    """Fill which memory follows: what the day remembered and the new last case does not forget, with the old one."""
    cases, size = neighbours.shape
    for last in range(cases + 1):
        for case in range(cases):
            for memory in range(next_memory.shape[2]):
                kept = 0
                if last < cases:
                    if bit[case, last] >= 0:
                        kept |= 1 << bit[case, last]
                    for place in range(size):
                        other = neighbours[last, place]
                        if other >= 0 and (memory >> place) & 1 and other != case and bit[case, other] >= 0:
                            kept |= 1 << bit[case, other]
                next_memory[last, case, memory] = kept
