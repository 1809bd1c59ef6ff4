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
    hot_share : float
        The first temperature is at least this share of the points for a patient left for later.
    shares : tuple of (str, int)
        How often each move is drawn, relative to the others.
    """

    hot: float
    cold: float
    hot_share: float = 0.0
    shares: tuple[tuple[str, int], ...]

    def first_temperature(self, unscheduled: int) -> float:
        """Return the temperature to begin with where leaving a patient for later costs ``unscheduled`` points."""
        return max(self.hot, self.hot_share * unscheduled)

    def share_table(self, *, patients: bool) -> NDArray[np.int32]:
        """Return move numbers, each as often as its share; without ``patients`` only moves of nurses."""
        order = list(MOVES)
        wanted = [(name, share) for name, share in self.shares if patients or name in NURSE_MOVES]
        return np.array([order.index(name) for name, share in wanted for _ in range(share)], np.int32)


_PATIENTS = (("place", 20), ("leave out", 1), ("change theatre", 2), ("swap", 10), ("replace", 10))
_NURSES = (("nurse of shift", 25), ("swap nurses", 8), ("nurse of days", 8), ("one nurse less", 5))
_FEW_NURSES = (("nurse of shift", 10), ("swap nurses", 3), ("nurse of days", 3), ("one nurse less", 2))

NURSE_MOVES = frozenset(name for name, _ in _NURSES)

EXPLORING = Configuration(
    hot=30.0, hot_share=0.25, cold=0.7, shares=(*_PATIENTS, *_FEW_NURSES, ("push", 4), ("squeeze", 6))
)
"""So hot that patients change places with those left out: finds who is to come where surgeons' minutes are short."""
REFINING = Configuration(hot=30.0, cold=0.7, shares=(*_PATIENTS, *_NURSES, ("push", 4), ("squeeze", 6)))
"""Hot enough for rooms, days and nurses of those who come anyway: wins where beds or nurses decide."""
PORTFOLIO = (EXPLORING, REFINING)
"""Configurations of the opening, in the order workers take them up."""
