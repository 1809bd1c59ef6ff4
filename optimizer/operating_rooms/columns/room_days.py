"""Days of one room: the cheapest ones at given prices."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.operating_rooms.columns.pricing import Day, forward, trace
from optimizer.operating_rooms.columns.room_types import RoomType, Tables
from optimizer.operating_rooms.local_search.book import W_IDLE, W_LONG_DAY, W_OPENED, W_OVERTIME

Values = NDArray[np.float64]

CANDIDATES = 6
"""Ends of a day looked at for each day returned; several may be the same set of cases."""


@dataclass(frozen=True, slots=True)
class RoomDay:
    """A column: what one room does in a day, and what that costs in this room at least.

    Attributes
    ----------
    type : int
        Of the room.
    modes : tuple of int
        Taken, in the numbering of the type's first room; sorted.
    points : int
        Opening, overtime, idle time, waiting, and what modes cost for themselves.
    overtime_steps, regular_steps : int
        Steps past closing, and those before it up to the last leave.
    starts : tuple of int
        Step from midnight at which each mode starts; empty where a day stands for any order of its cases.
    """

    type: int
    modes: tuple[int, ...]
    points: int
    overtime_steps: int
    regular_steps: int
    starts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """Prices for one type of room.

    Attributes
    ----------
    worth : array
        Points gained by each mode.
    opening, overtime_step, regular_step : float
        Points added for a room in use, and for each step of overtime or of regular time that it takes.
    starts : array of shape (modes, steps) or None
        Points added for each mode by the step at which it starts.
    """

    worth: Values
    opening: float
    overtime_step: float
    regular_step: float
    starts: Values | None = None


class RoomPricer:
    """Finds the cheapest days of one type of room.

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
        self.number, self.kind = number, kind
        block_of_node = kind.nodes[:, 0]
        groups = kind.blocks[block_of_node, 1] - kind.blocks[block_of_node, 0]
        layers = np.where(block_of_node >= 0, groups + 1, 1)
        self._first_layer = np.concatenate(([0], np.cumsum(layers)))[:-1].astype(np.int32)
        self._last_layer = self._first_layer + layers - 1
        self._ends = np.flatnonzero(block_of_node >= 0)
        self._values = np.empty((int(layers.sum()), 2, kind.length))
        self._entry = np.empty((len(kind.nodes), 2, kind.length))
        self._found = np.zeros((len(kind.overrun) * 2 + 64, 2), dtype=np.int32)
        settings = tables["settings"]
        self._changeover, self._idle = tables["changeover"], float(settings[W_IDLE])
        out = np.arange(kind.length)[None, :] - kind.blocks[block_of_node[self._ends], 3][:, None]
        self._over = np.maximum(0, out - kind.closes)
        self._regular = np.clip(out, 0, kind.closes)
        self._own = int(settings[W_OPENED]) + int(settings[W_OVERTIME]) * self._over
        self._own += int(settings[W_LONG_DAY]) * (self._over > 0)

    def price(self, offer: Offer) -> Values:
        """Return the reduced points of the best day for each last block and end; the least is what a bound needs."""
        kind = self.kind
        cost = np.where(kind.modes >= 0, kind.mode_cost - offer.worth[np.maximum(kind.modes, 0)], 0.0)
        self._day = Day(
            cost=cost,
            steps=kind.steps,
            latest=kind.latest,
            overrun=kind.overrun,
            blocks=kind.blocks,
            nodes=kind.nodes,
            before=kind.before,
            node_department=kind.node_department,
            changeover=self._changeover,
            idle=self._idle,
            layer_of_node=self._first_layer,
            values=self._values,
            entry=self._entry,
        )
        forward(self._day)
        ends = self._values[self._last_layer[self._ends], 1] + self._own + offer.opening
        priced: Values = ends + offer.overtime_step * self._over + offer.regular_step * self._regular
        return priced

    def days(self, offer: Offer, ends: Values, most: int) -> Iterator[RoomDay]:
        """Yield the cheapest days with negative reduced points, by what :meth:`price` has just returned."""
        seen: set[tuple[int, ...]] = set()
        flat = ends.ravel()
        count = min(len(flat), most * CANDIDATES)
        best = np.argpartition(flat, count - 1)[:count]
        for place in best[np.argsort(flat[best], kind="stable")]:
            row, step = divmod(int(place), ends.shape[1])
            if flat[place] >= -1e-6 or len(seen) >= most:
                return
            cases = trace(self._day, int(self._ends[row]), step, self._found)
            assert cases > 0, f"no day has the value of block end {row} at step {step}: {cases}"
            modes = self.kind.modes[self._found[:cases, 0], self._found[:cases, 1]]
            key = tuple(sorted(modes.tolist()))
            if key not in seen:
                seen.add(key)
                own = self._values[self._last_layer[self._ends[row]], 1, step] + offer.worth[modes].sum()
                points = round(float(own)) + int(self._own[row, step])
                yield RoomDay(self.number, key, points, int(self._over[row, step]), int(self._regular[row, step]))
