"""Which starts a better list could use, by reduced points.

At prices that prove a bound, a list that uses some start costs at least the bound and what the best day of a room with
this start costs more than the best day without (reduced cost fixing, Dantzig, Fulkerson & Johnson 1954).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.operating_rooms.columns.master import Master, Values
from optimizer.operating_rooms.columns.room_types import Numbers, RoomType, Tables, case_of_modes
from optimizer.operating_rooms.columns.timed_days import TimedPricer
from optimizer.operating_rooms.local_search.book import OPENS, ROOM


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices that prove a bound.

    Attributes
    ----------
    bound : float
        What they prove, with ``least``.
    prices : array
        Of the rows of the linear program.
    least : array
        Least reduced points of each type of room.
    """

    bound: float
    prices: Values
    least: Values


def least_with_starts(
    tables: Tables,
    kinds: Sequence[RoomType],
    master: Master,
    pricers: Sequence[TimedPricer],
    root: Prices,
    upper: float,
) -> Values:
    """Return, for each mode and each step from midnight, the least points of any list in which the mode starts then.

    Points from ``upper`` on are only known to be no less than that.

    Parameters
    ----------
    tables : dict of str to array
        The problem in numbers.
    kinds, pricers : sequence
        Types of rooms, and what prices them.
    master : Master
        Entered at all lists.
    root : Prices
        Prices that prove a bound.
    upper : float
        Points of the best list known.
    """
    points = np.full((len(case_of_modes(tables)), tables["capacity"].shape[1]), np.inf)
    prices = np.pad(root.prices, (0, master.row_count - len(root.prices)))
    bound = master.bound(prices, root.least)
    for kind, pricer, offer in zip(kinds, pricers, master.offers(prices), strict=True):
        base = min(0.0, float(root.least[pricer.number]))
        modes, through = pricer.through(offer, upper - bound + base)
        opens = int(tables["rooms"][kind.rooms[0], OPENS])
        length = min(through.shape[1], points.shape[1] - opens)
        more = bound + through[:, :length] - base
        for own, others in _alike(tables, kind, modes):
            points[others, opens : opens + length] = more[own]
    return points


def _alike(tables: Tables, kind: RoomType, modes: Numbers) -> Iterator[tuple[int, list[int]]]:
    """Yield the place of each mode of a type's first room, with the same mode in all of its rooms."""
    case_of_mode = case_of_modes(tables)
    rows = tables["modes"][: len(case_of_mode)]
    same: dict[tuple[int, ...], list[int]] = {}
    for position in np.flatnonzero(np.isin(rows[:, ROOM], kind.rooms)).tolist():
        same.setdefault((int(case_of_mode[position]), *rows[position, ROOM + 1 :].tolist()), []).append(position)
    for place, mode in enumerate(modes.tolist()):
        yield place, same[int(case_of_mode[mode]), *rows[mode, ROOM + 1 :].tolist()]
