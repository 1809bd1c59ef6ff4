"""How one annealer of the portfolio searches."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.admissions.search.moves import MOVES


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Temperatures in points and shares of the moves by name.

    Attributes
    ----------
    hot, cold : float
        First and last temperature of the first round.
    shares : tuple of (str, int)
        How often each move is drawn, relative to the others.
    """

    hot: float
    cold: float
    shares: tuple[tuple[str, int], ...]

    def share_table(self, *, patients: bool) -> NDArray[np.int32]:
        """Return move numbers, each as often as its share; without ``patients`` only moves of nurses."""
        order = list(MOVES)
        wanted = [(name, share) for name, share in self.shares if patients or name in NURSE_MOVES]
        return np.array([order.index(name) for name, share in wanted for _ in range(share)], np.int32)


_NURSES = (("nurse of shift", 25), ("swap nurses", 8), ("nurse of days", 8), ("one nurse less", 5))
_PATIENTS = (("place", 20), ("leave out", 1), ("change theatre", 2), ("swap", 10), ("replace", 10))

NURSE_MOVES = frozenset(name for name, _ in _NURSES)

PORTFOLIO: tuple[Configuration, ...] = (
    Configuration(hot=30.0, cold=0.7, shares=(*_PATIENTS, *_NURSES, ("push", 4), ("squeeze", 6))),
    Configuration(hot=20.0, cold=0.7, shares=(*_PATIENTS, *_NURSES, ("squeeze", 12))),
)
"""Configurations in the order workers take them up: the hotter one wins where surgeons are full."""
