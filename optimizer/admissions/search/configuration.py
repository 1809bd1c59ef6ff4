"""How one annealer of the portfolio searches."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.admissions.search.book import LEFT_OUT, Book, table
from optimizer.admissions.search.data import SearchData
from optimizer.admissions.search.moves import MOVES
from optimizer.admissions.search.moves.choose import FORBIDDEN

LEFT_OUT_FACTOR = 4
"""A mandatory patient left out costs this many optional ones: no heat of the search trades it in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Temperatures in points, penalties in points per unit, shares of the moves by name.

    Attributes
    ----------
    hot, cold : float
        First and last temperature of the first round.
    mixed_gender, crowded : int or None
        First penalty of a rule the search may break on its way; None never breaks it.
    shares : tuple of (str, int)
        How often each move is drawn, relative to the others.
    """

    hot: float
    cold: float
    mixed_gender: int | None = None
    crowded: int | None = None
    shares: tuple[tuple[str, int], ...] = (
        ("place", 20),
        ("leave out", 1),
        ("change theatre", 2),
        ("swap", 10),
        ("replace", 10),
        ("nurse of shift", 25),
        ("swap nurses", 8),
        ("nurse of days", 8),
        ("one nurse less", 5),
    )

    def set_penalties(self, data: SearchData, book: Book) -> None:
        """Write first and least penalties into a book."""
        penalty, floor = table(book, "penalty"), table(book, "floor")
        for rule, points in enumerate((self.mixed_gender, self.crowded, None, None)):
            penalty[rule] = FORBIDDEN if points is None else points
            floor[rule] = 1
        penalty[LEFT_OUT] = floor[LEFT_OUT] = max(1, LEFT_OUT_FACTOR * int(data.weight[-1]))

    def share_table(self) -> NDArray[np.int32]:
        """Return move numbers, each as often as its share."""
        order = list(MOVES)
        numbers = [order.index(name) for name, share in self.shares for _ in range(share)]
        return np.array(numbers, np.int32)


PORTFOLIO: tuple[Configuration, ...] = (
    Configuration(hot=30.0, cold=0.7),
    Configuration(hot=30.0, cold=0.7, mixed_gender=50),
)
"""Configurations in the order workers take them up: one keeps every rule all the way, one passes through mixed rooms."""
