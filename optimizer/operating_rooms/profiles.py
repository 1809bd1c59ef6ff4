"""Who or what is in use at each minute, in the solver and on a finished list."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

Profile = NDArray[np.int64]
"""Units in use or available at each minute from midnight."""


def profile(uses: Iterable[tuple[int, int, int]], horizon: int) -> Profile:
    """Return the units in use at each minute.

    Parameters
    ----------
    uses : iterable of (from minute, to minute, units)
        Uses that end after the horizon count until it.
    horizon : int
        Length of the profile, minutes.
    """
    steps = np.zeros(horizon + 1, dtype=np.int64)
    for start, end, units in uses:
        steps[min(start, horizon)] += units
        steps[min(end, horizon)] -= units
    return np.cumsum(steps)[:horizon]


def stretches(used: Profile) -> list[tuple[int, int, int]]:
    """Return (from minute, to minute, units) of each stretch of equal use above 0."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], used, [0])))).tolist()
    return [(start, end, int(used[start])) for start, end in pairwise(edges) if used[start] > 0]


def require_within(
    model: cp_model.CpModel,
    intervals: Sequence[cp_model.IntervalVar],
    demands: Sequence[int],
    available: Profile,
) -> None:
    """Keep the demands below what is available at each minute.

    Minutes with less than the most available are filled up by fixed intervals: CP-SAT's cumulative constraint knows
    one capacity only.
    """
    available = np.maximum(available, 0)
    most = int(available.max(initial=0))
    fillers = [
        (model.new_fixed_size_interval_var(start, end - start, "not on duty"), units)
        for start, end, units in stretches(most - available)
    ]
    # Past the known minutes nobody is on duty either.
    fillers.append((model.new_fixed_size_interval_var(len(available), 10**5, "past the day"), most))
    model.add_cumulative([*intervals, *(filler for filler, _ in fillers)], [*demands, *(n for _, n in fillers)], most)
