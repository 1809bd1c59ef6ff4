"""The moves of the search, one a file; :data:`MOVES` lists them in the order :func:`try_move` numbers them.

A move books its changes and returns the change in points; :data:`NO_MOVE` says that nothing was changed.
The caller keeps the bookings or takes them back.
"""

from collections.abc import Callable

import numpy as np

from optimizer.admissions.search.book import Book
from optimizer.admissions.search.compiled import compiled
from optimizer.admissions.search.moves.change_theatre import change_theatre
from optimizer.admissions.search.moves.leave_out import leave_out
from optimizer.admissions.search.moves.nurse_of_days import nurse_of_days
from optimizer.admissions.search.moves.nurse_of_shift import nurse_of_shift
from optimizer.admissions.search.moves.one_nurse_less import one_nurse_less
from optimizer.admissions.search.moves.place import place
from optimizer.admissions.search.moves.push import push
from optimizer.admissions.search.moves.replace import replace
from optimizer.admissions.search.moves.squeeze import squeeze
from optimizer.admissions.search.moves.swap import swap
from optimizer.admissions.search.moves.swap_nurses import swap_nurses

Move = Callable[[Book, np.random.Generator], int]
MOVES: dict[str, Move] = {
    "place": place,
    "leave out": leave_out,
    "change theatre": change_theatre,
    "swap": swap,
    "replace": replace,
    "nurse of shift": nurse_of_shift,
    "swap nurses": swap_nurses,
    "nurse of days": nurse_of_days,
    "one nurse less": one_nurse_less,
    "push": push,
    "squeeze": squeeze,
}


@compiled
def try_move(kind: int, book: Book, rng: np.random.Generator) -> int:
    """Book the move with this number in :data:`MOVES`; numba compiles no list of functions as well as this."""
    if kind == 0:
        return place(book, rng)
    if kind == 1:
        return leave_out(book, rng)
    if kind == 2:
        return change_theatre(book, rng)
    if kind == 3:
        return swap(book, rng)
    if kind == 4:
        return replace(book, rng)
    if kind == 5:
        return nurse_of_shift(book, rng)
    if kind == 6:
        return swap_nurses(book, rng)
    if kind == 7:
        return nurse_of_days(book, rng)
    if kind == 8:
        return one_nurse_less(book, rng)
    if kind == 9:
        return push(book, rng)
    return squeeze(book, rng)
