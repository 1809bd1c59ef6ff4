"""Days of one room with the times of their cases: the cheapest ones when starts have prices, too."""

from collections.abc import Iterator

import numpy as np

from optimizer.operating_rooms.columns.room_days import CANDIDATES, Offer, RoomDay, Values
from optimizer.operating_rooms.columns.room_types import Numbers, RoomType, Tables, case_of_modes
from optimizer.operating_rooms.columns.timed import (
    TimedRoom,
    fill_memories,
    forward_in_time,
    least_through,
    trace_in_time,
)
from optimizer.operating_rooms.local_search.book import (
    DEPARTMENT,
    EARLIEST,
    FIXED,
    FORBIDDEN,
    INFECTED,
    INFECTED_TURNOVER,
    LATEST_END,
    OPENS,
    OVERRUN,
    STEPS,
    TURNOVER,
    W_IDLE,
    W_LONG_DAY,
    W_OPENED,
    W_OVERTIME,
    W_WAITING,
)

NEIGHBOURS = 7
"""Most other cases that a case remembers, the shortest first: those fit twice. Up to eight cases, days are exact."""

MEMORY_PAIRS = 200_000
"""Most (case, case, memory) in one type of room: with many cases each one remembers fewer."""


class TimedPricer:
    """Finds the cheapest days of one type of room, with times.

    Parameters
    ----------
    number : int
        Of the type.
    kind : RoomType
        The type.
    tables : dict of str to array
        The problem in numbers.
    """

    def __init__(self, number: int, kind: RoomType, tables: Tables) -> None:
        self.number = number
        row = tables["rooms"][kind.rooms[0]]
        self._opens, length = int(row[OPENS]), kind.length
        case_of_mode, settings = case_of_modes(tables), tables["settings"]
        used = kind.modes >= 0
        order = np.lexsort((kind.modes[used], case_of_mode[kind.modes[used]]))
        self._modes = kind.modes[used][order]
        self._mode_cost = kind.mode_cost[used][order].astype(float)
        cases, first = np.unique(case_of_mode[self._modes], return_index=True)
        case_rows, mode_rows = tables["cases"][case_of_mode[self._modes]], tables["modes"][self._modes]
        fixed, steps = case_rows[:, FIXED], mode_rows[:, STEPS]
        latest = np.minimum(mode_rows[:, LATEST_END], tables["capacity"].shape[1]) - steps
        last_start = np.where(fixed >= 0, np.minimum(latest, fixed), latest) - self._opens
        change, neighbours = _changes(tables, kind.rooms[0], cases), _neighbours(len(cases), steps[first])
        bit = _bits(neighbours)
        memories = 1 << neighbours.shape[1]
        next_memory = np.zeros((len(cases) + 1, len(cases), memories), dtype=np.int32)
        fill_memories(neighbours, bit, next_memory)
        states = (len(cases) + 1) * memories
        self._over = np.maximum(0, np.arange(length) - kind.closes)
        self._regular = np.clip(np.arange(length), 0, kind.closes)
        self._own = int(settings[W_OPENED]) + int(settings[W_OVERTIME]) * self._over
        self._own += int(settings[W_LONG_DAY]) * (self._over > 0)
        self._room = TimedRoom(
            first_mode=np.append(first, len(self._modes)).astype(np.int32),
            steps=steps,
            earliest=np.maximum(0, np.maximum(mode_rows[:, EARLIEST], fixed) - self._opens).astype(np.int32),
            last_start=last_start.astype(np.int32),
            turnover=row[np.where(case_rows[:, INFECTED] > 0, INFECTED_TURNOVER, TURNOVER)].astype(np.int32),
            overrun=(int(settings[W_WAITING]) * case_rows[:, OVERRUN]).astype(np.int32),
            change=change,
            bit=bit,
            next_memory=next_memory,
            cost=np.empty((len(self._modes), length)),
            own=np.empty(length),
            idle=float(settings[W_IDLE]),
            values=np.empty((length, states)),
            rest=np.empty(length),
            came_by=np.empty((length, states), dtype=np.int32),
            came_from=np.empty((length, states), dtype=np.int64),
            ends=np.empty((len(self._modes), length)),
            end_from=np.empty((len(self._modes), length), dtype=np.int64),
        )
        self._found = np.zeros((length + 1, 2), dtype=np.int32)

    def price(self, offer: Offer) -> Values:
        """Return the reduced points of the best day for each last mode and end, as far as they are below zero."""
        self._offer(offer)
        forward_in_time(self._room, 0.0, False)
        return self._room.ends

    def days(self, offer: Offer, ends: Values, most: int) -> Iterator[RoomDay]:
        """Yield the cheapest days with negative reduced points, by what :meth:`price` has just returned."""
        seen: set[tuple[tuple[int, int], ...]] = set()
        flat = ends.ravel()
        count = min(len(flat), most * CANDIDATES)
        best = np.argpartition(flat, count - 1)[:count]
        for place in best[np.argsort(flat[best], kind="stable")]:
            mode, end = divmod(int(place), ends.shape[1])
            if flat[place] >= -1e-6 or len(seen) >= most:
                return
            cases = trace_in_time(self._room, mode, end, self._found)
            local, starts = self._found[:cases, 0], self._found[:cases, 1]
            key = tuple(sorted(zip(self._modes[local].tolist(), (starts + self._opens).tolist(), strict=True)))
            if key not in seen:
                seen.add(key)
                points = self._points(local[::-1], starts[::-1])
                modes, begins = zip(*key, strict=True)
                yield RoomDay(self.number, modes, points, int(self._over[end]), int(self._regular[end]), begins)

    def through(self, offer: Offer, limit: float) -> tuple[Numbers, Values]:
        """Return modes, and the least reduced points of a day in which each one starts at each step from opening.

        Points that are not below the limit are only known to be no less than it.
        """
        self._offer(offer)
        forward_in_time(self._room, limit, True)
        through = np.empty_like(self._room.cost)
        least_through(self._room, limit, np.empty_like(self._room.values), through)
        return self._modes, through

    def _offer(self, offer: Offer) -> None:
        room = self._room
        room.cost[:] = (self._mode_cost - offer.worth[self._modes])[:, None]
        if offer.starts is not None:
            room.cost[:] += offer.starts[self._modes, self._opens : self._opens + room.cost.shape[1]]
        room.own[:] = self._own + offer.opening + offer.overtime_step * self._over + offer.regular_step * self._regular

    def _points(self, modes: Numbers, starts: Numbers) -> int:
        """Return what a day costs whatever the prices; modes in their order."""
        room = self._room
        ends = starts + room.steps[modes]
        busy = room.steps[modes].sum() + room.turnover[modes[:-1]].sum()
        points = self._own[ends[-1]] + room.idle * (ends[-1] - busy)
        return round(float(points + self._mode_cost[modes].sum() + room.overrun[modes[:-1]].sum()))


def _changes(tables: Tables, room: int, cases: Numbers) -> Numbers:
    """Return the steps of changeover from each case to each, -1 where the order forbids it; none before the first."""
    departments = tables["cases"][cases, DEPARTMENT]
    change = tables["changeover"][np.ix_(departments, departments)].astype(np.int32)
    change[tables["order_points"][room][np.ix_(cases, cases)] >= FORBIDDEN] = -1
    np.fill_diagonal(change, -1)
    return np.vstack([change, np.zeros((1, len(cases)), dtype=np.int32)])


def _neighbours(count: int, steps: Numbers) -> Numbers:
    """Return which other cases each one remembers."""
    by_steps = np.argsort(steps, kind="stable")
    most = min(NEIGHBOURS, max(0, (MEMORY_PAIRS // count**2).bit_length() - 1))
    rows = [[other for other in by_steps.tolist() if other != case][:most] for case in range(count)]
    return np.array(rows, dtype=np.int32).reshape(count, -1)


def _bits(neighbours: Numbers) -> Numbers:
    bit = np.full((len(neighbours) + 1, len(neighbours)), -1, dtype=np.int32)
    for case, row in enumerate(neighbours):
        bit[case, row] = np.arange(len(row))
    return bit
